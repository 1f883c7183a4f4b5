import { IvsRefusal } from '../ivs/refusal.ts';
import {
  BATCH_MAX,
  revokeBatch,
  revokeOne,
  type PairError,
  type ViewerSession,
} from '../ivs/viewerSessions.ts';
import { writeRefusals } from '../records/viewerSessionRevocations.ts';
import type { ActionContext } from './context.ts';

/** The calls that revoke viewer sessions, for the actions that do. */

/** The calls of one attempt, by kind. */
interface Calls {
  readonly batches: number;
  readonly singles: number;
  /** Single calls for pairs of the batches that IVS could not process. */
  readonly again: number;
}

/** As many of each kind as their quotas allow in a second (IVS user guide, Service Quotas). */
export const OF_A_SECOND: Calls = { batches: 2, singles: 10, again: 8 };
/**
 * The half of it. An open batch may have hundreds of thousands of pairs and outlives more crashes,
 * each of which repeats one attempt at most: ten calls.
 */
export const OF_HALF_A_SECOND: Calls = { batches: 1, singles: 5, again: 4 };
const SINGLE = 'StartViewerSessionRevocation';
/**
 * The time of one attempt, in ms. Another program may use the quota of the single calls: then only
 * as many of them are made as fit, so that the batches do not wait.
 */
const ATTEMPT_MS = 1_000;
/**
 * How often a pair that IVS could not process is retried, alone, before it is reported. Each kind
 * of attempt has calls for one such pair at least, so it gets on.
 */
const AGAIN_MAX = 2;

/** The parts of an attempt that its calls need. */
type Attempt = Pick<ActionContext, 'ivs' | 'reserve'>;

/** Returns how many pairs fit into the calls of an attempt. */
export const sizeOf = ({ batches, singles }: Calls): number => batches * BATCH_MAX + singles;

export const missing = (from: number): Error =>
  new Error(`The pairs from index ${from} on are missing.`);

/** Pairs of a batch, from an index on. */
interface Chunk {
  readonly subject: string;
  readonly from: number;
  readonly pairs: readonly ViewerSession[];
  /** An earlier attempt, or another job, may have written refusals of these pairs. */
  readonly isRepeat: boolean;
}

/**
 * Revokes pairs, and keeps the refusals. Returns how many of the pairs were sent, and how many of
 * those IVS refused.
 */
export async function sendPairs(
  context: ActionContext,
  { subject, from, pairs, isRepeat }: Chunk,
  calls: Calls,
): Promise<{ sent: number; failed: number }> {
  const { store, fence, clock } = context;
  const { refused, count } = await revokePairs(context, pairs, calls);
  if (refused.length > 0 || isRepeat)
    await writeRefusals(store, subject, fence, from, refused, clock.now());
  return { sent: count, failed: refused.length };
}

/** The refusals of IVS, and the number of pairs from the first on that were sent. */
interface Revoked {
  readonly refused: PairError[];
  readonly count: number;
}

async function revokePairs(
  context: Attempt,
  pairs: readonly ViewerSession[],
  calls: Calls,
): Promise<Revoked> {
  const batches = Array.from({ length: calls.batches }, (_, i) =>
    pairs.slice(i * BATCH_MAX, (i + 1) * BATCH_MAX),
  ).filter((batch) => batch.length > 0);
  const rest = pairs.slice(calls.batches * BATCH_MAX);
  const [, slots = []] = await context.reserve(
    { operation: 'BatchStartViewerSessionRevocation', count: batches.length },
    ...(rest.length > 0
      ? [{ operation: SINGLE, count: rest.length, withinMs: ATTEMPT_MS } as const]
      : []),
  );
  // `allSettled`, because no call may still be running when the outcome is written.
  const [together, each] = await Promise.allSettled([
    revokeTogether(context, batches, calls.again),
    revokeEach(context, rest.slice(0, slots.length), slots.length),
  ]);
  if (together.status === 'rejected') throw together.reason;
  if (each.status === 'rejected') throw each.reason;
  // The pairs after one that is left are sent again with it.
  if (together.value.count < pairs.length - rest.length) return together.value;
  return {
    refused: [...together.value.refused, ...each.value.refused],
    count: together.value.count + each.value.count,
  };
}

