/**
 * Time for everything under local/. Only this file on the local side reads the clock. The stack
 * runs on `systemClock`; tests and the simulation run the same code on a `VirtualClock`.
 */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Runs `act` once, `ms` from now. The returned function cancels it. */
  after(ms: number, act: () => void): () => void;
  /** Resolves `ms` from now. */
  sleep(ms: number): Promise<void>;
}

/**
 * Node fires a longer timer at once. Our code needs no timer this long, so longer waits are split
 * into steps.
 */
const TIMER_MS_MAX = 2_147_483_647;

/** Captured before `tellTime` can replace `Date`. */
const machineNow = Date.now.bind(Date);

export const systemClock: Clock = {
  now: () => machineNow(),
  after(ms, act) {
    let timer: NodeJS.Timeout;
    const arm = (left: number): void => {
      timer = setTimeout(
        () => (left > TIMER_MS_MAX ? arm(left - TIMER_MS_MAX) : act()),
        Math.min(left, TIMER_MS_MAX),
      );
    };
    arm(Math.max(0, ms));
    return () => clearTimeout(timer);
  },
  sleep: (ms) => new Promise((resolve) => systemClock.after(ms, resolve)),
};

/**
 * A clock that stands still until it is moved. Timers that are due at the same time fire in the
 * order in which they were set.
 */
export class VirtualClock implements Clock {
  #now: number;
  #order = 0;
  #timers = new Map<number, { at: number; act: () => void }>();

  constructor(startMs = Date.UTC(2026, 10, 23, 10)) {
    this.#now = startMs;
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, act: () => void): () => void {
    const key = this.#order++;
    this.#timers.set(key, { at: this.#now + Math.max(0, ms), act });
    return () => void this.#timers.delete(key);
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => void this.after(ms, resolve));
  }

  /** Returns when the next timer is due; undefined if no timer is set. */
  nextAt(): number | undefined {
    let next: number | undefined;
    for (const { at } of this.#timers.values()) if (next === undefined || at < next) next = at;
    return next;
  }

  /**
   * Moves to the next timer that is due by `untilMs` and fires it. Returns false when there is no
   * such timer.
   */
  fireNext(untilMs: number): boolean {
    let chosen: { key: number; at: number; act: () => void } | undefined;
    for (const [key, timer] of this.#timers)
      if (timer.at <= untilMs && (!chosen || timer.at < chosen.at)) chosen = { key, ...timer };
    if (!chosen) return false;
    this.#timers.delete(chosen.key);
    this.#now = Math.max(this.#now, chosen.at);
    chosen.act();
    return true;
  }

  /** Moves to `ms` without firing any timer. Call it after the due timers have fired. */
  moveTo(ms: number): void {
    this.#now = Math.max(this.#now, ms);
  }
}

/**
 * Makes `Date` in this thread tell the time of `now` when it is asked for the current time.
 * `systemClock` and timers still use the machine's time. The function threads use it, so that
 * deployed code reads its clock as on AWS and follows a clock that is moved.
 */
export function tellTime(now: () => number): void {
  const Machine = Date;
  globalThis.Date = new Proxy(Machine, {
    construct: (target, given, made) =>
      Reflect.construct(target, given.length === 0 ? [now()] : given, made) as Date,
    apply: () => new Machine(now()).toString(),
    get: (target, name) => (name === 'now' ? now : (Reflect.get(target, name) as unknown)),
  });
  // Programs expect the constructor of a date to be `Date`.
  Machine.prototype.constructor = globalThis.Date;
}

/** Returns a time as a Date, for libraries that need one and for `toISOString`. */
export function dateAt(ms: number): Date {
  return new Date(ms);
}

/** Returns a time as ISO 8601 in whole seconds, as EventBridge formats it. */
export function isoSecondsAt(ms: number): string {
  return dateAt(ms)
    .toISOString()
    .replace(/\.\d+Z$/, 'Z');
}

/** Returns the milliseconds since the epoch of an ISO 8601 time. */
export function millisecondsAt(text: string): number {
  return Date.parse(text);
}
