import {
  CreateChannelCommand,
  CreatePlaybackRestrictionPolicyCommand,
  CreateRecordingConfigurationCommand,
  DeleteRecordingConfigurationCommand,
  GetRecordingConfigurationCommand,
  InsertAdBreakCommand,
  PutMetadataCommand,
  TagResourceCommand,
  UpdateChannelCommand,
  UpdatePlaybackRestrictionPolicyCommand,
} from '@aws-sdk/client-ivs';
import { expect, test } from 'vitest';
import { aChannel, clientOf, controlCall, given, pass, refusal } from './setting.ts';

const destinationConfiguration = { s3: { bucketName: 'recordings' } };

test('one switch turns every quota off', async () => {
  const { ivs, client } = await given({
    settings: {
      throttling: true,
      quotas: false,
      playbackRestrictionPoliciesMax: 0,
      tagsPerResourceMax: 1,
    },
  });
  for (let made = 0; made < 8; made++)
    await client.send(new CreatePlaybackRestrictionPolicyCommand({}));
  const { arn } = await aChannel(client);
  for (const key of ['a', 'b'])
    await client.send(new TagResourceCommand({ resourceArn: arn, tags: { [key]: '' } }));
  await controlCall(ivs, 'PUT', 'settings', { quotas: true });
  expect(await refusal(client.send(new CreatePlaybackRestrictionPolicyCommand({})))).toBe(
    '402 ServiceQuotaExceededException',
  );
  expect(
    await refusal(client.send(new TagResourceCommand({ resourceArn: arn, tags: { c: '' } }))),
  ).toBe('400 ValidationException');
});

test('metadata has a rate for each channel, in the words of IVS, and one in all', async () => {
  const { ivs, client, clock } = await given();
  const channels = [];
  for (let made = 0; made < 3; made++) {
    const { arn: channelArn } = await aChannel(client);
    ivs.connectEncoder({ channelArn });
    channels.push(channelArn);
  }
  await pass(clock, 7_000);
  await controlCall(ivs, 'PUT', 'settings', { throttling: true, metadataPerAccountRate: 12 });
  const put = (channelArn: string): Promise<string> =>
    client.send(new PutMetadataCommand({ channelArn, metadata: 'm' })).then(
      () => 'ok',
      (error: Error) => error.message,
    );
  for (const [at, channelArn] of channels.slice(0, 2).entries()) {
    for (let call = 0; call < 5; call++) expect(await put(channelArn), `${at}.${call}`).toBe('ok');
    expect(await put(channelArn)).toBe(
      'ThrottlingException: Operation: ivs:PutMetadata exceeded call rate: 5 ' +
        `for resource: ${channelArn}`,
    );
  }
  const [, , third = ''] = channels;
  expect([await put(third), await put(third), await put(third)]).toEqual([
    'ok',
    'ok',
    'ThrottlingException: Operation: ivs:PutMetadata exceeded call rate: 12',
  ]);
});

test('a recording configuration is CREATING, then ACTIVE, and usable only then', async () => {
  const { client, clock } = await given();
  const { recordingConfiguration } = await client.send(
    new CreateRecordingConfigurationCommand({ destinationConfiguration }),
  );
  const arn = recordingConfiguration?.arn ?? '';
  const { arn: channelArn } = await aChannel(client);
  const attach = (): Promise<string> =>
    client.send(new UpdateChannelCommand({ arn: channelArn, recordingConfigurationArn: arn })).then(
      () => 'ok',
      (error: Error) => error.name,
    );
  expect(recordingConfiguration).toMatchObject({
    state: 'CREATING',
    name: '',
    tags: {},
    recordingReconnectWindowSeconds: 0,
    renditionConfiguration: { renditionSelection: 'ALL' },
    thumbnailConfiguration: {
      recordingMode: 'INTERVAL',
      targetIntervalSeconds: 60,
      storage: ['SEQUENTIAL'],
    },
  });
  await pass(clock, 2_999);
  expect(await attach()).toBe('ValidationException');
  expect(await refusal(client.send(new DeleteRecordingConfigurationCommand({ arn })))).toBe(
    '409 ConflictException',
  );
  await pass(clock, 1);
  expect(await attach()).toBe('ok');
  expect(await refusal(client.send(new DeleteRecordingConfigurationCommand({ arn })))).toBe(
    '409 ConflictException',
  );
  await client.send(new UpdateChannelCommand({ arn: channelArn, recordingConfigurationArn: '' }));
  await client.send(new DeleteRecordingConfigurationCommand({ arn }));
  expect(await refusal(client.send(new GetRecordingConfigurationCommand({ arn })))).toBe(
    '404 ResourceNotFoundException',
  );
});

