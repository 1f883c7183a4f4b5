import type { Clock } from './clock.ts';

/** Tells how far a long piece of work is. */
export interface Progress {
  /** Notes how much is done, and how much there is in all if that has become known. */
  set(done: number, total?: number): void;
  /** Prints a line above the bar. */
  say(line: string): void;
  /** Removes the bar. */
  end(): void;
}

/** The part of a stream that progress is written to. */
export interface Output {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** How far a piece of work is. */
export interface Stand {
  readonly done: number;
  readonly total: number;
  readonly tookMs: number;
}

const BAR_WIDTH = 24;
/** The shortest time between two changes of the bar, in ms. */
const BAR_EVERY_MS = 100;
/** The shortest time between two lines outside of a terminal, in ms. */
const LINE_EVERY_MS = 10_000;

const duration = (ms: number): string => {
  const seconds = Math.round(ms / 1_000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
};

/** Returns the rate and the rest time; an empty text as long as nothing is done. */
export function paceOf({ done, total, tookMs }: Stand): string {
  if (done <= 0 || tookMs <= 0) return '';
  const perSecond = done / (tookMs / 1_000);
  const rest = total > done ? `, ${duration(((total - done) * tookMs) / done)} left` : '';
  const rate = perSecond < 10 ? perSecond.toPrecision(2) : perSecond.toFixed(0);
  return `${rate} a second${rest}`;
}

/** Returns a bar of one line. */
export function barOf(label: string, stand: Stand): string {
  const share = stand.total > 0 ? Math.min(1, stand.done / stand.total) : 0;
  const full = Math.round(share * BAR_WIDTH);
  const bar = '█'.repeat(full) + '░'.repeat(BAR_WIDTH - full);
  return `${label} ${bar} ${Math.floor(share * 100)} % ${paceOf(stand)}`.trimEnd();
}

/** Returns a line for a log. */
export const lineOf = (label: string, stand: Stand): string =>
  `${label}: ${stand.done} of ${stand.total}${paceOf(stand) && `, ${paceOf(stand)}`}`;

/**
 * Tells how far a piece of work is: by a bar with its rate and rest time in a terminal, and by a
 * line every ten seconds elsewhere.
 */
export function createProgress(
  label: string,
  total: number,
  { clock, output }: { clock: Clock; output: Output },
): Progress {
  const sinceMs = clock.now();
  const every = output.isTTY ? BAR_EVERY_MS : LINE_EVERY_MS;
  let toldMs = output.isTTY ? -Infinity : sinceMs;
  let stand: Stand = { done: 0, total, tookMs: 0 };
  const tell = (): void => {
    toldMs = clock.now();
    output.write(output.isTTY ? `\r\u001b[2K${barOf(label, stand)}` : `${lineOf(label, stand)}\n`);
  };
  return {
    set(done, all = stand.total) {
      stand = { done, total: all, tookMs: clock.now() - sinceMs };
      if (clock.now() - toldMs >= every) tell();
    },
    say(line) {
      output.write(`${output.isTTY ? '\r\u001b[2K' : ''}${line}\n`);
      if (output.isTTY) tell();
    },
    end() {
      if (output.isTTY) output.write('\r\u001b[2K');
    },
  };
}
