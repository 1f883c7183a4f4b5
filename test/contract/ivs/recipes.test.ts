import {
  DeleteChannelCommand,
  DeleteStreamKeyCommand,
  GetStreamCommand,
  StopStreamCommand,
} from '@aws-sdk/client-ivs';
import { expect, test } from 'vitest';
import { aChannel, given, names, pass, refusal, type Setting } from './setting.ts';

/** Returns a live channel whose encoder is back half a second after it was cut. */
async function onAir({
  client,
  clock,
  ivs,
}: Setting): Promise<{ arn: string; keyArn: string; streamId: string | undefined }> {
  const { arn, keyArn } = await aChannel(client);
  ivs.connectEncoder({ channelArn: arn, reconnectAfterMs: 500 });
  await pass(clock, 7_000);
  const { stream } = await client.send(new GetStreamCommand({ channelArn: arn }));
  return { arn, keyArn, streamId: stream?.streamId };
}

test('the recipe of a stop and a deletion at once meets a 409 twice', async () => {
  const setting = await given();
  const { client, clock } = setting;
  const { arn } = await onAir(setting);
  await client.send(new StopStreamCommand({ channelArn: arn }));
  expect(await refusal(client.send(new DeleteChannelCommand({ arn })))).toBe(
    '409 ConflictException',
  );
  await pass(clock, 3_000);
  expect(await refusal(client.send(new DeleteChannelCommand({ arn })))).toBe(
    '409 ConflictException',
  );
});

test('the recipe of a stop before the key goes leaves a fast encoder live', async () => {
  const setting = await given();
  const { client, clock, ivs } = setting;
  const { arn, keyArn, streamId } = await onAir(setting);
  await client.send(new StopStreamCommand({ channelArn: arn }));
  await pass(clock, 600);
  await client.send(new DeleteStreamKeyCommand({ arn: keyArn }));
  await pass(clock, 60_000);
  const { stream } = await client.send(new GetStreamCommand({ channelArn: arn }));
  expect(stream?.state).toBe('LIVE');
  expect(stream?.streamId).not.toBe(streamId);
  expect(names(ivs.events()).filter((name) => name === 'Session Created')).toHaveLength(2);
});

test('the recipe of deleting the key first takes the channel off air for good', async () => {
  const setting = await given();
  const { client, clock, ivs } = setting;
  const { arn, keyArn } = await onAir(setting);
  await client.send(new DeleteStreamKeyCommand({ arn: keyArn }));
  await client.send(new StopStreamCommand({ channelArn: arn }));
  await pass(clock, 60_000);
  expect(await refusal(client.send(new GetStreamCommand({ channelArn: arn })))).toBe(
    '404 ChannelNotBroadcasting',
  );
  expect(ivs.encoders()).toMatchObject([{ state: 'refused' }]);
  await client.send(new DeleteChannelCommand({ arn }));
});
