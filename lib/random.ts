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

/** Returns a random UUID (RFC 9562, version 4). */
export function randomUuid(random: Random): string {
  const hex = (digits: number, least = 0, below = 16): string =>
    Array.from({ length: digits }, () =>
      (least + Math.floor(random.next() * (below - least))).toString(16),
    ).join('');
  return `${hex(8)}-${hex(4)}-4${hex(3)}-${hex(1, 8, 12)}${hex(3)}-${hex(12)}`;
}

/** Returns a number in [0, 1) that is always the same for a text. */
export const fractionOf = (text: string): number =>
  createHash('sha256').update(text).digest().readUInt32BE() / 2 ** 32;

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
