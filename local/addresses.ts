import { existsSync, rmSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JSONWebKeySet } from 'jose';
import { systemClock } from './clock.ts';
import { issuerUrl, openIssuer } from './issuer.ts';

/** The addresses of a stack, which it publishes in its folder while it runs. */
export interface Addresses {
  /** The URL of the HTTP API. */
  url: string;
  ivs: string;
  rtmp: string;
  /** Absent: there is no RTMPS. */
  rtmps?: string;
  events: string;
  dynamodb: string;
  secrets: string;
}

const ANSWER_WITHIN_MS = 2_000;
const fileIn = (folder: string): string => join(folder, 'addresses.json');

/**
 * Writes the addresses of the stack into its folder, for the commands that need them. Returns a
 * function that removes them.
 */
export async function leaveAddresses(folder: string, addresses: Addresses): Promise<() => void> {
  const path = fileIn(folder);
  await writeFile(`${path}.new`, `${JSON.stringify(addresses, null, 2)}\n`);
  await rename(`${path}.new`, path);
  return () => rmSync(path, { force: true });
}

/**
 * Returns the addresses of the stack that runs in this folder; undefined when no stack runs. A file
 * left by a stack that was killed, or whose port now belongs to another program, is recognized
 * because the server at its address does not serve the key that signs the tokens of this folder.
 */
export async function addressesOfRunning(folder: string): Promise<Addresses | undefined> {
  const path = fileIn(folder);
  if (!existsSync(path)) return undefined;
  const addresses = JSON.parse(await readFile(path, 'utf8')) as Addresses;
  const issuer = await openIssuer(join(folder, 'issuer'), {
    url: issuerUrl(portOf(addresses)),
    clock: systemClock,
  });
  const served = await keysAt(issuer.jwksUri);
  return served.some(({ kid }) => kid === issuer.jwks().keys[0]?.kid) ? addresses : undefined;
}

/** Returns the port of the HTTP API. */
export const portOf = ({ url }: Addresses): number => Number(new URL(url).port);

async function keysAt(url: string): Promise<JSONWebKeySet['keys']> {
  const late = new AbortController();
  const cancel = systemClock.after(ANSWER_WITHIN_MS, () => late.abort());
  try {
    const response = await fetch(url, { signal: late.signal });
    const answer: unknown = response.ok ? await response.json() : undefined;
    return (answer as Partial<JSONWebKeySet> | null | undefined)?.keys ?? [];
  } catch (error) {
    // A late answer, or one that is not JSON, means that another program has the port.
    if (error instanceof TypeError || error instanceof SyntaxError || late.signal.aborted)
      return [];
    throw error;
  } finally {
    cancel();
  }
}
