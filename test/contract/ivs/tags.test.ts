import {
  CreateChannelCommand,
  CreateStreamKeyCommand,
  DeleteStreamKeyCommand,
  GetChannelCommand,
  GetStreamKeyCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-ivs';
import { expect, test } from 'vitest';
import { aChannel, controlCall, given, refusal } from './setting.ts';

test('tags are merged, listed and taken away, and appear on the resource', async () => {
  const { client } = await given();
  const { arn, keyArn } = await aChannel(client, { tags: { a: '1', b: '2' } });
  await client.send(new TagResourceCommand({ resourceArn: arn, tags: { b: '3', 'c d': 'é/+=' } }));
  expect((await client.send(new ListTagsForResourceCommand({ resourceArn: arn }))).tags).toEqual({
    a: '1',
    b: '3',
    'c d': 'é/+=',
  });
  await client.send(
    new UntagResourceCommand({ resourceArn: arn, tagKeys: ['a', 'c d', 'never there'] }),
  );
  expect((await client.send(new GetChannelCommand({ arn }))).channel?.tags).toEqual({ b: '3' });
  await client.send(new TagResourceCommand({ resourceArn: keyArn, tags: { k: 'v' } }));
  expect((await client.send(new GetStreamKeyCommand({ arn: keyArn }))).streamKey?.tags).toEqual({
    k: 'v',
  });
});

test('51 tags are too many, however they come together', async () => {
  const { client } = await given();
  const { arn: resourceArn } = await aChannel(client, {
    tags: Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`k${index}`, ''])),
  });
  expect(
    await refusal(client.send(new TagResourceCommand({ resourceArn, tags: { more: '' } }))),
  ).toBe('400 ValidationException');
  await client.send(new TagResourceCommand({ resourceArn, tags: { k0: 'again' } }));
});

test('an absent resource is not found, and a violation of a constraint is invalid', async () => {
  const { client } = await given();
  const { arn } = await aChannel(client);
  for (const kind of ['channel', 'stream-key', 'recording-configuration']) {
    const resourceArn = `arn:aws:ivs:us-west-2:123456789012:${kind}/absent`;
    expect(await refusal(client.send(new ListTagsForResourceCommand({ resourceArn })))).toBe(
      '404 ResourceNotFoundException',
    );
    expect(await refusal(client.send(new TagResourceCommand({ resourceArn, tags: {} })))).toBe(
      '404 ResourceNotFoundException',
    );
    expect(
      await refusal(client.send(new UntagResourceCommand({ resourceArn, tagKeys: ['a'] }))),
    ).toBe('404 ResourceNotFoundException');
  }
  expect(await refusal(client.send(new ListTagsForResourceCommand({ resourceArn: 'x' })))).toBe(
    '400 ValidationException',
  );
  expect(
    await refusal(
      client.send(new TagResourceCommand({ resourceArn: arn, tags: { 'aws:a': 'b' } })),
    ),
  ).toBe('400 ValidationException');
  expect(
    await refusal(client.send(new TagResourceCommand({ resourceArn: arn, tags: { a: '*' } }))),
  ).toBe('400 ValidationException');
  const tagKeys = Array.from({ length: 51 }, (_, index) => `k${index}`);
  expect(await refusal(client.send(new UntagResourceCommand({ resourceArn: arn, tagKeys })))).toBe(
    '400 ValidationException',
  );
});

test('tags of AWS are seeded by the control API alone, and cannot be set or copied', async () => {
  const { ivs, client } = await given();
  const own = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`k${index}`, '']));
  const { arn: channelArn, keyArn } = await aChannel(client, { tags: own });
  const ofAws = {
    'aws:cloudformation:stack-name': 'studio',
    'aws:cloudformation:logical-id': 'Key',
  };
  for (const resourceArn of [channelArn, keyArn])
    expect((await controlCall(ivs, 'PUT', 'tags', { resourceArn, tags: ofAws })).status).toBe(204);
  expect((await client.send(new GetStreamKeyCommand({ arn: keyArn }))).streamKey?.tags).toEqual(
    ofAws,
  );
  expect(
    (await client.send(new ListTagsForResourceCommand({ resourceArn: channelArn }))).tags,
  ).toEqual({ ...own, ...ofAws });
  // Tags of AWS do not count towards the fifty.
  await client.send(new TagResourceCommand({ resourceArn: channelArn, tags: { k0: 'again' } }));
  await client.send(new DeleteStreamKeyCommand({ arn: keyArn }));
  for (const tags of [ofAws, { 'AWS:x': 'y' }]) {
    expect(await refusal(client.send(new CreateStreamKeyCommand({ channelArn, tags })))).toBe(
      '400 ValidationException',
    );
    expect(await refusal(client.send(new CreateChannelCommand({ tags })))).toBe(
      '400 ValidationException',
    );
    expect(
      await refusal(client.send(new TagResourceCommand({ resourceArn: channelArn, tags }))),
    ).toBe('400 ValidationException');
  }
});
