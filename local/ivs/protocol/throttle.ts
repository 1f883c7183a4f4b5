import type { Clock } from '../../clock.ts';
import type { Settings } from '../settings.ts';
import { ivsError } from './errors.ts';

/**
 * One token bucket per operation: as many tokens as calls per second, refilled continuously. The rates are the
 * documented ones; the shape of the real buckets (burst, window) is not known.
 */
export class Throttle {
  readonly #clock: Clock;
  readonly #settings: Settings;
  readonly #buckets = new Map<string, { creditMs: number; atMs: number }>();

  constructor(clock: Clock, settings: Settings) {
    this.#clock = clock;
    this.#settings = settings;
  }

  /** @throws IvsError ThrottlingException (429) when the bucket of `operation` is empty */
  take(operation: string): void {
    const rate = this.#settings.rates[operation];
    if (!this.#settings.throttling || rate === undefined) return;
    // Counted in milliseconds of waiting, which are whole numbers: a caller at exactly the pace is never refused by rounding.
    const now = this.#clock.now();
    const costMs = 1_000 / rate;
    const bucket = this.#buckets.get(operation) ?? { creditMs: Infinity, atMs: now };
    const creditMs = Math.min(Math.max(1_000, costMs), bucket.creditMs + now - bucket.atMs);
    const granted = creditMs >= costMs;
    this.#buckets.set(operation, { creditMs: granted ? creditMs - costMs : creditMs, atMs: now });
    if (!granted) throw ivsError('ThrottlingException', `Operation: ivs:${operation} exceeded call rate: ${rate}`);
  }
}
