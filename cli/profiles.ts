import { configPath, readConfig, writeConfig, type Config, type Profile } from './configFile.ts';
import { CliError } from './exit.ts';
import type { Io } from './io.ts';
import { tableOf } from './output/table.ts';
import { checkedUrl } from './settings.ts';

/** The options of `profiles set`. */
export interface NewProfile {
  readonly url?: string;
  readonly tokenVariable?: string;
  readonly tokenCommand?: string;
  readonly tokenStdin?: boolean;
}

/** Returns where the token of a profile comes from, and never the token. */
function sourceOf({ tokenVariable, tokenCommand, token, login }: Profile): string {
  if (login)
    return login.accessToken === undefined
      ? 'login (signed out)'
      : login.refreshToken === undefined
        ? 'login'
        : 'login, kept';
  if (tokenVariable !== undefined) return `the variable ${tokenVariable}`;
  if (tokenCommand !== undefined) return `the command ${tokenCommand}`;
  return token === undefined ? 'CHANNELKEEPER_TOKEN' : 'kept in the file';
}

/** Lists the profiles. */
export async function listProfiles(io: Io, isJson: boolean): Promise<number> {
  const { current, profiles } = await readConfig(io);
  const rows = Object.entries(profiles).map(([name, profile]) => ({
    name,
    url: profile.url,
    token: sourceOf(profile),
    current: name === current,
  }));
  if (isJson) io.out(`${JSON.stringify({ profiles: rows }, null, 2)}\n`);
  else if (rows.length > 0) io.out(tableOf(io, 'profiles', rows));
  else io.err('none\n');
  return 0;
}

async function newToken(io: Io): Promise<string> {
  const token = (await io.readInput()).trim();
  if (token === '') throw new CliError('usage', 'The standard input has no token.');
  return token;
}

/** Writes a profile. The first one becomes the current one. */
export async function setProfile(io: Io, name: string, asked: NewProfile): Promise<number> {
  const { url, tokenVariable, tokenCommand, tokenStdin } = asked;
  if (url === undefined) throw new CliError('usage', 'A profile needs --url.');
  const ways = [tokenVariable, tokenCommand, tokenStdin].filter((way) => way !== undefined);
  if (ways.length > 1)
    throw new CliError(
      'usage',
      'A profile has one of --token-variable, --token-command, --token-stdin.',
    );
  const profile: Profile = {
    url: checkedUrl(url),
    ...(tokenVariable !== undefined && { tokenVariable }),
    ...(tokenCommand !== undefined && { tokenCommand }),
    ...(tokenStdin && { token: await newToken(io) }),
  };
  const config = await readConfig(io);
  await writeConfig(io, {
    current: config.current ?? name,
    profiles: { ...config.profiles, [name]: profile },
  });
  io.err(`The profile ${name} is in ${configPath(io)}.\n`);
  if (tokenStdin) io.err('The token is in that file, which only you may read.\n');
  return 0;
}

/** @throws CliError when there is no such profile */
async function configWith(io: Io, name: string): Promise<Config> {
  const config = await readConfig(io);
  if (!config.profiles[name]) throw new CliError('usage', `There is no profile ${name}.`);
  return config;
}

/** Makes a profile the current one. */
export async function useProfile(io: Io, name: string): Promise<number> {
  await writeConfig(io, { ...(await configWith(io, name)), current: name });
  return 0;
}

/** Deletes a profile. */
export async function deleteProfile(io: Io, name: string): Promise<number> {
  const { current, profiles } = await configWith(io, name);
  const { [name]: _deleted, ...rest } = profiles;
  await writeConfig(io, {
    ...(current !== name && current !== undefined && { current }),
    profiles: rest,
  });
  return 0;
}
