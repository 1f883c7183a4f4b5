import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import type { App } from '../app.ts';
import { dateOf } from '../clock.ts';
import { Problem } from '../errors.ts';
import type { Scope } from './route.ts';

/** The caller that a token speaks for, and the scopes that it allows. */
export interface Caller {
  /** The token's `sub`, or its `client_id` when a machine has no subject. */
  readonly name: string;
  readonly scopes: ReadonlySet<string>;
}

type Trust = Pick<App['config'], 'issuer' | 'audiences' | 'jwksUri' | 'scopePrefix'>;

/** How far the clocks of the issuer and of Lambda may differ. */
const CLOCK_TOLERANCE_SECONDS = 6;
/** How long an issuer may take to return its keys before the request fails. */
const JWKS_MS_MAX = 3_000;

/**
 * Key sets by address, kept while the Lambda environment is warm. jose fetches them again for an
 * unknown key, at most every 30 s.
 */
const keySets = new Map<string, JWTVerifyGetKey>();

function keysAt(uri: string): JWTVerifyGetKey {
  let keys = keySets.get(uri);
  if (!keys) {
    keys = reachable(createRemoteJWKSet(new URL(uri), { timeoutDuration: JWKS_MS_MAX }));
    keySets.set(uri, keys);
  }
  return keys;
}

/**
 * Tells "no such key" (the caller's mistake: 401) from "the keys cannot be read" (not the caller's
 * mistake: 503).
 */
const reachable =
  (keys: JWTVerifyGetKey): JWTVerifyGetKey =>
  async (header, token) => {
    try {
      return await keys(header, token);
    } catch (error) {
      if (
        error instanceof errors.JWKSNoMatchingKey ||
        error instanceof errors.JWKSMultipleMatchingKeys
      )
        throw error;
      const detail =
        'The token cannot be checked now, because its issuer does not return its keys. Try ' +
        'again in a few seconds.';
      throw new Problem('token-keys-unavailable', detail, {}, { cause: error });
    }
  };

const unauthenticated = (detail: string, cause?: unknown): Problem =>
  new Problem('unauthenticated', detail, { error: 'invalid_token' }, { cause });

/**
 * Returns the problem that tells a caller why jose refuses the token.
 * @throws the error itself when it is not one of jose's
 */
function refusalOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof errors.JWTExpired)
    return unauthenticated('The token has expired. Get a new one.', error);
  if (error instanceof errors.JWTClaimValidationFailed)
    return unauthenticated(`The token's claim "${error.claim}" is not accepted here.`, error);
  if (error instanceof errors.JOSEError)
    return unauthenticated('This API does not accept the token.', error);
  throw error;
}

/**
 * Returns whether a token is meant for one of the audiences. Cognito's access tokens have no `aud`
 * and name their client in `client_id`; API Gateway's authorizer reads them in the same way.
 */
function isFor(audiences: readonly string[], payload: JWTPayload): boolean {
  const named: unknown = payload.aud ?? payload.client_id;
  return [named].flat().some((one) => typeof one === 'string' && audiences.includes(one));
}

/**
 * Returns our scopes in a token. They are in `scope` (RFC 9068) or `scp`, as one text or as a list,
 * each with the prefix.
 */
function scopesOf({ scope, scp }: JWTPayload, prefix: string): ReadonlySet<string> {
  const named = [scope ?? scp]
    .flat()
    .flatMap((text: unknown) => (typeof text === 'string' ? text.split(' ') : []));
  return new Set(
    named.flatMap((name) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : [])),
  );
}

/**
 * Verifies a bearer token: its signature (RS256 or ES256 only, whatever its header says), issuer,
 * audience and times.
 * @throws Problem `unauthenticated`; `token-keys-unavailable` when the issuer's keys cannot be read
 */
export async function authenticate(
  authorization: string | undefined,
  trust: Trust,
  now: number,
): Promise<Caller> {
  if (authorization === undefined) {
    throw new Problem('unauthenticated', 'Send a token: "Authorization: Bearer …".');
  }
  const token = /^Bearer +([\w-]+\.[\w-]*\.[\w-]*)$/i.exec(authorization)?.[1];
  if (token === undefined)
    throw unauthenticated('The Authorization header must be "Bearer", a space and one signed JWT.');
  let payload: JWTPayload;
  try {
    ({ payload } = await jwtVerify(token, keysAt(trust.jwksUri), {
      algorithms: ['RS256', 'ES256'],
      issuer: trust.issuer,
      requiredClaims: ['exp'],
      clockTolerance: CLOCK_TOLERANCE_SECONDS,
      currentDate: dateOf(now),
    }));
  } catch (error) {
    throw refusalOf(error);
  }
  // The gateway's authorizer refuses it as well. jose accepts it, because RFC 7519 leaves it open.
  if (payload.iat !== undefined && payload.iat > now / 1_000 + CLOCK_TOLERANCE_SECONDS)
    throw unauthenticated('The token\'s claim "iat" is not accepted here.');
  if (!isFor(trust.audiences, payload))
    throw unauthenticated('The token is for another API: its audience is not accepted here.');
  // Cognito signs identity tokens with the same keys. They say who a user is, not what the user may
  // do here.
  if (payload.token_use !== undefined && payload.token_use !== 'access')
    throw unauthenticated('Send the access token, not the identity token.');
  const name = payload.sub ?? payload.client_id;
  if (typeof name !== 'string' || name === '') throw unauthenticated('The token names no subject.');
  return { name, scopes: scopesOf(payload, trust.scopePrefix) };
}

/**
 * Checks that the needed scope is granted.
 * @throws Problem `missing-scope`, which names the scope as the issuer knows it
 */
export function authorize(
  granted: ReadonlySet<string>,
  needed: Scope,
  { scopePrefix }: Pick<Trust, 'scopePrefix'>,
): void {
  if (granted.has(needed)) return;
  const scope = `${scopePrefix}${needed}`;
  throw new Problem('missing-scope', `This operation needs a token with the scope ${scope}.`, {
    error: 'insufficient_scope',
    scope,
  });
}
