import {
  BatchGetChannelCommand,
  CreateChannelCommand,
  DeleteChannelCommand,
  GetChannelCommand,
  GetStreamKeyCommand,
  ListChannelsCommand,
  UpdateChannelCommand,
  paginateListChannels,
  type CreateChannelCommandInput,
} from '@aws-sdk/client-ivs';
import { expect, test } from 'vitest';
import { aChannel, given, pass, refusal } from './setting.ts';

const ABSENT = 'arn:aws:ivs:us-west-2:123456789012:channel/absent';

test('a channel is made with every default, its addresses and one key', async () => {
  const { client } = await given();
  const { channel, streamKey } = await aChannel(client);
  expect(channel).toMatchObject({
    name: '',
    latencyMode: 'LOW',
    type: 'STANDARD',
    authorized: false,
    insecureIngest: false,
    preset: '',
    tags: {},
    containerFormat: 'TS',
    recordingConfigurationArn: '',
    playbackRestrictionPolicyArn: '',
    adConfigurationArn: '',
    multitrackInputConfiguration: { enabled: false, policy: 'ALLOW', maximumResolution: 'FULL_HD' },
  });
  expect(channel.arn).toMatch(/^arn:aws:ivs:us-west-2:123456789012:channel\/[A-Za-z0-9]{12}$/);
  const id = channel.arn?.split('/')[1];
  const host = channel.ingestEndpoint?.split('.')[0] ?? '';
  expect(host).toMatch(/^[0-9a-f]{12}$/);
  expect(channel.ingestEndpoint).toBe(`${host}.global-contribute.live-video.net`);
  expect(channel.playbackUrl).toBe(
    `https://${host}.us-west-2.playback.live-video.net` +
      `/api/video/v1/us-west-2.123456789012.channel.${id}.m3u8`,
  );
  expect(channel.srt?.endpoint).toBe(`${host}.srt.live-video.net`);
  expect(channel.srt?.passphrase).toHaveLength(69);
  expect(streamKey).toMatchObject({ channelArn: channel.arn, tags: {} });
  expect(streamKey.arn).toMatch(/:stream-key\/[A-Za-z0-9]{12}$/);
  expect(streamKey.value).toMatch(/^sk_us-west-2_[A-Za-z0-9]{12}_[A-Za-z0-9]{30}$/);
});

