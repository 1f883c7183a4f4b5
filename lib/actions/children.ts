import { ATTACHMENTS } from '../attachments.ts';
import { readChildren, readResults, writeResult, type ChildOutcome } from '../records/childJobs.ts';
import type {
  ActionContext,
  AttachmentContext,
  ChannelContext,
  ChildSubject,
  Result,
} from './context.ts';
import type { Retirement } from './inputs.ts';

/** The number of children that one attempt begins or asks to stop: well within its lease. */
const CHUNK = 20;
/**
 * The number of locked channels that are retried while other children work. Further ones come again
 * with the next list.
 */
const HELD_MAX = 50;
/** The number of results that are read at once. */
const PAGE = 100;

/**
 * The outcomes of a child that left its channel unchanged, and for which a retry would not help.
 */
const FAILED: ReadonlySet<ChildOutcome> = new Set(['stillLive', 'failed', 'cancelled']);

/** An attempt of a job that detaches channels from its subject. */
type RetirementContext = AttachmentContext<Retirement>;

const begin = (
  { children, input, attachmentKind, attachmentArn }: RetirementContext,
  child: ChildSubject,
): Promise<'begun' | 'held'> =>
  children.begin({
    ...child,
    workflow: input.detach === 'now' ? 'detachChannelNow' : 'detachChannelWhenIdle',
    input: { channel: { [ATTACHMENTS[attachmentKind].field]: '' }, from: attachmentArn },
  });

/**
 * Begins the children for the next chunk of the set. Channels that another job locks are noted, to
 * be retried.
 */
export async function beginNextChildren(
  context: RetirementContext,
): Promise<Result<'more' | 'begun' | 'held'>> {
  const { store, clock, jobId, subject, memory } = context;
  const { begun = 0, total = 0 } = memory;
  const channels = await readChildren(
    store,
    { subject, jobId },
    begun,
    Math.min(CHUNK, total - begun),
  );
  if (channels.length === 0 && begun < total)
    throw new Error(`The channels from index ${begun} on are missing.`);
  const held = [...(memory.held ?? [])];
  for (const channel of channels) {
    if ((await begin(context, channel)) === 'begun') continue;
    if (held.length < HELD_MAX) held.push(channel.index);
    else
      await writeResult(
        store,
        { subject, jobId },
        { ...channel, outcome: 'superseded' },
        clock.now(),
      );
  }
  const next = begun + channels.length;
  const outcome = held.length > 0 ? 'held' : 'begun';
  return { outcome: next < total ? 'more' : outcome, memory: { begun: next, held } };
}

/** Begins the children for the channels that another job had locked and no longer locks. */
export async function beginHeldChildren(
  context: RetirementContext,
): Promise<Result<'begun' | 'held'>> {
  const { store, jobId, subject, memory } = context;
  const held: number[] = [];
  for (const index of memory.held ?? []) {
    const [channel] = await readChildren(store, { subject, jobId }, index, 1);
    if (channel && (await begin(context, channel)) === 'held') held.push(index);
  }
  return { outcome: held.length > 0 ? 'held' : 'begun', memory: { held } };
}

/**
 * Counts the existing results, in the order of the set, up to the first child that has not ended.
 * `failed`: all children have ended, and at least one has failed.
 */
export async function countChildren({
  store,
  jobId,
  subject,
  memory,
}: ActionContext): Promise<Result<'some' | 'all' | 'failed'>> {
  const { total = 0 } = memory;
  let { done = 0, failed = 0, detached = 0 } = memory;
  for (let page: Awaited<ReturnType<typeof readResults>> = []; done < total;) {
    page = await readResults(store, { subject, jobId }, done, PAGE);
    const from = done;
    for (const { index, outcome } of page) {
      if (index !== done) break;
      done++;
      if (FAILED.has(outcome)) failed++;
      if (outcome === 'detached') detached++;
    }
    if (done - from < PAGE) break;
  }
  const ended = failed > 0 ? 'failed' : 'all';
  return {
    outcome: done < total ? 'some' : ended,
    memory: { done, failed, detached },
    ...(detached > 0 && { effect: true }),
  };
}

/**
 * Asks the next chunk of unfinished children to stop. Waiting ones stop at once; one in the middle
 * of a call ends after it.
 */
export async function stopNextChildren({
  store,
  children,
  jobId,
  subject,
  memory,
}: ActionContext): Promise<Result<'more' | 'drained'>> {
  const { total = 0, done = 0 } = memory;
  const from = Math.max(memory.stopped ?? 0, done);
  const channels = await readChildren(
    store,
    { subject, jobId },
    from,
    Math.min(CHUNK, total - from),
  );
  for (const channel of channels) await children.stop(channel);
  const stopped = from + channels.length;
  return {
    outcome: channels.length > 0 && stopped < total ? 'more' : 'drained',
    memory: { stopped },
  };
}

/** Records for the parent the outcome of this child's channel, before the child ends. */
export async function reportToParent({
  store,
  clock,
  jobId,
  subject,
  parent,
  memory,
}: ChannelContext): Promise<Result<'reported'>> {
  if (parent)
    await writeResult(
      store,
      parent,
      { index: parent.index, subject, jobId, outcome: memory.detachment ?? 'stillLive' },
      clock.now(),
    );
  return { outcome: 'reported' };
}
