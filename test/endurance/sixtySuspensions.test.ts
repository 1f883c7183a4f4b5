import { expect } from 'vitest';
import { givenManyChannels, jobIn } from '../given.ts';
import { itIn } from '../worldTest.ts';

const MINUTE_MS = 60_000;

const it = itIn({ settings: { concurrentStreamsMax: 400 } });

it('sixty live channels suspended at once are dark within twenty seconds', async ({ world }) => {
  const arns = await givenManyChannels(world, 100);
  for (const channelArn of arns)
    world.stack.ivs.connectEncoder({ channelArn, reconnectAfterMs: 1_000 });
  await world.advance(20_000);
  const ids = arns.map((arn) => arn.slice(arn.lastIndexOf('/') + 1));
  for (const id of ids.slice(60)) await world.http('DELETE', `/v1/channels/${id}`);
  const from = world.clock.now();
  const jobs: string[] = [];
  for (const id of ids.slice(0, 60))
    jobs.push(jobIn(await world.http('POST', `/v1/channels/${id}/suspension`)).id);

  const isDark = (): boolean => arns.slice(0, 60).every((arn) => !world.stack.ivs.isLive(arn));
  await world.until('all are dark', isDark, 20 * MINUTE_MS);
  const darkMs = world.clock.now() - from;
  for (const id of jobs) await world.ended(id, 20 * MINUTE_MS);

  console.log(`Sixty channels were dark after ${darkMs} ms.`);
  expect(darkMs).toBeLessThanOrEqual(20_000);
});
