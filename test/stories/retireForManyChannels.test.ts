import { expect } from 'vitest';
import { allChannels } from '../../lib/ivs/channels.ts';
import { givenManyChannels, jobIn } from '../given.ts';
import { givenRecordingConfiguration } from '../givenAttachments.ts';

import { it } from '../worldTest.ts';

const MINUTE_MS = 60_000;
const CHANNELS = 300;
const LIVE = 40;
const LATE = 10;

it(
  'retires a configuration of many channels while streams end and channels are attached',
  { timeout: 240_000 },
  async ({ world }) => {
    const [configuration, another] = [
      await givenRecordingConfiguration(world),
      await givenRecordingConfiguration(world),
    ];
    const arns = await givenManyChannels(world, CHANNELS, {
      recordingConfigurationArn: configuration.arn,
    });
    const others = await givenManyChannels(world, 20, { recordingConfigurationArn: another.arn });
    const streams = arns
      .slice(0, LIVE)
      .map((channelArn) => world.stack.ivs.connectEncoder({ channelArn }));
    await world.until(
      'all streams are on',
      () => arns.slice(0, LIVE).every((arn) => world.stack.ivs.isLive(arn)),
      MINUTE_MS,
    );

    const { id } = jobIn(
      await world.http('DELETE', `/v1/recording-configurations/${configuration.id}?detach=idle`),
    );
    await world.advance(2 * MINUTE_MS);
    const late = await givenManyChannels(world, LATE, {
      recordingConfigurationArn: configuration.arn,
    });
    for (const encoderId of streams) {
      world.stack.ivs.disconnectEncoder(encoderId);
      await world.advance(20_000);
    }
    const job = await world.ended(id, 30 * MINUTE_MS);

    expect(job).toMatchObject({
      status: 'succeeded',
      memory: {
        total: CHANNELS + LATE,
        done: CHANNELS + LATE,
        failed: 0,
        detached: CHANNELS + LATE,
      },
    });
    const left = new Map<string | undefined, string | undefined>();
    for await (const { arn, recordingConfigurationArn } of allChannels(world.app.ivs))
      left.set(arn, recordingConfigurationArn);
    expect([...arns, ...late].every((arn) => left.get(arn) === '')).toBe(true);
    expect(others.every((arn) => left.get(arn) === another.arn)).toBe(true);
    const touched = world.stack.ivs
      .requests()
      .flatMap(({ operation, channelArn }) => (operation === 'UpdateChannel' ? [channelArn] : []));
    expect(touched.filter((arn) => arn !== undefined && others.includes(arn))).toEqual([]);
    expect(world.count('StopStream')).toBe(0);
    expect(
      (await world.http('GET', `/v1/recording-configurations/${configuration.id}`)).status,
    ).toBe(404);
  },
);

it('counts in a dry run up to a thousand channels, at the pace of IVS', async ({ world }) => {
  const configuration = await givenRecordingConfiguration(world);
  await givenManyChannels(world, 1_001, { recordingConfigurationArn: configuration.arn });

  const answer = await world.http(
    'DELETE',
    `/v1/recording-configurations/${configuration.id}?detach=idle&dryRun=true`,
  );

  expect(answer).toMatchObject({
    status: 200,
    body: { dryRun: { channels: { attached: 1_000, live: 0, more: true } } },
  });
  const listed = world.calls.filter(
    ({ operation, functionName }) => operation === 'ListChannels' && functionName === 'commands',
  );
  expect(listed).toHaveLength(11);
  expect(world.stack.ivs.requests().filter(({ status }) => status === 429)).toEqual([]);
});
