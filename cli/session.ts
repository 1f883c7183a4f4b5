import { openClient, type Client } from '../lib/client/client.ts';
import { CliError } from './exit.ts';
import type { Io } from './io.ts';
import { reasonOf } from './patience.ts';
import { NO_TOKEN, settingsOf, type Chosen, type Settings } from './settings.ts';
import { claimsOf } from './token.ts';

/** The options that every command has. */
export interface Globals extends Chosen {
  /** The profiles whose deployments are read together, if they are several. */
  readonly profiles?: readonly string[] | 'all';
  readonly json?: boolean;
  readonly verbose?: boolean;
}

/** A deployment that was found, and a client that talks to it. */
export interface Session {
  readonly io: Io;
  readonly globals: Globals;
  readonly settings: Settings;
  readonly client: Client;
  /** Ends every request: after Ctrl-C, and when another attempt would be in vain. */
  readonly signal: AbortSignal;
  /**
   * Returns the token; undefined when there is no source of tokens.
   * @throws CliError when the source fails
   */
  token(): Promise<string | undefined>;
}

/** A token is asked for again when it is about to expire. */
const RENEWED_BEFORE_MS = 60_000;

/** Codes of errors of the network that another attempt would meet again. */
const FINAL = new Set(['ECONNREFUSED', 'ENOTFOUND', 'CERT_HAS_EXPIRED', 'ERR_INVALID_URL']);

/**
 * Returns a `fetch` whose failures name the address and the remedy. It calls `giveUp` when another
 * attempt would be in vain.
 */
function tellingFetch(
  { fetch, signal }: Io,
  { url, foundIn }: Settings,
  giveUp: () => void,
): typeof globalThis.fetch {
  return async (input, init) => {
    try {
      return await fetch(input, init);
    } catch (error) {
      if (signal.aborted) throw error;
      const reason = reasonOf(error);
      if (FINAL.has(reason)) giveUp();
      throw new CliError(
        'unavailable',
        `${url} does not answer${reason === '' ? '' : ` (${reason})`}. The address comes from ` +
          `${foundIn}; start the local stack with npm start, or name another address.`,
        { cause: error },
      );
    }
  };
}

let turn: Promise<unknown> = Promise.resolve();
/**
 * Does one thing after another. The sources of tokens take turns, because a command may ask the
 * person, and a renewed login is written into the one file of the profiles.
 */
function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  const result = turn.then(work, work);
  turn = result;
  return result;
}

/** Keeps a token until it is about to expire. */
function keeping(io: Io, { token: source }: Settings): () => Promise<string | undefined> {
  let kept: { token: string; until: number } | undefined;
  return async () => {
    if (!source) return undefined;
    if (!kept || io.clock.now() > kept.until) {
      const token = await inTurn(() => source.get());
      const expiresAt = claimsOf(token)?.expiresAt ?? Infinity;
      kept = { token, until: expiresAt - RENEWED_BEFORE_MS };
    }
    return kept.token;
  };
}

/** Writes a line for every request: never a header or a body, which may hold secrets. */
function tellRequests(io: Io, client: Client): void {
  const sentAt = new WeakMap<Request, number>();
  client.use({
    onRequest({ request }) {
      sentAt.set(request, io.clock.now());
    },
    onResponse({ request, response }) {
      const ms = io.clock.now() - (sentAt.get(request) ?? io.clock.now());
      const id = response.headers.get('x-request-id') ?? 'none';
      io.err(
        `${request.method} ${request.url} → ${response.status} in ${ms} ms, request id ${id}\n`,
      );
    },
  });
}

/**
 * Finds the deployment and opens a client for it.
 * @throws CliError when no deployment is known
 */
export async function openSession(io: Io, globals: Globals): Promise<Session> {
  const settings = await settingsOf(io, globals);
  const token = keeping(io, settings);
  const given = new AbortController();
  const client = openClient({
    url: settings.url,
    // A command that needs no token is sent without one.
    token: async () => (await token()) ?? '',
    fetch: tellingFetch(io, settings, () => given.abort()),
    clock: io.clock,
  });
  if (globals.verbose) tellRequests(io, client);
  return {
    io,
    globals,
    settings,
    client,
    token,
    signal: AbortSignal.any([io.signal, given.signal]),
  };
}

/** @throws CliError when there is no token for a command that needs a scope */
export function checkToken({ settings }: Session, scope: string | undefined): void {
  if (scope !== undefined && !settings.token) throw new CliError('unauthorized', NO_TOKEN);
}
