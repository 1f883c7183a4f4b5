import { createHash, randomInt } from 'node:crypto';

/** The one source of randomness, so that a simulation can replay it from a seed. */
export interface Random {
  /** Returns a number in [0, 1). */
  next(): number;
}

export const systemRandom: Random = { next: () => randomInt(2 ** 32) / 2 ** 32 };

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** Returns 16 letters and digits (80 bits), enough to name every attempt and every job. */
export function randomId(random: Random): string {
  let id = '';
  for (let i = 0; i < 16; i++) id += ALPHABET[Math.floor(random.next() * ALPHABET.length)] ?? '0';
  return id;
}

/**
 * Returns 26 letters and digits (130 bits) for the parts, in order; different parts give different
 * digests.
 */
export function digestOf(...parts: string[]): string {
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest();
  let id = '';
  for (let i = 0; i < 26; i++) id += ALPHABET[(hash[i] ?? 0) % ALPHABET.length] ?? '0';
  return id;
}
