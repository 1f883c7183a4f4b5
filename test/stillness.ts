/** Turns of the event loop that nothing may happen in before it counts as quiet. */
const QUIET_TURNS = 6;

/** Lets the event loop go round once. */
export const nextRound = (): Promise<void> => new Promise((done) => setImmediate(done));

/** Leaves the core to another process for a moment. */
export const nap = (): Promise<void> => new Promise((done) => setTimeout(done, 3));

/**
 * Waits for quiet, without asking for it over and over: that would take the time from what is
 * waited for.
 */
export class Stillness {
  readonly #isQuiet: () => boolean;
  readonly #waiting: (() => void)[] = [];

  constructor(isQuiet: () => boolean) {
    this.#isQuiet = isQuiet;
  }

  /** To be called whenever it may have become quiet. */
  stir(): void {
    for (const stirred of this.#waiting.splice(0)) stirred();
  }

  /** Resolves when it is quiet, and has been for some rounds of the event loop. */
  async come(): Promise<void> {
    for (let quiet = 0; quiet < QUIET_TURNS; quiet++) {
      await nextRound();
      for (; !this.#isQuiet(); quiet = 0)
        await new Promise<void>((stirred) => void this.#waiting.push(stirred));
    }
  }
}
