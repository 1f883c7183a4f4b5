import type { Clock } from '../../clock.ts';

/** Actions that run at given times, at most one under each name. */
export class Agenda {
  readonly #clock: Clock;
  readonly #entries = new Map<string, () => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Schedules `act` in place of the action planned under `name`. An action that is already due runs
   * before this returns.
   */
  plan(name: string, atMs: number, act: () => void): void {
    this.drop(name);
    const waitMs = atMs - this.#clock.now();
    if (waitMs <= 0) act();
    else {
      const due = (): void => {
        this.#entries.delete(name);
        act();
      };
      this.#entries.set(name, this.#clock.after(waitMs, due));
    }
  }

  drop(name: string): void {
    this.#entries.get(name)?.();
    this.#entries.delete(name);
  }

  clear(): void {
    for (const cancel of this.#entries.values()) cancel();
    this.#entries.clear();
  }
}
