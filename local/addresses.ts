import { existsSync, rmSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JSONWebKeySet } from 'jose';
import { systemClock } from './clock.ts';
import { issuerUrl, openIssuer } from './issuer.ts';

/** The addresses of a stack, as it says them in its folder while it runs. */
export interface Addresses {
  /** Of the HTTP API. */
  url: string;
  ivs: string;
  rtmp: string;
  events: string;
  dynamodb: string;
}

const ANSWER_WITHIN_MS = 2_000;
const fileIn = (folder: string): string => join(folder, 'addresses.json');

/**
 * Says in the folder of the stack where it listens, for the commands that need to know. Returns
 * what takes it back.
 */
export async function leaveAddresses(folder: string, addresses: Addresses): Promise<() => void> {
  const path = fileIn(folder);
  await writeFile(`${path}.new`, `${JSON.stringify(addresses, null, 2)}\n`);
  await rename(`${path}.new`, path);
  return () => rmSync(path, { force: true });
}

/**
 * The addresses of the stack that runs in this folder; undefined when there is none. The file of a
 * stack that was killed, or whose port somebody else has by now, is told by this: nothing there
 * serves the key that tokens of this folder are signed with.
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

/** The port of the HTTP API. */
export const portOf = ({ url }: Addresses): number => Number(new URL(url).port);

async function keysAt(url: string): Promise<JSONWebKeySet['keys']> {
  const late = new AbortController();
  const cancel = systemClock.after(ANSWER_WITHIN_MS, () => late.abort());
  try {
    const response = await fetch(url, { signal: late.signal });
    const answer: unknown = response.ok ? await response.json() : undefined;
    return (answer as Partial<JSONWebKeySet> | null | undefined)?.keys ?? [];
  } catch (error) {
    // No answer in time, or one that is not JSON: another program has the port.
    if (error instanceof TypeError || error instanceof SyntaxError || late.signal.aborted)
      return [];
    throw error;
  } finally {
    cancel();
  }
}
