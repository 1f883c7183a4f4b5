import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  CreateChannelCommand,
  DeleteStreamKeyCommand,
  GetChannelCommand,
  ListChannelsCommand,
  ListStreamKeysCommand,
  ListStreamsCommand,
  TagResourceCommand,
  type IvsClient,
} from '@aws-sdk/client-ivs';
import { expect, onTestFinished, test } from 'vitest';
import { VirtualClock } from '../../../local/clock.ts';
import { toEventBridge } from '../../../local/ivs/deliveries.ts';
import { startIvsLocal } from '../../../local/ivs/server.ts';
import {
  aChannel,
  aFolder,
  clientOf,
  controlCall,
  given,
  names,
  pass,
  refusal,
} from './setting.ts';

const channelsOf = async (client: IvsClient): Promise<(string | undefined)[]> =>
  ((await client.send(new ListChannelsCommand({}))).channels ?? []).map(({ arn }) => arn);

test('a signature selects a region and account, and each is hidden from the others', async () => {
  const { ivs, client, clock } = await given({ accounts: { OTHERKEY: '222222222222' } });
  const frankfurt = clientOf(ivs.url, 'eu-central-1');
  const others = clientOf(ivs.url, 'us-west-2', 'OTHERKEY');
  const digits = clientOf(ivs.url, 'us-west-2', '333333333333');
  const home = await aChannel(client);
  const away = await aChannel(frankfurt);
  expect(away.arn).toMatch(/^arn:aws:ivs:eu-central-1:123456789012:channel\//);
  expect(away.keyValue).toMatch(/^sk_eu-central-1_/);
  expect((await aChannel(others)).arn).toMatch(/^arn:aws:ivs:us-west-2:222222222222:channel\//);
  expect((await aChannel(digits)).arn).toMatch(/^arn:aws:ivs:us-west-2:333333333333:channel\//);
  expect([await channelsOf(client), await channelsOf(frankfurt)]).toEqual([[home.arn], [away.arn]]);
  expect(await channelsOf(clientOf(ivs.url, 'us-west-2', 'constructor'))).toEqual([home.arn]);
  expect(await refusal(client.send(new GetChannelCommand({ arn: away.arn })))).toBe(
    '404 ResourceNotFoundException',
  );
  expect(await refusal(others.send(new DeleteStreamKeyCommand({ arn: home.keyArn })))).toBe(
    '404 ResourceNotFoundException',
  );
  expect(
    await refusal(
      frankfurt.send(new TagResourceCommand({ resourceArn: home.arn, tags: { a: 'b' } })),
    ),
  ).toBe('404 ResourceNotFoundException');
  ivs.connectEncoder({ channelArn: away.arn });
  await pass(clock, 7_000);
  expect(ivs.isLive(away.arn)).toBe(true);
  expect((await client.send(new ListStreamsCommand({}))).streams).toEqual([]);
  expect((await frankfurt.send(new ListStreamsCommand({}))).streams).toHaveLength(1);
  expect(ivs.events()[0]).toMatchObject({
    region: 'eu-central-1',
    account: '123456789012',
    resources: [away.arn],
  });
  const playback = await fetch(`${ivs.url}${new URL(away.channel.playbackUrl ?? '').pathname}`);
  expect([playback.status, (await playback.text()).slice(0, 7)]).toEqual([200, '#EXTM3U']);
});

test('quotas and rates are of one account in one region', async () => {
  const { ivs, client } = await given({
    settings: { throttling: true, channelsMax: 1, concurrentStreamsMax: 1 },
  });
  const frankfurt = clientOf(ivs.url, 'eu-central-1');
  const [home, away] = [await aChannel(client), await aChannel(frankfurt)];
  expect(await refusal(client.send(new CreateChannelCommand({})))).toBe(
    '402 ServiceQuotaExceededException',
  );
  for (const { arn } of [home, away]) ivs.connectEncoder({ channelArn: arn });
  expect(ivs.encoders().map(({ state }) => state)).toEqual(['streaming', 'streaming']);
  for (let call = 0; call < 5; call++) await channelsOf(client);
  expect(await refusal(client.send(new ListChannelsCommand({})))).toBe('429 ThrottlingException');
  expect(await channelsOf(frankfurt)).toHaveLength(1);
});

test('every region and account survives a restart', async () => {
  const [folder, clock] = [await aFolder(), new VirtualClock()];
  const start = async (): Promise<Awaited<ReturnType<typeof startIvsLocal>>> => {
    const ivs = await startIvsLocal({
      clock,
      stateFolder: folder,
      seed: 1,
      settings: { throttling: false },
    });
    onTestFinished(() => ivs.close());
    return ivs;
  };
  const before = await start();
  const { arn } = await aChannel(clientOf(before.url, 'eu-west-1', '333333333333'));
  before.connectEncoder({ channelArn: arn });
  await pass(clock, 7_000);
  await before.close();
  const after = await start();
  const client = clientOf(after.url, 'eu-west-1', '333333333333');
  expect(await channelsOf(client)).toEqual([arn]);
  expect(after.isLive(arn)).toBe(true);
  expect(after.encoders()).toMatchObject([{ channelArn: arn, state: 'streaming' }]);
  expect((await aChannel(client)).arn).not.toBe(arn);
});

const RESOURCES = {
  recordingConfigurations: [
    {
      id: 'Rec0rding001',
      name: 'archive',
      destinationConfiguration: { s3: { bucketName: 'my-recordings' } },
    },
  ],
  channels: [
    {
      id: 'Studio000001',
      name: 'studio-1',
      streamKey: 'sk_us-west-2_fixed_key',
      recordingConfigurationArn:
        'arn:aws:ivs:us-west-2:123456789012:recording-configuration/Rec0rding001',
    },
    { name: 'studio-2' },
  ],
};

test('given resources are there once with ids and keys, also after restart and reset', async () => {
  const [folder, clock] = [await aFolder(), new VirtualClock()];
  const arn = 'arn:aws:ivs:us-west-2:123456789012:channel/Studio000001';
  const resources = [
    RESOURCES,
    { region: 'eu-west-1', accountId: '333333333333', channels: [{ name: 'far' }] },
  ];
  for (const round of [1, 2]) {
    const ivs = await startIvsLocal({
      clock,
      stateFolder: folder,
      resources,
      settings: { throttling: false },
    });
    onTestFinished(() => ivs.close());
    const client = clientOf(ivs.url);
    const { channels } = await client.send(new ListChannelsCommand({}));
    expect(
      channels?.map(({ name }) => name),
      `start ${round}`,
    ).toEqual(['studio-1', 'studio-2']);
    expect(channels?.[0]?.arn).toBe(arn);
    expect((await client.send(new GetChannelCommand({ arn }))).channel).toMatchObject({
      arn,
      playbackUrl: expect.stringMatching(/\.channel\.Studio000001\.m3u8$/) as string,
      recordingConfigurationArn: RESOURCES.channels[0]?.recordingConfigurationArn,
    });
    expect(
      (await client.send(new ListStreamKeysCommand({ channelArn: arn }))).streamKeys,
    ).toHaveLength(1);
    ivs.connectEncoder({ channelArn: arn, streamKey: 'sk_us-west-2_fixed_key' });
    expect(ivs.encoders().at(-1)?.state).toBe('streaming');
    expect(await channelsOf(clientOf(ivs.url, 'eu-west-1', '333333333333'))).toHaveLength(1);
    await controlCall(ivs, 'POST', 'reset');
    expect(ivs.encoders()).toEqual([]);
    expect(await channelsOf(client)).toEqual([arn, expect.anything()]);
    expect(names(ivs.events())).toEqual([]);
    await ivs.close();
  }
});

test.each([
  [{ chanels: [] }],
  [{ channels: [{ id: 'not an id' }] }],
  [{ channels: [{ name: 'not a name' }] }],
  [[{ region: 'X' }]],
  ['x'],
])('the beginning %j is refused', async (resources) => {
  await expect(startIvsLocal({ clock: new VirtualClock(), resources })).rejects.toThrow();
});

test('PutEvents carries events to any EventBridge endpoint', async () => {
  const received: { request: IncomingMessage; body: unknown }[] = [];
  let failed = 0;
  const bus = createServer((request, response) => {
    void (async () => {
      let text = '';
      for await (const chunk of request as AsyncIterable<Buffer>) text += chunk.toString();
      received.push({ request, body: JSON.parse(text) as unknown });
      response.end(JSON.stringify({ FailedEntryCount: failed, Entries: [{}] }));
    })();
  });
  await new Promise<void>((resolve) => void bus.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void bus.close());
  const { ivs, client } = await given();
  const { arn: channelArn } = await aChannel(client, { name: 'studio-1' });
  ivs.connectEncoder({ channelArn });
  const [event] = ivs.events();
  if (!event) throw new Error('no event');
  const deliver = toEventBridge(
    new URL(`http://127.0.0.1:${(bus.address() as AddressInfo).port}/`),
    new VirtualClock(),
  );
  await deliver(event);
  expect(received[0]?.request.headers).toMatchObject({
    'x-amz-target': 'AWSEvents.PutEvents',
    'content-type': 'application/x-amz-json-1.1',
    authorization: expect.stringContaining('/us-west-2/events/aws4_request') as string,
  });
  expect(received[0]?.body).toEqual({
    Entries: [
      {
        Source: 'aws.ivs',
        DetailType: 'IVS Stream State Change',
        Detail: JSON.stringify(event.detail),
        Resources: [channelArn],
        Time: Date.UTC(2026, 10, 23, 10) / 1_000,
      },
    ],
  });
  failed = 1;
  await expect(deliver(event)).rejects.toThrow('refused');
});
