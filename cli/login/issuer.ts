import * as oauth from 'oauth4webapi';
import type { Login } from '../configFile.ts';
import { CliError } from '../exit.ts';
import type { Io } from '../io.ts';
import { inline } from '../output/text.ts';
import { reasonOf } from '../patience.ts';
import { claimsOf } from '../token.ts';

/** Tokens of an issuer. */
export interface Tokens {
  readonly accessToken: string;
  /** In ms since the epoch. */
  readonly expiresAt: number;
  readonly refreshToken?: string;
}

/** An issuer that was found, and the requests that a login makes of it. */
export interface Issuer {
  /** Begins a login. With `keep`, the issuer is asked for a refresh token as well. */
  start(keep: boolean): Promise<oauth.DeviceAuthorizationResponse>;
  /** Exchanges the code of a device for tokens, if the person has approved. */
  tokensOf(deviceCode: string): Promise<Tokens>;
  refreshed(refreshToken: string): Promise<Tokens>;
}

/** An issuer that tells no lifetime gives tokens that are asked for again after this time. */
const LIFETIME_MS = 3_600_000;

/** Returns the code of a refusal of the issuer, such as `slow_down`. */
export const refusalIn = (error: unknown): string | undefined =>
  error instanceof oauth.ResponseBodyError ? error.error : undefined;

/** Returns an error that quotes nothing but the code and the description of a refusal. */
function told(url: string, error: unknown): CliError {
  if (error instanceof oauth.ResponseBodyError) {
    const { error: code, error_description: description } = error;
    const why = description === undefined ? '' : `: ${inline(description)}`;
    return new CliError('unauthorized', `${url} has refused: ${inline(code)}${why}.`, {
      cause: error,
    });
  }
  if (error instanceof oauth.OperationProcessingError || error instanceof TypeError)
    return new CliError(
      'unavailable',
      `${url} does not answer as an issuer (${reasonOf(error)}).`,
      {
        cause: error,
      },
    );
  return new CliError('unavailable', `${url} could not be asked.`, { cause: error });
}

/** @throws CliError when tokens must not be asked for there */
function checkedIssuer(text: string): URL {
  const rule = 'takes an https URL, or an http URL of this machine';
  const refuse = (): never => {
    throw new CliError('usage', `--issuer ${rule}.`, { issues: [{ field: 'issuer', rule }] });
  };
  if (!URL.canParse(text)) return refuse();
  const url = new URL(text);
  const isHere = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(url.hostname);
  return url.protocol === 'https:' || (url.protocol === 'http:' && isHere) ? url : refuse();
}

/**
 * Reads the configuration of an issuer (OpenID Connect Discovery).
 * @throws CliError when it cannot be read, or names no device authorization
 */
export async function openIssuer(
  io: Io,
  { issuer, clientId, scopes, audience }: Login,
): Promise<Issuer> {
  const url = checkedIssuer(issuer);
  const options = {
    [oauth.customFetch]: (
      address: string,
      { body, ...init }: oauth.CustomFetchOptions<string, URLSearchParams | undefined>,
    ) => io.fetch(address, { ...init, ...(body !== undefined && { body }) }),
    // An http address is one of this machine.
    [oauth.allowInsecureRequests]: url.protocol === 'http:',
    signal: io.signal,
  };
  const [client, authentication] = [{ client_id: clientId }, oauth.None()];
  const asking = async <T>(ask: () => Promise<T>): Promise<T> => {
    try {
      return await ask();
    } catch (error) {
      if (io.signal.aborted || refusalIn(error) !== undefined) throw error;
      throw told(issuer, error);
    }
  };
  const server = await asking(async () =>
    oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, options)),
  );
  if (server.device_authorization_endpoint === undefined)
    throw new CliError('refused', `${issuer} offers no device authorization grant (RFC 8628).`);
  const tokens = (answer: oauth.TokenEndpointResponse): Tokens => {
    const { access_token: accessToken, expires_in: seconds, refresh_token: refreshToken } = answer;
    const now = io.clock.now();
    return {
      accessToken,
      expiresAt:
        seconds === undefined
          ? (claimsOf(accessToken)?.expiresAt ?? now + LIFETIME_MS)
          : now + seconds * 1_000,
      ...(refreshToken !== undefined && { refreshToken }),
    };
  };
  return {
    start: (keep) =>
      asking(async () => {
        const scope = [scopes ?? '', keep ? 'offline_access' : ''].filter((text) => text !== '');
        const parameters = {
          ...(scope.length > 0 && { scope: scope.join(' ') }),
          ...(audience !== undefined && { audience }),
        };
        return oauth.processDeviceAuthorizationResponse(
          server,
          client,
          await oauth.deviceAuthorizationRequest(
            server,
            client,
            authentication,
            parameters,
            options,
          ),
        );
      }).catch((error: unknown) => {
        throw refusalIn(error) === undefined ? error : told(issuer, error);
      }),
    tokensOf: (code) =>
      asking(async () =>
        tokens(
          await oauth.processDeviceCodeResponse(
            server,
            client,
            await oauth.deviceCodeGrantRequest(server, client, authentication, code, options),
          ),
        ),
      ),
    refreshed: (refreshToken) =>
      asking(async () =>
        tokens(
          await oauth.processRefreshTokenResponse(
            server,
            client,
            await oauth.refreshTokenGrantRequest(
              server,
              client,
              authentication,
              refreshToken,
              options,
            ),
          ),
        ),
      ),
  };
}
