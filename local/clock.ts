/**
 * Time for everything under local/: the one file of this side that reads the clock. The stack runs
 * on `systemClock`; tests and the simulation run the same pieces on a `VirtualClock`.
 */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Runs `act` once, `ms` from now; the answer cancels it. */
  after(ms: number, act: () => void): () => void;
  /** Resolves `ms` from now. */
  sleep(ms: number): Promise<void>;
}

/**
 * Node fires a longer timer at once; nothing of ours needs one this long, so longer waits are taken
 * in steps.
 */
const TIMER_MS_MAX = 2_147_483_647;

/** Taken before `tellTime` may have `Date` tell another time. */
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
 * A clock that stands still until it is moved. Timers due at the same time fire in the order they
 * were set.
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

  /** When the next timer is due, or undefined if none is set. */
  nextAt(): number | undefined {
    let next: number | undefined;
    for (const { at } of this.#timers.values()) if (next === undefined || at < next) next = at;
    return next;
  }

  /**
   * Moves to the next timer, if it is due by `untilMs`, and fires it; false when there was none.
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

  /**
   * Moves to `ms` without firing anything that is due later; call after the due timers have fired.
   */
  moveTo(ms: number): void {
    this.#now = Math.max(this.#now, ms);
  }
}

/**
 * Has `Date` of this thread tell the time of `now`, where it is asked for the present moment;
 * `systemClock` and timers go by the machine as before. The threads of the functions use it, so
 * that what is deployed reads its clock as on AWS and follows one that is moved.
 */
export function tellTime(now: () => number): void {
  const Machine = Date;
  globalThis.Date = new Proxy(Machine, {
    construct: (target, given, made) =>
      Reflect.construct(target, given.length === 0 ? [now()] : given, made) as Date,
    apply: () => new Machine(now()).toString(),
    get: (target, name) => (name === 'now' ? now : (Reflect.get(target, name) as unknown)),
  });
  // A date's constructor is the Date that programs know.
  Machine.prototype.constructor = globalThis.Date;
}

/** A moment as a Date, for libraries that want one and for `toISOString`. */
export function dateAt(ms: number): Date {
  return new Date(ms);
}

/** A moment as ISO 8601 in whole seconds, as EventBridge has it. */
export function isoSecondsAt(ms: number): string {
  return dateAt(ms)
    .toISOString()
    .replace(/\.\d+Z$/, 'Z');
}

/** Milliseconds since the epoch of a moment written as ISO 8601. */
export function millisecondsAt(text: string): number {
  return Date.parse(text);
}
