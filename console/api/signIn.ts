import * as oauth from 'oauth4webapi';
import { browserClock } from '../clock.ts';
import { deployment, type Settings } from './settings.ts';

// The sign-in: the authorization code grant of OpenID Connect, with PKCE. Tokens stay in the memory
// of the page. The session storage has the state of a sign-in that is under way, and no token.

const SCOPES = [
  'channels:read',
  'channels:write',
  'streams:write',
  'stream-keys:write',
  'viewer-sessions:read',
  'viewer-sessions:write',
  'playback-key-pairs:read',
  'playback-key-pairs:write',
  'playback-restriction-policies:read',
  'playback-restriction-policies:write',
  'recording-configurations:read',
  'recording-configurations:write',
  'tags:read',
  'tags:write',
  'jobs:read',
  'jobs:write',
  'jobs:approve',
];
/** A token is renewed when it is about to expire. */
const RENEWED_BEFORE_MS = 30_000;
/** A new token that is refused at once would be refused again. */
const TRUSTED_MS = 10_000;
const UNDER_WAY = 'channelkeeper.signIn';

interface UnderWay {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  /** The hash of the page that the person wanted. */
  readonly hash: string;
}

interface Tokens {
  readonly access: string;
  readonly refresh: string | undefined;
  readonly since: number;
  readonly until: number;
}

/** A person who has signed in. */
export interface Session {
  /** Returns a token that is valid for the next request. */
  token(): Promise<string>;
  /** Signs in again after the API has refused the token. Returns false if that would be in vain. */
  renew(): boolean;
}

const redirectUri = new URL('console', deployment).href;

/** Never settles: the browser is about to leave the page. */
const leaving = new Promise<never>(() => undefined);

interface Parties {
  readonly server: oauth.AuthorizationServer;
  readonly client: oauth.Client;
  readonly scope: string;
  readonly options: { [oauth.allowInsecureRequests]: boolean };
}

async function partiesOf({ issuer, clientId, scopePrefix }: Settings): Promise<Parties> {
  if (clientId === '')
    throw new Error(
      'This deployment has no client for the console. Deploy it with the parameter consoleClientId.',
    );
  const url = new URL(issuer);
  // The issuer of a stack on this machine has no certificate.
  const options = { [oauth.allowInsecureRequests]: url.hostname === '127.0.0.1' };
  const response = await oauth.discoveryRequest(url, options);
  return {
    server: await oauth.processDiscoveryResponse(url, response),
    client: { client_id: clientId },
    scope: ['openid', ...SCOPES.map((scope) => `${scopePrefix}${scope}`)].join(' '),
    options,
  };
}

/** Leaves for the issuer, which sends the person back with a code. */
async function leave({ server, client, scope }: Parties): Promise<never> {
  const underWay: UnderWay = {
    state: oauth.generateRandomState(),
    nonce: oauth.generateRandomNonce(),
    verifier: oauth.generateRandomCodeVerifier(),
    hash: location.hash,
  };
  sessionStorage.setItem(UNDER_WAY, JSON.stringify(underWay));
  const to = new URL(server.authorization_endpoint ?? '');
  const parameters = {
    client_id: client.client_id,
    response_type: 'code',
    redirect_uri: redirectUri,
    scope,
    state: underWay.state,
    nonce: underWay.nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(underWay.verifier),
    code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(parameters)) to.searchParams.set(name, value);
  location.replace(to);
  return leaving;
}

/** Takes the answer of the issuer out of the address, so that no history and no copy has it. */
function takeAnswer(): { answer: URLSearchParams; underWay: UnderWay | undefined } {
  const answer = new URLSearchParams(location.search);
  const stored = sessionStorage.getItem(UNDER_WAY);
  sessionStorage.removeItem(UNDER_WAY);
  const underWay = stored === null ? undefined : (JSON.parse(stored) as UnderWay);
  const hash = location.hash === '' ? (underWay?.hash ?? '') : location.hash;
  history.replaceState(null, '', `${location.pathname}${hash}`);
  return { answer, underWay };
}

async function exchange(
  { server, client, options }: Parties,
  answer: URLSearchParams,
  { state, nonce, verifier }: UnderWay,
): Promise<oauth.TokenEndpointResponse> {
  const parameters = oauth.validateAuthResponse(server, client, answer, state);
  const response = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    oauth.None(),
    parameters,
    redirectUri,
    verifier,
    options,
  );
  return oauth.processAuthorizationCodeResponse(server, client, response, {
    expectedNonce: nonce,
    requireIdToken: true,
  });
}

async function refresh(
  { server, client, options }: Parties,
  token: string,
): Promise<oauth.TokenEndpointResponse> {
  const response = await oauth.refreshTokenGrantRequest(
    server,
    client,
    oauth.None(),
    token,
    options,
  );
  return oauth.processRefreshTokenResponse(server, client, response);
}

function tokensIn(answer: oauth.TokenEndpointResponse, before?: Tokens): Tokens {
  const since = browserClock.now();
  return {
    access: answer.access_token,
    refresh: answer.refresh_token ?? before?.refresh,
    since,
    until: since + (answer.expires_in ?? 3_600) * 1_000,
  };
}

/**
 * Signs the person in. Without an answer of the issuer in the address, the browser leaves for the
 * issuer and this call does not return.
 * @throws Error when the issuer refuses
 */
export async function signIn(settings: Settings): Promise<Session> {
  const { answer, underWay } = takeAnswer();
  const parties = await partiesOf(settings);
  const isAnswer = underWay !== undefined && answer.has('state');
  let tokens = isAnswer
    ? tokensIn(await exchange(parties, answer, underWay))
    : await leave(parties);
  let renewal: Promise<string> | undefined;

  async function renewed(): Promise<string> {
    if (tokens.refresh !== undefined) {
      try {
        tokens = tokensIn(await refresh(parties, tokens.refresh), tokens);
        return tokens.access;
      } catch (error) {
        // A token that the issuer has forgotten; without an answer, the next request tries again.
        if (!(error instanceof oauth.ResponseBodyError)) throw error;
      }
    }
    return leave(parties);
  }
  const renewing = (): Promise<string> => {
    renewal ??= renewed().finally(() => (renewal = undefined));
    return renewal;
  };
  return {
    token: async () =>
      browserClock.now() < tokens.until - RENEWED_BEFORE_MS ? tokens.access : renewing(),
    renew() {
      if (browserClock.now() < tokens.since + TRUSTED_MS) return false;
      tokens = { ...tokens, until: 0 };
      return true;
    },
  };
}
