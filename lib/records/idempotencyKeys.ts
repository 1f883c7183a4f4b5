import type { Store } from '../dynamodb.ts';
import { expiryOf, recordKey } from './keys.ts';

/**
 * A request under an Idempotency-Key that no job stands for: row `request/<id>`, `request`,
 * forgotten after a day. The caller that has claimed it makes the change; later callers get the
 * same answer. The row holds the answer, so never a secret.
 */
interface RequestRow {
  /** Stands for the whole request: another one under the same key is refused. */
  digest: string;
  /** Of the last claim. */
  writer: string;
  /**
   * Until when whoever claimed it may be at it: no call for it begins after that. Ms since the
   * epoch.
   */
  heldUntil: number;
  /** Somebody who claimed it may have done it. */
  uncertain: boolean;
  /** The answer, once the change is made. */
  answer?: KeptAnswer;
}

/** An answer that is given again. */
export interface KeptAnswer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * The outcome of a claim. `mine`: the caller is to do it; `uncertainSince` is when the last call
 * whose outcome is unknown can have begun. `unsettledUntil`: an attempt had an unknown outcome, and
 * its effect may not be visible before then. `held`: somebody is at it. Times in ms since the
 * epoch.
 */
export type Claim =
  | { mine: true; uncertainSince?: number }
  | { unsettledUntil: number }
  | 'held'
  | 'anotherRequest'
  | { answer: KeptAnswer };

/** Longer than a function of ours may run: after it, whoever claimed the request is dead. */
const HOLD_MS = 30_000;

const keyOf = recordKey.request;

interface Claiming {
  readonly digest: string;
  readonly writer: string;
  /** Ms since the epoch. */
  readonly now: number;
  /** After an attempt of unknown outcome the request is not given away again for so long, in ms. */
  readonly settleMs: number;
}

/** Claims a request, which only one at a time can have. */
export async function claimRequest(
  store: Store,
  id: string,
  { digest, writer, now, settleMs }: Claiming,
): Promise<Claim> {
  const heldUntil = now + HOLD_MS;
  const expiresAt = expiryOf('idempotencyKey', now);
  if (
    await store.putIfAbsent({ ...keyOf(id), digest, writer, heldUntil, uncertain: true, expiresAt })
  )
    return { mine: true };
  const row = (await store.get(keyOf(id))) as RequestRow | undefined;
  if (!row) return 'held';
  if (row.digest !== digest) return 'anotherRequest';
  if (row.answer) return { answer: row.answer };
  // Ours after all: the answer to the first try at writing it was lost.
  if (row.writer === writer) return { mine: true };
  if (row.heldUntil > now) return 'held';
  if (row.uncertain && row.heldUntil + settleMs > now)
    return { unsettledUntil: row.heldUntil + settleMs };
  const taken = await store.update(keyOf(id), {
    set: { writer, heldUntil, uncertain: true },
    when: { equals: { writer: row.writer }, absent: ['answer'] },
  });
  return taken ? { mine: true, ...(row.uncertain && { uncertainSince: row.heldUntil }) } : 'held';
}

/** Keeps what was answered; whoever comes later gets it too. */
export const keepAnswer = async (
  store: Store,
  id: string,
  writer: string,
  answer: KeptAnswer,
): Promise<void> =>
  void (await store.update(keyOf(id), { set: { answer }, when: { equals: { writer } } }));

/**
 * Gives a request up, for the next one to do; `uncertainSince`: it may have been done, by a call
 * that began no later (ms since the epoch).
 */
export const releaseRequest = async (
  store: Store,
  id: string,
  writer: string,
  uncertainSince: number | undefined,
): Promise<void> =>
  void (await store.update(keyOf(id), {
    set: { heldUntil: uncertainSince ?? 0, uncertain: uncertainSince !== undefined },
    when: { equals: { writer } },
  }));
