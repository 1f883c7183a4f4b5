import type { Io } from '../io.ts';
import { duration } from './progress.ts';

/** Tells how many of many things are done. */
export interface Count {
  set(done: number, failed: number): void;
  /** Removes the bar. */
  end(): void;
}

const BAR_WIDTH = 24;
const BAR_EVERY_MS = 100;
const LINE_EVERY_MS = 10_000;
const CLEAR_LINE = '\r\u001b[2K';

/**
 * Tells the progress on standard error: by a bar with the rate and the time left in a terminal, and
 * by a line every ten seconds elsewhere.
 */
export function counting(io: Io, label: string, total: number): Count {
  const since = io.clock.now();
  let told = io.isTerminal ? -Infinity : since;
  return {
    set(done, failed) {
      const now = io.clock.now();
      if (now - told < (io.isTerminal ? BAR_EVERY_MS : LINE_EVERY_MS)) return;
      told = now;
      const seconds = (now - since) / 1_000;
      const rate = done > 0 && seconds > 0 ? done / seconds : undefined;
      const text = [
        `${done}/${total}`,
        ...(failed > 0 ? [`${failed} failed`] : []),
        ...(rate === undefined ? [] : [`${rate.toFixed(1)}/s`]),
        ...(rate === undefined || done === total
          ? []
          : [`${duration((total - done) / rate)} left`]),
      ].join(', ');
      const bar = '#'.repeat(Math.round((BAR_WIDTH * done) / Math.max(1, total)));
      io.err(
        io.isTerminal
          ? `${CLEAR_LINE}${`${label} [${bar.padEnd(BAR_WIDTH, '.')}] ${text}`.slice(0, io.columns - 1)}`
          : `${label}: ${text}\n`,
      );
    },
    end() {
      if (io.isTerminal) io.err(CLEAR_LINE);
    },
  };
}