/**
 * Revokes pairs in batches, and those that IVS could not process alone, with as many calls at most.
 * The first one of these for which no call is left, and all after it, are left to the next attempt.
 */
async function revokeTogether(
  context: Attempt,
  batches: readonly (readonly ViewerSession[])[],
  callsMax: number,
): Promise<Revoked> {
  const errors: PairError[] = [];
  for (const batch of batches) errors.push(...(await revokeBatch(context.ivs, batch)));
  const pairs = batches.flat();
  const passing = errors.filter(({ code }) => isPassing(code));
  const again = pairs.filter((pair) => passing.some((error) => isOf(error, pair)));
  if (again.length === 0) return { refused: errors, count: pairs.length };
  await context.reserve({ operation: SINGLE, count: Math.min(again.length, callsMax) });
  const alone = await revokeEach(context, again, callsMax);
  if (alone.throttled) throw alone.throttled;
  const left = again[alone.count];
  const count = left ? pairs.indexOf(left) : pairs.length;
  const sent = pairs.slice(0, count);
  const lasting = errors.filter(
    (error) => !isPassing(error.code) && sent.some((pair) => isOf(error, pair)),
  );
  return { refused: [...lasting, ...alone.refused], count };
}

const isOf = (error: PairError, { channelArn, viewerId }: ViewerSession): boolean =>
  error.channelArn === channelArn && error.viewerId === viewerId;

/**
 * Revokes pairs one after the other, until no call is left or IVS says that the calls come too
 * soon.
 */
async function revokeEach(
  { ivs }: Pick<Attempt, 'ivs'>,
  pairs: readonly ViewerSession[],
  callsMax: number,
): Promise<Revoked & { throttled?: IvsRefusal }> {
  const refused: PairError[] = [];
  let calls = 0;
  for (const [count, pair] of pairs.entries()) {
    for (let tries = 1; ; tries++) {
      if (calls++ === callsMax) return { refused, count };
      const error = await refusalOfOne(ivs, pair);
      if (error instanceof IvsRefusal) return { refused, count, throttled: error };
      if (error && isPassing(error.code) && tries <= AGAIN_MAX) continue;
      if (error) refused.push(error);
      break;
    }
  }
  return { refused, count: pairs.length };
}

/**
 * Revokes one pair and returns IVS's error for it; undefined when IVS accepted it, and the refusal
 * when the call came too soon. Another error that would be the same for every pair (no permission)
 * is thrown instead. When IVS as a whole is down, the batch call beside this one fails too, and the
 * attempt with it.
 */
async function refusalOfOne(
  ivs: ActionContext['ivs'],
  pair: ViewerSession,
): Promise<PairError | IvsRefusal | undefined> {
  try {
    await revokeOne(ivs, pair);
    return undefined;
  } catch (error) {
    if (!(error instanceof IvsRefusal)) throw error;
    if (error.class === 'throttled') return error;
    const code = codeOf(error);
    if (code === undefined) throw error;
    const { channelArn, viewerId } = pair;
    return { channelArn, viewerId, code, message: error.message };
  }
}

function codeOf(refusal: IvsRefusal): string | undefined {
  if (refusal.class === 'notFound') return '404';
  if (refusal.class === 'unavailable') return '503';
  return refusal.name === 'ValidationException' ? '400' : undefined;
}

/**
 * Returns whether a code may be different the next time. IVS gives an HTTP status as text, or an
 * error's name (IVS API reference, BatchError).
 */
const isPassing = (code: string): boolean =>
  /^(429|5\d\d|Throttling.*|Internal.*|ServiceUnavailable)$/.test(code);
