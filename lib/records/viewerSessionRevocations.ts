import { isRecord } from '../guards.ts';
import type { Store } from '../dynamodb.ts';
import { updateFenced, type Fence } from './fences.ts';
import { chunksOf, expiryOf, keyAt, resultsOf } from './keys.ts';
// oxlint-disable-next-line no-restricted-imports -- types only: records have the shapes of IVS
import type { PairError, ViewerSession } from '../ivs/viewerSessions.ts';

/** The pairs in a record: 500 of the longest stay well below DynamoDB's 400 KB. */
const CHUNK = 500;

/**
 * Appends the viewer sessions of a batch as records (`<subject>`, `portion#<index of its first
 * pair>`), before the job that will work on them is written. A crash in between leaves unused
 * records, never a job without its pairs. Safe to repeat: existing records stay unchanged.
 */
export async function appendChunks(
  store: Store,
  subject: string,
  sessions: readonly ViewerSession[],
  now: number,
): Promise<void> {
  const expiresAt = expiryOf('set', now);
  const chunks = chunksOf(subject);
  // Chunks are written in order, so if the last one exists, all do.
  const last = sessions.length - 1 - ((sessions.length - 1) % CHUNK);
  if (await store.get(keyAt(chunks, last))) return;
  for (let from = 0; from < sessions.length; from += CHUNK) {
    await store.putIfAbsent({
      ...keyAt(chunks, from),
      sessions: sessions.slice(from, from + CHUNK),
      expiresAt,
    });
  }
}

const isListOf = <One>(list: unknown, isOne: (one: unknown) => one is One): list is One[] =>
  Array.isArray(list) && list.every((one) => isOne(one));
const isPair = (one: unknown): one is { channelArn: string; viewerId: string } =>
  isRecord(one) && typeof one.channelArn === 'string' && typeof one.viewerId === 'string';
const isViewerSession = (one: unknown): one is ViewerSession =>
  isPair(one) && 'viewerSessionVersionsLessThanOrEqualTo' in one;
const isPairError = (one: unknown): one is PairError =>
  isPair(one) && 'code' in one && 'message' in one;

/** Returns up to `count` pairs from index `from`, out of one record: fewer if the record ends. */
export async function readPairs(
  store: Store,
  subject: string,
  from: number,
  count: number,
): Promise<ViewerSession[]> {
  const start = from - (from % CHUNK);
  const row = await store.get(keyAt(chunksOf(subject), start));
  return isListOf(row?.sessions, isViewerSession)
    ? row.sessions.slice(from - start, from - start + count)
    : [];
}

/**
 * Keeps the refusals of IVS for the pairs from index `from` on. Safe to repeat: the same pairs have
 * the same record.
 */
export async function writeRefusals(
  store: Store,
  subject: string,
  fence: Fence,
  from: number,
  refusals: readonly PairError[],
  now: number,
): Promise<void> {
  const set = { refusals, expiresAt: expiryOf('set', now) };
  await updateFenced(store, keyAt(resultsOf(subject), from), fence, { set });
}

export interface ViewerSessionResult extends ViewerSession {
  outcome: 'revoked' | 'failed' | 'pending';
  code?: string;
  message?: string;
}

/**
 * Returns the outcome of each pair of a batch, from index `from` on; `next` is the index to
 * continue from. `done` pairs have been sent to IVS.
 */
export async function readResults(
  store: Store,
  batch: { subject: string; total: number; done: number },
  from: number,
  limit: number,
): Promise<{ results: ViewerSessionResult[]; next?: number }> {
  const pairs = await readPairs(store, batch.subject, from, limit);
  const refused = new Map<string, PairError>();
  // A result record begins at most one chunk before the first requested pair.
  const { pk, prefix } = resultsOf(batch.subject);
  const after = from > CHUNK ? keyAt({ pk, prefix }, from - CHUNK).sk : undefined;
  for (const row of await store.list(pk, prefix, 1_000, after)) {
    for (const refusal of isListOf(row.refusals, isPairError) ? row.refusals : [])
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
