import { readConfig, writeConfig, type Login } from '../configFile.ts';
import { CliError } from '../exit.ts';
import type { Io } from '../io.ts';

/** A token that expires sooner is not used any more. */
const RENEWED_BEFORE_MS = 60_000;

/** Returns the access token of a login if it can still be used. */
const freshToken = (io: Io, { accessToken, expiresAt = 0 }: Login): string | undefined =>
  expiresAt - RENEWED_BEFORE_MS > io.clock.now() ? accessToken : undefined;

const ended = (name: string): CliError =>
  new CliError(
    'unauthorized',
    `The profile ${name} is not signed in any more. Sign in: channelkeeper login --profile ${name}`,
  );

async function loginOf(io: Io, name: string): Promise<Login> {
  const { profiles } = await readConfig(io);
  const login = profiles[name]?.login;
  if (login) return login;
  throw ended(name);
}

/** Asks the issuer for another access token, and keeps it with its new refresh token. */
async function refreshed(io: Io, name: string, login: Login, refreshToken: string) {
  const { openIssuer, refusalIn } = await import('./issuer.ts');
  const issuer = await openIssuer(io, login);
  try {
    const tokens = await issuer.refreshed(refreshToken);
    const config = await readConfig(io);
    const profile = config.profiles[name];
    if (profile)
      await writeConfig(io, {
        ...config,
        profiles: { ...config.profiles, [name]: { ...profile, login: { ...login, ...tokens } } },
      });
    return tokens.accessToken;
  } catch (error) {
    if (refusalIn(error) === undefined) throw error;
    // Another command may have used the refresh token a moment ago.
    const token = freshToken(io, await loginOf(io, name));
    if (token !== undefined) return token;
    throw ended(name);
  }
}

/**
 * Returns an access token of a login; one that has expired is refreshed if that was kept.
 * @throws CliError when the person has to sign in again
 */
export async function loginToken(io: Io, name: string): Promise<string> {
  const login = await loginOf(io, name);
  const token = freshToken(io, login);
  if (token !== undefined) return token;
  if (login.refreshToken === undefined) throw ended(name);
  return refreshed(io, name, login, login.refreshToken);
}
