/**
 * The number of consecutive turns of the event loop in which nothing may happen before the system
 * counts as quiet.
 */
const QUIET_TURNS = 6;

/** Resolves after one turn of the event loop. */
export const nextRound = (): Promise<void> => new Promise((done) => setImmediate(done));

/** Leaves the core to another process for a moment. */
export const nap = (): Promise<void> => new Promise((done) => setTimeout(done, 3));

/**
 * Waits for quiet without polling, because polling would take time from the work that it waits for.
 */
export class Stillness {
  readonly #isQuiet: () => boolean;
  readonly #waiting: (() => void)[] = [];

  constructor(isQuiet: () => boolean) {
    this.#isQuiet = isQuiet;
  }

  /** Call this whenever the system may have become quiet. */
  stir(): void {
    for (const stirred of this.#waiting.splice(0)) stirred();
  }

  /** Resolves when the system is quiet and has been for some turns of the event loop. */
  async come(): Promise<void> {
    for (let quiet = 0; quiet < QUIET_TURNS; quiet++) {
      await nextRound();
      for (; !this.#isQuiet(); quiet = 0)
        await new Promise<void>((stirred) => void this.#waiting.push(stirred));
    }
  }
}
