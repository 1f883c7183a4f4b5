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
  readonly #buckets = new Map<string, { tokens: number; atMs: number }>();

  constructor(clock: Clock, settings: Settings) {
    this.#clock = clock;
    this.#settings = settings;
  }

  /** @throws IvsError ThrottlingException (429) when the bucket of `operation` is empty */
  take(operation: string): void {
    const rate = this.#settings.rates[operation];
    if (!this.#settings.throttling || rate === undefined) return;
    const now = this.#clock.now();
    const bucket = this.#buckets.get(operation) ?? { tokens: rate, atMs: now };
    const tokens = Math.min(rate, bucket.tokens + ((now - bucket.atMs) / 1000) * rate);
    // A caller at exactly the allowed pace must not be refused for a rounding error.
    const granted = tokens >= 1 - 1e-6;
    this.#buckets.set(operation, { tokens: granted ? tokens - 1 : tokens, atMs: now });
    if (!granted) throw ivsError('ThrottlingException', `Operation: ivs:${operation} exceeded call rate: ${rate}`);
  }
}
