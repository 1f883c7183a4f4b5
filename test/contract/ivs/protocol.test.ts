import { connect } from 'node:net';
import {
  CreateChannelCommand,
  DeleteChannelCommand,
  GetChannelCommand,
  IvsServiceException,
  ListChannelsCommand,
  StopStreamCommand,
  UpdateChannelCommand,
} from '@aws-sdk/client-ivs';
import { expect, test } from 'vitest';
import { aChannel, given, pass, refusal } from './setting.ts';

const ABSENT = 'arn:aws:ivs:us-west-2:123456789012:channel/absent';

async function send(
  url: string,
  method: string,
  body?: string,
): Promise<{ status: number; type: string | null; id: string | null; text: string }> {
  const response = await fetch(url, { method, ...(body !== undefined && { body }) });
  return {
    status: response.status,
    type: response.headers.get('x-amzn-errortype'),
    id: response.headers.get('x-amzn-requestid'),
    text: await response.text(),
  };
}

test('an error has its status, its type in a header and its text under both names', async () => {
  const { ivs } = await given();
  const answer = await send(`${ivs.url}/GetChannel`, 'POST', JSON.stringify({ arn: ABSENT }));
  expect(answer).toMatchObject({
    status: 404,
    type: 'ResourceNotFoundException',
    id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
  });
  const message = `ResourceNotFoundException: Resource: ${ABSENT} not found`;
  expect(JSON.parse(answer.text)).toEqual({
    __type: 'ResourceNotFoundException',
    message,
    exceptionMessage: message,
  });
});

test('the SDK sees name, text and request id of an error', async () => {
  const { client } = await given();
  const error: unknown = await client
    .send(new GetChannelCommand({ arn: ABSENT }))
    .catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(IvsServiceException);
  expect(error).toMatchObject({
    name: 'ResourceNotFoundException',
    message: expect.stringContaining('not found') as string,
    $metadata: { requestId: expect.any(String) as string },
  });
});

test.each([
  ['an unknown path', 'POST', '/Nothing', 'UnknownOperationException'],
  ['the wrong case', 'POST', '/getchannel', 'UnknownOperationException'],
  ['the wrong method', 'GET', '/GetChannel', 'UnknownOperationException'],
  ['a path below an operation', 'POST', '/GetChannel/', 'UnknownOperationException'],
  ['an ARN whose slash is not encoded', 'GET', `/tags/${ABSENT}`, 'UnknownOperationException'],
  [
    'tags with another method',
    'PUT',
    `/tags/${encodeURIComponent(ABSENT)}`,
    'UnknownOperationException',
  ],
])('%s is no operation', async (_what, method, path, type) => {
  const { ivs } = await given();
  expect(await send(`${ivs.url}${path}`, method)).toMatchObject({ status: 404, type });
});

