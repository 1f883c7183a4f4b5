import { readConfig, type Profile } from './configFile.ts';
import { CliError } from './exit.ts';
import type { Io } from './io.ts';
import { findLocalStack, localToken, type LocalStack } from './localStack.ts';

/** The options that choose a deployment. */
export interface Chosen {
  readonly url?: string;
  readonly profile?: string;
  readonly tokenCommand?: string;
}

/** A source of tokens, and its name for people. */
export interface TokenSource {
  readonly name: string;
  get(): Promise<string>;
}

export interface Settings {
  readonly url: string;
  /** The place where the address was found, for people. */
  readonly foundIn: string;
  /** Undefined when no token was found; some commands need none. */
  readonly token?: TokenSource;
  /** The stack of `npm start`, if the address is its own. */
  readonly stack?: LocalStack;
}

const NO_ADDRESS =
  'No deployment is known. Start the local stack (npm start), or name one: --url, ' +
  'CHANNELKEEPER_URL or a profile (channelkeeper profiles set --help).';
export const NO_TOKEN =
  'There is no token for this deployment. Set CHANNELKEEPER_TOKEN, or name a command that prints ' +
  'one: --token-command or a profile (channelkeeper profiles set --help), or sign in: channelkeeper ' +
  'login --help.';

/** @throws CliError when a token must not be sent to this address */
export function checkedUrl(text: string): string {
  if (!URL.canParse(text)) throw new CliError('usage', 'The address of the API is not a URL.');
  const { protocol, hostname, username, password } = new URL(text);
  if (username !== '' || password !== '')
    throw new CliError('usage', 'The address of the API must not contain a user or a password.');
  const isHere = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname);
  if (protocol !== 'https:' && !(protocol === 'http:' && isHere))
    throw new CliError('usage', `A token is only sent by https, not to ${protocol}//${hostname}.`);
  return text.replace(/\/(?:v1\/?)?$/, '');
}

const fromCommand = (io: Io, command: string, name: string): TokenSource => ({
  name,
  async get() {
    const printed = await io.runCommand(command).catch((error: unknown) => {
      // The message of the process would quote what the command has printed.
      throw new CliError('unauthorized', `${name} has failed.`, { cause: error });
    });
    const token = printed.trim();
    if (token === '') throw new CliError('unauthorized', `${name} printed no token.`);
    return token;
  },
});
const fixed = (name: string, token: string): TokenSource => ({
  name,
  get: () => Promise.resolve(token.trim()),
});

function tokenOfProfile(io: Io, name: string, profile: Profile): TokenSource | undefined {
  const { tokenVariable, tokenCommand, token, login } = profile;
  if (login)
    return {
      name: `the login of the profile ${name}`,
      get: async () => (await import('./login/renew.ts')).loginToken(io, name),
    };
  if (tokenVariable !== undefined) {
    const value = io.environment[tokenVariable];
    return value ? fixed(tokenVariable, value) : undefined;
  }
  if (tokenCommand !== undefined)
    return fromCommand(io, tokenCommand, `the token command of the profile ${name}`);
  return token === undefined ? undefined : fixed(`the profile ${name}`, token);
}

/** Returns the profile that is named, or else the current one. */
async function profileOf(
  io: Io,
  named: string | undefined,
): Promise<[string, Profile] | undefined> {
  const { current, profiles } = await readConfig(io);
  const name = named ?? current;
  if (name === undefined) return undefined;
  const profile = profiles[name];
  if (profile) return [name, profile];
  throw new CliError(
    'usage',
    `There is no profile ${name}. The profiles: ${Object.keys(profiles).join(', ') || 'none'}.` +
      (name.includes(',') ? ' For several, repeat --profile.' : ''),
  );
}

interface Place {
  readonly url: string;
  readonly foundIn: string;
  readonly profile?: [string, Profile];
  readonly stack?: LocalStack;
}

/** Returns the local stack if it has this address. */
async function stackAt(io: Io, url: string): Promise<{ stack?: LocalStack }> {
  const stack = await findLocalStack(io);
  return stack?.url === checkedUrl(url) ? { stack } : {};
}

async function placeOf(io: Io, chosen: Chosen): Promise<Place> {
  const { CHANNELKEEPER_URL, CHANNELKEEPER_PROFILE } = io.environment;
  const named = chosen.profile ?? (CHANNELKEEPER_PROFILE || undefined);
  const url = chosen.url ?? (CHANNELKEEPER_URL || undefined);
  if (url !== undefined && chosen.profile === undefined) {
    const foundIn = chosen.url === undefined ? 'CHANNELKEEPER_URL' : '--url';
    return { url, foundIn, ...(await stackAt(io, url)) };
  }
  const profile = await profileOf(io, named);
  if (profile) {
    const at = url ?? profile[1].url;
    return { url: at, foundIn: `the profile ${profile[0]}`, profile, ...(await stackAt(io, at)) };
  }
  const stack = await findLocalStack(io);
  if (!stack) throw new CliError('usage', NO_ADDRESS);
  return { url: stack.url, foundIn: `${stack.folder} (npm start)`, stack };
}

/** Returns the source of tokens for a place; undefined when there is none. */
function tokenFor(io: Io, chosen: Chosen, { profile, stack }: Place): TokenSource | undefined {
  const { CHANNELKEEPER_TOKEN } = io.environment;
  if (chosen.tokenCommand !== undefined)
    return fromCommand(io, chosen.tokenCommand, '--token-command');
  const ofProfile = profile && tokenOfProfile(io, ...profile);
  // A profile that was named in the command has its own token.
  if (ofProfile && chosen.profile !== undefined) return ofProfile;
  if (CHANNELKEEPER_TOKEN) return fixed('CHANNELKEEPER_TOKEN', CHANNELKEEPER_TOKEN);
  return ofProfile ?? (stack && { name: 'the local issuer', get: () => localToken(io, stack) });
}

/**
 * Returns the deployment to talk to, and the source of tokens for it. An option counts before the
 * environment, the environment before a profile, and a profile before the local stack.
 * @throws CliError when no deployment is known
 */
export async function settingsOf(io: Io, chosen: Chosen): Promise<Settings> {
  const place = await placeOf(io, chosen);
  const token = tokenFor(io, chosen, place);
  const { url, foundIn, stack } = place;
  return { url: checkedUrl(url), foundIn, ...(token && { token }), ...(stack && { stack }) };
}
