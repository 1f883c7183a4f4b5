/** Limits how many actions run at a time. The others wait in order. */
export interface Turns {
  run<T>(act: () => Promise<T>): Promise<T>;
}

/** @param atOnce how many actions may run at the same time; undefined: no limit */
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
        // The place passes to the next waiting action, so the number of running actions does not
        // change.
        const next = waiting.shift();
        if (next) next();
        else running -= 1;
      }
    },
  };
}
