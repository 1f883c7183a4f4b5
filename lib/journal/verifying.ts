import type { Store } from '../dynamodb.ts';
import { entryIn, hashOf, partitionOf, PREFIX, type Entry } from './entry.ts';

/** A place at which a journal is not as it was written. */
export interface Finding {
  readonly journal: string;
  /** The number of the entry. */
  readonly number: number;
  readonly finding: 'changed' | 'missing';
  /** The id of the entry, if it is there. */
  readonly id?: string;
}

/** The end of a journal at some moment, to be kept elsewhere. */
export interface Anchor {
  readonly number: number;
  readonly hash: string;
  /** In seconds since the epoch; after it the entry may be gone. */
  readonly expiresAt: number;
}

const PAGE = 100;

/** Returns the entries of a journal, the last one first. */
async function* entriesOf(store: Store, journal: string): AsyncGenerator<Entry> {
  for (let after: string | undefined; ;) {
    const items = await store.list(partitionOf(journal), PREFIX, PAGE, after);
    yield* items.map(entryIn);
    const last = items.at(-1);
    if (!last || items.length < PAGE) return;
    after = last.sk;
  }
}

/**
 * Checks the chain of a journal. An entry that has expired may be missing. A removal of the last
 * entries shows only against an anchor: the end of the journal as it was at an earlier check.
 * @param now seconds since the epoch
 */
export async function verify(
  store: Store,
  journal: string,
  now: number,
  anchor?: Anchor,
): Promise<{ entries: number; findings: Finding[]; anchor?: Anchor }> {
  const findings: Finding[] = [];
  const missing = (from: number, to: number): void => {
    for (let number = to; number >= from; number--)
      findings.push({ journal, number, finding: 'missing' });
  };
  let entries = 0;
  let [end, later]: (Entry | undefined)[] = [];
  for await (const entry of entriesOf(store, journal)) {
    entries++;
    end ??= entry;
    const { number, id, hash } = entry;
    if (later && later.number !== number + 1) missing(number + 1, later.number - 1);
    const isChained = later?.number !== number + 1 || later.previous?.hash === hash;
    const isAnchored = anchor?.number !== number || anchor.hash === hash;
    if (hashOf(entry) !== hash || !isChained || !isAnchored)
      findings.push({ journal, number, id, finding: 'changed' });
    later = entry;
  }
  if (anchor && anchor.expiresAt > now && (end?.number ?? 0) < anchor.number)
    missing((end?.number ?? 0) + 1, anchor.number);
  if (later?.previous && later.previous.expiresAt > now)
    missing(later.number - 1, later.number - 1);
  return {
    entries,
    findings,
    ...(end && { anchor: { number: end.number, hash: end.hash, expiresAt: end.expiresAt } }),
  };
}
