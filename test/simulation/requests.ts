import type { Random } from '../../local/random.ts';
import type { Request } from './caller.ts';
import type { Channel } from './population.ts';

interface Known {
  channel: Channel | undefined;
  jobId: string | undefined;
}

type Kind = (known: Known, random: Random, n: number) => Request | undefined;

const onChannel = (method: string, pathOf: (id: string) => string): Kind => ({ channel }) => channel && { method, path: pathOf(channel.id) };
const onJob = (method: string, word: string): Kind => ({ jobId }) => (jobId === undefined ? undefined : { method, path: `/v1/jobs/${jobId}${word}` });

/** What callers ask for, and how often beside one another. */
const KINDS: readonly (readonly [weight: number, Kind])[] = [
  [1.5, (_known, random, n) => ({ method: 'POST', path: '/v1/channels', body: { name: `channel-${n}`, authorized: true, ...tagsBy(random) } })],
  [3, onChannel('DELETE', (id) => `/v1/channels/${id}`)],
  [3, onChannel('DELETE', (id) => `/v1/channels/${id}/stream`)],
  [5, onChannel('POST', (id) => `/v1/channels/${id}/stream-key-rotations?when=now`)],
  [5, onChannel('POST', (id) => `/v1/channels/${id}/stream-key-rotations?when=idle`)],
  [2, ({ channel }, random, n) => channel && { method: 'POST', path: '/v1/viewer-session-revocations', body: pairs(channel, random.integer(1, 70), n) }],
  [5, onJob('POST', '/cancel')],
  [2, onJob('POST', '/redrive')],
  [0.5, onJob('POST', '/abandon')],
  [1, onJob('GET', '')],
  [0.5, () => ({ method: 'GET', path: '/v1/jobs?limit=10' })],
  [0.5, onChannel('DELETE', (id) => `/v1/channels/${id}?dryRun=true`)],
];

const tagsBy = (random: Random): { tags?: Record<string, string> } =>
  random.chance(0.3) ? { tags: { 'channelkeeper:rotate-after-show': 'true' } } : {};

const pairs = ({ id }: Channel, count: number, n: number): unknown => ({
  viewerSessions: Array.from({ length: count }, (_, i) => ({ channelId: id, viewerId: `viewer-${n}-${i}` })),
  viewerSessionVersionsLessThanOrEqualTo: n,
});

/** A request by chance; most carry an Idempotency-Key, some wait for the end. Undefined when there is nothing yet that it could be about. */
export function requestBy(random: Random, known: Known, n: number): Request | undefined {
  let at = random.fraction() * KINDS.reduce((sum, [weight]) => sum + weight, 0);
  const [, kind] = KINDS.find(([weight]) => (at -= weight) < 0) ?? KINDS[0]!;
  const request = kind(known, random, n);
  return request && { ...request, headers: headersBy(random, n) };
}

const headersBy = (random: Random, n: number): Record<string, string> => ({
  ...(random.chance(0.7) && { 'idempotency-key': `request-${n}` }),
  ...(random.chance(0.2) && { prefer: 'wait=20' }),
  ...(random.chance(0.2) && { 'x-reason': 'the simulation wants it' }),
});
