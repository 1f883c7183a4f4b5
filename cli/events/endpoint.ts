import { abortedAfter } from '../../lib/client/clock.ts';
import { CliError } from '../exit.ts';
import type { Io } from '../io.ts';
import { pause, reasonOf } from '../patience.ts';

// The endpoint of a receiver of events, as an API destination of EventBridge calls it:
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-api-destinations.html

/** EventBridge waits as long for an answer. */
const ANSWER_WITHIN_MS = 5_000;
/** The statuses after which EventBridge sends an event again. */
const SENT_AGAIN = new Set([401, 407, 409, 429]);

export interface Endpoint {
  readonly url: string;
  /** The value of `x-api-key`. */
  readonly apiKey?: string;
}

/** The answer of an endpoint to one event. */
export interface Delivery {
  readonly status: number;
  readonly ms: number;
}

/**
 * Returns the endpoint that options name. The key comes from a variable, because arguments stay in
 * the history of the shell.
 * @throws CliError when events must not be sent there, or when the variable is not set
 */
export function endpointOf(io: Io, url: string, apiKeyVariable: string | undefined): Endpoint {
  const field = 'forward-to';
  const refuse = (rule: string): never => {
    throw new CliError('usage', `--${field} ${rule}.`, { issues: [{ field, rule }] });
  };
  if (!URL.canParse(url)) return refuse('takes a URL');
  const { protocol, hostname, username, password } = new URL(url);
  if (username !== '' || password !== '') refuse('takes a URL without a user or a password');
  const isHere = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname);
  if (protocol !== 'https:' && !(protocol === 'http:' && isHere))
    refuse('takes an https URL, or an http URL of this machine');
  if (apiKeyVariable === undefined) return { url };
  const apiKey = io.environment[apiKeyVariable];
  if (!apiKey) throw new CliError('usage', `The variable ${apiKeyVariable} is not set.`);
  return { url, apiKey };
}

/**
 * Sends an event once. A redirect is not followed, and certificates are always verified.
 * @throws Error when there is no answer within five seconds
 */
export async function post(io: Io, endpoint: Endpoint, event: unknown): Promise<Delivery> {
  const { url, apiKey } = endpoint;
  const sentAt = io.clock.now();
  const response = await io.fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'Amazon/EventBridge/ApiDestinations',
      ...(apiKey !== undefined && { 'x-api-key': apiKey }),
    },
    body: JSON.stringify(event),
    redirect: 'manual',
    signal: AbortSignal.any([io.signal, abortedAfter(ANSWER_WITHIN_MS)]),
  });
  await response.body?.cancel();
  return { status: response.status, ms: io.clock.now() - sentAt };
}

/** Sends an event until the endpoint answers, with growing pauses of five seconds at most. */
export async function postUntilAnswered(
  io: Io,
  endpoint: Endpoint,
  event: unknown,
): Promise<Delivery & { readonly attempts: number }> {
  for (let attempts = 1; ; attempts++) {
    try {
      return { ...(await post(io, endpoint, event)), attempts };
    } catch (error) {
      if (io.signal.aborted) throw error;
      await pause(io, attempts, `${endpoint.url} does not answer (${reasonOf(error)})`);
    }
  }
}

export const isTaken = ({ status }: Delivery): boolean => status >= 200 && status < 300;

/** Returns the answer as a text that also tells what EventBridge would do next. */
export function deliveryText(delivery: Delivery): string {
  const { status, ms } = delivery;
  const then = isTaken(delivery)
    ? ''
    : SENT_AGAIN.has(status) || status >= 500
      ? '; EventBridge would send it again'
      : '; EventBridge would put it into the queue of undelivered events';
  return `${status} in ${ms} ms${then}`;
}
