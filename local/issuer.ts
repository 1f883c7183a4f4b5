import {
  exportJWK,
  exportPKCS8,
  generateKeyPair,
  importPKCS8,
  SignJWT,
  calculateJwkThumbprint,
} from 'jose';
import type { CryptoKey, JWK } from 'jose';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createPublicKey } from 'node:crypto';
import { dirname, join } from 'node:path';
import { dateAt } from './clock.ts';
import type { Clock } from './clock.ts';

export const audience = 'channelkeeper';

/** Every scope that the routes require. */
export const scopes = [
  'channels:read',
  'channels:write',
  'streams:write',
  'stream-keys:read',
  'stream-keys:write',
  'viewer-sessions:read',
  'viewer-sessions:write',
  'playback-tokens:read',
  'playback-key-pairs:read',
  'playback-key-pairs:write',
  'playback-restriction-policies:read',
  'playback-restriction-policies:write',
  'recording-configurations:read',
  'recording-configurations:write',
  'ad-configurations:read',
  'ad-configurations:write',
  'tags:read',
  'tags:write',
  'jobs:read',
  'jobs:write',
  'jobs:approve',
] as const;

const algorithm = 'ES256';
const dayInSeconds = 86_400;

export interface MintOptions {
  /** Default: all scopes. */
  scopes?: readonly string[];
  /** The `sub` claim; default: `local-developer`. */
  subject?: string;
  /** Default: one day. A negative value gives an expired token. */
  ttlSeconds?: number;
  /** The `aud` claim; default: that of the API. An identity token names its client here. */
  audience?: string;
  /** The `nonce` claim of an identity token. */
  nonce?: string;
}

/** Issues the tokens of the local stack. */
export interface Issuer {
  /** The `iss` claim, which is also the URL of the issuer's configuration. */
  url: string;
  jwksUri: string;
  mint(options?: MintOptions): Promise<string>;
  jwks(): { keys: JWK[] };
  configuration(): Record<string, unknown>;
}

/** Returns the URL of the issuer on the gateway at this port. */
export function issuerUrl(httpPort: number): string {
  return `http://127.0.0.1:${httpPort}/_local`;
}

/**
 * Opens the local issuer. Its key pair is created at the first start and kept in the folder, so
 * tokens survive a restart.
 * @param folder null: the key is in memory only
 */
export async function openIssuer(
  folder: string | null,
  options: { url: string; clock: Clock },
): Promise<Issuer> {
  const { privateKey, publicKey } = await keyPair(folder);
  const keyId = await calculateJwkThumbprint(publicKey);
  const { url, clock } = options;
  const jwksUri = `${url}/jwks.json`;
  return {
    url,
    jwksUri,
    mint({
      scopes: granted = scopes,
      subject = 'local-developer',
      ttlSeconds = dayInSeconds,
      audience: meantFor = audience,
      nonce,
    } = {}) {
      const now = Math.floor(clock.now() / 1_000);
      return new SignJWT({ scope: granted.join(' '), ...(nonce !== undefined && { nonce }) })
        .setProtectedHeader({ alg: algorithm, kid: keyId, typ: 'JWT' })
        .setIssuer(url)
        .setAudience(meantFor)
        .setSubject(subject)
        .setIssuedAt(dateAt(now * 1_000))
        .setExpirationTime(dateAt((now + ttlSeconds) * 1_000))
        .sign(privateKey);
    },
    jwks: () => ({ keys: [{ ...publicKey, kid: keyId, alg: algorithm, use: 'sig' }] }),
    configuration: () => ({
      issuer: url,
      jwks_uri: jwksUri,
      id_token_signing_alg_values_supported: [algorithm],
      scopes_supported: scopes,
      response_types_supported: [],
      subject_types_supported: ['public'],
    }),
  };
}

async function keyPair(folder: string | null): Promise<{ privateKey: CryptoKey; publicKey: JWK }> {
  if (folder === null) {
    const made = await generateKeyPair(algorithm, { extractable: true });
    return { privateKey: made.privateKey, publicKey: await exportJWK(made.publicKey) };
  }
  const path = join(folder, 'private-key.pem');
  const pem = (await readKey(path)) ?? (await makeKey(path));
  return {
    privateKey: await importPKCS8(pem, algorithm),
    publicKey: await exportJWK(createPublicKey(pem)),
  };
}

async function readKey(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

let made = 0;

async function makeKey(path: string): Promise<string> {
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true });
  const pem = await exportPKCS8(privateKey);
  await mkdir(dirname(path), { recursive: true });
  const unfinished = `${path}.${process.pid}.${made++}`;
  await writeFile(unfinished, pem, { mode: 0o600 });
  try {
    // The file is linked, not renamed: if two processes create a key at the same time, the first
    // one must stay.
    await link(unfinished, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(unfinished);
  }
  return readFile(path, 'utf8');
}
