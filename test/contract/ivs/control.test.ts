import {
  GetChannelCommand,
  IvsClient,
  ListChannelsCommand,
  StopStreamCommand,
} from '@aws-sdk/client-ivs';
import { expect, test } from 'vitest';
import { aChannel, controlCall, given, names, pass, refusal } from './setting.ts';

test('encoders are connected, listed and taken away over HTTP', async () => {
  const { ivs, client, clock } = await given();
  const { arn: channelArn, keyValue } = await aChannel(client);
  const { status, body } = await controlCall(ivs, 'POST', 'encoders', {
    channelArn,
    streamKey: keyValue,
    reconnectAfterMs: 500,
  });
  expect(status).toBe(201);
  expect(await controlCall(ivs, 'GET', 'encoders')).toEqual({
    status: 200,
    body: { encoders: [{ encoderId: body['encoderId'], channelArn, state: 'streaming' }] },
  });
  await pass(clock, 7_000);
  expect(
    (await controlCall(ivs, 'DELETE', `encoders/${String(body['encoderId'])}?abrupt=true`)).status,
  ).toBe(204);
  expect((await controlCall(ivs, 'DELETE', `encoders/${String(body['encoderId'])}`)).status).toBe(
    404,
  );
  await pass(clock, 3_000);
  expect(names(ivs.events())).toEqual(['Session Created', 'Stream Start', 'Starvation Start']);
  expect((await controlCall(ivs, 'GET', 'events')).body['events']).toEqual(ivs.events());
});

test('health, requests, settings, chaos and faults can be read and set', async () => {
  const { ivs, client } = await given();
  await aChannel(client);
  expect((await controlCall(ivs, 'GET', 'health')).status).toBe(200);
  expect((await controlCall(ivs, 'GET', 'requests')).body['requests']).toEqual(ivs.requests());
  expect(
    (await controlCall(ivs, 'PUT', 'settings', { streamStartMs: 10, rates: { GetChannel: 50 } }))
      .body,
  ).toMatchObject({ streamStartMs: 10, rates: { GetChannel: 50, ListChannels: 5 } });
  expect(ivs.settings).toMatchObject({
    streamStartMs: 10,
    throttling: false,
    rates: { GetChannel: 50, StopStream: 5 },
  });
  expect((await controlCall(ivs, 'GET', 'settings')).body).toEqual(ivs.settings);
  await controlCall(ivs, 'PUT', 'chaos', { drop: 0.5, reorder: true, seed: 3 });
  expect((await controlCall(ivs, 'GET', 'chaos')).body).toEqual({
    drop: 0.5,
    duplicate: 0,
    delayMs: [500, 2000],
    reorder: 1,
    seed: 3,
  });
  expect(
    (
      await controlCall(ivs, 'PUT', 'faults', {
        faults: [{ operation: 'GetChannel', error: 'ThrottlingException' }],
      })
    ).status,
  ).toBe(204);
});

test.each([
  ['POST', 'encoders', { channelArn: 'x' }],
  ['POST', 'encoders', {}],
  ['POST', 'encoders', { channelArn: 'arn:aws:ivs:us-west-2:123456789012:channel/a', surprise: 1 }],
  [
    'POST',
    'encoders',
    { channelArn: 'arn:aws:ivs:us-west-2:123456789012:channel/a', reconnectAfterMs: -1 },
  ],
  ['PUT', 'chaos', { drop: 2 }],
  ['PUT', 'chaos', { delayMs: [5, 1] }],
  ['PUT', 'chaos', { dorp: 1 }],
  ['PUT', 'settings', { streamStartMs: 'soon' }],
  ['PUT', 'settings', { surprise: 1 }],
  ['PUT', 'settings', { rates: { GetChannel: 0 } }],
  ['PUT', 'settings', { rates: { getChannel: 50 } }],
  ['PUT', 'faults', { faults: [{ operation: 'NoSuchOperation' }] }],
  ['PUT', 'faults', { faults: [{ operation: 'GetChannel', error: 'Unheard' }] }],
  [
    'PUT',
    'faults',
    { faults: [{ operation: 'BatchStartViewerSessionRevocation', viewerId: 'v' }] },
  ],
  ['PUT', 'faults', { faults: [{ operation: 'GetChannel', answer: 'html' }] }],
  [
    'PUT',
    'faults',
    {
      faults: [
        { operation: 'GetChannel', answer: 'html', error: 'ThrottlingException', status: 429 },
      ],
    },
  ],
  ['PUT', 'faults', { faults: [{ operation: 'GetChannel', answer: 'odd', status: 429 }] }],
  ['PUT', 'faults', { faults: [{ operation: 'GetChannel', landsAfterMs: -1 }] }],
  ['PUT', 'faults', {}],
  ['PUT', 'tags', { tags: { 'aws:x': 'y' } }],
  ['PUT', 'clock', { advanceMs: 1e300 }],
])('%s %s with %j is a 400 that says why and changes nothing', async (method, path, input) => {
  const { ivs } = await given();
  const before = await controlCall(ivs, 'GET', 'settings');
  const { status, body } = await controlCall(ivs, method, path, input);
  expect(status).toBe(400);
  expect(body['message']).toMatch(/\w/);
  expect(await controlCall(ivs, 'GET', 'settings')).toEqual(before);
  expect(ivs.encoders()).toEqual([]);
});

