import { openClient, type Client } from '../../lib/client/client.ts';
import type { Components } from '../../lib/client/api.ts';
import { noteServerTime, timeIn } from '../clock.ts';
import { deployment } from './settings.ts';
import type { Session } from './signIn.ts';

export type Job = Components['schemas']['Job'];
export type Channel = Components['schemas']['Channel'];
export type ChannelSummary = Components['schemas']['ChannelSummary'];
export type Stream = Components['schemas']['StreamSummary'];
export type ListedStreamKey = Components['schemas']['ListedStreamKey'];
export type Suspension = Components['schemas']['Suspension'];
export type Quota = Components['schemas']['QuotaUse'];
export type Plan = Components['schemas']['DryRun']['dryRun'];
export type PlannedCall = Components['schemas']['DryRunOfCall']['dryRun'];

/** One answer of the client. */
export interface Answer<Data> {
  readonly data?: Data;
  readonly error?: unknown;
  readonly response: Response;
}

let opened: Client | undefined;

/** Opens the client of the page. */
export function openPageClient(session: Session): Client {
  const client = openClient({
    url: deployment,
    token: () => session.token(),
    attemptsMax: 3,
  });
  client.use({
    onResponse({ request, response }) {
      // The request is made again, with a new token; a change carries its idempotency key.
      if (response.status !== 401 || !session.renew()) return undefined;
      return again(request, session);
    },
  });
  opened = client;
  return client;
}

async function again(request: Request, session: Session): Promise<Response> {
  const renewed = new Request(request.url, {
    method: request.method,
    headers: request.headers,
    ...(request.method !== 'GET' && { body: await request.clone().text() }),
  });
  renewed.headers.set('authorization', `Bearer ${await session.token()}`);
  return fetch(renewed);
}

/** Returns the client of the page. */
export function api(): Client {
  if (!opened) throw new Error('Nobody has signed in yet.');
  return opened;
}

/** Learns the time of the deployment. */
export async function learnServerTime(): Promise<void> {
  const { data } = await api().GET('/v1/quotas');
  if (data) noteServerTime(timeIn(data.asOf));
}
