import { expect, test } from 'vitest';
import { aChannel, controlCall, given, names, pass } from './setting.ts';

test('encoders are connected, listed and taken away over HTTP', async () => {
  const { ivs, client, clock } = await given();
  const { arn: channelArn, keyValue } = await aChannel(client);
  const { status, body } = await controlCall(ivs, 'POST', 'encoders', { channelArn, streamKey: keyValue, reconnectAfterMs: 500 });
  expect(status).toBe(201);
  expect(await controlCall(ivs, 'GET', 'encoders')).toEqual({ status: 200, body: { encoders: [{ encoderId: body['encoderId'], channelArn, state: 'streaming' }] } });
  await pass(clock, 7_000);
  expect((await controlCall(ivs, 'DELETE', `encoders/${String(body['encoderId'])}?abrupt=true`)).status).toBe(204);
  expect((await controlCall(ivs, 'DELETE', `encoders/${String(body['encoderId'])}`)).status).toBe(404);
  await pass(clock, 3_000);
  expect(names(ivs.events())).toEqual(['Session Created', 'Stream Start', 'Starvation Start']);
  expect((await controlCall(ivs, 'GET', 'events')).body['events']).toEqual(ivs.events());
});

test('health, requests, settings, chaos and faults', async () => {
  const { ivs, client } = await given();
  await aChannel(client);
  expect((await controlCall(ivs, 'GET', 'health')).status).toBe(200);
  expect((await controlCall(ivs, 'GET', 'requests')).body['requests']).toEqual(ivs.requests());
  expect((await controlCall(ivs, 'PUT', 'settings', { streamStartMs: 10, rates: { GetChannel: 50 } })).body).toMatchObject({ streamStartMs: 10, rates: { GetChannel: 50, ListChannels: 5 } });
  expect(ivs.settings).toMatchObject({ streamStartMs: 10, throttling: false, rates: { GetChannel: 50, StopStream: 5 } });
  expect((await controlCall(ivs, 'GET', 'settings')).body).toEqual(ivs.settings);
  await controlCall(ivs, 'PUT', 'chaos', { drop: 0.5, reorder: true, seed: 3 });
  expect((await controlCall(ivs, 'GET', 'chaos')).body).toEqual({ drop: 0.5, duplicate: 0, delayMs: [500, 2000], reorder: 1, seed: 3 });
  expect((await controlCall(ivs, 'PUT', 'faults', { faults: [{ operation: 'GetChannel', error: 'ThrottlingException' }] })).status).toBe(204);
});

test.each([
  ['POST', 'encoders', { channelArn: 'x' }],
  ['POST', 'encoders', {}],
  ['POST', 'encoders', { channelArn: 'arn:aws:ivs:us-west-2:123456789012:channel/a', surprise: 1 }],
  ['POST', 'encoders', { channelArn: 'arn:aws:ivs:us-west-2:123456789012:channel/a', reconnectAfterMs: -1 }],
  ['PUT', 'chaos', { drop: 2 }],
  ['PUT', 'chaos', { delayMs: [5, 1] }],
  ['PUT', 'chaos', { dorp: 1 }],
  ['PUT', 'settings', { streamStartMs: 'soon' }],
  ['PUT', 'settings', { surprise: 1 }],
  ['PUT', 'settings', { rates: { GetChannel: 0 } }],
  ['PUT', 'faults', { faults: [{ operation: 'NoSuchOperation' }] }],
  ['PUT', 'faults', { faults: [{ operation: 'GetChannel', error: 'Unheard' }] }],
  ['PUT', 'faults', { faults: [{ operation: 'BatchStartViewerSessionRevocation', viewerId: 'v' }] }],
  ['PUT', 'faults', {}],
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
  expect((await fetch(`${ivs.url}/_local/encoders`, { method: 'POST', body: '{' })).status).toBe(400);
  expect((await controlCall(ivs, 'PUT', 'health', {})).status).toBe(404);
  expect((await controlCall(ivs, 'GET', 'nothing/at/all')).status).toBe(404);
});
