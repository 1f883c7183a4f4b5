import { isRecord } from '../guards.ts';
import type { Store } from '../dynamodb.ts';
import { updateFenced, type Fence } from './fences.ts';
import { chunksOf, expiryOf, keyAt, partOf, resultsOf, type Series } from './keys.ts';
import { partAt, RECORD_PAIRS, type ViewerBatch } from './viewerBatches.ts';
// oxlint-disable-next-line no-restricted-imports -- types only: records have the shapes of IVS
import type { PairError, ViewerSession } from '../ivs/viewerSessions.ts';

/**
 * Appends the viewer sessions of a batch as records (`<subject>`, `portion#<index of its first
 * pair>`), before the job that will work on them is written. A crash in between leaves unused
 * records, never a job without its pairs. Safe to repeat: existing records stay unchanged.
 */
export const appendChunks = (
  store: Store,
  subject: string,
  sessions: readonly ViewerSession[],
  now: number,
): Promise<void> => append(store, chunksOf(subject), sessions, now);

/**
 * Writes the viewer sessions of a part of an open batch, before the part is listed. Safe to repeat:
 * existing records stay unchanged.
 */
export const writePart = (
  store: Store,
  subject: string,
  partId: string,
  sessions: readonly ViewerSession[],
  now: number,
): Promise<void> => append(store, partOf(subject, partId), sessions, now);

async function append(
  store: Store,
  chunks: Series,
  sessions: readonly ViewerSession[],
  now: number,
): Promise<void> {
  const expiresAt = expiryOf('set', now);
  // Chunks are written in order, so if the last one exists, all do.
  const last = sessions.length - 1 - ((sessions.length - 1) % RECORD_PAIRS);
  if (await store.get(keyAt(chunks, last))) return;
  for (let from = 0; from < sessions.length; from += RECORD_PAIRS) {
    await store.putIfAbsent({
      ...keyAt(chunks, from),
      sessions: sessions.slice(from, from + RECORD_PAIRS),
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

/**
 * Returns up to `count` pairs from index `from`, out of one record: fewer if the record ends.
 * @param batch the parts, of a batch that was opened for them
 */
export async function readPairs(
  store: Store,
  subject: string,
  from: number,
  count: number,
  batch?: Pick<ViewerBatch, 'parts'>,
): Promise<ViewerSession[]> {
  if (!batch) return pairsIn(store, chunksOf(subject), from, count);
  const part = partAt(batch, from);
  return part ? pairsIn(store, partOf(subject, part.id), part.at, count) : [];
}

async function pairsIn(
  store: Store,
  chunks: Series,
  from: number,
  count: number,
): Promise<ViewerSession[]> {
  const start = from - (from % RECORD_PAIRS);
  const row = await store.get(keyAt(chunks, start));
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
 * @param parts of a batch that was opened for them
 */
export async function readResults(
  store: Store,
  batch: { subject: string; total: number; done: number },
  from: number,
  limit: number,
  parts?: Pick<ViewerBatch, 'parts'>,
): Promise<{ results: ViewerSessionResult[]; next?: number }> {
  // An attempt sends pairs of one record, so all refusals of this page lie within it.
  const first = from - ((parts ? (partAt(parts, from)?.at ?? 0) : from) % RECORD_PAIRS);
  const pairs = await readPairs(store, batch.subject, first, from - first + limit, parts);
  const refused = await refusalsOf(store, batch.subject, first, pairs);
  const results = pairs.map((pair, i): ViewerSessionResult => {
    if (first + i >= batch.done) return { ...pair, outcome: 'pending' };
    const refusal = refused.get(i);
    if (!refusal) return { ...pair, outcome: 'revoked' };
    return { ...pair, outcome: 'failed', code: refusal.code, message: refusal.message };
  });
  const next = first + pairs.length;
  const page = results.slice(from - first);
  return { results: page, ...(page.length > 0 && next < batch.total && { next }) };
}

/**
 * Returns the refusals of pairs from the beginning of a record on, by their index among these. IVS
 * names a channel and a viewer, and the same pair may come again: each refusal is of the first one
 * that its attempt has sent and that has none yet.
 */
async function refusalsOf(
  store: Store,
  subject: string,
  first: number,
  pairs: readonly ViewerSession[],
): Promise<Map<number, PairError>> {
  const refused = new Map<number, PairError>();
  const { pk, prefix } = resultsOf(subject);
  const after = first > 0 ? keyAt({ pk, prefix }, first - 1).sk : undefined;
  for (const row of await store.list(pk, prefix, pairs.length, after)) {
    const sent = Number(row.sk.slice(prefix.length)) - first;
    for (const refusal of isListOf(row.refusals, isPairError) ? row.refusals : []) {
      const at = pairs.findIndex(
        (pair, i) =>
          i >= sent &&
          !refused.has(i) &&
          pair.channelArn === refusal.channelArn &&
          pair.viewerId === refusal.viewerId,
      );
      if (at >= 0) refused.set(at, refusal);
    }
  }
  return refused;
}
