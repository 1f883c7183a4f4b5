import { describe, expect } from 'vitest';
import { allChannels } from '../../lib/ivs/channels.ts';
import { listRecordingConfigurations } from '../../lib/ivs/recordingConfigurations.ts';
import { jobIn } from '../given.ts';
import type { Answer, World } from '../world.ts';
import { it } from '../worldTest.ts';

const MINUTE_MS = 60_000;

describe('a creation leaves one resource', () => {
  const kinds = {
    CreateChannel: {
      create: (world: World): Promise<Answer> =>
        world.http('POST', '/v1/channels', {
          body: { name: 'once' },
          headers: { 'idempotency-key': 'k' },
        }),
      made: async (world: World): Promise<string[]> => {
        const arns: string[] = [];
        for await (const { name, arn = '' } of allChannels(world.app.ivs))
          if (name === 'once') arns.push(arn);
        return arns;
      },
    },
    CreateRecordingConfiguration: {
      create: (world: World): Promise<Answer> =>
        world.http('POST', '/v1/recording-configurations', {
          body: { name: 'once', destinationConfiguration: { s3: { bucketName: 'my-bucket' } } },
          headers: { 'idempotency-key': 'k' },
        }),
      made: async (world: World): Promise<string[]> => {
        const { items } = await listRecordingConfigurations(world.app.ivs, { maxResults: 100 });
        return items.flatMap(({ name, arn }) =>
          name === 'once' && arn !== undefined ? [arn] : [],
        );
      },
    },
  };
  const operations = Object.keys(kinds) as (keyof typeof kinds)[];
  /** When the call takes effect after it was given up, and how far reads lag, both in ms. */
  const weathers = [
    [0, 0],
    [0, 3_000],
    [2_500, 0],
    [12_500, 3_000],
    [29_000, 9_000],
  ] as const;

  it.for(
    operations.flatMap((operation) =>
      weathers.map(([landsAfterMs, readLagMs]) => [operation, landsAfterMs, readLagMs] as const),
    ),
  )(
    '%s whose answer is lost, which lands %i ms later, with reads that lag %i ms, is there once',
    async ([operation, landsAfterMs, readLagMs], { world }) => {
      const { create, made } = kinds[operation];
      world.stack.ivs.settings.readLagMs = readLagMs;
      world.stack.ivs.setFaults([
        { operation, dropResponse: true, count: 1, ...(landsAfterMs > 0 && { landsAfterMs }) },
      ]);
      const { id } = jobIn(await create(world));

      const job = await world.ended(id, 5 * MINUTE_MS);
      await world.advance(MINUTE_MS);
      world.stack.ivs.settings.readLagMs = 0;

      expect(job).toMatchObject({ status: 'succeeded' });
      const arns = await made(world);
      expect(arns).toHaveLength(1);
      expect([job.memory.channelArn, job.memory.recordingConfigurationArn]).toContain(arns[0]);
    },
  );

  it.for(operations)(
    '%s that lands later than anything should: the twin is found and deleted before the end',
    async (operation, { world }) => {
      const { create, made } = kinds[operation];
      world.stack.ivs.setFaults([
        { operation, dropResponse: true, count: 1, landsAfterMs: 90_000 },
      ]);
      const { id } = jobIn(await create(world));

      const job = await world.ended(id, 5 * MINUTE_MS);

      expect(job).toMatchObject({ status: 'succeeded' });
      expect(world.count(operation)).toBe(2);
      expect(world.count(operation.replace('Create', 'Delete'))).toBe(1);
      const arns = await made(world);
      expect(arns).toHaveLength(1);
      expect([job.memory.channelArn, job.memory.recordingConfigurationArn]).toContain(arns[0]);
    },
  );
});
