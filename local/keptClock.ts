import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from './clock.ts';
import { AdjustableClock } from './ivs/state/adjustableClock.ts';

/** How far a stack is ahead of the machine's clock, as stored in its folder. */
interface Kept {
  aheadMs: number;
}

/**
 * Returns the clock of a stack, which stays moved when the stack starts again. The contents of the
 * folder were written at that time, and a clock that went back would keep jobs, tokens and slots of
 * the rate limiter waiting. Deleting the file, or the folder, restores the machine's time.
 */
export function keptClock(base: Clock, folder: string | null): AdjustableClock {
  if (folder === null) return new AdjustableClock(base);
  const path = join(folder, 'clock.json');
  const { aheadMs } = existsSync(path)
    ? (JSON.parse(readFileSync(path, 'utf8')) as Kept)
    : { aheadMs: 0 };
  const clock = new AdjustableClock(base, aheadMs);
  clock.onChange(() => {
    writeFileSync(
      `${path}.new`,
      JSON.stringify({ aheadMs: clock.now() - base.now() } satisfies Kept),
    );
    renameSync(`${path}.new`, path);
  });
  return clock;
}
