import { describe, expect } from 'vitest';
import {
  getRecordingConfiguration,
  listRecordingConfigurations,
} from '../../lib/ivs/recordingConfigurations.ts';
import { askIvs, jobIn } from '../given.ts';
import type { Answer, World } from '../world.ts';
import { it, itIn } from '../worldTest.ts';

describe('provisionRecordingConfiguration', () => {
  const asks = (world: World, headers: Record<string, string> = {}): Promise<Answer> =>
    world.http('POST', '/v1/recording-configurations', {
      body: {
        name: 'archive',
        destinationConfiguration: { s3: { bucketName: 'recordings' } },
        tags: { team: 'night' },
      },
      headers,
    });
  const all = async (world: World) =>
    (await listRecordingConfigurations(world.app.ivs, { maxResults: 100 })).items;

  describe('in most regions', () => {
    it('answers 201 to a caller who waits until it can be attached', async ({ world }) => {
      const answer = await asks(world, { prefer: 'wait=20' });

      expect(answer).toMatchObject({
        status: 201,
        body: {
          recordingConfiguration: { name: 'archive', state: 'ACTIVE', tags: { team: 'night' } },
        },
      });
      expect((await world.http('GET', answer.headers.get('location') ?? '')).status).toBe(200);
      expect(world.published('Recording Configuration Created')).toHaveLength(1);
    });

    it('answers 202 to a caller who does not wait, and its job names it', async ({ world }) => {
      const { id } = jobIn(await asks(world));
      const job = await world.ended(id, 120_000);

      expect(job).toMatchObject({ status: 'succeeded' });
      const { body } = await world.http('GET', `/v1/jobs/${id}`);
      expect(body).toMatchObject({
        job: { result: { recordingConfigurationArn: job.memory.recordingConfigurationArn } },
      });
      expect(
        await getRecordingConfiguration(world.app.ivs, job.memory.recordingConfigurationArn ?? ''),
      ).toMatchObject({ state: 'ACTIVE' });
    });

    it('makes one under one Idempotency-Key though the answer is lost', async ({ world }) => {
      let lost = false;
      world.fateOf = ({ operation }) => {
        if (operation !== 'CreateRecordingConfiguration' || lost) return undefined;
        lost = true;
        return 'lostResponse';
      };
      const key = { 'idempotency-key': 'archive-1' };

      const { id } = jobIn(await asks(world, key));
      expect(jobIn(await asks(world, key)).id).toBe(id);

      expect((await world.ended(id, 120_000)).status).toBe('succeeded');
      expect(lost).toBe(true);
      expect(await all(world)).toHaveLength(1);
    });

    it('leaves no twin when the first call lands long after it was given up', async ({ world }) => {
      let sent: unknown;
      world.fateOf = ({ operation, input }) => {
        if (sent !== undefined || operation !== 'CreateRecordingConfiguration') return undefined;
        sent = input;
        return 'noAnswer';
      };
      const { id } = jobIn(await asks(world));
      await world.until(
        'it is made again',
        () => world.count('CreateRecordingConfiguration') === 2,
      );
      expect((await askIvs(world, 'CreateRecordingConfiguration', sent)).status).toBe(200);
      expect(await all(world)).toHaveLength(2);

      expect((await world.ended(id, 300_000)).status).toBe('succeeded');
      expect(await all(world)).toHaveLength(1);
    });

    it('passes on a refusal of IVS at once', async ({ world }) => {
      world.stack.ivs.settings.bucketRegions = { recordings: 'eu-west-1' };

      expect(await asks(world)).toMatchObject({
        status: 400,
        body: { type: '/problems/invalid-request' },
      });
      expect(await all(world)).toEqual([]);
    });
  });

  describe('in us-east-1', () => {
    const it = itIn({ environment: { AWS_REGION: 'us-east-1' } });

    it('cleans up in us-east-1 when IVS accepts it and fails, and says why', async ({ world }) => {
      world.stack.ivs.settings.bucketRegions = { recordings: 'eu-west-1' };

      const answer = await asks(world, { prefer: 'wait=20' });

      expect(answer).toMatchObject({
        status: 422,
        body: {
          type: '/problems/recording-configuration-not-created',
          detail: expect.stringContaining('us-east-1') as unknown,
        },
      });
      expect(await all(world)).toEqual([]);
      expect(world.published('Job Failed')).toMatchObject([
        expect.objectContaining({ ending: 'creationFailed' }),
      ]);
    });
  });
});
