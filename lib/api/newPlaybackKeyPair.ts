import * as z from 'zod/mini';
import { described, resourceName } from '../http/schemas.ts';
import { newTags } from './tagSchemas.ts';

/** The fields of a public key that is to be imported. */
export const newKeyPairFields = {
  publicKeyMaterial: described(
    'The public key in PEM: `openssl ecparam -name secp384r1 -genkey -noout -out ' +
      'private.pem; openssl ec -in private.pem -pubout`.',
    z
      .string()
      .check(
        z.maxLength(4_096),
        z.regex(
          /^\s*-----BEGIN PUBLIC KEY-----[\sA-Za-z0-9+/=]+-----END PUBLIC KEY-----\s*$/,
          'must be a public key in PEM; keep the private key to yourself',
        ),
      ),
  ),
  name: z.optional(resourceName),
  tags: z.optional(newTags),
};

/** P-384 public keys, generated for the examples. */
export const EXAMPLE_KEY = [
  '-----BEGIN PUBLIC KEY-----',
  'MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEHO+FsaUiGC5UuVaes9MpH4lTsevALtDg',
  'n1/+WV5ZFiRbrCn1Wcx/dXGp3c2Ec0h89KUCgjmFuhqJAPVk+CM98KKSPAEhfPKK',
  'BSvbQgSKbIjt0olNqmo++qq7iTfmoT1k',
  '-----END PUBLIC KEY-----',
  '',
].join('\n');
export const NEXT_EXAMPLE_KEY = [
  '-----BEGIN PUBLIC KEY-----',
  'MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEtEjC8hJGfPUoYFYXLmtxb7mJMG0mCrr/',
  'fppmEst9+cvxxdFvIJIowrtRiofwyhGOZC1qx6IRHg9Y1+lRTbjngakRRBTvv4cr',
  '9IhxQBBk06hYi121DoQ8+AOiGuZNWqv8',
  '-----END PUBLIC KEY-----',
  '',
].join('\n');
