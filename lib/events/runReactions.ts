import * as z from 'zod/mini';
import type { App } from '../app.ts';
import { arnOf } from '../arns.ts';
import { msOf } from '../clock.ts';
import { paced } from '../jobs/pacedIvs.ts';
import { findJob } from '../jobs/queries.ts';
import { isManaged } from '../managed.ts';
import { readJson } from '../patterns/json.ts';
import { compilePattern } from '../patterns/pattern.ts';
import { countMatch } from '../records/reactionMatches.ts';
import {
  readDecision,
  writtenReactions,
  type EventTrigger,
  type WrittenReaction,
} from '../records/reactions.ts';
import { allPolicies } from '../records/policies.ts';
import { decide, isSelected } from './deciding.ts';
import { eventIdOf } from './eventId.ts';
import { policyReactions } from './policyReactions.ts';

const text = z.string().check(z.minLength(1));

/** The members of an event that a reaction needs; its pattern sees all of it. */
export const reactedEvent = z.looseObject({
  id: text,
  source: text,
  'detail-type': text,
  account: z.string(),
  region: z.string(),
  time: z.string(),
  resources: z.array(z.string()),
  detail: z.record(z.string(), z.unknown()),
});
type ReactedEvent = z.infer<typeof reactedEvent>;

/** How long a process uses the reactions that it has read, in ms. */
const KNOWN_MS = 5_000;

type Matcher = (event: object) => boolean;

interface Known {
  readonly readAt: number;
  readonly reactions: readonly (EventTrigger & {
    reaction: WrittenReaction;
    matches: Matcher;
  })[];
}

const known = new WeakMap<App['config'], Known>();

/** Returns a function that tells whether an event matches a pattern, a JSON text. */
function matcherOf(pattern: string): Matcher {
  const matches = compilePattern(pattern);
  return (event) => matches(readJson(JSON.stringify(event)));
}

/**
 * Returns the reactions to events that are not off; a process reads them every few seconds at
 * most.
 */
async function reactionsOf({ store, clock, config }: App): Promise<Known['reactions']> {
  const now = clock.now();
  const before = known.get(config);
  if (before && now - before.readAt >= 0 && now - before.readAt < KNOWN_MS) return before.reactions;
  const [written, policies] = await Promise.all([writtenReactions(store), allPolicies(store)]);
  const reactions = [...written, ...policyReactions(policies)].flatMap((reaction) => {
    const { when, mode } = reaction;
    return 'pattern' in when && mode !== 'off'
      ? [{ ...when, reaction, matches: matcherOf(when.pattern) }]
      : [];
  });
  known.set(config, { readAt: now, reactions });
  return reactions;
}

/** Returns the channel that an event is about; undefined when it names none of ours. */
function channelOf(
  { config }: App,
  { resources, detail, account }: ReactedEvent,
): string | undefined {
  if (account !== config.accountId) return undefined;
  const own = arnOf(config, 'channel', '');
  const { channelArn, subject } = detail;
  for (const name of [...resources, channelArn]) {
    if (typeof name === 'string' && name.trim().startsWith(own))
      return name.trim().slice(own.length);
  }
  return typeof subject === 'string' && subject.startsWith('channel/')
    ? subject.slice('channel/'.length)
    : undefined;
}

/** Returns how many reactions led to an event: its job says which one started it. */
async function depthOf(app: App, { source, detail }: ReactedEvent): Promise<number> {
  if (source !== 'channelkeeper' || typeof detail.jobId !== 'string') return 0;
  const caller =
    typeof detail.requestedBy === 'string'
      ? detail.requestedBy
      : (await findJob(app, detail.jobId))?.requestedBy;
  return Number(/^reaction:[a-z0-9-]+#(\d+)$/.exec(caller ?? '')?.[1] ?? 0);
}

/**
 * Lets every reaction that an event matches decide about it, once. A reaction that is on starts its
 * job; in shadow it only records that it would. Safe to repeat.
 * @param untilMs ms since the epoch; after it, jobs are begun and left to the workers
 */
export async function runReactions(
  opened: App,
  event: ReactedEvent,
  untilMs: number,
): Promise<void> {
  const matching = (await reactionsOf(opened)).filter(({ matches }) => matches(event));
  if (matching.length === 0) return;
  const app = { ...opened, ivs: paced(opened, untilMs) };
  const channelId = channelOf(app, event);
  if (channelId === undefined || !(await isManaged(app, arnOf(app.config, 'channel', channelId))))
    return;
  const depth = await depthOf(app, event);
  const now = app.clock.now();
  const match = {
    eventId: eventIdOf(event),
    eventType: event['detail-type'],
    at: msOf(event.time) ?? now,
  };
  for (const { reaction, repeated, pattern } of matching) {
    const { name, when } = reaction;
    if (!(await isSelected(app, channelId, when.selection))) continue;
    const completing = repeated
      ? await countMatch(app.store, { name, pattern }, channelId, match, repeated, now)
      : match;
    if (!completing) continue;
    const { eventId, eventType } = completing;
    const earlier = await readDecision(app.store, name, eventId);
    if (earlier && earlier.decision !== 'starting') continue;
    const by = reaction.policy === undefined ? `reaction ${name}` : `policy ${reaction.policy}`;
    const reason = `The event ${eventId} (${eventType}) matches the ${by}.`;
    const about = { eventId, eventType, channelId, depth, reason };
    await decide(app, reaction, { ...about, earlier, kept: 'decision' }, untilMs);
  }
}