test('created resources can be read singly and in batches that name the missing ones', async () => {
  const { client } = await given({ region: 'eu-west-1', accountId: '210987654321' });
  const { arn, channel } = await aChannel(client, {
    name: 'studio-1',
    type: 'ADVANCED_HD',
    tags: { owner: 'a b', é: '' },
  });
  expect(arn).toMatch(/^arn:aws:ivs:eu-west-1:210987654321:channel\//);
  expect(channel).toMatchObject({
    preset: 'HIGHER_BANDWIDTH_DELIVERY',
    tags: { owner: 'a b', é: '' },
  });
  expect((await client.send(new GetChannelCommand({ arn }))).channel).toEqual(channel);
  const batch = await client.send(new BatchGetChannelCommand({ arns: [ABSENT, arn, arn] }));
  expect(batch.channels).toEqual([channel]);
  expect(batch.errors).toEqual([{ arn: ABSENT, code: '404', message: 'not found' }]);
});

test('an update changes the members it names and no other', async () => {
  const { client } = await given();
  const { arn, channel } = await aChannel(client, {
    name: 'before',
    authorized: true,
    tags: { a: '1' },
  });
  const update = await client.send(
    new UpdateChannelCommand({
      arn,
      name: 'after',
      type: 'ADVANCED_SD',
      recordingConfigurationArn: '',
    }),
  );
  expect(update.channel).toEqual({
    ...channel,
    name: 'after',
    type: 'ADVANCED_SD',
    preset: 'HIGHER_BANDWIDTH_DELIVERY',
  });
  expect(
    (await client.send(new UpdateChannelCommand({ arn, type: 'BASIC' }))).channel,
  ).toMatchObject({ name: 'after', preset: '', authorized: true });
  expect((await client.send(new ListChannelsCommand({ filterByName: 'before' }))).channels).toEqual(
    [],
  );
  expect(
    (await client.send(new ListChannelsCommand({ filterByName: 'after' }))).channels,
  ).toHaveLength(1);
});

test('a deleted channel is gone with its key, and a second delete does not find it', async () => {
  const { client } = await given();
  const { arn, keyArn } = await aChannel(client);
  expect((await client.send(new DeleteChannelCommand({ arn }))).$metadata.httpStatusCode).toBe(204);
  expect(await refusal(client.send(new DeleteChannelCommand({ arn })))).toBe(
    '404 ResourceNotFoundException',
  );
  expect(await refusal(client.send(new GetChannelCommand({ arn })))).toBe(
    '404 ResourceNotFoundException',
  );
  expect(await refusal(client.send(new UpdateChannelCommand({ arn })))).toBe(
    '404 ResourceNotFoundException',
  );
  expect(await refusal(client.send(new GetStreamKeyCommand({ arn: keyArn })))).toBe(
    '404 ResourceNotFoundException',
  );
});

test('a channel is not deleted or updated from Session Created to Stream End', async () => {
  const { ivs, client, clock } = await given();
  const { arn } = await aChannel(client);
  const refused = async (): Promise<string[]> =>
    Promise.all([
      refusal(client.send(new DeleteChannelCommand({ arn }))),
      refusal(client.send(new UpdateChannelCommand({ arn, name: 'x' }))),
    ]);
  const encoder = ivs.connectEncoder({ channelArn: arn });
  expect(await refused()).toEqual(['409 ConflictException', '409 ConflictException']);
  await pass(clock, 7_000);
  expect(await refused()).toEqual(['409 ConflictException', '409 ConflictException']);
  ivs.disconnectEncoder(encoder);
  await pass(clock, 999);
  expect(await refused()).toEqual(['409 ConflictException', '409 ConflictException']);
  await pass(clock, 1);
  await client.send(new UpdateChannelCommand({ arn, name: 'x' }));
  await client.send(new DeleteChannelCommand({ arn }));
});

test('settings can let an update of a live channel through', async () => {
  const { ivs, client } = await given({ settings: { updateChannelWhileLive: 'allowed' } });
  const { arn } = await aChannel(client);
  ivs.connectEncoder({ channelArn: arn });
  expect((await client.send(new UpdateChannelCommand({ arn, name: 'x' }))).channel?.name).toBe('x');
});

test('pages follow creation order, and a deletion between two pages shifts none', async () => {
  const { client } = await given();
  const made = [];
  for (const name of ['a', 'b', 'c', 'd', 'e']) made.push(await aChannel(client, { name }));
  const first = await client.send(new ListChannelsCommand({ maxResults: 2 }));
  expect(first.channels?.map(({ name }) => name)).toEqual(['a', 'b']);
  await client.send(new DeleteChannelCommand({ arn: made[0]?.arn ?? '' }));
  const rest = await client.send(new ListChannelsCommand({ nextToken: first.nextToken }));
  expect(rest.channels?.map(({ name }) => name)).toEqual(['c', 'd', 'e']);
  expect(rest.nextToken).toBeUndefined();
  const all = [];
  for await (const { channels = [] } of paginateListChannels({ client, pageSize: 1 }, {}))
    all.push(...channels);
  expect(all.map(({ name }) => name)).toEqual(['b', 'c', 'd', 'e']);
  expect(Object.keys(all[0] ?? {}).toSorted()).toEqual([
    'adConfigurationArn',
    'arn',
    'authorized',
    'insecureIngest',
    'latencyMode',
    'name',
    'playbackRestrictionPolicyArn',
    'preset',
    'recordingConfigurationArn',
    'tags',
    'type',
  ]);
});

test('two filters at once conflict; a foreign or invented token is invalid', async () => {
  const { client } = await given();
  await aChannel(client);
  const both = { filterByName: 'a', filterByRecordingConfigurationArn: '' };
  expect(await refusal(client.send(new ListChannelsCommand(both)))).toBe('409 ConflictException');
  expect(await refusal(client.send(new ListChannelsCommand({ nextToken: 'abc' })))).toBe(
    '400 ValidationException',
  );
  expect(await refusal(client.send(new ListChannelsCommand({ nextToken: 'not allowed!' })))).toBe(
    '400 ValidationException',
  );
  expect((await client.send(new ListChannelsCommand({ nextToken: '' }))).channels).toHaveLength(1);
});

test('channels beyond the quota are refused with 402', async () => {
  const { client } = await given({ settings: { channelsMax: 1 } });
  await aChannel(client);
  expect(await refusal(client.send(new CreateChannelCommand({})))).toBe(
    '402 ServiceQuotaExceededException',
  );
});

const many = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`k${index}`, 'v']));
const multitrack = { enabled: true, policy: 'ALLOW', maximumResolution: 'HD' } as const;
const INVALID: [why: string, input: Record<string, unknown>][] = [
  ['a name with a space', { name: 'a b' }],
  ['a name of 129', { name: 'a'.repeat(129) }],
  ['an unknown type', { type: 'HUGE' }],
  ['an unknown latency', { latencyMode: 'low' }],
  ['a preset on STANDARD', { preset: 'HIGHER_BANDWIDTH_DELIVERY' }],
  ['an ARN of another kind', { recordingConfigurationArn: ABSENT }],
  ['51 tags', { tags: many }],
  ['a reserved tag', { tags: { 'aws:x': '1' } }],
  ['an empty tag key', { tags: { '': '1' } }],
  ['a tag key outside the alphabet', { tags: { 'a*': '1' } }],
  ['a tag value of 257', { tags: { a: 'v'.repeat(257) } }],
  ['multitrack without fMP4', { multitrackInputConfiguration: multitrack }],
  [
    'multitrack on BASIC',
    { type: 'BASIC', containerFormat: 'FRAGMENTED_MP4', multitrackInputConfiguration: multitrack },
  ],
  [
    'multitrack without a policy',
    {
      containerFormat: 'FRAGMENTED_MP4',
      multitrackInputConfiguration: { enabled: true, maximumResolution: 'HD' },
    },
  ],
  [
    'ads on fMP4',
    {
      containerFormat: 'FRAGMENTED_MP4',
      adConfigurationArn: 'arn:aws:ivs:us-west-2:123456789012:ad-configuration/a',
    },
  ],
];

