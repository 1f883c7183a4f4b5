/**
 * Chance, in one place. Web Crypto, because browsers have it as well as Node; `getRandomValues`
 * works on pages without TLS too.
 */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
}

export const systemRandom: Random = {
  next: () => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32,
};

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** 16 letters and digits (80 bits), for an `Idempotency-Key`. */
export function randomId(random: Random): string {
  let id = '';
  for (let i = 0; i < 16; i++) id += ALPHABET[Math.floor(random.next() * ALPHABET.length)] ?? '0';
  return id;
}
