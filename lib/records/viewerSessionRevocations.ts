import type { Store } from '../dynamodb.ts';
import { updateFenced, type Fence } from './fences.ts';
import type { PairError, ViewerSession } from '../ivs/viewerSessions.ts';

/** Pairs to a row: 500 of the longest stay well below DynamoDB's 400 KB. */
const CHUNK = 500;
const KEEP_SECONDS = 40 * 24 * 3_600;

const padded = (n: number): string => String(n).padStart(6, '0');

/**
 * Appends the viewer sessions of a batch as rows (`<subject>`,
 * `portion#<index of its first pair>`), before the job that will work on them is written: a crash
 * in between leaves rows that nobody reads, never a job without its pairs. Safe to repeat: rows
 * that are there stay as they are.
 */
export async function appendChunks(
  store: Store,
  subject: string,
  sessions: readonly ViewerSession[],
  now: number,
): Promise<void> {
  const expiresAt = Math.floor(now / 1000) + KEEP_SECONDS;
  // Written in order, so where the last one is, all are.
  const last = sessions.length - 1 - ((sessions.length - 1) % CHUNK);
  if (await store.get({ pk: subject, sk: `portion#${padded(last)}` })) return;
  for (let from = 0; from < sessions.length; from += CHUNK) {
    await store.putIfAbsent({
      pk: subject,
      sk: `portion#${padded(from)}`,
      sessions: sessions.slice(from, from + CHUNK),
      expiresAt,
    });
  }
}

/** Up to `count` pairs from index `from`, out of one row: fewer where the row ends. */
export async function readPairs(
  store: Store,
  subject: string,
  from: number,
  count: number,
): Promise<ViewerSession[]> {
  const start = from - (from % CHUNK);
  const row = await store.get({ pk: subject, sk: `portion#${padded(start)}` });
  return ((row?.sessions ?? []) as ViewerSession[]).slice(from - start, from - start + count);
}

/**
 * Keeps what IVS refused of the pairs from index `from` on. Safe to repeat: the same pairs have the
 * same row.
 */
export async function writeRefusals(
  store: Store,
  subject: string,
  fence: Fence,
  from: number,
  refusals: readonly PairError[],
  now: number,
): Promise<void> {
  const set = { refusals, expiresAt: Math.floor(now / 1000) + KEEP_SECONDS };
  await updateFenced(store, { pk: subject, sk: `result#${padded(from)}` }, fence, { set });
}

export interface ViewerSessionResult extends ViewerSession {
  outcome: 'revoked' | 'failed' | 'pending';
  code?: string;
  message?: string;
}

/**
 * Returns the outcome of each pair of a batch, from index `from` on; `next` is the index to go on
 * from. `done` pairs have been asked for.
 */
export async function readResults(
  store: Store,
  batch: { subject: string; total: number; done: number },
  from: number,
  limit: number,
): Promise<{ results: ViewerSessionResult[]; next?: number }> {
  const pairs = await readPairs(store, batch.subject, from, limit);
  const refused = new Map<string, PairError>();
  // A result row begins at most one chunk before the first pair that is asked for.
  const after = `result#${padded(Math.max(0, from - CHUNK))}`;
  for (const row of await store.list(
    batch.subject,
    'result#',
    1_000,
    from > CHUNK ? after : undefined,
  )) {
    for (const refusal of (row.refusals ?? []) as PairError[])
      refused.set(`${refusal.channelArn} ${refusal.viewerId}`, refusal);
  }
  const results = pairs.map((pair, i): ViewerSessionResult => {
    const refusal = refused.get(`${pair.channelArn} ${pair.viewerId}`);
    if (refusal)
      return { ...pair, outcome: 'failed', code: refusal.code, message: refusal.message };
    return { ...pair, outcome: from + i < batch.done ? 'revoked' : 'pending' };
  });
  const next = from + pairs.length;
  return { results, ...(pairs.length > 0 && next < batch.total && { next }) };
}
