import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { randomId, systemRandom } from '../lib/client/random.ts';
import { CliError } from './exit.ts';
import type { Io } from './io.ts';
import { isRecord } from './output/text.ts';

/** A deployment, and the way to a token for it. */
export interface Profile {
  readonly url: string;
  /** The environment variable that has the token. */
  readonly tokenVariable?: string;
  /** The command that prints the token. */
  readonly tokenCommand?: string;
  /** A token that the user chose to keep in this file. */
  readonly token?: string;
  /** The issuer that the user has signed in at. */
  readonly login?: Login;
}

/** A login by the device authorization grant. Without tokens, the user has signed out. */
export interface Login {
  readonly issuer: string;
  readonly clientId: string;
  readonly scopes?: string;
  readonly audience?: string;
  readonly accessToken?: string;
  /** The time at which the access token expires, in ms since the epoch. */
  readonly expiresAt?: number;
  /** A refresh token that the user chose to keep in this file. */
  readonly refreshToken?: string;
}

export interface Config {
  /** The profile that counts when no other is named. */
  readonly current?: string;
  readonly profiles: Readonly<Record<string, Profile>>;
}

/** Returns the path of the configuration file (XDG Base Directory Specification). */
export function configPath({ environment }: Pick<Io, 'environment'>): string {
  const { XDG_CONFIG_HOME, HOME, USERPROFILE } = environment;
  const folder = XDG_CONFIG_HOME || join(HOME || USERPROFILE || '.', '.config');
  return join(folder, 'channelkeeper', 'config.json');
}

const textsIn = <Name extends string>(
  of: Readonly<Record<string, unknown>>,
  ...names: Name[]
): Partial<Record<Name, string>> =>
  Object.fromEntries(
    names.flatMap((name) => (typeof of[name] === 'string' ? [[name, of[name]]] : [])),
  ) as Partial<Record<Name, string>>;

function loginIn(value: unknown): Login | undefined {
  if (!isRecord(value)) return undefined;
  const { issuer, clientId, expiresAt } = value;
  if (typeof issuer !== 'string' || typeof clientId !== 'string') return undefined;
  return {
    issuer,
    clientId,
    ...textsIn(value, 'scopes', 'audience', 'accessToken', 'refreshToken'),
    ...(typeof expiresAt === 'number' && { expiresAt }),
  };
}

function profileIn(value: unknown): Profile | undefined {
  if (!isRecord(value) || typeof value.url !== 'string') return undefined;
  const login = loginIn(value.login);
  return {
    url: value.url,
    ...textsIn(value, 'tokenVariable', 'tokenCommand', 'token'),
    ...(login && { login }),
  };
}

/**
 * Returns the configuration; an empty one when there is no file.
 * @throws CliError when the file cannot be read
 */
export async function readConfig(io: Pick<Io, 'environment'>): Promise<Config> {
  const path = configPath(io);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      return { profiles: {} };
    throw new CliError('usage', `${path} cannot be read.`, { cause: error });
  }
  try {
    const { current, profiles } = JSON.parse(text);
    return {
      ...(typeof current === 'string' && { current }),
      profiles: Object.fromEntries(
        Object.entries(isRecord(profiles) ? profiles : {}).flatMap(([name, value]) => {
          const profile = profileIn(value);
          return profile ? [[name, profile]] : [];
        }),
      ),
    };
  } catch (error) {
    // The parser's message quotes the text, which may hold a token.
    throw new CliError('usage', `${path} is not JSON.`, { cause: error });
  }
}

/** Writes the configuration. Only its owner may read the file. */
export async function writeConfig(io: Pick<Io, 'environment'>, config: Config): Promise<void> {
  const path = configPath(io);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  // Another command may write at the same time.
  const unfinished = `${path}.${randomId(systemRandom)}`;
  await writeFile(unfinished, `${JSON.stringify(config, null, 2)}\n`, { mode: 0o600 });
  await rename(unfinished, path);
}
