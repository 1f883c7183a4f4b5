import type { Clock } from '../clock.ts';
import { createRandom } from '../random.ts';
import { isFields } from './fields.ts';

/**
 * The faults of events between the bus and their targets. EventBridge promises at-least-once
 * delivery, and no order.
 */
export interface Chaos {
  /** The probability that an event is never delivered. */
  drop: number;
  /** The probability that an event is delivered twice. */
  duplicate: number;
  /** The shortest and longest delay, in ms. */
  delayMs: [number, number];
  /** The probability that an event is held back long enough for later events to overtake it. */
  reorder: number;
  /** The seed that repeats the same choices; absent: the choices do not repeat. */
  seed?: number;
}

export const noChaos: Readonly<Chaos> = { drop: 0, duplicate: 0, delayMs: [0, 0], reorder: 0 };

/** How long an overtaken event is held back beyond its delay, in ms. */
const heldBackMs = 2_000;

/** @returns the reason why the value is not chaos; undefined when it is */
export function notChaos(value: unknown): string | undefined {
  if (!isFields(value)) return 'expected an object';
  for (const [name, one] of Object.entries(value)) {
    const isProbability = typeof one === 'number' && one >= 0 && one <= 1;
    if (['drop', 'duplicate', 'reorder'].includes(name) && !isProbability)
      return `"${name}" must be a number from 0 to 1`;
    if (name === 'delayMs' && !isRange(one)) return '"delayMs" must be [least, most] in ms';
    if (name === 'seed' && !Number.isInteger(one)) return '"seed" must be an integer';
    if (!['drop', 'duplicate', 'reorder', 'delayMs', 'seed'].includes(name))
      return `"${name}" is unknown`;
  }
  return undefined;
}

function isRange(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.length === 2 &&
    value.every((ms) => typeof ms === 'number' && ms >= 0) &&
    value[0] <= value[1]
  );
}

export interface Deliveries {
  /**
   * Runs `act` once, twice, later or never, according to the chaos; once and immediately when there
   * is no chaos.
   */
  deliver(act: () => void): void;
  set(chaos: Partial<Chaos>): void;
  close(): void;
}

export function createDeliveries(clock: Clock, seed?: number): Deliveries {
  let chaos: Chaos = { ...noChaos };
  let random = createRandom(seed);
  const waiting = new Set<() => void>();

  function after(ms: number, act: () => void): void {
    if (ms <= 0) return act();
    const cancel = clock.after(ms, () => {
      waiting.delete(cancel);
      act();
    });
    waiting.add(cancel);
  }

  return {
    deliver(act) {
      if (random.chance(chaos.drop)) return;
      const copies = random.chance(chaos.duplicate) ? 2 : 1;
      for (let copy = 0; copy < copies; copy += 1) {
        const [least, most] = chaos.delayMs;
        after(
          least +
            random.fraction() * (most - least) +
            (random.chance(chaos.reorder) ? heldBackMs : 0),
          act,
        );
      }
    },
    set(changes) {
      chaos = { ...chaos, ...changes };
      if (changes.seed !== undefined) random = createRandom(changes.seed);
    },
    close() {
      for (const cancel of waiting) cancel();
      waiting.clear();
    },
  };
}
