import type { Store } from '../dynamodb.ts';
import { resultIn, resultKey } from '../records/childJobs.ts';
import { recordKey } from '../records/keys.ts';
import {
  cursorsOf,
  nextIn,
  oddHalfIn,
  oddSubjectOf,
  progressOf,
  readOddHalf,
  sentBefore,
  writeOddHalf,
  type HalfState,
  type Share,
} from '../records/viewerHalves.ts';
import {
  closeIdleBatch,
  readViewerBatch,
  RECORD_PAIRS,
  type ViewerBatch,
} from '../records/viewerBatches.ts';
import { readPairs, writeRefusals } from '../records/viewerSessionRevocations.ts';
import { GivesUp, needing, type ActionContext, type Result } from './context.ts';
import type { NoInput, OddHalf } from './inputs.ts';
import type { JobState } from './jobState.ts';
import { missing, OF_HALF_A_SECOND, sendPairs, sizeOf } from './pairCalls.ts';

/** An open batch that gets no pairs for this long is closed, in ms. */
const CLOSES_AFTER_MS = 24 * 3_600_000;
/** How soon a child that could not be begun is tried again, when there is no other work, in ms. */
const TRIES_AGAIN_MS = 5_000;

async function opened(store: Store, subject: string): Promise<ViewerBatch> {
  const batch = await readViewerBatch(store, subject);
  if (!batch) throw new Error('The batch is missing.');
  return batch;
}

/** Returns whether a batch gets no more pairs, or should be closed. */
const isOver = ({ closed, touchedAt }: ViewerBatch, now: number): boolean =>
  closed || now - touchedAt >= CLOSES_AFTER_MS;

/** Closes a batch that is open for too long. Pairs that were added just now keep it open. */
const isClosed = async (
  { store, subject, clock }: ActionContext,
  batch: ViewerBatch,
): Promise<boolean> =>
  batch.closed ||
  (isOver(batch, clock.now()) && (await closeIdleBatch(store, subject, batch, clock.now())));

/**
 * An attempt that waits this long for its slots, in ms, shares the quota with others. A child would
 * gain nothing then, and would hold one more of the workers.
 */
const CROWDED_MS = 2_000;

interface SendNext {
  readonly subject: string;
  readonly batch: ViewerBatch;
  readonly from: number;
  readonly isRepeat: boolean;
}

/** Sends the next pairs of a batch, from an index on. */
async function sendNext(
  context: ActionContext,
  { subject, batch, from, isRepeat }: SendNext,
): Promise<{ next: number; failed: number }> {
  const pairs = await readPairs(context.store, subject, from, sizeOf(OF_HALF_A_SECOND), batch);
  if (pairs.length === 0) throw missing(from);
  const chunk = { subject, from, pairs, isRepeat };
  const { sent, failed } = await sendPairs(context, chunk, OF_HALF_A_SECOND);
  return { next: from + sent, failed };
}

/** Returns whether an earlier attempt, or the job that this one redrives, may have sent pairs. */
const mayRepeat = ({ uncertain, memory }: ActionContext): boolean =>
  uncertain || memory.firstJobId !== undefined;

/**
 * Clears the refusals that an attempt without an answer may have written, when this one sends
 * nothing: the later attempt that sends the pairs again does not know of it.
 */
async function withdrawRefusals(
  { uncertain, store, fence, clock }: ActionContext,
  subject: string,
  from: number | undefined,
): Promise<void> {
  if (uncertain && from !== undefined)
    await writeRefusals(store, subject, fence, from, [], clock.now());
}

/**
 * Revokes the next pairs of a batch that may still get more, keeps the refusals, and moves on.
 * `idle`: the batch is paused, or its pairs are sent and it is open. `many`: more pairs are left
 * than a record holds, or the batch has been shared before.
 */
export async function revokeNextOfBatch(
  context: ActionContext<NoInput>,
): Promise<Result<'more' | 'drained' | 'idle' | 'many'>> {
  const { memory, store, subject } = context;
  const batch = await opened(store, subject);
  const { total, paused } = batch;
  const from = memory.done ?? 0;
  // `done` is no index once the batch is shared, and no attempt at this step sends pairs then.
  if (!memory.share && (paused || total - from > RECORD_PAIRS))
    await withdrawRefusals(context, subject, from);
  if (paused) return { outcome: 'idle', memory: { total } };
  const failed = memory.failed ?? 0;
  if (memory.share || total - from > RECORD_PAIRS) {
    const share = memory.share ?? { from, next: from, failed };
    // It is noted before it is begun, so that a change of the batch wakes it too.
    const helper = memory.helper ?? { index: 0, subject: oddSubjectOf(subject) };
    return { outcome: 'many', memory: { total, done: from, failed, share, helper } };
  }
  if (from >= total) {
    const outcome = (await isClosed(context, batch)) ? 'drained' : 'idle';
    return { outcome, memory: { total, done: from } };
  }
  const sent = await sendNext(context, { subject, batch, from, isRepeat: mayRepeat(context) });
  const progress = { total, done: sent.next, failed: failed + sent.failed };
  return { outcome: 'more', memory: progress, effect: true };
}

type Helper = Required<JobState>['helper'];

/** The odd half, and how the child ended that works on it; undefined while it works. */
interface OddState extends HalfState {
  readonly ended?: string | undefined;
}

