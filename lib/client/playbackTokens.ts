import { systemClock } from './clock.ts';

/** The rights of the holder of a playback token (IVS user guide, Generate and Sign Tokens). */
export interface PlaybackTokenOptions {
  /** The ARN of the private channel. */
  channelArn: string;
  /** 1 to 40 characters. Without it, the sessions of the token cannot be revoked. */
  viewerId?: string;
  /**
   * With `viewerId`: the present time in epoch seconds, unless it is given. A ban covers every
   * version of up to its end in epoch seconds.
   */
  viewerSessionVersion?: number;
  /**
   * The time in which playback has to begin, in seconds (60). IVS accepts 600 at most with
   * `viewerId` or `singleUseUuid`.
   */
  ttlSeconds?: number;
  /** The origins of the pages that may play, separated by commas; all origins if it is absent. */
  origin?: string;
  /** Whether IVS checks the origin of every request, and not of the first one alone. */
  strictOriginEnforcement?: boolean;
  maximumResolution?: 'SD' | 'HD' | 'FULL_HD';
  /** A UUID that no other token has: the token opens the stream once. */
  singleUseUuid?: string;
  /** The present time, in ms since the epoch; default: that of the machine. */
  now?: number;
}

/** The longest token that IVS accepts, in bytes, and the latest expiry of most tokens. */
const TOKEN_BYTES_MAX = 2_048;
const TTL_SECONDS_MAX = 600;
const TTL_SECONDS = 60;

const CURVE = { name: 'ECDSA', namedCurve: 'P-384' } as const;
const SIGNATURE = { name: 'ECDSA', hash: 'SHA-384' } as const;

/**
 * The bytes that PKCS #8 (RFC 5958) has before an EC private key of P-384 in the form of SEC 1 (RFC
 * 5915) with its curve, which `openssl ecparam -genkey` writes: version 0, the algorithm with its
 * curve, and the head of an octet string.
 */
const BEFORE_SEC1 = [
  0x30, 0x81, 0xbf, 0x02, 0x01, 0x00, 0x30, 0x10, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02,
  0x01, 0x06, 0x05, 0x2b, 0x81, 0x04, 0x00, 0x22, 0x04, 0x81, 0xa7,
];
const SEC1_BYTES = 0xa7;

const PEM = /-----BEGIN (EC )?PRIVATE KEY-----([\s\w+/=]+)-----END (?:EC )?PRIVATE KEY-----/;

const bytesOf = (binary: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(binary, (character) => character.charCodeAt(0));

/** Returns bytes as base64url (RFC 4648, section 5). */
const encoded = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');

const segment = (value: unknown): string =>
  encoded(new TextEncoder().encode(JSON.stringify(value)));

/** Returns the private key in a PEM text, as PKCS #8. */
function pkcs8In(privateKey: string): Uint8Array<ArrayBuffer> {
  const [, isSec1, base64] = PEM.exec(privateKey) ?? [];
  if (base64 === undefined) throw new TypeError('The private key is not a PEM text.');
  const bytes = bytesOf(atob(base64.replaceAll(/\s/g, '')));
  if (isSec1 === undefined) return bytes;
  if (bytes.length !== SEC1_BYTES)
    throw new TypeError('The private key is not one of the curve P-384.');
  return Uint8Array.from([...BEFORE_SEC1, ...bytes]);
}

/**
 * Signs a playback token: a JWT that opens a private channel, as the query parameter `token` of its
 * playback URL. Keep it out of logs. It needs no network.
 * @param privateKey the private key of an imported key pair, in PEM (PKCS #8 or SEC 1)
 * @throws TypeError when the text is not a private key of the curve P-384
 * @throws RangeError when IVS would refuse the token: it expires too late, or is too long
 */
export async function signPlaybackToken(
  privateKey: string,
  options: PlaybackTokenOptions,
): Promise<string> {
  const { viewerId, singleUseUuid, ttlSeconds = TTL_SECONDS, now = systemClock.now() } = options;
  const seconds = Math.floor(now / 1_000);
  const isLimited = viewerId !== undefined || singleUseUuid !== undefined;
  if (isLimited && ttlSeconds > TTL_SECONDS_MAX)
    throw new RangeError(`IVS accepts a lifetime of ${TTL_SECONDS_MAX} seconds at most.`);
  const claims = {
    'aws:channel-arn': options.channelArn,
    'aws:access-control-allow-origin': options.origin,
    'aws:strict-origin-enforcement': options.strictOriginEnforcement,
    'aws:viewer-id': viewerId,
    'aws:viewer-session-version':
      viewerId === undefined ? undefined : (options.viewerSessionVersion ?? seconds),
    'aws:maximum-resolution': options.maximumResolution,
    'aws:single-use-uuid': singleUseUuid,
    exp: seconds + ttlSeconds,
  };
  const signed = `${segment({ alg: 'ES384', typ: 'JWT' })}.${segment(claims)}`;
  const key = await keyIn(privateKey);
  const signature = await crypto.subtle.sign(SIGNATURE, key, new TextEncoder().encode(signed));
  const token = `${signed}.${encoded(new Uint8Array(signature))}`;
  if (token.length > TOKEN_BYTES_MAX)
    throw new RangeError(`IVS accepts a token of ${TOKEN_BYTES_MAX} bytes at most.`);
  return token;
}

async function keyIn(privateKey: string): ReturnType<typeof crypto.subtle.importKey> {
  const bytes = pkcs8In(privateKey);
  try {
    return await crypto.subtle.importKey('pkcs8', bytes, CURVE, false, ['sign']);
  } catch (error) {
    throw new TypeError('The private key is not one of the curve P-384.', { cause: error });
  }
}
