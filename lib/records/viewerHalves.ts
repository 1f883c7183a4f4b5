import type { Item, Store } from '../dynamodb.ts';
import type { Subject } from '../subjects.ts';
import { updateFenced, type Fence } from './fences.ts';
import { expiryOf, recordKey } from './keys.ts';
import { RECORD_PAIRS, type ViewerBatch } from './viewerBatches.ts';

// Two jobs share a large batch of viewer sessions. Its records of pairs are dealt to them in turn:
// the even ones to the batch's own job, the odd ones to a child. A batch grows at its end only, so
// no record changes hands, and each half is worked on in its order.

export type Half = 'even' | 'odd';

/** For each half, an index before which all of its pairs have been sent. */
export type Cursors = Readonly<Record<Half, number>>;

/** How far a half is: its cursor, and how many of its pairs IVS has refused. */
export interface HalfState {
  readonly next: number;
  readonly failed: number;
}

/** The even half, which the batch's own job notes. It has sent the pairs before `from` alone. */
export interface Share extends HalfState {
  readonly from: number;
}

/** The progress that a job has noted of its batch. */
export interface Noted {
  readonly done?: number;
  readonly failed?: number;
  readonly share?: Share;
}

type Parts = Pick<ViewerBatch, 'parts'>;

/** Returns the subject of the child that works on the odd half. */
export const oddSubjectOf = (subject: Subject): Subject => `${subject}-odd`;

/** Returns the first index of each record of a batch, the one after its last, and its half. */
function* recordsOf({ parts }: Parts): Generator<{ from: number; to: number; half: Half }> {
  let half: Half = 'even';
  let from = 0;
  for (const { count } of parts) {
    const end = from + count;
    while (from < end) {
      const to = Math.min(from + RECORD_PAIRS, end);
      yield { from, to, half };
      from = to;
      half = half === 'even' ? 'odd' : 'even';
    }
  }
}

/** Returns the index of the first pair of a half from its cursor on; undefined for none. */
export function nextIn(batch: Parts, half: Half, cursor: number): number | undefined {
  for (const { from, to, half: its } of recordsOf(batch))
    if (its === half && cursor < to) return Math.max(from, cursor);
  return undefined;
}

/** Returns how many pairs lie before the cursors of their halves. */
export function sentBefore(batch: Parts, cursors: Cursors): number {
  let sent = 0;
  for (const { from, to, half } of recordsOf(batch))
    sent += Math.max(0, Math.min(to, cursors[half]) - from);
  return sent;
}

/** Returns the half that the pair at an index belongs to. */
export function halfAt(batch: Parts, index: number): Half {
  for (const { to, half } of recordsOf(batch)) if (index < to) return half;
  return 'even';
}

/** Returns the cursors of a batch. A job that shares it with nobody has sent its first pairs. */
export const cursorsOf = ({ done = 0, share }: Noted, odd: HalfState): Cursors =>
  share ? { even: share.next, odd: Math.max(share.from, odd.next) } : { even: done, odd: done };

/** Returns the progress of a batch. */
export const progressOf = (
  batch: Parts & Pick<ViewerBatch, 'total'>,
  noted: Noted,
  odd: HalfState,
): { total: number; done: number; failed: number } => ({
  total: batch.total,
  done: sentBefore(batch, cursorsOf(noted, odd)),
  failed: noted.share ? noted.share.failed + odd.failed : (noted.failed ?? 0),
});

/** Returns the odd half that an item holds; a half without an item has not begun. */
export const oddHalfIn = (item: Item | undefined): HalfState => ({
  next: Number(item?.next ?? 0),
  failed: Number(item?.failed ?? 0),
});

export const readOddHalf = async (store: Store, subject: string): Promise<HalfState> =>
  oddHalfIn(await store.get(recordKey.oddHalf(subject)));

/** Notes how far the odd half is. A later child has a higher fence than the ones before it. */
export async function writeOddHalf(
  store: Store,
  subject: string,
  fence: Fence,
  { next, failed }: HalfState,
  now: number,
): Promise<void> {
  const set = { next, failed, expiresAt: expiryOf('set', now) };
  await updateFenced(store, recordKey.oddHalf(subject), fence, { set });
}
