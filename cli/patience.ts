import { sleep } from '../lib/client/retries.ts';
import type { Io } from './io.ts';

const FIRST_PAUSE_MS = 250;
const PAUSE_MS_MAX = 5_000;

/** Returns the code, or else the message, of an error of the network. */
export function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : undefined;
  if (typeof cause !== 'object' || cause === null) return '';
  if ('code' in cause && typeof cause.code === 'string') return cause.code;
  return 'message' in cause ? String(cause.message) : '';
}

/**
 * Sleeps, or throws as soon as Ctrl-C is pressed.
 * @throws the reason of the signal
 */
export const rest = ({ clock, signal }: Pick<Io, 'clock' | 'signal'>, ms: number): Promise<void> =>
  sleep(clock, ms, signal);

/**
 * Tells a failure and sleeps before the next attempt: a quarter of a second after the first one,
 * then twice as long each time, five seconds at most.
 */
export async function pause(io: Io, attempts: number, failure: string): Promise<void> {
  const ms = Math.min(PAUSE_MS_MAX, FIRST_PAUSE_MS * 2 ** (attempts - 1));
  io.err(`${failure}; the next attempt is in ${ms / 1_000} s.\n`);
  await rest(io, ms);
}
