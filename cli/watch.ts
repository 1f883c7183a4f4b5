import type { Job, WaitOptions } from '../lib/client/client.ts';
import type { Io } from './io.ts';
import { progressBar, progressLine, type Sighting } from './output/progress.ts';

/** Shows the progress of a job, and remembers how the job was seen last. */
export interface Watch extends WaitOptions {
  /** Ends the line of the bar. */
  end(): void;
  last(): Job | undefined;
}

const TO_START_OF_LINE = '\r\u001b[K';

/**
 * Returns the options of a wait that shows the progress: a bar that is drawn again and again in a
 * terminal, a line per change elsewhere. The progress goes to standard error, so that the output
 * has the answer alone.
 */
export function watching(io: Io): Watch {
  let first: Sighting | undefined;
  let last: Job | undefined;
  let line = '';
  return {
    signal: io.signal,
    onProgress(job) {
      const now = { job, at: io.clock.now() };
      // A redriven or superseding job begins anew.
      if (first?.job.id !== job.id) first = now;
      last = job;
      const next = io.isTerminal ? progressBar(first, now, io.columns) : progressLine(first, now);
      if (next === line) return;
      line = next;
      io.err(io.isTerminal ? `${TO_START_OF_LINE}${line}` : `${line}\n`);
    },
    end() {
      if (io.isTerminal && line !== '') io.err('\n');
      line = '';
    },
    last: () => last,
  };
}

/** Returns whether a job has ended without success. */
export const hasFailed = ({ status }: Job): boolean =>
  status === 'failed' || status === 'cancelled';
