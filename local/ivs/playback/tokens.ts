import { createPublicKey, verify } from 'node:crypto';
import { z } from 'zod';
import { REFUSED, type Refusal } from './refusal.ts';

const TOKEN_BYTES_MAX = 2_048;
const EXPIRY_AHEAD_MAX_S = 600;

/**
 * The claims of a playback token. Unknown claims are ignored. Claims about ads are accepted,
 * because ivs-local has no ads.
 */
const claims = z.object({
  'aws:channel-arn': z.string(),
  'aws:access-control-allow-origin': z.string().optional(),
  'aws:strict-origin-enforcement': z.boolean().optional(),
  'aws:single-use-uuid': z.guid().optional(),
  'aws:viewer-id': z.string().min(1).max(40).optional(),
  'aws:viewer-session-version': z.int().min(0).optional(),
  'aws:maximum-resolution': z.enum(['SD', 'HD', 'FULL_HD']).optional(),
  /** Seconds since the epoch. */
  exp: z.int(),
});

/** A playback token that passed the checks, in our own terms. */
export interface PlaybackToken {
  /** Empty: all origins. */
  origins: string[];
  strictOrigin: boolean;
  singleUseUuid?: string;
  viewerId?: string;
  viewerSessionVersion: number;
  maximumResolution: 'SD' | 'HD' | 'FULL_HD';
}

const bad = (message: string): Refusal => ({
  status: 403,
  code: 'invalid_playback_auth_token',
  message,
});

/**
 * Checks a playback token: a JWT signed with ES384 by one of the account's key pairs. The header
 * does not name the key pair, so each one is tried.
 * @param publicKeys the public keys, in PEM
 * @param nowMs milliseconds since the epoch; `exp` is in seconds
 */
export function readToken(
  token: string,
  channelArn: string,
  publicKeys: readonly string[],
  nowMs: number,
): PlaybackToken | { [REFUSED]: Refusal } {
  const refused = (message: string): { [REFUSED]: Refusal } => ({ [REFUSED]: bad(message) });
  if (Buffer.byteLength(token) > TOKEN_BYTES_MAX) return refused('token is too long');
  const [header = '', payload = '', signature = '', ...more] = token.split('.');
  if (!signature || more.length > 0) return refused('token contains an invalid number of segments');
  if ((jsonOf(header) as { alg?: unknown } | null | undefined)?.alg !== 'ES384')
    return refused('signing method is invalid');
  const signed = Buffer.from(`${header}.${payload}`);
  const proof = Buffer.from(signature, 'base64url');
  if (
    !publicKeys.some((pem) =>
      verify('sha384', signed, { key: createPublicKey(pem), dsaEncoding: 'ieee-p1363' }, proof),
    )
  )
    return refused('token signature is invalid');
  const parsed = claims.safeParse(jsonOf(payload));
  if (!parsed.success)
    return refused(
      `token claim is invalid: ${parsed.error.issues[0]?.path.join('.') || 'payload'}`,
    );
  const {
    exp,
    'aws:channel-arn': channel,
    'aws:viewer-id': viewerId,
    'aws:single-use-uuid': singleUseUuid,
  } = parsed.data;
  if (channel !== channelArn) return refused('token is not for this channel');
  if (exp * 1_000 <= nowMs) return refused('token is expired');
  if (
    (viewerId !== undefined || singleUseUuid !== undefined) &&
    exp > nowMs / 1_000 + EXPIRY_AHEAD_MAX_S
  )
    return refused('token expires more than 10 minutes from now');
  return {
    origins: (parsed.data['aws:access-control-allow-origin'] ?? '')
      .split(',')
      .map((origin) => origin.trim())
      .filter((origin) => origin !== ''),
    strictOrigin: parsed.data['aws:strict-origin-enforcement'] ?? false,
    viewerSessionVersion: parsed.data['aws:viewer-session-version'] ?? 0,
    maximumResolution: parsed.data['aws:maximum-resolution'] ?? 'FULL_HD',
    ...(viewerId !== undefined && { viewerId }),
    ...(singleUseUuid !== undefined && { singleUseUuid }),
  };
}

function jsonOf(segment: string): unknown {
  try {
    return JSON.parse(Buffer.from(segment, 'base64url').toString('utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
