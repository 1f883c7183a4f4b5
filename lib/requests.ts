import type { Store } from './dynamodb.ts';

/**
 * A request under an Idempotency-Key that no job stands for: row `request/<id>`, `request`, forgotten after a day. Whoever has claimed it does what it
 * asks; who comes later gets the same answer. It holds what callers are answered, so never a secret.
 */
interface RequestRow {
  /** Stands for the whole request: another one under the same key is refused. */
  digest: string;
  /** Of the last claim. */
  writer: string;
  /** Until when whoever claimed it may be at it; ms since the epoch. */
  heldUntil: number;
  /** Somebody who claimed it may have done it. */
  uncertain: boolean;
  /** What was answered, once it is done. */
  answer?: KeptAnswer;
}

/** An answer that is given again. */
export interface KeptAnswer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What became of a claim: it is ours to do; somebody is at it; it is done; the key stands for another request. */
export type Claim = { mine: true; uncertain: boolean } | 'held' | 'anotherRequest' | { answer: KeptAnswer };

const KEEP_SECONDS = 24 * 3_600;
/** Longer than a function of ours may run: after it, whoever claimed the request is dead. */
const HOLD_MS = 30_000;

const keyOf = (id: string): { pk: string; sk: string } => ({ pk: `request/${id}`, sk: 'request' });

/** Claims a request, which only one at a time can have. @param now ms since the epoch */
export async function claimRequest(store: Store, id: string, { digest, writer, now }: { digest: string; writer: string; now: number }): Promise<Claim> {
  const heldUntil = now + HOLD_MS;
  const expiresAt = Math.floor(now / 1_000) + KEEP_SECONDS;
  if (await store.putIfAbsent({ ...keyOf(id), digest, writer, heldUntil, uncertain: true, expiresAt })) return { mine: true, uncertain: false };
  const row = (await store.get(keyOf(id))) as RequestRow | undefined;
  if (!row) return 'held';
  if (row.digest !== digest) return 'anotherRequest';
  if (row.answer) return { answer: row.answer };
  // Ours after all: the answer to the first try at writing it was lost.
  if (row.writer === writer) return { mine: true, uncertain: false };
  if (row.heldUntil > now) return 'held';
  const taken = await store.update(keyOf(id), { set: { writer, heldUntil, uncertain: true }, when: { equals: { writer: row.writer }, absent: ['answer'] } });
  return taken ? { mine: true, uncertain: row.uncertain } : 'held';
}

/** Keeps what was answered; whoever comes later gets it too. */
export const keepAnswer = async (store: Store, id: string, writer: string, answer: KeptAnswer): Promise<void> =>
  void (await store.update(keyOf(id), { set: { answer }, when: { equals: { writer } } }));

/** Gives a request up, for the next one to do; `uncertain`: it may have been done. */
export const releaseRequest = async (store: Store, id: string, writer: string, uncertain: boolean): Promise<void> =>
  void (await store.update(keyOf(id), { set: { heldUntil: 0, uncertain }, when: { equals: { writer } } }));
