import * as z from 'zod/mini';
import type { App } from '../app.ts';
import { arnOf } from '../arns.ts';
import { isoTime, msOf } from '../clock.ts';
import { detailOf, partitionOf, type Entry } from '../journal/entry.ts';
import { listEntries } from '../journal/journal.ts';
import { startUnlessHeld } from '../jobs/commands.ts';
import { isWorkflowName } from '../jobs/job.ts';
import { paced } from '../jobs/pacedIvs.ts';
import { findJob } from '../jobs/queries.ts';
import { isManaged } from '../managed.ts';
import { readJson } from '../patterns/json.ts';
import { compilePattern } from '../patterns/pattern.ts';
import { knownChannel } from '../readModel/channels.ts';
import {
  allReactions,
  isDecided,
  recordDecision,
  takeFromWindow,
  type Decision,
  type ReactionDefinition,
  type ReactionSelection,
} from '../records/reactions.ts';

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
/** The number of reactions that may lead to one another. */
export const DEPTH_MAX = 4;
/** The most events among which the repetitions are counted. */
const REPETITIONS_MAX = 1_000;

type Matcher = (event: object) => boolean;

interface Known {
  readonly readAt: number;
  readonly reactions: readonly { reaction: ReactionDefinition; matches: Matcher }[];
}

const known = new WeakMap<App['config'], Known>();

/** Returns a function that tells whether an event matches a pattern, a JSON text. */
function matcherOf(pattern: string): Matcher {
  const matches = compilePattern(pattern);
  return (event) => matches(readJson(JSON.stringify(event)));
}

/** Returns the reactions with their patterns, which a process reads every few seconds at most. */
async function reactionsOf({ store, clock, config }: App): Promise<Known['reactions']> {
  const now = clock.now();
  const before = known.get(config);
  if (before && now - before.readAt >= 0 && now - before.readAt < KNOWN_MS) return before.reactions;
  const all = await allReactions(store);
  const reactions = all.map((reaction) => ({
    reaction,
    matches: matcherOf(reaction.when.pattern),
  }));
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

const fits = (pattern: string, name: string): boolean =>
  new RegExp(
    `^${pattern
      .split('*')
      .map((part) => part.replaceAll(/[^\w]/g, '\\$&'))
      .join('.*')}$`,
  ).test(name);

/** Returns whether a reaction is about a channel. */
async function isSelected(
  app: App,
  channelId: string,
  { ids, name, tags }: ReactionSelection = {},
): Promise<boolean> {
  if (ids && !ids.includes(channelId)) return false;
  if (name === undefined && tags === undefined) return true;
  const { value: channel } = await knownChannel(app, channelId);
  if (!channel) return false;
  return (
    (name === undefined || fits(name, channel.name ?? '')) &&
    Object.entries(tags ?? {}).every(([key, value]) => channel.tags?.[key] === value)
  );
}

/** Returns whether enough events that match have reached the channel, this one included. */
async function isRepeated(
  { store }: App,
  event: ReactedEvent,
  channelId: string,
  repeated: NonNullable<ReactionDefinition['when']['repeated']>,
  matches: Matcher,
): Promise<boolean> {
  const at = msOf(event.time) ?? 0;
  const asEvent = (entry: Entry): object => ({
    ...event,
    id: entry.id,
    source: entry.source,
    'detail-type': entry.type,
    time: isoTime(entry.at),
    detail: detailOf(entry),
  });
  const { entries } = await listEntries(store, {
    index: 'jobs',
    partition: partitionOf(channelId),
    below: `${isoTime(at)}#\uffff`,
    until: isoTime(at - repeated.perMs),
    limit: Math.min(repeated.count, REPETITIONS_MAX),
    takes: (entry) => entry.id !== event.id && matches(asEvent(entry)),
  });
  return entries.length + 1 >= repeated.count;
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
  for (const { reaction, matches } of matching) {
    const { name, when } = reaction;
    if (!(await isSelected(app, channelId, when.selection))) continue;
    if (when.repeated && !(await isRepeated(app, event, channelId, when.repeated, matches)))
      continue;
    if (await isDecided(app.store, name, event.id)) continue;
    const decision = await decided(app, reaction, { event, channelId, depth }, untilMs);
    await recordDecision(app.store, name, {
      eventId: event.id,
      eventType: event['detail-type'],
      channelId,
      at: app.clock.now(),
      decision,
      depth,
    });
  }
}

async function decided(
  app: App,
  reaction: ReactionDefinition,
  about: { event: ReactedEvent; channelId: string; depth: number },
  untilMs: number,
): Promise<Decision['decision']> {
  const { name, then, mode, atMost } = reaction;
  const { event, channelId, depth } = about;
  if (depth >= DEPTH_MAX) {
    app.log.error('Stopped a loop of reactions', { reaction: name, eventId: event.id, depth });
    return 'loopStopped';
  }
  if (atMost && !(await takeFromWindow(app.store, name, atMost, app.clock.now())))
    return 'rateLimited';
  if (mode === 'shadow') return 'wouldStart';
  if (!isWorkflowName(then.workflow)) throw new Error(`There is no workflow ${then.workflow}.`);
  const isStarted = await startUnlessHeld(
    app,
    {
      workflow: then.workflow,
      subject: `channel/${channelId}`,
      input: then.input,
      caller: `reaction:${name}#${depth + 1}`,
      reason: `The event ${event.id} (${event['detail-type']}) matches the reaction ${name}.`,
      idempotencyKey: { key: `${name}#${event.id}`, digest: event.id },
    },
    untilMs - app.clock.now(),
  );
  return isStarted ? 'started' : 'locked';
}
