import { millisecondsAt, systemClock, type Clock } from './clock.ts';

/**
 * The clock of the stack whose ivs-local answers there, which may have been moved: its functions go
 * by it when they look whether a token is still good.
 */
export async function stackClock(ivsUrl: string): Promise<Clock> {
  try {
    const answer = await fetch(`${ivsUrl}/_local/clock`);
    const { now } = (await answer.json()) as { now?: string };
    const ms = millisecondsAt(now ?? '');
    return Number.isNaN(ms) ? systemClock : { ...systemClock, now: () => ms };
  } catch (error) {
    // The stack is not up, or another server has its port.
    if (error instanceof TypeError || error instanceof SyntaxError) return systemClock;
    throw error;
  }
}
