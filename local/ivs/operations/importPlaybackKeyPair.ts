import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { ivsError } from '../protocol/errors.ts';
import { defineOperation } from './defineOperation.ts';
import { checkRoom } from './rules/quotas.ts';
import { arnIn } from '../state/resources.ts';

/**
 * Imports the public half of a P-384 key pair. Importing the same key again is a conflict; this is
 * unconfirmed, because the model declares the error but not its cause.
 */
export const importPlaybackKeyPair = defineOperation({
  name: 'ImportPlaybackKeyPair',
  run({ state, settings, place, random }, { publicKeyMaterial, name = '', tags = {} }) {
    const fingerprint = fingerprintOf(publicKey(publicKeyMaterial));
    const twin = state.playbackKeyPairs
      .all()
      .find(({ playbackKeyPair }) => playbackKeyPair.fingerprint === fingerprint);
    if (twin)
      throw ivsError(
        'ConflictException',
        `The public key is already imported: ${twin.playbackKeyPair.arn}`,
      );
    checkRoom(settings, 'playbackKeyPairsMax', state.playbackKeyPairs.size);
    const keyPair = {
      arn: arnIn(place, 'playback-key', random.alphanumeric(12)),
      name,
      fingerprint,
      tags,
    };
    state.playbackKeyPairs.put(keyPair.arn, {
      sequence: state.nextSequence(),
      playbackKeyPair: keyPair,
      publicKeyMaterial,
    });
    return { keyPair };
  },
});

/**
 * Parses a public key. A point may be written in several ways; the key is the same.
 * @throws IvsError ValidationException unless the text is the PEM of a public P-384 key
 */
function publicKey(pem: string): KeyObject {
  const key = /^\s*-----BEGIN PUBLIC KEY-----[\s\S]+-----END PUBLIC KEY-----\s*$/.test(pem)
    ? parsed(pem)
    : undefined;
  if (key?.asymmetricKeyDetails?.namedCurve !== 'secp384r1')
    throw ivsError(
      'ValidationException',
      'publicKeyMaterial is not an ECDSA P-384 public key in PEM format',
    );
  return createPublicKey({ key: key.export({ format: 'jwk' }), format: 'jwk' });
}

function parsed(pem: string): KeyObject | undefined {
  try {
    return createPublicKey(pem);
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}

/**
 * Returns the MD5 of the DER form as pairs of digits. The format is that of AWS's samples; the
 * hashed content is unconfirmed.
 */
function fingerprintOf(key: KeyObject): string {
  const digits = createHash('md5')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex');
  return digits.match(/../g)?.join(':') ?? '';
}
