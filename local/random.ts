import { randomFillSync, randomUUID } from 'node:crypto';

/**
 * Random numbers for everything under local/. Only this file on the local side makes them. With a
 * seed the sequence is repeatable (the simulation replays by it); without a seed it cannot be
 * guessed.
 */
export interface Random {
  /** A fraction in [0, 1). */
  fraction(): number;
  /** An integer in [min, max], both included. */
  integer(min: number, max: number): number;
  /** True with the given probability (0 never, 1 always). */
  chance(probability: number): boolean;
  /** `length` characters of `A-Z a-z 0-9`. */
  alphanumeric(length: number): string;
  /** A version 4 UUID. */
  uuid(): string;
}

const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/**
 * Returns a source of random numbers.
 * @param seed an integer; the same seed gives the same sequence. Undefined: the numbers come from
 * the operating system.
 */
export function createRandom(seed?: number): Random {
  return seed === undefined
    ? { ...from(systemFraction), uuid: () => randomUUID() }
    : from(seededFraction(seed));
}

function from(fraction: () => number): Random {
  const integer = (min: number, max: number): number =>
    min + Math.floor(fraction() * (max - min + 1));
  const pick = (alphabet: string, length: number): string =>
    Array.from({ length }, () => alphabet[integer(0, alphabet.length - 1)]).join('');
  return {
    fraction,
    integer,
    chance: (probability) => fraction() < probability,
    alphanumeric: (length) => pick(ALPHANUMERIC, length),
    uuid: () => {
      const hex = (length: number): string => pick('0123456789abcdef', length);
      return `${hex(8)}-${hex(4)}-4${hex(3)}-${pick('89ab', 1)}${hex(3)}-${hex(12)}`;
    },
  };
}

/**
 * Random bytes that are not used yet. A call of the operating system takes as long as hundreds of
 * fractions.
 */
const pool = Buffer.alloc(6 * 1_024);
let poolUsed = pool.length;

/** `readUIntBE` reads up to 48 bits exactly, which is more than any choice here needs. */
function systemFraction(): number {
  if (poolUsed === pool.length) {
    randomFillSync(pool);
    poolUsed = 0;
  }
  const fraction = pool.readUIntBE(poolUsed, 6) / 2 ** 48;
  // Values may be secrets, such as stream keys, so the pool does not keep the bytes behind them.
  pool.fill(0, poolUsed, poolUsed + 6);
  poolUsed += 6;
  return fraction;
}

/** Mulberry32: tiny, fast, and good enough for simulations, but never for secrets. */
function seededFraction(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
