import { createHash, timingSafeEqual } from 'node:crypto';
import type { Clock } from './clock.ts';
import type { Issuer } from './issuer.ts';
import { scopes } from './issuer.ts';
import { createRandom } from './random.ts';
import { refusedGrant, type TokenAnswer } from './tokenEndpoint.ts';

// The authorization code grant with PKCE (RFC 6749, 4.1; RFC 7636) of the local issuer, by which
// the console signs in. There is no person to ask: the developer may do everything.

/** The client that stands for the console; `serverless.yml` names it as well. */
const CLIENT_ID = 'channelkeeper-console';
const CODE_MS_MAX = 60_000;
const ACCESS_SECONDS = 86_400;
const ID_SECONDS = 300;

/** An answer to an authorization request. */
export type Answer = { readonly status: 302; readonly location: string } | TokenAnswer;

interface Granted {
  readonly challenge: string;
  readonly redirectUri: string;
  readonly scope: string;
  readonly nonce: string | undefined;
  readonly until: number;
}

/** The two endpoints of the grant. */
export interface AuthorizationCode {
  /** The members that the grant adds to the configuration of the issuer. */
  configuration(): Record<string, unknown>;
  /**
   * Answers an authorization request with a code.
   * @param host the `Host` of the request; another one means that a page of another site has had
   * its name point to this machine
   */
  authorize(query: URLSearchParams, host: string | undefined): Answer;
  /** Exchanges a code, once and within 60 s, for tokens. */
  token(form: URLSearchParams, host: string | undefined): Promise<TokenAnswer>;
}

/** Opens the endpoints of an issuer. Codes are kept in memory. */
export function openAuthorizationCode({
  issuer,
  clock,
}: {
  issuer: Issuer;
  clock: Clock;
}): AuthorizationCode {
  const random = createRandom();
  const grants = new Map<string, Granted>();
  const { origin, host: ownHost } = new URL(issuer.url);

  /** Returns the grant of a code, which nobody can use again. */
  function take(code: string): Granted | undefined {
    const grant = grants.get(code);
    grants.delete(code);
    for (const [other, { until }] of grants) if (until <= clock.now()) grants.delete(other);
    return grant && grant.until > clock.now() ? grant : undefined;
  }

  async function tokensFor({ scope, nonce }: Granted): Promise<Record<string, unknown>> {
    const asked = scope.split(' ').filter((one) => (scopes as readonly string[]).includes(one));
    return {
      access_token: await issuer.mint({ scopes: asked, ttlSeconds: ACCESS_SECONDS }),
      id_token: await issuer.mint({
        scopes: [],
        audience: CLIENT_ID,
        ttlSeconds: ID_SECONDS,
        ...(nonce !== undefined && { nonce }),
      }),
      token_type: 'Bearer',
      expires_in: ACCESS_SECONDS,
      scope,
    };
  }

  return {
    configuration: () => ({
      authorization_endpoint: `${issuer.url}/authorize`,
      token_endpoint: `${issuer.url}/token`,
      response_types_supported: ['code'],
      code_challenge_methods_supported: ['S256'],
      token_endpoint_auth_methods_supported: ['none'],
    }),
    authorize(query, host) {
      const redirectUri = query.get('redirect_uri') ?? '';
      if (host !== ownHost || query.get('client_id') !== CLIENT_ID)
        return refusedGrant('invalid_client', `The client of this issuer is ${CLIENT_ID}.`);
      // A code must reach the console of this stack and nothing else.
      if (redirectUri !== `${origin}/console`)
        return refusedGrant('invalid_request', `The redirect_uri must be ${origin}/console.`);
      const back = new URL(redirectUri);
      const state = query.get('state');
      if (state !== null) back.searchParams.set('state', state);
      const challenge = query.get('code_challenge') ?? '';
      const isRight =
        query.get('response_type') === 'code' &&
        query.get('code_challenge_method') === 'S256' &&
        /^[\w-]{43}$/.test(challenge);
      if (isRight) {
        const code = random.alphanumeric(40);
        grants.set(code, {
          challenge,
          redirectUri,
          scope: query.get('scope') ?? '',
          nonce: query.get('nonce') ?? undefined,
          until: clock.now() + CODE_MS_MAX,
        });
        back.searchParams.set('code', code);
      } else back.searchParams.set('error', 'invalid_request');
      return { status: 302, location: back.href };
    },
    async token(form, host) {
      if (host !== ownHost)
        return refusedGrant('invalid_client', 'The request is for another host.');
      const grant = take(form.get('code') ?? '');
      const isRight =
        grant &&
        form.get('client_id') === CLIENT_ID &&
        form.get('redirect_uri') === grant.redirectUri &&
        verifies(form.get('code_verifier') ?? '', grant.challenge);
      return isRight
        ? { status: 200, body: await tokensFor(grant) }
        : refusedGrant('invalid_grant', 'The code is unknown, used or too old, or is not yours.');
    },
  };
}

/** Returns whether a code verifier belongs to a challenge (RFC 7636, 4.6). */
function verifies(verifier: string, challenge: string): boolean {
  const made = Buffer.from(createHash('sha256').update(verifier).digest('base64url'));
  const given = Buffer.from(challenge);
  return made.length === given.length && timingSafeEqual(made, given);
}
