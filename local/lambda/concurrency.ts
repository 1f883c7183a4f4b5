/** Lets so many run at a time; the others wait their turn, in order. */
export interface Turns {
  run<T>(act: () => Promise<T>): Promise<T>;
}

/** @param atOnce how many may run at the same time; undefined for no limit. */
export function createTurns(atOnce: number | undefined): Turns {
  if (atOnce === undefined) return { run: (act) => act() };
  let running = 0;
  const waiting: (() => void)[] = [];
  return {
    async run(act) {
      if (running >= atOnce) await new Promise<void>((resolve) => void waiting.push(resolve));
      else running += 1;
      try {
        return await act();
      } finally {
        // The turn is handed on, so the number that run stays the same while somebody waits.
        const next = waiting.shift();
        if (next) next();
        else running -= 1;
      }
    },
  };
}
