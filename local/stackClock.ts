import { millisecondsAt, systemClock, type Clock } from './clock.ts';

/**
 * Returns the clock of the stack whose ivs-local is at this URL. The clock may have been moved, and
 * the functions of the stack use it to check whether a token is still valid.
 */
export async function stackClock(ivsUrl: string): Promise<Clock> {
  try {
    const answer = await fetch(`${ivsUrl}/_local/clock`);
    const { now } = (await answer.json()) as { now?: string };
    const ms = millisecondsAt(now ?? '');
    return Number.isNaN(ms) ? systemClock : { ...systemClock, now: () => ms };
  } catch (error) {
    // The stack is not running, or another server has its port.
    if (error instanceof TypeError || error instanceof SyntaxError) return systemClock;
    throw error;
  }
}
