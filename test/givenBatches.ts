import { jobIn } from './given.ts';
import type { Answer, World } from './world.ts';

/** The path of the revocations. */
const PATH = '/v1/viewer-session-revocations';

/** Opens a batch of viewers. Returns the id of its job. */
export const openBatch = async (world: World): Promise<string> =>
  jobIn(await world.http('POST', `${PATH}/batches`)).id;

/** Returns pairs of a channel and viewers with consecutive numbers. */
export const viewers = (channelId: string, from: number, count: number): object[] =>
  Array.from({ length: count }, (_, i) => ({ channelId, viewerId: `v-${from + i}` }));

export const addPairs = (
  world: World,
  id: string,
  viewerSessions: object[],
  key?: string,
): Promise<Answer> =>
  world.http('POST', `${PATH}/${id}/pairs`, {
    body: { viewerSessions, viewerSessionVersionsLessThanOrEqualTo: 7 },
    headers: key === undefined ? {} : { 'idempotency-key': key },
  });

export const steerBatch = (
  world: World,
  id: string,
  how: 'close' | 'pause' | 'resume',
): Promise<Answer> => world.http('POST', `${PATH}/${id}/${how}`);

export const batchOf = (world: World, id: string): Promise<Answer> =>
  world.http('GET', `${PATH}/${id}`);

/** Returns the viewers of a call that revokes; undefined for another call. */
export function viewersIn({
  operation,
  input,
}: Pick<World['calls'][number], 'operation' | 'input'>): string[] | undefined {
  if (operation === 'StartViewerSessionRevocation') return [String(input.viewerId)];
  return operation === 'BatchStartViewerSessionRevocation'
    ? (input.viewerSessions as { viewerId: string }[]).map(({ viewerId }) => viewerId)
    : undefined;
}

/** Returns the viewers of each call of IVS that revokes, in order. */
export const revocationsOf = ({ calls }: World): string[][] =>
  calls.flatMap((call) => {
    const asked = viewersIn(call);
    return asked ? [asked] : [];
  });

/** Returns the viewers that IVS was asked to revoke, in order. */
export const askedOf = (world: World): string[] => revocationsOf(world).flat();

/** Returns the result of each pair of a batch. */
export async function resultsOf(world: World, id: string): Promise<Record<string, unknown>[]> {
  const all: Record<string, unknown>[] = [];
  let cursor: string | undefined;
  do {
    const query: string = cursor === undefined ? '' : `&cursor=${cursor}`;
    const { body } = await world.http('GET', `/v1/jobs/${id}/results?limit=100${query}`);
    all.push(...(body.results as Record<string, unknown>[]));
    cursor = body.nextCursor as string | undefined;
  } while (cursor !== undefined);
  return all;
}
