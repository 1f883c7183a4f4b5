import { isRecord } from '../guards.ts';
import type { Store } from '../dynamodb.ts';
import { expiryOf, recordKey } from './keys.ts';

/** Some pairs of an open batch, which were added together. */
export interface ViewerPart {
  readonly id: string;
  readonly count: number;
}

/**
 * A batch of viewer sessions to which pairs are added while its job works. Record `<subject>`,
 * `batch`. The pairs of a part are written before the part is listed here, so a listed part is
 * whole; the order of the parts is the order of the work.
 */
export interface ViewerBatch {
  readonly parts: readonly ViewerPart[];
  /** The number of pairs in all parts. */
  readonly total: number;
  /** No part is added any more, and the job ends with the last pair. */
  readonly closed: boolean;
  /** The job sends no pair. */
  readonly paused: boolean;
  /** When the batch was opened, or its last part was added; ms since the epoch. */
  readonly touchedAt: number;
  /** It grows with each change. */
  readonly revision: number;
}

/** The pairs in a record: 500 of the longest stay well below DynamoDB's 400 KB. */
export const RECORD_PAIRS = 500;
/** The most parts of a batch: their list stays well below DynamoDB's 400 KB. */
export const PARTS_MAX = 1_000;
/** The most pairs of a batch: the index of a pair has six digits. */
export const BATCH_PAIRS_MAX = 500_000;

const isPart = (one: unknown): one is ViewerPart =>
  isRecord(one) && typeof one.id === 'string' && typeof one.count === 'number';

/** Opens a batch. Safe to repeat: a batch that exists stays as it is. */
export const openViewerBatch = async (store: Store, subject: string, now: number): Promise<void> =>
  void (await store.putIfAbsent({
    ...recordKey.viewerBatch(subject),
    parts: [],
    revision: 0,
    touchedAt: now,
    expiresAt: expiryOf('set', now),
  }));

const batchIn = (item: Readonly<Record<string, unknown>>): ViewerBatch => {
  const parts = Array.isArray(item.parts) ? item.parts.filter((part) => isPart(part)) : [];
  return {
    parts,
    total: parts.reduce((sum, { count }) => sum + count, 0),
    closed: item.closedAt !== undefined,
    paused: item.pausedAt !== undefined,
    touchedAt: Number(item.touchedAt),
    revision: Number(item.revision),
  };
};

/** Returns a batch; undefined for one that was not opened. */
export async function readViewerBatch(
  store: Store,
  subject: string,
): Promise<ViewerBatch | undefined> {
  const item = await store.get(recordKey.viewerBatch(subject));
  return item && batchIn(item);
}

/** A change of a batch: a part, its close, or a pause. */
export type BatchChange =
  { readonly part: ViewerPart } | { readonly closed: true } | { readonly paused: boolean };

/**
 * Changes a batch, unless it is closed. Safe to repeat: a part that is listed is not listed again,
 * and a closed batch may be closed again.
 * @returns the batch; `closed` or `full` when the change is refused
 */
export async function changeViewerBatch(
  store: Store,
  subject: string,
  change: BatchChange,
  now: number,
): Promise<ViewerBatch | 'notFound' | 'closed' | 'full'> {
  for (;;) {
    const batch = await readViewerBatch(store, subject);
    if (!batch) return 'notFound';
    if ('part' in change && batch.parts.some(({ id }) => id === change.part.id)) return batch;
    if ('closed' in change && batch.closed) return batch;
    if ('part' in change && batch.closed) return 'closed';
    if ('part' in change && isFull(batch, change.part)) return 'full';
    const changed = await changeOnce(store, subject, batch, membersOf(change, batch, now));
    if (changed) return changed;
  }
}

/**
 * Closes a batch that has got no pairs for long, unless it has changed since it was read.
 * @returns whether it is closed
 */
export const closeIdleBatch = async (
  store: Store,
  subject: string,
  batch: ViewerBatch,
  now: number,
): Promise<boolean> =>
  (await changeOnce(store, subject, batch, { closedAt: now }))?.closed === true;

/** Writes a change of a batch, unless another one came before it. */
async function changeOnce(
  store: Store,
  subject: string,
  { revision }: ViewerBatch,
  set: Record<string, unknown>,
): Promise<ViewerBatch | undefined> {
  const changed = await store.update(recordKey.viewerBatch(subject), {
    set: { ...set, revision: revision + 1 },
    when: { equals: { revision } },
  });
  return changed && batchIn(changed);
}

const isFull = ({ parts, total }: ViewerBatch, { count }: ViewerPart): boolean =>
  parts.length >= PARTS_MAX || total + count > BATCH_PAIRS_MAX;

function membersOf(
  change: BatchChange,
  { parts }: ViewerBatch,
  now: number,
): Record<string, unknown> {
  if ('closed' in change) return { closedAt: now };
  if ('paused' in change) return { pausedAt: change.paused ? now : undefined };
  return { parts: [...parts, change.part], touchedAt: now, expiresAt: expiryOf('set', now) };
}

/** A pair's part, and its place in the part. */
export function partAt(
  { parts }: Pick<ViewerBatch, 'parts'>,
  index: number,
): { id: string; at: number; left: number } | undefined {
  let first = 0;
  for (const { id, count } of parts) {
    if (index < first + count) return { id, at: index - first, left: first + count - index };
    first += count;
  }
  return undefined;
}
