import {
  GetStreamSessionCommand,
  ListStreamSessionsCommand,
  type StreamSession,
  type StreamSessionSummary,
} from '@aws-sdk/client-ivs';
import type { Ivs } from './client.ts';
import { pageOf, type Page, type PageRequest } from './pages.ts';
import { orNotFound } from './refusal.ts';

/**
 * Returns a stream session of a channel, live or past; without `streamId` the latest one (IVS API
 * reference, GetStreamSession).
 */
export async function getStreamSession(
  ivs: Ivs,
  channelArn: string,
  streamId?: string,
): Promise<StreamSession | 'notFound'> {
  const request = { channelArn, ...(streamId !== undefined && { streamId }) };
  const output = await ivs
    .call('GetStreamSession', new GetStreamSessionCommand(request))
    .catch(orNotFound);
  return output === 'notFound' ? output : (output.streamSession ?? 'notFound');
}

/** Returns one page of a channel's stream sessions of the last 60 days, newest first. */
export async function listStreamSessions(
  ivs: Ivs,
  channelArn: string,
  page: PageRequest,
): Promise<Page<StreamSessionSummary> | 'notFound'> {
  const output = await ivs
    .call('ListStreamSessions', new ListStreamSessionsCommand({ channelArn, ...page }))
    .catch(orNotFound);
  return output === 'notFound' ? output : pageOf(output.streamSessions, output.nextToken);
}
