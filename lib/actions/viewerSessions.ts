import { readPairs } from '../records/viewerSessionRevocations.ts';
import type { ActionContext, Result } from './context.ts';
import type { ViewerBatch } from './inputs.ts';
import { missing, OF_A_SECOND, sendPairs, sizeOf } from './pairCalls.ts';

/** Revokes the next chunk of the batch, keeps the refusals, and moves on. */
export async function revokeNextViewers(
  context: ActionContext<ViewerBatch>,
): Promise<Result<'more' | 'drained'>> {
  const { memory, input, store, subject } = context;
  const { total } = input;
  const from = memory.done ?? 0;
  const pairs = await readPairs(store, subject, from, sizeOf(OF_A_SECOND));
  if (pairs.length === 0 && from < total) throw missing(from);
  if (pairs.length === 0) return { outcome: 'drained', memory: { total, done: from } };
  const isRepeat = context.uncertain || memory.firstJobId !== undefined;
  const { sent, failed } = await sendPairs(
    context,
    { subject, from, pairs, isRepeat },
    OF_A_SECOND,
  );
  const done = from + sent;
  return {
    outcome: done < total ? 'more' : 'drained',
    memory: { total, done, failed: (memory.failed ?? 0) + failed },
    effect: true,
  };
}