test('malformed JSON is a 400, an unknown route a 404', async () => {
  const { ivs } = await given();
  expect((await fetch(`${ivs.url}/_local/encoders`, { method: 'POST', body: '{' })).status).toBe(
    400,
  );
  expect((await controlCall(ivs, 'PUT', 'health', {})).status).toBe(404);
  expect((await controlCall(ivs, 'GET', 'nothing/at/all')).status).toBe(404);
  expect((await controlCall(ivs, 'DELETE', 'encoders/%zz')).status).toBe(400);
});

test('the clock advances with its timers on the way, and freezing stops everything', async () => {
  const { ivs, client, clock } = await given();
  const { arn: channelArn } = await aChannel(client);
  ivs.connectEncoder({ channelArn });
  expect((await controlCall(ivs, 'PUT', 'clock', { frozen: true })).body).toEqual({
    now: '2026-11-23T10:00:00.000Z',
    frozen: true,
  });
  await pass(clock, 60_000);
  expect(names(ivs.events())).toEqual(['Session Created']);
  expect((await controlCall(ivs, 'PUT', 'clock', { advanceMs: 6_499 })).body).toEqual({
    now: '2026-11-23T10:00:06.499Z',
    frozen: true,
  });
  expect(ivs.isLive(channelArn)).toBe(false);
  await controlCall(ivs, 'PUT', 'clock', { advanceMs: 3_600_000 });
  expect(ivs.events().at(-1)).toMatchObject({
    time: '2026-11-23T10:00:06Z',
    detail: { event_name: 'Stream Start' },
  });
  await controlCall(ivs, 'PUT', 'clock', { frozen: false });
  ivs.disconnectEncoder(ivs.encoders()[0]?.encoderId ?? '');
  await pass(clock, 1_000);
  expect(ivs.events().at(-1)).toMatchObject({
    time: '2026-11-23T11:00:07Z',
    detail: { event_name: 'Stream End' },
  });
});

test('an event can be delivered once more, and a snapshot restores the state', async () => {
  const delivered: string[] = [];
  const { ivs, client, clock } = await given({
    deliver: async ({ id }) => void delivered.push(id),
  });
  const { arn: channelArn, keyValue } = await aChannel(client, { name: 'studio-1' });
  ivs.connectEncoder({ channelArn, streamKey: keyValue });
  await pass(clock, 10_000);
  const [created, started] = ivs.events().map(({ id }) => id);
  expect((await controlCall(ivs, 'POST', `events/${created}/resend`)).status).toBe(204);
  await pass(clock, 1);
  expect(delivered).toEqual([created, started, created]);
  const { body: before } = await controlCall(ivs, 'GET', 'snapshot');
  await client.send(new StopStreamCommand({ channelArn }));
  const second = await aChannel(client);
  await pass(clock, 2_000);
  expect((await controlCall(ivs, 'PUT', 'snapshot', before)).status).toBe(204);
  expect((await controlCall(ivs, 'GET', 'snapshot')).body).toEqual(before);
  expect(await refusal(client.send(new GetChannelCommand({ arn: second.arn })))).toBe(
    '404 ResourceNotFoundException',
  );
  expect(ivs.isLive(channelArn)).toBe(true);
  expect(ivs.encoders()).toMatchObject([{ channelArn, state: 'streaming' }]);
  await client.send(new StopStreamCommand({ channelArn }));
  expect(ivs.encoders()).toMatchObject([{ state: 'stopped' }]);
  expect(
    (await controlCall(ivs, 'PUT', 'snapshot', { version: 1, places: [{ region: 'us-west-2' }] }))
      .status,
  ).toBe(400);
});

test('a reset leaves no state behind', async () => {
  const { ivs, client, clock } = await given({ settings: { streamStartMs: 10 } });
  const { arn: channelArn } = await aChannel(client);
  ivs.connectEncoder({ channelArn, reconnectAfterMs: 5 });
  await pass(clock, 20);
  await controlCall(ivs, 'POST', 'viewers', { channelArn });
  await controlCall(ivs, 'PUT', 'settings', { streamStartMs: 99 });
  await controlCall(ivs, 'PUT', 'chaos', { drop: 1 });
  await controlCall(ivs, 'PUT', 'faults', {
    faults: [{ operation: '*', error: 'ThrottlingException' }],
  });
  expect((await controlCall(ivs, 'POST', 'reset')).status).toBe(204);
  await pass(clock, 60_000);
  const empty = await Promise.all(
    ['encoders', 'viewers', 'events', 'requests', 'faults', 'chaos'].map(
      async (resources) => (await controlCall(ivs, 'GET', resources)).body,
    ),
  );
  expect(empty).toEqual([
    { encoders: [] },
    { viewers: [] },
    { events: [], lost: [], undelivered: [] },
    { requests: [] },
    { faults: [] },
    { drop: 0, duplicate: 0, delayMs: [500, 2_000], reorder: 0 },
  ]);
  expect(ivs.settings).toMatchObject({ streamStartMs: 10, throttling: false });
  expect((await client.send(new ListChannelsCommand({}))).channels).toEqual([]);
});

test("the Date of answers is the machine's, so that the SDK sees no skewed clock", async () => {
  const { ivs } = await given();
  await controlCall(ivs, 'PUT', 'clock', { advanceMs: 10 * 86_400_000 });
  const client = new IvsClient({
    endpoint: ivs.url,
    region: 'us-west-2',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  expect(
    await refusal(
      client.send(
        new GetChannelCommand({ arn: 'arn:aws:ivs:us-west-2:123456789012:channel/absent' }),
      ),
    ),
  ).toBe('404 ResourceNotFoundException');
  client.destroy();
  expect(ivs.requests()).toHaveLength(1);
});