test.each(INVALID)('CreateChannel refuses %s', async (_why, input) => {
  const { client } = await given();
  expect(
    await refusal(client.send(new CreateChannelCommand(input as CreateChannelCommandInput))),
  ).toBe('400 ValidationException');
  expect((await client.send(new ListChannelsCommand({}))).channels).toEqual([]);
});

test('multitrack that satisfies every rule is accepted, and so are 50 tags', async () => {
  const { client } = await given();
  const { k50: _one, ...fifty } = many;
  const { channel } = await aChannel(client, {
    containerFormat: 'FRAGMENTED_MP4',
    multitrackInputConfiguration: multitrack,
    tags: fifty,
  });
  expect(channel.multitrackInputConfiguration).toEqual(multitrack);
});

test.each(['recording-configuration', 'playback-restriction-policy', 'ad-configuration'])(
  'a reference to an absent %s is not found',
  async (kind) => {
    const { client } = await given();
    const member =
      {
        'recording-configuration': 'recordingConfigurationArn',
        'playback-restriction-policy': 'playbackRestrictionPolicyArn',
        'ad-configuration': 'adConfigurationArn',
      }[kind] ?? '';
    const input = { [member]: `arn:aws:ivs:us-west-2:123456789012:${kind}/absent` };
    expect(await refusal(client.send(new CreateChannelCommand(input)))).toBe(
      '404 ResourceNotFoundException',
    );
  },
);

const arns = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${ABSENT}${index}`);

test('lists have limits: 1 to 50 ARNs, 1 to 100 results', async () => {
  const { client } = await given();
  expect((await client.send(new BatchGetChannelCommand({ arns: arns(50) }))).errors).toHaveLength(
    50,
  );
  expect(await refusal(client.send(new BatchGetChannelCommand({ arns: arns(51) })))).toBe(
    '400 ValidationException',
  );
  expect(await refusal(client.send(new BatchGetChannelCommand({ arns: [] })))).toBe(
    '400 ValidationException',
  );
  expect(await refusal(client.send(new BatchGetChannelCommand({ arns: ['x'] })))).toBe(
    '400 ValidationException',
  );
  for (const maxResults of [0, 101])
    expect(await refusal(client.send(new ListChannelsCommand({ maxResults })))).toBe(
      '400 ValidationException',
    );
});
