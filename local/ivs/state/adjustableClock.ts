import type { Clock } from '../../clock.ts';

interface Timer {
  atMs: number;
  act: () => void;
  disarm: () => void;
}

/**
 * A clock on top of another one that can be advanced and stopped. Timers that fall due while it
 * advances fire in order, each at its own time.
 */
export class AdjustableClock implements Clock {
  readonly #base: Clock;
  readonly #timers = new Set<Timer>();
  readonly #listeners = new Set<() => void>();
  #offsetMs = 0;
  #frozenAtMs: number | undefined;

  /** @param aheadMs how far the clock is initially ahead of the base clock, in ms */
  constructor(base: Clock, aheadMs = 0) {
    this.#base = base;
    this.#offsetMs = aheadMs;
  }

  get frozen(): boolean {
    return this.#frozenAtMs !== undefined;
  }

  now(): number {
    return this.#frozenAtMs ?? this.#base.now() + this.#offsetMs;
  }

  after(ms: number, act: () => void): () => void {
    const timer: Timer = { atMs: this.now() + Math.max(0, ms), act, disarm: () => undefined };
    this.#timers.add(timer);
    this.#arm(timer);
    return () => {
      timer.disarm();
      this.#timers.delete(timer);
    };
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => void this.after(ms, resolve));
  }

  /** Calls `listener` whenever the clock is advanced, stopped or restarted. */
  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /** Advances the clock by `ms`, even when it is stopped. */
  advance(ms: number): void {
    const untilMs = this.now() + ms;
    for (let next = this.#next(untilMs); next; next = this.#next(untilMs)) {
      this.#moveTo(Math.max(this.now(), next.atMs));
      this.#fire(next);
    }
    this.#moveTo(Math.max(this.now(), untilMs));
    this.#rearm();
  }

  /** Stops the clock: no timer fires until `unfreeze` or `advance`. */
  freeze(): void {
    this.#frozenAtMs ??= this.now();
    this.#changed();
    this.#rearm();
  }

  /** Continues from the time at which the clock was stopped. */
  unfreeze(): void {
    if (this.#frozenAtMs === undefined) return;
    this.#offsetMs = this.#frozenAtMs - this.#base.now();
    this.#frozenAtMs = undefined;
    this.#changed();
    this.#rearm();
  }

  #moveTo(ms: number): void {
    if (this.#frozenAtMs !== undefined) this.#frozenAtMs = ms;
    else this.#offsetMs = ms - this.#base.now();
    this.#changed();
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }

  #next(untilMs: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers)
      if (timer.atMs <= untilMs && (!next || timer.atMs < next.atMs)) next = timer;
    return next;
  }

  #rearm(): void {
    for (const timer of this.#timers) this.#arm(timer);
  }

  #arm(timer: Timer): void {
    timer.disarm();
    timer.disarm = this.frozen
      ? (): void => undefined
      : this.#base.after(timer.atMs - this.now(), () => this.#fire(timer));
  }

  #fire(timer: Timer): void {
    timer.disarm();
    this.#timers.delete(timer);
    timer.act();
  }
}
