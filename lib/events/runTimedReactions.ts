import type { App } from '../app.ts';
import { arnOf } from '../arns.ts';
import { durationText } from '../durations.ts';
import { liveStreams } from '../ivs/streams.ts';
import { paced } from '../jobs/pacedIvs.ts';
import { openSince, type OpenState } from '../journal/openStates.ts';
import { isManaged } from '../managed.ts';
import { allPolicies } from '../records/policies.ts';
import {
  decisionsAbout,
  recordDecision,
  writtenReactions,
  type CadenceTrigger,
  type Decision,
  type LiveForTrigger,
  type WrittenReaction,
} from '../records/reactions.ts';
import type { ChannelSelection } from '../records/selections.ts';
import { decide, isSelected } from './deciding.ts';
import { isWarning, policyReactions } from './policyReactions.ts';
import { goesOn, warnOfEnd } from './streamWarnings.ts';

/** The type of a decision about a stream, in place of that of an event. */
const STREAM = 'Live Stream';
/**
 * A moment of a cadence is missed when half the time to the next one has passed, and at least this
 * time, in ms: the schedule looks every minute.
 */
const LATE_MS = 90_000;
/** The decisions after which the next run tries again: about a stream, and about a cadence. */
const UNSETTLED: readonly Decision['decision'][] = ['locked', 'rateLimited', 'starting'];
const UNSETTLED_MOMENT: readonly Decision['decision'][] = ['starting'];

interface TimedReaction extends WrittenReaction {
  readonly when: (LiveForTrigger | CadenceTrigger) & { readonly selection?: ChannelSelection };
}

/** A reaction, and a stream that has been live for long enough. */
interface Due {
  readonly reaction: TimedReaction;
  readonly stream: OpenState;
  /** The id of the decision. */
  readonly id: string;
  readonly isMissed: boolean;
  /** The decision of an earlier run, which does not settle it. */
  readonly earlier?: Decision;
}

const isTimed = (reaction: WrittenReaction): reaction is TimedReaction =>
  !('pattern' in reaction.when);

const periodOf = ({ when }: TimedReaction): number =>
  'streamLiveForMs' in when ? when.streamLiveForMs : when.everyWhileLiveMs;

/** Returns a stream if its time has come. */
function dueIn(reaction: TimedReaction, stream: OpenState, now: number): Due | undefined {
  const { streamId, since } = stream;
  const period = periodOf(reaction);
  const times = Math.floor((now - since) / period);
  if (times < 1) return undefined;
  // A stream that should have ended by now is told of no end: it is being stopped, or goes on.
  if (isWarning(reaction) && now - since >= reaction.lengthMs) return undefined;
  if ('streamLiveForMs' in reaction.when)
    return { reaction, stream, id: streamId, isMissed: false };
  const dueAt = since + times * period;
  // A reaction makes up for no moment from before it was written.
  if (dueAt < reaction.updatedAt) return undefined;
  const isMissed = now - dueAt > Math.max(period / 2, LATE_MS);
  return { reaction, stream, id: `${streamId}#${times}`, isMissed };
}

/** Returns the streams whose time has come and about which a reaction has not decided. */
async function undecided(
  { store }: App,
  reaction: TimedReaction,
  streams: readonly OpenState[],
  now: number,
): Promise<Due[]> {
  const due = streams.flatMap((stream) => dueIn(reaction, stream, now) ?? []);
  const decisions = await decisionsAbout(
    store,
    reaction.name,
    due.map(({ id }) => id),
  );
  // A cadence has a next moment; a stream that has been live for long enough has no other one.
  const unsettled = 'streamLiveForMs' in reaction.when ? UNSETTLED : UNSETTLED_MOMENT;
  return due.flatMap((one, at) => {
    const earlier = decisions[at];
    if (!earlier) return [one];
    return unsettled.includes(earlier.decision) ? [{ ...one, earlier }] : [];
  });
}

/**
 * Lets the reactions to time decide about the streams that have been live for long enough. Only the
 * records of those streams are read, and IVS tells which of them are live. Safe to repeat.
 * @param untilMs ms since the epoch; no decision begins after it
 * @throws Error the first failure, after the other decisions, so that the run counts as failed
 */
export async function runTimedReactions(opened: App, untilMs: number): Promise<void> {
  const [written, policies] = await Promise.all([
    writtenReactions(opened.store),
    allPolicies(opened.store),
  ]);
  const all = [...written, ...policyReactions(policies)];
  const reactions = all.filter(({ mode }) => mode !== 'off').filter(isTimed);
  if (reactions.length === 0) return;
  const app = { ...opened, ivs: paced(opened, untilMs) };
  const now = app.clock.now();
  const since = now - Math.min(...reactions.map(periodOf));
  const streams = await openSince(app.store, 'stream', since);
  const due: Due[] = [];
  for (const reaction of reactions) due.push(...(await undecided(app, reaction, streams, now)));
  if (due.length === 0) return;
  const live = await liveStreams(app.ivs);
  const failures: unknown[] = [];
  for (const one of due) {
    const { channelId, streamId } = one.stream;
    // The end of a stream may not have been reported, or another stream may have begun.
    if (live.get(arnOf(app.config, 'channel', channelId))?.streamId !== streamId) continue;
    if (app.clock.now() >= untilMs) {
      app.log.warn('Ran out of time before the last stream; the next run continues');
      break;
    }
    try {
      await decideAbout(app, one);
    } catch (error) {
      app.log.error('A decision about a stream failed; the next run tries again', {
        reaction: one.reaction.name,
        streamId,
        error: String(error),
      });
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}

async function decideAbout(
  app: App,
  { reaction, stream, id, isMissed, earlier }: Due,
): Promise<void> {
  const { channelId, streamId, since } = stream;
  const { name, when } = reaction;
  if (!(await isManaged(app, arnOf(app.config, 'channel', channelId)))) return;
  if (!(await isSelected(app, channelId, when.selection))) return;
  const now = app.clock.now();
  const liveFor = durationText(now - since);
  const about = { eventId: id, eventType: STREAM, channelId, depth: 0 };
  const kept = 'streamDecision';
  if (isMissed && !earlier) {
    app.log.warn('A moment of a cadence was missed', { reaction: name, id, liveFor });
    const missed = { ...about, at: now, decision: 'missed' } as const;
    await recordDecision(app.store, name, missed, undefined, kept);
    return;
  }
  const { policy } = reaction;
  const by = policy === undefined ? `the reaction ${name}` : `the policy ${policy}`;
  const reason = `The stream ${streamId} has been live for ${liveFor}: ${by}.`;
  if (isWarning(reaction)) {
    const channelArn = arnOf(app.config, 'channel', channelId);
    if (await goesOn(app, channelArn)) return;
    const ending = { channelArn, streamId, endsAt: since + reaction.lengthMs };
    const does = (): Promise<void> => warnOfEnd(app, { ...ending, because: `policy:${policy}` });
    return decide(app, reaction, { ...about, reason, earlier, kept, does }, now);
  }
  // The job is begun here and handed over, so that many streams do not wait for one another.
  await decide(app, reaction, { ...about, reason, earlier, kept }, now);
}
