import type { Clock } from '../../clock.ts';
import { placeName, type Place } from '../state/resources.ts';
import type { Settings } from '../state/settings.ts';
import { ivsError } from '../protocol/errors.ts';
import type { OperationName } from '../protocol/model.ts';

/** Full buckets are dropped once there are more than this number of buckets. */
const BUCKETS_KEPT_FULL = 10_000;
const ROUNDING_MS = 1e-6;

/**
 * A token bucket for each operation, account and region. It holds as many tokens as calls per
 * second are allowed and refills continuously. PutMetadata has one bucket for each channel and one
 * for the account. The rates are the documented ones; the shape of the real buckets (burst, window)
 * is not known.
 */
export class Throttle {
  readonly #clock: Clock;
  readonly #settings: Settings;
  readonly #buckets = new Map<string, { creditMs: number; atMs: number; capacityMs: number }>();

  constructor(clock: Clock, settings: Settings) {
    this.#clock = clock;
    this.#settings = settings;
  }

  /**
   * Takes one token for a call.
   * @param channelArn the channel of a PutMetadata call, if it exists
   * @throws IvsError ThrottlingException (429) when a bucket is empty
   */
  take(place: Place, operation: OperationName, channelArn?: string): void {
    const { rates, metadataPerAccountRate, throttling, quotas } = this.#settings;
    const rate = rates[operation];
    if (!throttling || !quotas || rate === undefined) return;
    const text = `Operation: ivs:${operation} exceeded call rate:`;
    const bucket = `${placeName(place)} ${operation}`;
    if (operation !== 'PutMetadata') this.#take(bucket, rate, `${text} ${rate}`);
    else {
      if (channelArn !== undefined)
        this.#take(`${bucket} ${channelArn}`, rate, `${text} ${rate} for resource: ${channelArn}`);
      this.#take(bucket, metadataPerAccountRate, `${text} ${metadataPerAccountRate}`);
    }
  }

  #take(name: string, rate: number, text: string): void {
    // Credit is counted in milliseconds, which are mostly whole numbers. The tolerance covers the
    // other rates: rounding must not refuse a caller that keeps exactly to the pace.
    const now = this.#clock.now();
    const costMs = 1_000 / rate;
    const capacityMs = Math.max(1_000, costMs);
    const bucket = this.#buckets.get(name) ?? { creditMs: Infinity, atMs: now };
    const creditMs = Math.min(capacityMs, bucket.creditMs + (now - bucket.atMs));
    if (this.#buckets.size >= BUCKETS_KEPT_FULL) this.#forgetFull(now);
    const granted = creditMs >= costMs - ROUNDING_MS;
    this.#buckets.set(name, {
      creditMs: granted ? creditMs - costMs : creditMs,
      atMs: now,
      capacityMs,
    });
    if (!granted) throw ivsError('ThrottlingException', text);
  }

  /** Drops full buckets, because a full bucket behaves like a new one. */
  #forgetFull(now: number): void {
    for (const [name, { creditMs, atMs, capacityMs }] of this.#buckets)
      if (creditMs + (now - atMs) >= capacityMs) this.#buckets.delete(name);
  }
}
