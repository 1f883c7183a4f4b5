import { describe, expect } from 'vitest';
import { getChannel } from '../../lib/ivs/channels.ts';
import {
  askIvs,
  givenChannel,
  givenLiveChannel,
  jobIn,
  timelineOf,
  type GivenChannel,
} from '../given.ts';
import { givenRecordingConfiguration, type GivenAttachment } from '../givenAttachments.ts';
import type { World, Answer } from '../world.ts';
import { it } from '../worldTest.ts';

describe('retireAttachment', () => {
  const retires = (
    world: World,
    { id }: GivenAttachment,
    detach: 'idle' | 'now',
  ): Promise<Answer> => world.http('DELETE', `/v1/recording-configurations/${id}?detach=${detach}`);
  const isThere = async (world: World, { id }: GivenAttachment): Promise<boolean> =>
    (await world.http('GET', `/v1/recording-configurations/${id}`)).status === 200;
  const recordedBy = async (world: World, { arn }: GivenChannel): Promise<string | undefined> => {
    const channel = await getChannel(world.app.ivs, arn);
    return channel === 'notFound' ? channel : channel.recordingConfigurationArn;
  };

  it('deletes a resource at once that no channel refers to', async ({ world }) => {
    const configuration = await givenRecordingConfiguration(world);

    // The worker looks at the channels, so the answer names the job.
    const answer = await retires(world, configuration, 'idle');
    expect(answer.status).toBe(202);
    await world.advance(1_000);

    expect((await world.job(jobIn(answer).id)).status).toBe('succeeded');
    expect(await isThere(world, configuration)).toBe(false);
    expect(world.published('Recording Configuration Deleted')).toMatchObject([
      expect.objectContaining({ recordingConfigurationArn: configuration.arn }),
    ]);
  });

  it('detaches an idle channel, and leaves every other as it is', async ({ world }) => {
    const [configuration, another] = [
      await givenRecordingConfiguration(world),
      await givenRecordingConfiguration(world),
    ];
    const channel = await givenChannel(world, { recordingConfigurationArn: configuration.arn });
    const other = await givenChannel(world, { recordingConfigurationArn: another.arn });

    const job = await world.ended(jobIn(await retires(world, configuration, 'idle')).id, 120_000);

    expect(job).toMatchObject({
      status: 'succeeded',
      memory: { total: 1, done: 1, failed: 0, detached: 1 },
    });
    expect(await isThere(world, configuration)).toBe(false);
    expect([await recordedBy(world, channel), await recordedBy(world, other)]).toEqual([
      '',
      another.arn,
    ]);
    const updated = world.stack.ivs
      .requests()
      .filter(({ operation }) => operation === 'UpdateChannel');
    expect(updated.map(({ channelArn }) => channelArn)).toEqual([channel.arn]);
    expect(world.published('Channel Updated')).toMatchObject([
      expect.objectContaining({ channelArn: channel.arn, fields: ['recordingConfigurationArn'] }),
    ]);
    expect((await world.http('GET', `/v1/jobs/${job.id}/results`)).body.results).toEqual([
      {
        channelArn: channel.arn,
        outcome: 'detached',
        jobId: expect.stringMatching(/^channel-/) as unknown,
      },
    ]);
  });

  it('detach=idle waits for the natural end of a stream, and cuts none', async ({ world }) => {
    const configuration = await givenRecordingConfiguration(world);
    const channel = await givenLiveChannel(
      world,
      {},
      { recordingConfigurationArn: configuration.arn },
    );

    const { id } = jobIn(await retires(world, configuration, 'idle'));
    await world.advance(3 * 3_600_000);
    expect(await world.job(id)).toMatchObject({ status: 'waiting', step: 'awaitingChildren' });
    expect(world.stack.ivs.isLive(channel.arn)).toBe(true);
    world.stack.ivs.disconnectEncoder(channel.encoderId);
    const job = await world.ended(id, 60_000);

    expect(job.status).toBe('succeeded');
    expect(world.count('StopStream')).toBe(0);
    expect(await recordedBy(world, channel)).toBe('');
  });

  it('detach=now stops the stream', async ({ world }) => {
    const configuration = await givenRecordingConfiguration(world);
    const channel = await givenLiveChannel(
      world,
      {},
      { recordingConfigurationArn: configuration.arn },
    );

    const job = await world.ended(jobIn(await retires(world, configuration, 'now')).id, 120_000);

    expect(job.status).toBe('succeeded');
    expect(world.count('StopStream')).toBeGreaterThan(0);
    expect(await recordedBy(world, channel)).toBe('');
  });

  it('detaches a channel that is attached meanwhile in another round', async ({ world }) => {
    const configuration = await givenRecordingConfiguration(world);
    const channel = await givenLiveChannel(
      world,
      {},
      { recordingConfigurationArn: configuration.arn },
    );
    const { id } = jobIn(await retires(world, configuration, 'idle'));
    const late = await givenChannel(world, { recordingConfigurationArn: configuration.arn });

    world.stack.ivs.disconnectEncoder(channel.encoderId);
    const job = await world.ended(id, 120_000);

    expect(job).toMatchObject({ status: 'succeeded', memory: { total: 2, detached: 2 } });
    expect([
      await recordedBy(world, channel),
      await recordedBy(world, late),
      await isThere(world, configuration),
    ]).toEqual(['', '', false]);
  });

  it('tries a channel that another job holds again later', async ({ world }) => {
    const configuration = await givenRecordingConfiguration(world);
    const channel = await givenLiveChannel(
      world,
      {},
      { recordingConfigurationArn: configuration.arn },
    );
    const { id: holder } = jobIn(
      await world.http('POST', `/v1/channels/${channel.id}/stream-key-rotations?when=idle`),
    );

    const { id } = jobIn(await retires(world, configuration, 'idle'));
    await world.advance(5 * 60_000);
    expect(await world.job(id)).toMatchObject({ step: 'awaitingHolders', memory: { held: [0] } });
    world.stack.ivs.disconnectEncoder(channel.encoderId);

    expect(await world.ended(id, 240_000)).toMatchObject({
      status: 'succeeded',
      memory: { detached: 1 },
    });
    expect((await world.job(holder)).status).toBe('succeeded');
  });

  it('leaves a channel alone that refers to another resource by then', async ({ world }) => {
    const [configuration, another] = [
      await givenRecordingConfiguration(world),
      await givenRecordingConfiguration(world),
    ];
    const channel = await givenLiveChannel(
      world,
      {},
      { recordingConfigurationArn: configuration.arn },
    );
    const { id } = jobIn(await retires(world, configuration, 'idle'));
    await world.advance(10_000);
    // A user of the AWS console changes the channel in the second between the end of the stream and
    // our call.
    world.stack.ivs.setChaos({ drop: 1 });
    world.stack.ivs.disconnectEncoder(channel.encoderId);
    await world.until('the stream is over', () => !world.stack.ivs.isLive(channel.arn), 30_000);
    expect(
      (
        await askIvs(world, 'UpdateChannel', {
          arn: channel.arn,
          recordingConfigurationArn: another.arn,
        })
      ).status,
    ).toBe(200);

    expect(await world.ended(id, 240_000)).toMatchObject({
      status: 'succeeded',
      memory: { done: 1, detached: 0 },
    });
    expect(await recordedBy(world, channel)).toBe(another.arn);
  });

  it('calls waiting children back when it is cancelled, and counts others', async ({ world }) => {
    const configuration = await givenRecordingConfiguration(world);
    const idle = await givenChannel(world, { recordingConfigurationArn: configuration.arn });
    const live = await givenLiveChannel(
      world,
      {},
      { recordingConfigurationArn: configuration.arn },
    );
    const { id } = jobIn(await retires(world, configuration, 'idle'));
    await world.until(
      'the idle one is detached',
      async () => (await world.job(id)).memory.detached === 1,
      120_000,
    );

    await world.http('POST', `/v1/jobs/${id}/cancel`);
    const job = await world.ended(id, 120_000);
    world.stack.ivs.disconnectEncoder(live.encoderId);
    await world.advance(180_000);

    expect(job).toMatchObject({ status: 'cancelled', left: ['detachedChannels:1'] });
    expect([
      await recordedBy(world, idle),
      await recordedBy(world, live),
      await isThere(world, configuration),
    ]).toEqual(['', configuration.arn, true]);
  });

  it('calls waiting children back when it is abandoned, and begins no more', async ({ world }) => {
    const configuration = await givenRecordingConfiguration(world);
    const idle = await givenChannel(world, { recordingConfigurationArn: configuration.arn });
    const live = await givenLiveChannel(
      world,
      {},
      { recordingConfigurationArn: configuration.arn },
    );
    const { id } = jobIn(await retires(world, configuration, 'idle'));
    await world.until(
      'the idle one is detached',
      async () => (await world.job(id)).memory.detached === 1,
      120_000,
    );

    expect((await world.http('POST', `/v1/jobs/${id}/abandon`)).status).toBe(200);

    expect(await world.job(id)).toMatchObject({
      status: 'cancelled',
      left: ['detachedChannels:1', 'childrenCalledBack:1'],
    });
    await world.advance(5_000);
    expect((await world.http('GET', `/v1/jobs/${id}/results`)).body.results).toMatchObject([
      { channelArn: idle.arn, outcome: 'detached' },
      { channelArn: live.arn, outcome: 'cancelled' },
    ]);
    world.stack.ivs.disconnectEncoder(live.encoderId);
    await world.advance(180_000);
    expect(await recordedBy(world, live)).toBe(configuration.arn);
  });

  it('leaves no orphan: a child whose parent is over ends when it wakes', async ({ world }) => {
    const configuration = await givenRecordingConfiguration(world);
    const live = await givenLiveChannel(
      world,
      {},
      { recordingConfigurationArn: configuration.arn },
    );
    const { id } = jobIn(await retires(world, configuration, 'idle'));
    await world.until(
      'the child waits',
      async () =>
        (await world.app.store.get({ pk: `channel/${live.id}`, sk: 'job' }))?.status === 'waiting',
      60_000,
    );
    // The runner that abandons the parent dies before it tells the children.
    world.fateOf = ({ input }) =>
      JSON.stringify(input).includes('no longer needs this job') ? 'crashBefore' : undefined;
    expect((await world.http('POST', `/v1/jobs/${id}/abandon`)).status).toBe(500);
    world.fateOf = () => undefined;
    expect((await world.job(id)).status).toBe('cancelled');

    world.stack.ivs.disconnectEncoder(live.encoderId);
    await world.advance(180_000);

    expect(await world.app.store.get({ pk: `channel/${live.id}`, sk: 'job' })).toMatchObject({
      status: 'cancelled',
      cancel: { reason: `The parent job ${id} no longer needs this job.` },
    });
    expect(await recordedBy(world, live)).toBe(configuration.arn);
  });

  it('names the channels that IVS would not change', async ({ world }) => {
    const configuration = await givenRecordingConfiguration(world);
    const channel = await givenChannel(world, { recordingConfigurationArn: configuration.arn });
    world.stack.ivs.setFaults([{ operation: 'UpdateChannel', error: 'AccessDeniedException' }]);

    const { id } = jobIn(await retires(world, configuration, 'idle'));
    const job = await world.ended(id, 120_000);

    expect(job).toMatchObject({ status: 'failed', ending: 'inUse', memory: { failed: 1 } });
    expect(timelineOf(job)).toContain('counting: failed');
    expect((await world.http('GET', `/v1/jobs/${id}/results`)).body.results).toMatchObject([
      { channelArn: channel.arn, outcome: 'failed' },
    ]);
    const { text, body } = await world.http('GET', `/v1/jobs/${id}/results`);
    expect(body.results).toMatchObject([
      { message: expect.stringContaining('AWS does not allow this deployment') as string },
    ]);
    expect(text, 'the words of AWS name our roles').not.toContain('injected');
    expect(await isThere(world, configuration)).toBe(true);
  });

  it('asks less and less often while IVS sees a user that no list shows', async ({ world }) => {
    const configuration = await givenRecordingConfiguration(world);
    const operation = 'DeleteRecordingConfiguration';
    world.stack.ivs.setFaults([{ operation, error: 'ConflictException' }]);
    const { id } = jobIn(await retires(world, configuration, 'idle'));
    await world.advance(3_600_000);
    const asked = world.calls.filter((call) => call.operation === operation).length;
    expect(asked).toBeGreaterThan(10);
    expect(asked).toBeLessThan(40);
    expect(await world.job(id)).toMatchObject({ status: 'waiting' });

    world.stack.ivs.setFaults([]);
    expect(await world.ended(id, 600_000)).toMatchObject({ status: 'succeeded' });
  });

  it('is joined by the same request, and says in a dry run what it would do', async ({ world }) => {
    const configuration = await givenRecordingConfiguration(world);
    await givenLiveChannel(world, {}, { recordingConfigurationArn: configuration.arn });
    await givenChannel(world, { recordingConfigurationArn: configuration.arn });
    await givenLiveChannel(world);
    const dryRun = () =>
      world.http(
        'DELETE',
        `/v1/recording-configurations/${configuration.id}?detach=idle&dryRun=true`,
      );
    expect((await dryRun()).body).toMatchObject({ dryRun: { channels: { attached: 2, live: 1 } } });
    const { id } = jobIn(await retires(world, configuration, 'idle'));

    expect(jobIn(await retires(world, configuration, 'idle')).id).toBe(id);
    expect((await retires(world, configuration, 'now')).body).toMatchObject({
      type: '/problems/job-conflict',
      jobId: id,
    });
    expect((await dryRun()).body).toMatchObject({
      dryRun: { workflow: 'retireAttachment', pointOfNoReturn: 'deleting', wouldJoin: id },
    });
  });
});
