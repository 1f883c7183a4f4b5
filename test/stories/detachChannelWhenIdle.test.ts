import { describe, expect } from 'vitest';
import { subjectOfJobId, type Job } from '../../lib/jobs/job.ts';
import { readCurrent } from '../../lib/jobs/table.ts';
import { givenLiveChannel, jobIn, timelineOf, type GivenChannel } from '../given.ts';
import { givenRecordingConfiguration, type GivenAttachment } from '../givenAttachments.ts';
import type { World } from '../world.ts';
import { it } from '../worldTest.ts';

describe('detachChannelWhenIdle', () => {
  let configuration: GivenAttachment;
  let channel: GivenChannel & { encoderId: string };
  let parentId: string;
  it.beforeEach(async ({ world }) => {
    configuration = await givenRecordingConfiguration(world);
    channel = await givenLiveChannel(world, {}, { recordingConfigurationArn: configuration.arn });
    parentId = jobIn(
      await world.http('DELETE', `/v1/recording-configurations/${configuration.id}?detach=idle`),
    ).id;
    await world.until(
      'the child waits',
      async () => (await child(world))?.status === 'waiting',
      60_000,
    );
  });

  const child = (world: World): Promise<Job | undefined> =>
    readCurrent(world.app, `channel/${channel.id}`);
  const childId = async (world: World): Promise<string> => (await child(world))?.id ?? '';
  const results = async (world: World): Promise<unknown> =>
    (await world.http('GET', `/v1/jobs/${parentId}/results`)).body.results;

  it('names its parent, and tells it the result before it ends', async ({ world }) => {
    const id = await childId(world);
    expect((await world.http('GET', `/v1/jobs/${id}`)).body).toMatchObject({
      job: { parent: parentId, workflow: 'detachChannelWhenIdle' },
    });
    expect(subjectOfJobId(id)).toBe(`channel/${channel.id}`);

    world.stack.ivs.disconnectEncoder(channel.encoderId);
    const job = await world.ended(id, 60_000);

    expect(timelineOf(job).slice(-3)).toEqual([
      'detaching: detached',
      'announcing: announced',
      'reporting: reported',
    ]);
    expect(await results(world)).toEqual([
      { channelArn: channel.arn, outcome: 'detached', jobId: id },
    ]);
  });

  it('gives way to the deletion of its channel, and the retirement goes on', async ({ world }) => {
    const id = await childId(world);
    const deletion = jobIn(await world.http('DELETE', `/v1/channels/${channel.id}`)).id;

    expect((await world.ended(deletion, 60_000)).status).toBe('succeeded');
    expect(await world.job(id)).toMatchObject({ status: 'cancelled', supersededBy: deletion });
    expect(await world.ended(parentId, 180_000)).toMatchObject({
      status: 'succeeded',
      memory: { detached: 0 },
    });
    // The next round began while the channel still existed.
    expect(await results(world)).toMatchObject([
      { outcome: 'superseded' },
      { outcome: 'notFound' },
    ]);
  });

  it('leaves the channel attached on a cancel, and its parent says so', async ({ world }) => {
    await world.http('POST', `/v1/jobs/${await childId(world)}/cancel`);

    const job = await world.ended(parentId, 120_000);

    expect(job).toMatchObject({ status: 'failed', ending: 'inUse' });
    expect(await results(world)).toMatchObject([{ outcome: 'cancelled' }]);
    expect((await world.http('GET', `/v1/channels/${channel.id}`)).body).toMatchObject({
      channel: { recordingConfigurationArn: configuration.arn },
    });
  });

  it('gives up on a stream that never ends, and so does the retirement', async ({ world }) => {
    const id = await childId(world);
    world.clock.moveTo((await world.job(id)).wakeAt - 1_000);

    expect(await world.ended(id, 240_000)).toMatchObject({ status: 'failed', ending: 'stillLive' });
    expect(await world.ended(parentId, 240_000)).toMatchObject({
      status: 'failed',
      ending: 'inUse',
    });
    expect(await results(world)).toMatchObject([{ outcome: 'stillLive' }]);
  });
});
