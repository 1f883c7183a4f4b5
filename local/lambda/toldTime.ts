import { systemClock } from '../clock.ts';
import type { AdjustableClock } from '../ivs/state/adjustableClock.ts';

/**
 * The time that functions see, readable from every thread: the time at which the clock was stopped,
 * or its distance from the machine's time, in ms.
 */
export type ToldTime = BigInt64Array<SharedArrayBuffer>;

const [STOPPED_AT, OFFSET] = [0, 1];
const RUNNING = -1n;

/** Shares the time of a clock from now on. */
export function toldTime(clock: AdjustableClock): ToldTime {
  const told: ToldTime = new BigInt64Array(new SharedArrayBuffer(16));
  const tell = (): void => {
    const now = BigInt(Math.round(clock.now()));
    Atomics.store(told, OFFSET, now - BigInt(systemClock.now()));
    Atomics.store(told, STOPPED_AT, clock.frozen ? now : RUNNING);
  };
  clock.onChange(tell);
  tell();
  return told;
}

/** Reads the shared time, in ms since the epoch. */
export function timeIn(told: ToldTime): number {
  const stoppedAt = Atomics.load(told, STOPPED_AT);
  return stoppedAt === RUNNING
    ? systemClock.now() + Number(Atomics.load(told, OFFSET))
    : Number(stoppedAt);
}
