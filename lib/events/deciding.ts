import type { App } from '../app.ts';
import { startUnlessHeld } from '../jobs/commands.ts';
import { isWorkflowName } from '../jobs/job.ts';
import { knownChannel } from '../readModel/channels.ts';
import {
  recordDecision,
  returnToWindow,
  takeFromWindow,
  type Decision,
  type ReactionDefinition,
} from '../records/reactions.ts';
import * as selections from '../records/selections.ts';

/** The number of reactions that may lead to one another. */
export const DEPTH_MAX = 4;

/** An event that a reaction matches, or a stream whose time has come. */
export interface Occasion extends Pick<Decision, 'eventId' | 'eventType' | 'channelId' | 'depth'> {
  /** The reason of the job, in a sentence. */
  readonly reason: string;
  /** The decision of an earlier run, which has not settled it. */
  readonly earlier: Decision | undefined;
  readonly kept: 'decision' | 'streamDecision';
  /** The act in place of starting a job. */
  readonly does?: () => Promise<void>;
}

/** Returns whether a reaction is about a channel. */
export async function isSelected(
  app: App,
  channelId: string,
  selection: selections.ChannelSelection = {},
): Promise<boolean> {
  const { ids, name, tags, withoutTags } = selection;
  if (ids && !ids.includes(channelId)) return false;
  if (name === undefined && tags === undefined && withoutTags === undefined) return true;
  const { value: channel } = await knownChannel(app, channelId);
  return channel !== undefined && selections.looksSelected(selection, channel);
}

/**
 * Decides about an occasion and records the decision. A reaction that is on starts its job; in
 * shadow it only takes the decision. The record is written before the job is started, so that a
 * repeat does not count against the rate again. Safe to repeat.
 * @param untilMs ms since the epoch; the job runs until then, and is then left to the workers
 */
export async function decide(
  app: App,
  reaction: ReactionDefinition,
  { earlier, reason, kept, does, ...about }: Occasion,
  untilMs: number,
): Promise<void> {
  const { name, then, atMost, policy } = reaction;
  const now = app.clock.now();
  const { eventId, channelId, depth } = about;
  const record = (word: Decision['decision'], at: number, before?: Decision): Promise<boolean> =>
    recordDecision(app.store, name, { ...about, at, decision: word }, before, kept);
  const giveBack = async (takenAt: number): Promise<void> =>
    atMost && returnToWindow(app.store, name, atMost, takenAt);
  let starting = earlier;
  if (earlier?.decision !== 'starting') {
    const word = await admitted(app, reaction, about, now);
    if (word === earlier?.decision) return;
    const isRecorded = await record(word, now, earlier);
    const isTaken = word === 'starting' || word === 'wouldStart';
    if (!isRecorded && isTaken) await giveBack(now);
    if (!isRecorded || word !== 'starting') return;
    starting = { ...about, at: now, decision: word };
  }
  const { workflow } = then;
  if (!isWorkflowName(workflow)) throw new Error(`There is no workflow ${workflow}.`);
  const start = (): Promise<boolean> =>
    startUnlessHeld(
      app,
      {
        workflow,
        subject: `channel/${channelId}`,
        input: then.input,
        caller: policy === undefined ? `reaction:${name}#${depth + 1}` : `policy:${policy}`,
        reason,
        idempotencyKey: { key: `${name}#${eventId}`, digest: eventId },
      },
      Math.max(0, untilMs - now),
    );
  const isStarted = does ? await does().then(() => true) : await start();
  const takenAt = starting?.at ?? now;
  const isRecorded = await record(isStarted ? 'started' : 'locked', takenAt, starting);
  if (isRecorded && !isStarted) await giveBack(takenAt);
}

/** Returns whether a reaction may act now. It takes an action from the rate if it may. */
async function admitted(
  { store, log }: App,
  { name, mode, atMost }: ReactionDefinition,
  { eventId, depth }: Pick<Decision, 'eventId' | 'depth'>,
  now: number,
): Promise<Decision['decision']> {
  if (depth >= DEPTH_MAX) {
    log.error('Stopped a loop of reactions', { reaction: name, eventId, depth });
    return 'loopStopped';
  }
  if (atMost && !(await takeFromWindow(store, name, atMost, now))) return 'rateLimited';
  return mode === 'shadow' ? 'wouldStart' : 'starting';
}
