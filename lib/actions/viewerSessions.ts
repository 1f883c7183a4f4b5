import { IvsRefusal } from '../ivs/refusal.ts';
import {
  BATCH_MAX,
  revokeBatch,
  revokeOne,
  type PairError,
  type ViewerSession,
} from '../ivs/viewerSessions.ts';
import { readPairs, writeRefusals } from '../records/viewerSessionRevocations.ts';
import type { ActionContext, Result } from './context.ts';
import type { ViewerBatch } from './inputs.ts';

/**
 * The calls of one attempt: as many of each kind as their quotas allow in a second, 2 batches and
 * 10 single calls (IVS user guide, Service Quotas).
 */
const BATCHES = 2;
const SINGLES = 10;
const SINGLE = 'StartViewerSessionRevocation';
/** How often a pair that IVS could not process is retried, alone, before it is reported. */
const AGAIN_MAX = 2;

/** The parts of an attempt that its calls need. */
type Attempt = Pick<ActionContext, 'ivs' | 'reserve'>;

/** Revokes the next chunk of the batch, keeps the refusals, and moves on. */
export async function revokeNextViewers(
  context: ActionContext<ViewerBatch>,
): Promise<Result<'more' | 'drained'>> {
  const { memory, input, store, subject, clock } = context;
  const { total } = input;
  const from = memory.done ?? 0;
  const pairs = await readPairs(store, subject, from, BATCHES * BATCH_MAX + SINGLES);
  if (pairs.length === 0 && from < total)
    throw new Error(`The pairs from index ${from} on are missing.`);
  if (pairs.length === 0) return { outcome: 'drained', memory: { total, done: from } };

  const refusals = await revokePairs(context, pairs);
  // An earlier attempt, or the job that this one redrives, may have written refusals.
  if (refusals.length > 0 || context.uncertain || memory.firstJobId !== undefined)
    await writeRefusals(store, subject, context.fence, from, refusals, clock.now());
  const done = from + pairs.length;
  return {
    outcome: done < total ? 'more' : 'drained',
    memory: { total, done, failed: (memory.failed ?? 0) + refusals.length },
    effect: true,
  };
}

async function revokePairs(
  context: Attempt,
  pairs: readonly ViewerSession[],
): Promise<PairError[]> {
  const batches = Array.from({ length: BATCHES }, (_, i) =>
    pairs.slice(i * BATCH_MAX, (i + 1) * BATCH_MAX),
  ).filter((batch) => batch.length > 0);
  const singles = pairs.slice(BATCHES * BATCH_MAX);
  await context.reserve(
    { operation: 'BatchStartViewerSessionRevocation', count: batches.length },
    ...(singles.length > 0 ? [{ operation: SINGLE, count: singles.length } as const] : []),
  );
  // `allSettled`, because no call may still be running when the outcome is written.
  const settled = await Promise.allSettled([
    revokeTogether(context, batches),
    revokeEach(context, singles),
  ]);
  return settled.flatMap((half) => {
    if (half.status === 'rejected') throw half.reason;
    return half.value;
  });
}

async function revokeTogether(
  context: Attempt,
  batches: readonly (readonly ViewerSession[])[],
): Promise<PairError[]> {
  const errors: PairError[] = [];
  for (const batch of batches) errors.push(...(await revokeBatch(context.ivs, batch)));
  const lasting = errors.filter(({ code }) => !isPassing(code));
  const again = errors.filter(({ code }) => isPassing(code));
  const pairs = batches
    .flat()
    .filter((pair) =>
      again.some(
        ({ channelArn, viewerId }) => channelArn === pair.channelArn && viewerId === pair.viewerId,
      ),
    );
  return [...lasting, ...(await revokeEach(context, pairs))];
}

async function revokeEach(
  { ivs, reserve }: Attempt,
  pairs: readonly ViewerSession[],
): Promise<PairError[]> {
  if (pairs.length === 0) return [];
  await reserve({ operation: SINGLE, count: pairs.length });
  const refused: PairError[] = [];
  for (const pair of pairs) {
    for (let tries = 1; ; tries++) {
      const error = await refusalOfOne(ivs, pair);
      if (error && isPassing(error.code) && tries <= AGAIN_MAX) continue;
      if (error) refused.push(error);
      break;
    }
  }
  return refused;
}

/**
 * Revokes one pair and returns IVS's error for it; undefined when IVS accepted it. An error that
 * would be the same for every pair (no permission, throttling) is thrown instead. When IVS as a
 * whole is down, the batch call beside this one fails too, and the attempt with it.
 */
async function refusalOfOne(
  ivs: ActionContext['ivs'],
  pair: ViewerSession,
): Promise<PairError | undefined> {
  try {
    await revokeOne(ivs, pair);
    return undefined;
  } catch (error) {
    if (!(error instanceof IvsRefusal)) throw error;
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