test('a bucket in another region is noticed at once, except in us-east-1', async () => {
  const bucketRegions = { recordings: 'eu-west-1' };
  const { client } = await given({ settings: { bucketRegions } });
  expect(
    await refusal(
      client.send(new CreateRecordingConfigurationCommand({ destinationConfiguration })),
    ),
  ).toBe('400 ValidationException');
  // A bucket that the settings do not name is in this region, even if it has the name of an
  // object's built-in member.
  await client.send(
    new CreateRecordingConfigurationCommand({
      destinationConfiguration: { s3: { bucketName: 'constructor' } },
    }),
  );
  const { ivs, clock } = await given({ region: 'us-east-1', settings: { bucketRegions } });
  const eastern = clientOf(ivs.url, 'us-east-1');
  const { recordingConfiguration } = await eastern.send(
    new CreateRecordingConfigurationCommand({ destinationConfiguration }),
  );
  const arn = recordingConfiguration?.arn ?? '';
  await pass(clock, 3_000);
  expect(
    (await eastern.send(new GetRecordingConfigurationCommand({ arn }))).recordingConfiguration
      ?.state,
  ).toBe('CREATE_FAILED');
  expect(
    await refusal(eastern.send(new CreateChannelCommand({ recordingConfigurationArn: arn }))),
  ).toBe('400 ValidationException');
});

test('a policy can change under a live channel, unless the settings forbid it', async () => {
  const { ivs, client, clock } = await given();
  const { playbackRestrictionPolicy } = await client.send(
    new CreatePlaybackRestrictionPolicyCommand({}),
  );
  const arn = playbackRestrictionPolicy?.arn;
  const { arn: channelArn } = await aChannel(client, { playbackRestrictionPolicyArn: arn });
  ivs.connectEncoder({ channelArn });
  await pass(clock, 7_000);
  await client.send(new UpdatePlaybackRestrictionPolicyCommand({ arn, allowedCountries: ['DE'] }));
  ivs.settings.updatePolicyWhileLive = 'ConflictException';
  expect(
    await refusal(
      client.send(new UpdatePlaybackRestrictionPolicyCommand({ arn, allowedCountries: [] })),
    ),
  ).toBe('409 ConflictException');
});

test('an ad break needs an ad configuration, unless the settings say otherwise', async () => {
  const { ivs, client, clock } = await given();
  const { arn: channelArn } = await aChannel(client);
  ivs.connectEncoder({ channelArn });
  await pass(clock, 7_000);
  expect(
    await refusal(client.send(new InsertAdBreakCommand({ channelArn, durationSeconds: 30 }))),
  ).toBe('400 ValidationException');
  ivs.settings.adBreakWithoutAdConfiguration = 'allowed';
  expect(
    (await client.send(new InsertAdBreakCommand({ channelArn, durationSeconds: 30 }))).adBreakId,
  ).toMatch(/^[a-zA-Z0-9]{12}$/);
  await pass(clock, 39_999);
  expect(
    await refusal(client.send(new InsertAdBreakCommand({ channelArn, durationSeconds: 30 }))),
  ).toBe('409 ConflictException');
  await pass(clock, 1);
  await client.send(new InsertAdBreakCommand({ channelArn, durationSeconds: 30 }));
});
