import {
  BatchGetChannelCommand,
  CreateChannelCommand,
  GetChannelCommand,
  GetStreamCommand,
  GetStreamSessionCommand,
  UpdateChannelCommand,
} from '@aws-sdk/client-ivs';
import { expect, test } from 'vitest';
import { aChannel, given, pass } from './setting.ts';

test('every address in an answer is that of IVS, or local with localAddresses', async () => {
  const { ivs, client, clock } = await given({ rtmpPort: 0 });
  const tags = { playbackUrl: 'mine' };
  const { arn } = await aChannel(client, { tags });
  ivs.connectEncoder({ channelArn: arn });
  await pass(clock, 7_000);
  const answered = async (): Promise<Record<string, object | undefined>> => ({
    CreateChannel: (await client.send(new CreateChannelCommand({ tags }))).channel,
    GetChannel: (await client.send(new GetChannelCommand({ arn }))).channel,
    BatchGetChannel: (await client.send(new BatchGetChannelCommand({ arns: [arn] }))).channels?.[0],
    UpdateChannel: (
      await client.send(
        new UpdateChannelCommand({ arn: (await aChannel(client, { tags })).arn, name: 'other' }),
      )
    ).channel,
    GetStream: (await client.send(new GetStreamCommand({ channelArn: arn }))).stream,
    GetStreamSession: (await client.send(new GetStreamSessionCommand({ channelArn: arn })))
      .streamSession?.channel,
  });
  const shapes = {
    IVS: [
      /^https:\/\/\w{12}\.us-west-2\.playback\.live-video\.net\/api\/video\/v1\//,
      /^\w{12}\.global-contribute\.live-video\.net$/,
    ],
    local: [
      new RegExp(`^${ivs.url}/api/video/v1/us-west-2\\.123456789012\\.channel\\.\\w{12}\\.m3u8$`),
      new RegExp(`^127\\.0\\.0\\.1:${ivs.rtmpPort}$`),
    ],
  };
  for (const [flag, [playbackUrl, ingestEndpoint]] of [
    [false, shapes.IVS],
    [true, shapes.local],
  ] as const) {
    ivs.settings.localAddresses = flag;
    for (const [operation, addressed] of Object.entries(await answered())) {
      const expected =
        operation === 'GetStream' ? { playbackUrl } : { playbackUrl, ingestEndpoint, tags };
      expect(addressed, operation).toMatchObject(
        Object.fromEntries(
          Object.entries(expected).map(([member, value]) => [
            member,
            value instanceof RegExp ? expect.stringMatching(value) : value,
          ]),
        ),
      );
    }
  }
  const { stream } = await client.send(new GetStreamCommand({ channelArn: arn }));
  expect((await fetch(stream?.playbackUrl ?? '')).status).toBe(200);
});
