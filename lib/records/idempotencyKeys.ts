import type { Clock } from '../clock.ts';
import type { Key, Store } from '../dynamodb.ts';
import { Problem } from '../errors.ts';
import { digestOf, randomId, type Random } from '../random.ts';
import { expiryOf, recordKey } from './keys.ts';

// An Idempotency-Key is remembered for 24 hours from its first request on. If a job carries out the
// request, the key stands for the id of the job, which has the outcome. Otherwise the key stands
// for the request, which is claimed before its call is made, and for its answer.

/** A request that carries an Idempotency-Key. */
export interface KeyedRequest {
  readonly caller: string;
  readonly key: string;
  /** Identifies the whole request. */
  readonly digest: string;
}

/**
 * Returns the digest of a key as one caller uses it.
 * @param purpose separates uses of one key that are not the same request, such as two workflows
 */
export const scopeOf = (
  { caller, key }: Pick<KeyedRequest, 'caller' | 'key'>,
  purpose: string,
): string => digestOf(caller, purpose, key);

/**
 * Checks that a key came with the same request first.
 * @throws Problem `idempotency-key-reused` when it came with another request
 */
export function mustBeSameRequest(first: unknown, digest: unknown): void {
  if (first !== digest)
    throw new Problem(
      'idempotency-key-reused',
      'This Idempotency-Key was used with another request before. Use a new key for a new request.',
    );
}

/**
 * Writes the record of a key for its first request. A later request gets that record, if it is the
 * same request.
 * @throws Problem `idempotency-key-reused`
 */
async function recordOfFirst<Stored extends object>(
  store: Store,
  key: Key,
  record: Stored,
  digest: keyof Stored,
): Promise<Stored | 'written'> {
  for (;;) {
    if (await store.putIfAbsent({ ...key, ...record })) return 'written';
    const known = (await store.get(key)) as Stored | undefined;
    // The record expired between the write and the read.
    if (!known) continue;
    mustBeSameRequest(known[digest], record[digest]);
    return known;
  }
}

/**
 * Returns the id that an Idempotency-Key stands for, from the record `key/<scope>`, `key`. It is
 * drawn at random at the first request and stays the same for 24 hours; afterwards the same key is
 * a new request.
 * @throws Problem `idempotency-key-reused` when the key stands for another request
 */
export async function idForKey(
  { store, clock, random }: { store: Store; clock: Clock; random: Random },
  purpose: string,
  request: KeyedRequest,
): Promise<string> {
  const record = {
    drawn: randomId(random),
    requestDigest: request.digest,
    expiresAt: expiryOf('idempotencyKey', clock.now()),
  };
  const key = recordKey.drawnId(scopeOf(request, purpose));
  const first = await recordOfFirst(store, key, record, 'requestDigest');
  return first === 'written' ? record.drawn : first.drawn;
}

/**
 * A request under an Idempotency-Key that no job carries out: record `request/<id>`, `request`,
 * forgotten after a day. The caller that has claimed it makes the change; later callers get the
 * same answer. The record holds the answer, so it must never hold a secret.
 */
interface RequestRow {
  /** Identifies the whole request: another request under the same key is refused. */
  digest: string;
  /** The writer of the last claim. */
  writer: string;
  /**
   * The time until which the claimant may work on the request (ms since the epoch). No call for it
   * begins after that.
   */
  heldUntil: number;
  /** An earlier claimant may have made the change. */
  uncertain: boolean;
  /** The answer, once the change is made. */
  answer?: KeptAnswer;
  /** Seconds since the epoch. */
  expiresAt: number;
}

/** A stored answer. */
export interface KeptAnswer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * The outcome of a claim. `mine`: the caller is to make the change; `uncertainSince` is the latest
 * time at which a call of unknown outcome can have begun. `unsettledUntil`: an attempt had an
 * unknown outcome, and its effect may not be visible before then. `held`: another caller works on
 * it. Times in ms since the epoch.
 */
export type Claim =
  | { mine: true; uncertainSince?: number }
  | { unsettledUntil: number }
  | 'held'
  | { answer: KeptAnswer };

/** Longer than any function of ours may run: after this time the claimant is dead, in ms. */
const HOLD_MS = 30_000;

const keyOf = recordKey.request;

interface Claiming {
  readonly digest: string;
  readonly writer: string;
  /** Ms since the epoch. */
  readonly now: number;
  /** How long a request stays claimed after an attempt of unknown outcome, in ms. */
  readonly settleMs: number;
}

/**
 * Claims a request. Only one caller at a time can have the claim.
 * @throws Problem `idempotency-key-reused` when the key stands for another request
 */
export async function claimRequest(
  store: Store,
  id: string,
  { digest, writer, now, settleMs }: Claiming,
): Promise<Claim> {
  const heldUntil = now + HOLD_MS;
  const expiresAt = expiryOf('idempotencyKey', now);
  const claim: RequestRow = { digest, writer, heldUntil, uncertain: true, expiresAt };
  const row = await recordOfFirst(store, keyOf(id), claim, 'digest');
  if (row === 'written') return { mine: true };
  if (row.answer) return { answer: row.answer };
  // The claim succeeded after all: the answer to the first write was lost.
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

/** Keeps an answer, which later callers get too. */
export const keepAnswer = async (
  store: Store,
  id: string,
  writer: string,
  answer: KeptAnswer,
): Promise<void> =>
  void (await store.update(keyOf(id), { set: { answer }, when: { equals: { writer } } }));

/**
 * Releases a request for the next caller; `uncertainSince`: the change may have been made, by a
 * call that began at this time or earlier (ms since the epoch).
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
