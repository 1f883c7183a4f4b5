import type { Clock } from './clock.ts';
import type { Issuer } from './issuer.ts';
import { scopes } from './issuer.ts';
import { createRandom } from './random.ts';
import { refusedGrant } from './tokenEndpoint.ts';
import type { Grant, TokenAnswer } from './tokenEndpoint.ts';

// The device authorization grant (RFC 8628) of the local issuer, by which the command line signs
// in, and the refresh of its tokens. The developer approves on a page of the stack itself.

const CODE_SECONDS = 600;
const INTERVAL_SECONDS = 1;
/** RFC 8628, 3.5: each `slow_down` adds as much. */
const SLOWER_SECONDS = 5;
/** A timer of the client may end a little early. */
const EARLY_MS = 100;
const ACCESS_SECONDS = 3_600;
const USER_CODE_LENGTH = 8;
const DEVICE_CODE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

interface Pending {
  readonly userCode: string;
  readonly clientId: string;
  readonly scope: string;
  readonly until: number;
  intervalMs: number;
  polledAt: number;
  isApproved?: boolean;
}

interface Refreshable {
  readonly clientId: string;
  readonly scope: string;
}

/** A page of the issuer for the developer's browser. */
export interface Page {
  readonly status: number;
  readonly html: string;
}

/** The endpoints of the grant, under the address of the issuer. */
export interface DeviceAuthorization {
  /** The members that the grant adds to the configuration of the issuer. */
  configuration(): Record<string, unknown>;
  /** `POST /_local/device_authorization` begins a login. */
  authorize(form: URLSearchParams, host: string | undefined): TokenAnswer;
  /** `GET /_local/device` asks the developer. */
  page(userCode: string): Page;
  /**
   * `POST /_local/device` takes the decision.
   * @param origin the `Origin` of the request; a page of another site must not approve
   */
  decide(form: URLSearchParams, origin: string | undefined): Page;
  /** The grants of `POST /_local/token`. */
  readonly grants: Readonly<Record<string, Grant>>;
}

const pageOf = (status: number, body: string): Page => ({
  status,
  html:
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>Channelkeeper</title>' +
    `<body><main><h1>Channelkeeper on this machine</h1>${body}</main></body></html>`,
});

/** Opens the endpoints of an issuer. Codes and refresh tokens are kept in memory. */
export function openDeviceAuthorization({
  issuer,
  clock,
}: {
  issuer: Issuer;
  clock: Clock;
}): DeviceAuthorization {
  const random = createRandom();
  /** The logins that wait for a decision, by device code. */
  const pending = new Map<string, Pending>();
  const refreshable = new Map<string, Refreshable>();
  const { origin: own, host: ownHost } = new URL(issuer.url);

  const forget = (): void => {
    for (const [code, { until }] of pending) if (until <= clock.now()) pending.delete(code);
  };

  async function tokensFor({ clientId, scope }: Refreshable): Promise<TokenAnswer> {
    const asked = scope.split(' ').filter((one) => one !== '');
    const known = asked.filter((one) => (scopes as readonly string[]).includes(one));
    const isOffline = asked.includes('offline_access');
    const refreshToken = random.alphanumeric(40);
    if (isOffline) refreshable.set(refreshToken, { clientId, scope });
    return {
      status: 200,
      body: {
        access_token: await issuer.mint({
          ...(known.length > 0 && { scopes: known }),
          ttlSeconds: ACCESS_SECONDS,
        }),
        token_type: 'Bearer',
        expires_in: ACCESS_SECONDS,
        ...(isOffline && { refresh_token: refreshToken }),
      },
    };
  }

  const byDeviceCode: Grant = (form, host) => {
    if (host !== ownHost) return refusedGrant('invalid_client', 'The request is for another host.');
    const code = form.get('device_code') ?? '';
    const login = pending.get(code);
    if (!login || login.clientId !== form.get('client_id'))
      return refusedGrant('invalid_grant', 'The device code is unknown or used.');
    const now = clock.now();
    const isEarly = now - login.polledAt < login.intervalMs - EARLY_MS;
    login.polledAt = now;
    if (login.until <= now) {
      pending.delete(code);
      return refusedGrant('expired_token', 'The device code has expired.');
    }
    if (isEarly) {
      login.intervalMs += SLOWER_SECONDS * 1_000;
      return refusedGrant('slow_down', 'The client asks too often.');
    }
    if (login.isApproved === undefined)
      return refusedGrant('authorization_pending', 'Nobody has decided yet.');
    pending.delete(code);
    return login.isApproved
      ? tokensFor(login)
      : refusedGrant('access_denied', 'The login was denied.');
  };

  const byRefreshToken: Grant = (form, host) => {
    if (host !== ownHost) return refusedGrant('invalid_client', 'The request is for another host.');
    const token = form.get('refresh_token') ?? '';
    const kept = refreshable.get(token);
    if (!kept || kept.clientId !== form.get('client_id'))
      return refusedGrant('invalid_grant', 'The refresh token is unknown or used.');
    refreshable.delete(token);
    return tokensFor(kept);
  };

  const loginOf = (userCode: string): Pending | undefined =>
    [...pending.values()].find((login) => login.userCode === userCode.trim().toUpperCase());

  return {
    configuration: () => ({
      device_authorization_endpoint: `${issuer.url}/device_authorization`,
      token_endpoint: `${issuer.url}/token`,
      token_endpoint_auth_methods_supported: ['none'],
    }),
    authorize(form, host) {
      if (host !== ownHost)
        return refusedGrant('invalid_client', 'The request is for another host.');
      const clientId = form.get('client_id') ?? '';
      if (clientId === '') return refusedGrant('invalid_request', 'The client_id is missing.');
      forget();
      const deviceCode = random.alphanumeric(40);
      const letters = random.alphanumeric(USER_CODE_LENGTH).toUpperCase();
      const userCode = `${letters.slice(0, 4)}-${letters.slice(4)}`;
      pending.set(deviceCode, {
        userCode,
        clientId,
        scope: form.get('scope') ?? '',
        until: clock.now() + CODE_SECONDS * 1_000,
        intervalMs: INTERVAL_SECONDS * 1_000,
        polledAt: -Infinity,
      });
      return {
        status: 200,
        body: {
          device_code: deviceCode,
          user_code: userCode,
          verification_uri: `${issuer.url}/device`,
          verification_uri_complete: `${issuer.url}/device?user_code=${userCode}`,
          expires_in: CODE_SECONDS,
          interval: INTERVAL_SECONDS,
        },
      };
    },
    page(userCode) {
      // Only the characters of a code reach the page.
      const shown = userCode.replaceAll(/[^A-Za-z0-9-]/g, '');
      return pageOf(
        200,
        '<form method="post"><p><label>The code that the command line shows: ' +
          `<input name="user_code" value="${shown}" required autofocus></label></p><p>` +
          '<button name="decision" value="approve">Sign in</button> ' +
          '<button name="decision" value="deny">Deny</button></p></form>',
      );
    },
    decide(form, origin) {
      if (origin !== own) return pageOf(403, '<p>Only the page of this stack can approve.</p>');
      forget();
      const login = loginOf(form.get('user_code') ?? '');
      if (!login || login.isApproved !== undefined)
        return pageOf(400, '<p>The code is unknown, used or too old.</p>');
      login.isApproved = form.get('decision') === 'approve';
      return pageOf(
        200,
        `<p>${login.isApproved ? 'You are signed in' : 'The login was denied'}. You can close this page.</p>`,
      );
    },
    grants: { [DEVICE_CODE_GRANT]: byDeviceCode, refresh_token: byRefreshToken },
  };
}
