import { readConfig, writeConfig, type Login, type Profile } from '../configFile.ts';
import { CliError } from '../exit.ts';
import type { Io } from '../io.ts';
import { inline } from '../output/text.ts';
import { rest } from '../patience.ts';
import type { Globals } from '../session.ts';
import { checkedUrl } from '../settings.ts';
import { openIssuer, refusalIn, type Issuer } from './issuer.ts';

/** The options of `login`. */
export interface NewLogin extends Globals {
  readonly issuer?: string;
  readonly clientId?: string;
  readonly scopes?: string;
  readonly audience?: string;
  readonly keep?: boolean;
}

/** RFC 8628, 3.2 and 3.5. */
const INTERVAL_SECONDS = 5;
const SLOWER_SECONDS = 5;

const usage = (message: string): CliError => new CliError('usage', message);

/** Returns the name of the profile that a command is about, and the profile if there is one. */
export async function profileFor(
  io: Io,
  named: string | undefined,
): Promise<{ name: string; profile?: Profile }> {
  const { current, profiles } = await readConfig(io);
  const name = named ?? (io.environment.CHANNELKEEPER_PROFILE || current);
  if (name === undefined)
    throw usage('A login belongs to a profile. Name one: --profile prod --url https://…');
  return { name, ...(profiles[name] && { profile: profiles[name] }) };
}

/** Returns the issuer and the client of a login, from the options or from the login before it. */
function loginOf(asked: NewLogin, before: Login | undefined): Login {
  const issuer = asked.issuer ?? before?.issuer;
  const clientId = asked.clientId ?? before?.clientId;
  if (issuer === undefined || clientId === undefined)
    throw usage('The first login of a profile needs --issuer and --client-id.');
  const scopes = asked.scopes ?? before?.scopes;
  const audience = asked.audience ?? before?.audience;
  return {
    issuer,
    clientId,
    ...(scopes !== undefined && { scopes }),
    ...(audience !== undefined && { audience }),
  };
}

/**
 * Asks for the tokens until the person has decided.
 * @throws CliError when the login was denied or has expired
 */
async function tokensFor(
  io: Io,
  issuer: Issuer,
  { device_code: code, expires_in: seconds, interval = INTERVAL_SECONDS }: Started,
) {
  const until = io.clock.now() + seconds * 1_000;
  for (let pauseSeconds = interval; io.clock.now() < until;) {
    await rest(io, pauseSeconds * 1_000);
    try {
      return await issuer.tokensOf(code);
    } catch (error) {
      const refusal = refusalIn(error);
      if (refusal === 'slow_down') pauseSeconds += SLOWER_SECONDS;
      else if (refusal === 'access_denied')
        throw new CliError('unauthorized', 'The login was denied.', { cause: error });
      else if (refusal === 'expired_token') break;
      else if (refusal !== 'authorization_pending') throw error;
    }
  }
  throw new CliError('unauthorized', 'Nobody has approved the login in time.');
}
type Started = Awaited<ReturnType<Issuer['start']>>;

/** Signs in by the device authorization grant (RFC 8628), and keeps the token in the profile. */
export async function login(io: Io, asked: NewLogin): Promise<number> {
  const { name, profile } = await profileFor(io, asked.profile);
  const url = asked.url ?? profile?.url;
  if (url === undefined) throw usage(`The profile ${name} is new, so it needs --url.`);
  const wanted = loginOf(asked, profile?.login);
  const issuer = await openIssuer(io, wanted);
  const started = await issuer.start(asked.keep === true);
  const { user_code: userCode, verification_uri: address } = started;
  const complete = started.verification_uri_complete;
  io.err(
    `Open ${inline(address)} in a browser and enter the code ${inline(userCode)}\n` +
      (complete === undefined ? '' : `or open ${inline(complete)} and compare the code\n`),
  );
  const tokens = await tokensFor(io, issuer, started);
  const config = await readConfig(io);
  await writeConfig(io, {
    current: config.current ?? name,
    profiles: {
      ...config.profiles,
      [name]: {
        url: checkedUrl(url),
        login: {
          ...wanted,
          accessToken: tokens.accessToken,
          expiresAt: tokens.expiresAt,
          ...(asked.keep &&
            tokens.refreshToken !== undefined && { refreshToken: tokens.refreshToken }),
        },
      },
    },
  });
  io.err(`The profile ${name} is signed in.\n`);
  if (asked.keep && tokens.refreshToken === undefined)
    io.err('The issuer gave no refresh token, so the login ends with its access token.\n');
  if (asked.json) io.out(`${JSON.stringify({ profile: name, expiresAt: tokens.expiresAt })}\n`);
  return 0;
}

/** Forgets the tokens of a login. The issuer and the client stay for the next one. */
export async function logout(io: Io, asked: Globals): Promise<number> {
  const { name, profile } = await profileFor(io, asked.profile);
  if (!profile?.login) throw usage(`The profile ${name} has no login.`);
  const {
    accessToken: _access,
    expiresAt: _until,
    refreshToken: _refresh,
    ...rest
  } = profile.login;
  const config = await readConfig(io);
  await writeConfig(io, {
    ...config,
    profiles: { ...config.profiles, [name]: { ...profile, login: rest } },
  });
  io.err(`The profile ${name} is signed out.\n`);
  return 0;
}
