/**
 * The one source of randomness. It is Web Crypto, which both browsers and Node have;
 * `getRandomValues` also works on pages without TLS.
 */
export interface Random {
  /** Returns a number in [0, 1). */
  next(): number;
}

export const systemRandom: Random = {
  next: () => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32,
};

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** Returns 16 letters and digits (80 bits), for an `Idempotency-Key`. */
export function randomId(random: Random): string {
  let id = '';
  for (let i = 0; i < 16; i++) id += ALPHABET[Math.floor(random.next() * ALPHABET.length)] ?? '0';
  return id;
}
