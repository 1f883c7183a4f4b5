import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { request, type IncomingMessage } from 'node:http';
import {
  ListChannelsCommand,
  PutMetadataCommand,
  StartViewerSessionRevocationCommand,
} from '@aws-sdk/client-ivs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { ROUTES } from '../../../local/ivs/control/routes.ts';
import { aChannel, controlCall, given, pass } from './setting.ts';

interface Described {
  summary: string;
  requestBody?: { content: { 'application/json': { schema: object } } };
  responses: Record<string, { content?: { 'application/json': { schema: object } } }>;
}

const DOCUMENT = JSON.parse(await readFile('local/ivs/openapi.json', 'utf8')) as {
  openapi: string;
  paths: Record<string, Record<string, Described>>;
  components: object;
};

const ajv = new Ajv2020({ strict: false, validateFormats: false });
/** Returns the errors of a value against a schema of the document. */
function complaints(schema: object, value: unknown): string {
  ajv.validate({ ...schema, components: DOCUMENT.components }, value);
  return ajv.errorsText();
}

test('every route of the code is in the file, and the reverse', () => {
  const described = Object.entries(DOCUMENT.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace('/_local/', '')}`),
  );
  expect(DOCUMENT.openapi).toBe('3.1.0');
  expect(described.toSorted()).toEqual(Object.keys(ROUTES).toSorted());
});

/**
 * The requests of each route with the expected status and the body, in this order. The test fills
 * in `{id}` as it runs.
 */
const CALLS: readonly (readonly [route: string, status: number, body?: unknown])[] = [
  ['GET health', 200],
  ['PUT settings', 200, { revocationEffectMs: 1_000 }],
  ['GET settings', 200],
  [
    'POST encoders',
    201,
    {
      channelArn: 'CHANNEL',
      reconnectAfterMs: 500,
      priority: 3,
      media: {
        width: 1_280,
        height: 720,
        bitrateBps: 3_000_000,
        framerate: 30,
        videoCodec: 'avc1',
        audioCodec: 'mp4a.40.2',
      },
    },
  ],
  ['GET encoders', 200],
  ['PUT encoders/{id}', 204, { silent: true, bitrateBps: 3_100_000 }],
  ['PUT encoders/{id}', 204, { silent: false }],
  ['PUT clock', 200, { advanceMs: 7_000 }],
  ['GET clock', 200],
  [
    'POST viewers',
    201,
    { channelArn: 'CHANNEL', count: 2, viewerId: 'ann', viewerSessionVersion: 3 },
  ],
  ['GET viewers', 200],
  ['DELETE viewers/{id}', 204],
  ['GET playback-url', 200],
  ['POST previews', 201, { channelArn: 'CHANNEL' }],
  ['GET overview', 200],
  ['GET stream-keys', 200],
  ['GET metadata', 200],
  ['GET revocations', 200],
  ['GET events', 200],
  ['POST events/{id}/resend', 204],
  ['PUT chaos', 200, { drop: 0.1, duplicate: 0, delayMs: [0, 5], reorder: true, seed: 3 }],
  ['GET chaos', 200],
  ['GET requests', 200],
  [
    'PUT faults',
    204,
    {
      faults: [
        { operation: 'GetChannel', error: 'Odd', status: 418, latencyMs: 1, count: 2, rate: 0.5 },
        { operation: 'StopStream', answer: 'html', status: 502, landsAfterMs: 9 },
        { operation: '*', dropResponse: false },
      ],
    },
  ],
  [
    'PUT tags',
    204,
    { resourceArn: 'CHANNEL', tags: { 'aws:cloudformation:stack-name': 'studio' } },
  ],
  ['GET faults', 200],
  [
    'PUT playback-faults',
    204,
    {
      faults: [
        { on: 'media', viewerId: 'ann', status: 429, code: 'busy', count: 2 },
        { channelArn: 'CHANNEL', viewerSessionId: 'a', latencyMs: 5 },
      ],
    },
  ],
  ['GET playback-faults', 200],
  ['POST encoders', 201, { channelArn: 'CHANNEL', streamKey: 'wrong', reconnect: 'obs' }],
  ['POST streams/fail', 204, { channelArn: 'CHANNEL', reason: 'because' }],
  ['DELETE encoders/{id}', 204],
  ['GET snapshot', 200],
  ['PUT snapshot', 204],
  ['POST reset', 204],
  // From here on, requests that the routes refuse.
  ['POST encoders', 400, { channelArn: 'x' }],
  ['PUT encoders/{id}', 404, {}],
  ['PUT encoders/{id}', 400, { surprise: 1 }],
  ['DELETE encoders/{id}', 404],
  ['POST streams/fail', 400, {}],
  ['POST streams/fail', 404, { channelArn: 'arn:aws:ivs:us-west-2:123456789012:channel/absent' }],
  ['POST viewers', 400, { channelArn: 'CHANNEL', count: 0 }],
  ['DELETE viewers/{id}', 404],
  ['POST previews', 400, {}],
  ['POST previews', 404, { channelArn: 'arn:aws:ivs:us-west-2:123456789012:channel/absent' }],
  ['POST events/{id}/resend', 404],
  ['PUT chaos', 400, { drop: 2 }],
  ['PUT faults', 400, {}],
  ['PUT tags', 400, { resourceArn: 'CHANNEL', tags: { a: 1 } }],
  ['PUT tags', 404, { resourceArn: 'arn:aws:ivs:us-west-2:123456789012:channel/absent', tags: {} }],
  ['PUT settings', 400, { surprise: 1 }],
  ['PUT clock', 400, { advanceMs: -1 }],
  ['PUT snapshot', 400, { version: 2 }],
];

test('every route takes, answers and refuses as the file says', async () => {
  const { ivs, client, clock } = await given();
  const { arn: channelArn } = await aChannel(client, { name: 'studio-1' });
  const ids: Record<string, string> = {};
  let snapshot: unknown;
  for (const [route, expected, given] of CALLS) {
    const [method = '', path = ''] = route.split(' ');
    const description = DOCUMENT.paths[`/_local/${path}`]?.[method.toLowerCase()];
    const body =
      route === 'PUT snapshot' && given === undefined
        ? snapshot
        : (JSON.parse(JSON.stringify(given ?? null).replaceAll('CHANNEL', channelArn)) as unknown);
    const input = description?.requestBody?.content['application/json'].schema;
    if (input && expected < 300)
      expect(complaints(input, body), `${route} input`).toBe('No errors');
    const asksForChannel = ['GET playback-url', 'GET stream-keys'].includes(route);
    const query = asksForChannel ? `?channelArn=${channelArn}` : '';
    const [resources = ''] = path.split('/');
    const { status, body: answer } = await controlCall(
      ivs,
      method,
      `${path.replace('{id}', ids[resources] ?? 'absent')}${query}`,
      body ?? undefined,
    );
    expect(status, `${route} ${JSON.stringify(answer)}`).toBe(expected);
    const output = description?.responses[String(status)];
    expect(output, `${route} ${status} is described`).toBeDefined();
    if (output?.content)
      expect(complaints(output.content['application/json'].schema, answer), `${route} answer`).toBe(
        'No errors',
      );
    else expect(answer, route).toEqual({});
    if (route === 'POST encoders' && status === 201) ids['encoders'] = String(answer['encoderId']);
    if (route === 'POST viewers' && status === 201)
      ids['viewers'] = (answer['viewerSessionIds'] as string[])[0] ?? '';
    if (route === 'GET events') ids['events'] = (answer['events'] as { id: string }[])[0]?.id ?? '';
    if (route === 'GET snapshot') snapshot = answer;
    if (route !== 'GET viewers') continue;
    await client.send(new PutMetadataCommand({ channelArn, metadata: 'now' }));
    await client.send(new StartViewerSessionRevocationCommand({ channelArn, viewerId: 'bob' }));
    await pass(clock, 10);
  }
  const tried = new Set(CALLS.filter(([, status]) => status < 300).map(([route]) => route));
  expect([...tried].toSorted()).toEqual(Object.keys(ROUTES).toSorted());
});

test('every route refuses a body that is not JSON, without a change', async () => {
  const { ivs, client } = await given();
  await aChannel(client, { name: 'studio-1' });
  const refused = async (route: string): Promise<{ status: number; body: string }> => {
    const [method = '', path = ''] = route.split(' ');
    const asking = request(`${ivs.url}/_local/${path.replace('{id}', 'absent')}`, {
      method,
      headers: { 'content-length': 7 },
    });
    asking.end('{ "oops');
    const [answer] = (await once(asking, 'response')) as [IncomingMessage];
    return {
      status: answer.statusCode ?? 0,
      body: await answer.setEncoding('utf8').reduce((all: string, part: string) => all + part, ''),
    };
  };
  for (const route of Object.keys(ROUTES))
    expect(await refused(route), route).toEqual({
      status: 400,
      body: '{"message":"the body is not JSON"}',
    });
  expect((await client.send(new ListChannelsCommand({}))).channels).toHaveLength(1);
});