async function readOdd(
  { store, subject, jobId }: ActionContext,
  { index }: Helper,
): Promise<OddState> {
  const [half, result] = await store.getMany([
    recordKey.oddHalf(subject),
    resultKey({ subject, jobId }, index),
  ]);
  return { ...oddHalfIn(half), ended: resultIn(result)?.outcome };
}

/**
 * Returns the child that follows one that has ended and left pairs, because somebody cancelled it
 * or because it was sure that no more would come; undefined while none is needed. It is noted
 * before it is begun, so that a cancel finds it.
 * @throws GivesUp when the child has failed
 */
function following(
  { index, subject }: Helper,
  { ended, hasMore }: { ended: string | undefined; hasMore: boolean },
): Helper | undefined {
  if (ended === undefined || !hasMore) return undefined;
  if (ended === 'failed') throw new GivesUp(`The job on ${subject} has failed.`);
  return { index: index + 1, subject };
}

/** Begins the child, unless it has begun. */
async function withHelper(
  { children, jobId }: ActionContext,
  helper: Helper,
  { from }: Share,
): Promise<Helper> {
  if (helper.begunBy === jobId) return helper;
  const { index, subject } = helper;
  const begun = await children.begin({
    index,
    subject,
    workflow: 'revokeViewerBatchHalf',
    input: { from },
  });
  return { index, subject, ...(begun === 'begun' && { begunBy: jobId }) };
}

/**
 * Revokes the next pairs of the even half of a batch, while a child revokes those of the odd one.
 * `idle`: the batch is paused or open, or the child has not ended.
 */
export const revokeNextOfEvenHalf = needing(
  ['share', 'helper'],
  async (
    context: ActionContext<NoInput>,
    { share, helper: known },
  ): Promise<Result<'more' | 'drained' | 'idle'>> => {
    const { store, subject, clock, jobId } = context;
    const batch = await opened(store, subject);
    const odd = await readOdd(context, known);
    const progress = progressOf(batch, { share }, odd);
    if (batch.paused) await withdrawRefusals(context, subject, nextIn(batch, 'even', share.next));
    if (batch.paused) return { outcome: 'idle', memory: { ...progress, lookAt: undefined } };
    const { ended } = odd;
    const hasMore = nextIn(batch, 'odd', cursorsOf({ share }, odd).odd) !== undefined;
    const next = following(known, { ended, hasMore });
    if (next) return { outcome: 'more', memory: { ...progress, helper: next } };
    const from = nextIn(batch, 'even', share.next);
    if (from === undefined) {
      const helper = await withHelper(context, known, share);
      const isDone = ended !== undefined && !hasMore && (await isClosed(context, batch));
      const lookAt = helper.begunBy === jobId ? undefined : clock.now() + TRIES_AGAIN_MS;
      return { outcome: isDone ? 'drained' : 'idle', memory: { ...progress, helper, lookAt } };
    }
    const chunk = { subject, batch, from, isRepeat: mayRepeat(context) };
    const since = clock.now();
    const sent = await sendNext(context, chunk);
    const isCrowded = clock.now() - since >= CROWDED_MS;
    const helper = isCrowded ? known : await withHelper(context, known, share);
    const after = { ...share, next: sent.next, failed: share.failed + sent.failed };
    return {
      outcome: 'more',
      memory: { ...progressOf(batch, { share: after }, odd), share: after, helper },
      effect: true,
    };
  },
);

/**
 * Revokes the next pairs of the odd half of its parent's batch, and notes how far it is, for the
 * parent and for the child of a job that redrives it.
 */
export async function revokeNextOfOddHalf(
  context: ActionContext<OddHalf>,
): Promise<Result<'more' | 'drained' | 'idle'>> {
  const { parent, store, input, memory, fence, clock } = context;
  if (!parent) throw new Error('The half belongs to no batch.');
  const { subject } = parent;
  const batch = await opened(store, subject);
  const known = await readOddHalf(store, subject);
  const from = nextIn(batch, 'odd', Math.max(input.from, known.next));
  if (batch.paused) await withdrawRefusals(context, subject, from);
  if (batch.paused) return { outcome: 'idle' };
  const progress = (half: HalfState): Required<Pick<JobState, 'total' | 'done' | 'failed'>> => ({
    total: sentBefore(batch, { even: 0, odd: Infinity }),
    done: sentBefore(batch, { even: 0, odd: half.next }),
    failed: half.failed,
  });
  if (from === undefined) {
    const outcome = isOver(batch, clock.now()) ? 'drained' : 'idle';
    return { outcome, memory: progress({ ...known, next: Infinity }) };
  }
  // The child before this one may have died between its calls and its note.
  const isRepeat = context.uncertain || memory.done === undefined;
  const { next, failed } = await sendNext(context, { subject, batch, from, isRepeat });
  const half = { next, failed: known.failed + failed };
  await writeOddHalf(store, subject, fence, half, clock.now());
  return { outcome: 'more', memory: progress(half), effect: true };
}

/** Asks the child to stop, and counts its pairs. `asked`: it has not ended yet. */
export async function stopOddHalf(context: ActionContext): Promise<Result<'asked' | 'stopped'>> {
  const { memory, children, store, subject } = context;
  const { helper, share } = memory;
  if (!helper || !share) return { outcome: 'stopped' };
  await children.stop(helper);
  const odd = await readOdd(context, helper);
  const progress = progressOf(await opened(store, subject), { share }, odd);
  return { outcome: odd.ended === undefined ? 'asked' : 'stopped', memory: progress };
}
