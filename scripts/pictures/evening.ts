import { giveUp } from '../../test/console/giveUp.ts';
import { until, type Scene } from '../../test/console/scene.ts';

/** The channels that the pictures are about. */
export interface Pictured {
  /** A live channel whose page is shown. */
  readonly channelId: string;
  /** A live channel that the session of the command line deletes. */
  readonly deletedId: string;
}

const VIEWERS: Readonly<Record<string, number>> = {
  'evening-news': 1_204,
  'city-derby': 3_480,
  'cooking-with-ada': 212,
  'studio-2': 18,
  'late-show': 640,
};

const VIEWERS_REMOVED = 8_000;

/** Lets an evening happen: live streams, finished jobs, a stuck one, a long one, dead letters. */
export async function bringOnAir(scene: Scene): Promise<Pictured> {
  const { stack, ask, channel } = scene;
  const named = new Map<string, { id: string; arn: string }>();
  const names = [...Object.keys(VIEWERS), 'auction', 'archive', 'charity-run', 'lecture-12'];
  for (const name of names) named.set(name, await channel(name, { tags: { team: teamOf(name) } }));
  const of = (name: string): { id: string; arn: string } => named.get(name) ?? { id: '', arn: '' };

  await Promise.all(
    [...Object.keys(VIEWERS), 'charity-run'].map((name) => scene.goLive(of(name).arn)),
  );
  for (const [name, count] of Object.entries(VIEWERS))
    await control(scene, 'POST', 'viewers', { channelArn: of(name).arn, count });

  const operator = await stack.issuer.mint({ subject: 'mira' });
  const change = async (method: string, path: string, reason: string): Promise<void> => {
    await fetch(`${stack.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${operator}`, 'x-reason': reason, prefer: 'wait=20' },
    });
  };
  const rotations = (name: string, when: string): string =>
    `/v1/channels/${of(name).id}/stream-key-rotations?when=${when}`;
  await change('POST', rotations('auction', 'now'), 'the key was in a screenshot');
  await change('POST', rotations('evening-news', 'idle'), 'monthly rotation');
  await change('POST', rotations('lecture-12', 'now'), 'new encoder in the lecture hall');
  await change('POST', `/v1/channels/${of('archive').id}/suspension`, 'copyright claim 4471');
  stack.ivs.setFaults([{ operation: 'DeleteChannel', error: 'AccessDeniedException', count: 1 }]);
  await change('DELETE', `/v1/channels/${of('charity-run').id}`, 'the run is over');
  await until('the deletion is stuck', async () => {
    const { jobs } = (await ask('GET', '/v1/jobs?needsAttention=true')) as { jobs: unknown[] };
    return jobs.length > 0;
  });

  const error = 'The table did not answer within 2 s.';
  for (const [name, event] of [
    ['auction', 'Stream Start'],
    ['auction', 'Stream End'],
    ['lecture-12', 'Stream End'],
  ] as const)
    await giveUp(scene, of(name).arn, event, error);
  await scene.learn();
  // It is under way while the pictures are taken, at the pace that IVS allows.
  const channelId = of('city-derby').id;
  await ask('POST', '/v1/viewer-session-revocations', {
    viewerSessions: Array.from({ length: VIEWERS_REMOVED }, (_, n) => ({
      channelId,
      viewerId: `viewer-${n}`,
    })),
    viewerSessionVersionsLessThanOrEqualTo: 1,
  });
  return { channelId: of('evening-news').id, deletedId: of('late-show').id };
}

const teamOf = (name: string): string => (name.startsWith('studio') ? 'studio' : 'programme');

async function control(
  { stack }: Scene,
  method: string,
  path: string,
  body: object,
): Promise<void> {
  const response = await fetch(`${stack.ivs.url}/_local/${path}`, {
    method,
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
}
