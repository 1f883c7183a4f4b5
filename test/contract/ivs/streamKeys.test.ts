import {
  BatchGetStreamKeyCommand,
  CreateStreamKeyCommand,
  DeleteChannelCommand,
  DeleteStreamKeyCommand,
  GetStreamKeyCommand,
  ListChannelsCommand,
  ListStreamKeysCommand,
} from '@aws-sdk/client-ivs';
import { expect, test } from 'vitest';
import { aChannel, given, pass, refusal } from './setting.ts';

const ABSENT_CHANNEL = 'arn:aws:ivs:us-west-2:123456789012:channel/absent';
const ABSENT_KEY = 'arn:aws:ivs:us-west-2:123456789012:stream-key/absent';

test('a channel has one key, and its next one has another ARN and value', async () => {
  const { client } = await given();
  const { arn: channelArn, keyArn, keyValue } = await aChannel(client);
  expect(await refusal(client.send(new CreateStreamKeyCommand({ channelArn })))).toBe(
    '402 ServiceQuotaExceededException',
  );
  expect(
    (await client.send(new DeleteStreamKeyCommand({ arn: keyArn }))).$metadata.httpStatusCode,
  ).toBe(204);
  const { streamKey } = await client.send(
    new CreateStreamKeyCommand({ channelArn, tags: { a: 'b' } }),
  );
  expect(streamKey).toMatchObject({ channelArn, tags: { a: 'b' } });
  expect(streamKey?.arn).not.toBe(keyArn);
  expect(streamKey?.value).not.toBe(keyValue);
  expect((await client.send(new GetStreamKeyCommand({ arn: streamKey?.arn }))).streamKey).toEqual(
    streamKey,
  );
});

test('reads and batches of keys hold the value, lists never do', async () => {
  const { client } = await given();
  const { arn: channelArn, keyArn, streamKey } = await aChannel(client);
  const list = await client.send(new ListStreamKeysCommand({ channelArn }));
  expect(list.streamKeys).toEqual([{ arn: keyArn, channelArn, tags: {} }]);
  expect((await client.send(new GetStreamKeyCommand({ arn: keyArn }))).streamKey).toEqual(
    streamKey,
  );
  const batch = await client.send(new BatchGetStreamKeyCommand({ arns: [keyArn, ABSENT_KEY] }));
  expect(batch.streamKeys).toEqual([streamKey]);
  expect(batch.errors).toEqual([{ arn: ABSENT_KEY, code: '404', message: 'not found' }]);
});

test('a page of keys has one, unless more are asked for', async () => {
  const { client } = await given({ settings: { streamKeysPerChannelMax: 3 } });
  const { arn: channelArn } = await aChannel(client);
  await client.send(new CreateStreamKeyCommand({ channelArn }));
  const first = await client.send(new ListStreamKeysCommand({ channelArn }));
  expect(first.streamKeys).toHaveLength(1);
  expect(await refusal(client.send(new ListChannelsCommand({ nextToken: first.nextToken })))).toBe(
    '400 ValidationException',
  );
  const second = await client.send(
    new ListStreamKeysCommand({ channelArn, nextToken: first.nextToken }),
  );
  expect(second.streamKeys).toHaveLength(1);
  expect(second.nextToken).toBeUndefined();
  expect(second.streamKeys?.[0]?.arn).not.toBe(first.streamKeys?.[0]?.arn);
  expect(
    (await client.send(new ListStreamKeysCommand({ channelArn, maxResults: 50 }))).streamKeys,
  ).toHaveLength(2);
  expect(
    await refusal(client.send(new ListStreamKeysCommand({ channelArn, maxResults: 51 }))),
  ).toBe('400 ValidationException');
});

test('an absent key is not found, and an invalid ARN is invalid', async () => {
  const { client } = await given();
  const { arn: channelArn } = await aChannel(client);
  expect(
    await refusal(client.send(new CreateStreamKeyCommand({ channelArn: ABSENT_CHANNEL }))),
  ).toBe('404 ResourceNotFoundException');
  expect(
    await refusal(client.send(new ListStreamKeysCommand({ channelArn: ABSENT_CHANNEL }))),
  ).toBe('404 ResourceNotFoundException');
  expect(await refusal(client.send(new GetStreamKeyCommand({ arn: ABSENT_KEY })))).toBe(
    '404 ResourceNotFoundException',
  );
  expect(await refusal(client.send(new DeleteStreamKeyCommand({ arn: ABSENT_KEY })))).toBe(
    '404 ResourceNotFoundException',
  );
  expect(await refusal(client.send(new GetStreamKeyCommand({ arn: channelArn })))).toBe(
    '400 ValidationException',
  );
  expect(await refusal(client.send(new DeleteStreamKeyCommand({ arn: 'x' })))).toBe(
    '400 ValidationException',
  );
  expect(await refusal(client.send(new CreateStreamKeyCommand({ channelArn: ABSENT_KEY })))).toBe(
    '400 ValidationException',
  );
  expect(await refusal(client.send(new BatchGetStreamKeyCommand({ arns: [] })))).toBe(
    '400 ValidationException',
  );
});

test('deleting the key of a live channel is allowed and leaves the stream on', async () => {
  const { ivs, client, clock } = await given();
  const { arn, keyArn } = await aChannel(client);
  ivs.connectEncoder({ channelArn: arn });
  await pass(clock, 7_000);
  await client.send(new DeleteStreamKeyCommand({ arn: keyArn }));
  await pass(clock, 60_000);
  expect(ivs.isLive(arn)).toBe(true);
});

test('settings can make the deletion of a key end the stream', async () => {
  const { ivs, client, clock } = await given({ settings: { deletedKeyEndsSession: true } });
  const { arn, keyArn } = await aChannel(client);
  ivs.connectEncoder({ channelArn: arn });
  await pass(clock, 7_000);
  await client.send(new DeleteStreamKeyCommand({ arn: keyArn }));
  await pass(clock, 1_000);
  expect(ivs.isLive(arn)).toBe(false);
  expect(ivs.encoders()).toMatchObject([{ state: 'stopped' }]);
  await client.send(new DeleteChannelCommand({ arn }));
});
