import { dataOf } from '../../lib/client/client.ts';
import { inline } from '../output/text.ts';
import type { Session } from '../session.ts';
import type { Finding } from './finding.ts';

/** Each channel costs a request. */
const CHANNELS_MAX = 50;
const JOBS_MAX = 500;

/** Returns the channels that were suspended most recently, resumed or not. */
async function onceSuspended({ client }: Session): Promise<string[]> {
  const channels = new Set<string>();
  let jobs = 0;
  for await (const { subject } of client.each('/v1/jobs', {
    query: { workflow: 'suspendChannel', limit: 100 },
  })) {
    const [, channel] = subject.split('/');
    if (channel !== undefined) channels.add(channel);
    jobs += 1;
    if (jobs === JOBS_MAX || channels.size === CHANNELS_MAX) break;
  }
  return [...channels];
}

/** Lists the channels that are suspended now. The API has no list of them, so the jobs tell. */
export async function suspensions(session: Session): Promise<Finding[]> {
  const { client, signal } = session;
  const found: Finding[] = [];
  for (const channelId of await onceSuspended(session)) {
    const answer = await client.GET('/v1/channels/{channelId}/suspension', {
      params: { path: { channelId } },
      signal,
    });
    if (answer.response.status === 404) continue;
    const { suspendedAt, suspendedBy, reason } = dataOf(answer).suspension;
    const why = reason === undefined ? '' : `: ${inline(reason)}`;
    found.push({
      check: 'suspended',
      state: 'note',
      text: `the channel ${channelId}, since ${suspendedAt}, by ${inline(suspendedBy)}${why}`,
      command: `channelkeeper channels resume ${channelId}`,
    });
  }
  return found.length > 0
    ? found
    : [{ check: 'suspended', state: 'ok', text: 'no channel of the recorded jobs is suspended' }];
}
