import type { Interface } from 'node:readline/promises';
import { systemClock } from '../../local/clock.ts';
import type { IvsLocal } from '../../local/ivs/server.ts';
import type { Pace } from './play.ts';

type NightClock = IvsLocal['clock'];

/** The time between two moves of the clock, in ms. */
const MOVES_MS = 100;

const move = (clock: NightClock, at: number): void => clock.advance(Math.max(0, at - clock.now()));

/** Time passes as fast as it can. */
export const atOnce = (clock: NightClock): Pace => ({
  reach: async (at) => move(clock, at),
});

/** Time passes `speed` times as fast as usual. */
export const faster = (clock: NightClock, speed: number): Pace => ({
  async reach(at) {
    while (clock.now() < at) {
      const left = (at - clock.now()) / speed;
      await systemClock.sleep(Math.min(MOVES_MS, left));
      move(clock, Math.min(at, clock.now() + Math.ceil(Math.min(MOVES_MS, left) * speed)));
    }
    move(clock, at);
  },
});

/** A person lets the time pass to the next moment, with Enter. */
export const stepwise = (clock: NightClock, terminal: Interface): Pace => ({
  async reach(at) {
    if (at > clock.now()) await terminal.question('');
    move(clock, at);
  },
});