test.each([
  ['no JSON', '{', 'SerializationException'],
  ['a list', '[]', 'SerializationException'],
  ['a missing required member', '{}', 'ValidationException'],
  ['null for a required member', '{"arn":null}', 'ValidationException'],
  ['the wrong type', '{"arn":7}', 'SerializationException'],
])('a body with %s is invalid', async (_what, body, type) => {
  const { ivs } = await given();
  expect(await send(`${ivs.url}/GetChannel`, 'POST', body)).toMatchObject({ status: 400, type });
  ivs.settings.unreadableInput = 'ValidationException';
  const { status, text } = await send(`${ivs.url}/GetChannel`, 'POST', body);
  expect(status).toBe(400);
  expect(text).toMatch(/^\{"__type":"ValidationException","message":"ValidationException: [^:]+/);
});

const SIGNED =
  'AWS4-HMAC-SHA256 Credential=local/20261123/us-west-2/ivs/aws4_request, ' +
  `SignedHeaders=host;x-amz-date, Signature=${'a'.repeat(64)}`;
const DATE = { 'x-amz-date': '20261123T100000Z' };

test.each<[string, Record<string, string>, string]>([
  ['nothing', DATE, 'MissingAuthenticationToken'],
  ['another scheme', { ...DATE, authorization: 'Bearer x' }, 'IncompleteSignature'],
  [
    'no credential',
    { ...DATE, authorization: SIGNED.replace('Credential=', 'Cred=') },
    'IncompleteSignature',
  ],
  [
    'a credential without a region',
    { ...DATE, authorization: SIGNED.replace('/us-west-2', '') },
    'IncompleteSignature',
  ],
  [
    'a credential for another service',
    { ...DATE, authorization: SIGNED.replace('/ivs/', '/ivschat/') },
    'IncompleteSignature',
  ],
  [
    'no signed headers',
    { ...DATE, authorization: SIGNED.replace(/SignedHeaders=[^,]+/, 'SignedHeaders=') },
    'IncompleteSignature',
  ],
  ['a short signature', { ...DATE, authorization: SIGNED.slice(0, -1) }, 'IncompleteSignature'],
  ['no date', { authorization: SIGNED }, 'IncompleteSignature'],
  ['a garbled date', { authorization: SIGNED, 'x-amz-date': 'today' }, 'IncompleteSignature'],
])(
  'an authorization with %s is refused before the call counts, where one is required',
  async (_what, headers, type) => {
    const { ivs } = await given({
      settings: { requireSignature: true, throttling: true, rates: { ListChannels: 1 } },
    });
    const call = async (given: Record<string, string>): Promise<unknown> => {
      const { status, headers: answered } = await fetch(`${ivs.url}/ListChannels`, {
        method: 'POST',
        headers: given,
      });
      return [status, answered.get('x-amzn-errortype')];
    };
    expect(await call(headers)).toEqual([403, type]);
    expect(await call({ ...DATE, authorization: SIGNED })).toEqual([200, null]);
    expect(await call({ ...DATE, authorization: SIGNED })).toEqual([429, 'ThrottlingException']);
  },
);

test('a lag lets reads see the state of so long ago, and only that', async () => {
  const { client, clock } = await given({ settings: { readLagMs: 2_000 } });
  const { arn } = await aChannel(client, { name: 'new' });
  expect(await refusal(client.send(new GetChannelCommand({ arn })))).toBe(
    '404 ResourceNotFoundException',
  );
  expect((await client.send(new ListChannelsCommand({}))).channels).toEqual([]);
  await pass(clock, 1_000);
  await client.send(new UpdateChannelCommand({ arn, name: 'newer' }));
  await pass(clock, 1_000);
  expect((await client.send(new GetChannelCommand({ arn }))).channel?.name).toBe('new');
  await pass(clock, 1_000);
  expect((await client.send(new GetChannelCommand({ arn }))).channel?.name).toBe('newer');
  await client.send(new DeleteChannelCommand({ arn }));
  expect(await refusal(client.send(new DeleteChannelCommand({ arn })))).toBe(
    '404 ResourceNotFoundException',
  );
  expect((await client.send(new GetChannelCommand({ arn }))).channel?.name).toBe('newer');
  await pass(clock, 2_000);
  expect(await refusal(client.send(new GetChannelCommand({ arn })))).toBe(
    '404 ResourceNotFoundException',
  );
});

test('an unverified account may read and stop, and no more', async () => {
  const { client } = await given({ settings: { accountVerified: false } });
  expect((await client.send(new ListChannelsCommand({}))).channels).toEqual([]);
  expect(await refusal(client.send(new CreateChannelCommand({})))).toBe('403 PendingVerification');
  expect(await refusal(client.send(new StopStreamCommand({ channelArn: ABSENT })))).toBe(
    '404 ResourceNotFoundException',
  );
});

test('a header is optional without a requirement, but a garbled one is refused', async () => {
  const { ivs } = await given();
  expect(await send(`${ivs.url}/ListChannels`, 'POST')).toMatchObject({ status: 200 });
  const garbled = await fetch(`${ivs.url}/ListChannels`, {
    method: 'POST',
    headers: { authorization: 'AWS4-HMAC-SHA256 Credential=x' },
  });
  expect(garbled.status).toBe(403);
});

test('null is absent, unknown members are ignored, an empty body is a structure', async () => {
  const { ivs } = await given();
  expect(
    await send(`${ivs.url}/CreateChannel`, 'POST', '{"name":null,"surprise":1}'),
  ).toMatchObject({ status: 200 });
  expect(await send(`${ivs.url}/ListChannels`, 'POST')).toMatchObject({ status: 200 });
});

test('a body over 1 MiB is too large', async () => {
  const { ivs } = await given();
  const body = JSON.stringify({ name: 'x'.repeat(1_100_000) });
  expect(await send(`${ivs.url}/CreateChannel`, 'POST', body)).toMatchObject({
    status: 413,
    type: 'RequestEntityTooLargeException',
  });
});

test('an ARN in a path that is not percent-encoded UTF-8 is invalid', async () => {
  const { ivs } = await given();
  expect(await send(`${ivs.url}/tags/%E0%A4%A`, 'GET')).toMatchObject({
    status: 400,
    type: 'ValidationException',
  });
  expect(await send(`${ivs.url}/tags/${encodeURIComponent(ABSENT)}`, 'DELETE')).toMatchObject({
    status: 400,
    type: 'ValidationException',
  });
});

test('a caller gets five calls a second of one operation, then 429 before validation', async () => {
  const { client, clock } = await given({ settings: { throttling: true } });
  const outcomes = [];
  for (let call = 0; call < 7; call++)
    outcomes.push(await refusal(client.send(new GetChannelCommand({ arn: 'x' }))));
  expect(outcomes).toEqual([
    ...Array<string>(5).fill('400 ValidationException'),
    '429 ThrottlingException',
    '429 ThrottlingException',
  ]);
  await client.send(new ListChannelsCommand({}));
  await pass(clock, 199);
  expect(await refusal(client.send(new GetChannelCommand({ arn: 'x' })))).toBe(
    '429 ThrottlingException',
  );
  await pass(clock, 1);
  expect(await refusal(client.send(new GetChannelCommand({ arn: 'x' })))).toBe(
    '400 ValidationException',
  );
});

test('a caller at exactly the allowed pace is never refused', async () => {
  const { client, clock } = await given({ settings: { throttling: true } });
  for (let call = 0; call < 5; call++) await client.send(new ListChannelsCommand({}));
  for (let call = 0; call < 60; call++) {
    const lateMs = 1 + (call % 7);
    await pass(clock, 200 + lateMs);
    await client.send(new ListChannelsCommand({}));
    await pass(clock, 200 - lateMs);
    await client.send(new ListChannelsCommand({}));
  }
});

test('a rate below one call a second is a call every so many seconds', async () => {
  const { client, clock } = await given({
    settings: { throttling: true, rates: { ListChannels: 0.5 } },
  });
  await client.send(new ListChannelsCommand({}));
  await pass(clock, 1_999);
  expect(await refusal(client.send(new ListChannelsCommand({})))).toBe('429 ThrottlingException');
  await pass(clock, 1);
  await client.send(new ListChannelsCommand({}));
});

test('requests are on record with their outcome, and without their contents', async () => {
  const { ivs, client } = await given();
  const { arn, keyValue } = await aChannel(client);
  await refusal(client.send(new GetChannelCommand({ arn: ABSENT })));
  await send(`${ivs.url}/tags/${encodeURIComponent(arn)}`, 'GET');
  expect(ivs.requests()).toMatchObject([
    { operation: 'CreateChannel', outcome: 'ok', status: 200, at: '2026-11-23T10:00:00.000Z' },
    {
      operation: 'GetChannel',
      outcome: 'ResourceNotFoundException',
      status: 404,
      channelArn: ABSENT,
    },
    { operation: 'ListTagsForResource', outcome: 'ok', channelArn: arn },
  ]);
  expect(new Set(ivs.requests().map(({ requestId }) => requestId)).size).toBe(3);
  expect(JSON.stringify([ivs.requests(), ivs.events(), ivs.encoders()])).not.toContain(keyValue);
});

test('a fault answers instead of acting, as often as it was told to', async () => {
  const { ivs, client } = await given();
  const { arn } = await aChannel(client);
  ivs.setFaults([
    { operation: 'DeleteChannel', error: 'InternalServerException', count: 2 },
    { operation: 'GetChannel', error: 'Weird', status: 418 },
  ]);
  expect(await refusal(client.send(new DeleteChannelCommand({ arn })))).toBe(
    '500 InternalServerException',
  );
  expect(await refusal(client.send(new GetChannelCommand({ arn })))).toBe('418 Weird');
  expect(await refusal(client.send(new DeleteChannelCommand({ arn })))).toBe(
    '500 InternalServerException',
  );
  await client.send(new DeleteChannelCommand({ arn }));
  ivs.setFaults([]);
  expect(await refusal(client.send(new GetChannelCommand({ arn })))).toBe(
    '404 ResourceNotFoundException',
  );
});

test('a dropped response has acted', async () => {
  const { ivs, client } = await given();
  const { arn } = await aChannel(client);
  ivs.setFaults([{ operation: 'DeleteChannel', dropResponse: true, count: 1 }]);
  await expect(client.send(new DeleteChannelCommand({ arn }))).rejects.not.toBeInstanceOf(
    IvsServiceException,
  );
  expect(ivs.requests().at(-1)).toMatchObject({
    operation: 'DeleteChannel',
    outcome: 'ok',
    status: 204,
  });
  expect(await refusal(client.send(new DeleteChannelCommand({ arn })))).toBe(
    '404 ResourceNotFoundException',
  );
});

test('latency passes on the clock of the simulator, and strikes at its rate', async () => {
  const { ivs, client, clock } = await given({ seed: 4 });
  ivs.setFaults([{ operation: '*', latencyMs: 2_000 }]);
  let answered = false;
  const call = client.send(new ListChannelsCommand({})).then(() => (answered = true));
  while (clock.nextAt() === undefined) await new Promise((resolve) => setImmediate(resolve));
  await pass(clock, 1_999);
  expect(answered).toBe(false);
  await pass(clock, 1);
  await call;
  ivs.setFaults([{ operation: 'ListChannels', error: 'ServiceUnavailable', rate: 0.5 }]);
  const outcomes = [];
  for (let count = 0; count < 40; count++)
    outcomes.push(
      await client.send(new ListChannelsCommand({})).then(
        () => 'ok',
        () => 'failed',
      ),
    );
  expect(outcomes.filter((outcome) => outcome === 'ok').length).toBeGreaterThan(8);
  expect(outcomes.filter((outcome) => outcome === 'failed').length).toBeGreaterThan(8);
});

test('a client that hangs up while sending leaves the server well', async () => {
  const { ivs, client } = await given();
  const socket = connect(ivs.port, '127.0.0.1');
  await new Promise((resolve) => socket.once('connect', resolve));
  socket.write('POST /CreateChannel HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{"na');
  socket.destroy();
  await aChannel(client);
  expect(ivs.requests()).toHaveLength(1);
});
