import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { msOf } from '../lib/client/clock.ts';
import { commands } from './command.ts';
import { CliError } from './exit.ts';
import type { Io } from './io.ts';
import { isRecord } from './output/text.ts';

// A stack that `npm start` runs. It leaves its addresses and the key of its issuer in `.local/`, so
// whoever may read that folder needs no settings.

/** A stack on this machine. */
export interface LocalStack {
  /** The folder of its state. */
  readonly folder: string;
  readonly url: string;
  readonly ivs: string;
  /** The address of the event bus. */
  readonly events: string;
}

const TOKEN_SECONDS = 3_600;

/** Returns the stack that runs in one of the folders, or in a folder around it. */
export async function findLocalStack({
  folders,
}: Pick<Io, 'folders'>): Promise<LocalStack | undefined> {
  for (const start of folders)
    for (let at = start; ; at = dirname(at)) {
      const folder = join(at, '.local');
      if (existsSync(join(folder, 'addresses.json'))) return readAddresses(folder);
      if (at === dirname(at)) break;
    }
  return undefined;
}

async function readAddresses(folder: string): Promise<LocalStack | undefined> {
  const addresses: unknown = JSON.parse(await readFile(join(folder, 'addresses.json'), 'utf8'));
  if (!isRecord(addresses)) return undefined;
  const { url, ivs, events } = addresses;
  return typeof url === 'string' && typeof ivs === 'string' && typeof events === 'string'
    ? { folder, url, ivs, events }
    : undefined;
}

/** Returns the time of the stack, whose clock may have been moved, in ms since the epoch. */
async function timeOf(io: Io, { ivs }: LocalStack): Promise<number> {
  const answer = await io.fetch(`${ivs}/_local/clock`).catch((error: unknown) => {
    throw new CliError('unavailable', 'The local stack does not answer. Start it: npm start', {
      cause: error,
    });
  });
  const body: unknown = await answer.json();
  const now = isRecord(body) && typeof body.now === 'string' ? msOf(body.now) : undefined;
  return now ?? io.clock.now();
}

const base64url = (value: unknown): string =>
  Buffer.from(JSON.stringify(value)).toString('base64url');

/** Returns a token of the local issuer, with every scope, signed with the key in its folder. */
export async function localToken(io: Io, stack: LocalStack): Promise<string> {
  const pem = await readFile(join(stack.folder, 'issuer', 'private-key.pem'), 'utf8');
  const { crv, kty, x, y } = createPublicKey(pem).export({ format: 'jwk' });
  // RFC 7638: the id of the key is the digest of these members, in this order.
  const kid = createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
  const iat = Math.floor((await timeOf(io, stack)) / 1_000);
  const scopes = new Set(commands.flatMap(({ scope }) => (scope === undefined ? [] : [scope])));
  const signed = [
    base64url({ alg: 'ES256', kid, typ: 'JWT' }),
    base64url({
      iss: `${stack.url}/_local`,
      aud: 'channelkeeper',
      sub: 'local-developer',
      scope: [...scopes].join(' '),
      iat,
      exp: iat + TOKEN_SECONDS,
    }),
  ].join('.');
  const signature = sign('sha256', Buffer.from(signed), {
    key: createPrivateKey(pem),
    dsaEncoding: 'ieee-p1363',
  });
  return `${signed}.${signature.toString('base64url')}`;
}
