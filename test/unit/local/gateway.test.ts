import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { createConnection } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../../local/clock.ts';
import { startGateway } from '../../../local/gateway/gateway.ts';
import type { LoopbackServer } from '../../../local/http.ts';
import { createInProcessLambda } from '../../../local/lambda/inProcess.ts';
import type { Lambda } from '../../../local/lambda/lambda.ts';
import { templateOf } from './fixture.ts';

const template = templateOf(
  [
    { name: 'echo' },
    { name: 'throwing' },
    { name: 'slow', timeoutSeconds: 0.05 },
    { name: 'shapes' },
  ],
  {
    routes: [
      { method: 'GET', path: '/v1/channels/{channelId}', functionName: 'echo' },
      { method: 'GET', path: '/v1/channels/mine', functionName: 'throwing' },
      { method: 'POST', path: '/v1/channels', functionName: 'echo' },
      { method: 'GET', path: '/slow', functionName: 'slow' },
      { method: 'GET', path: '/shapes/{shape}', functionName: 'shapes' },
      { method: 'GET', path: '/files/{path+}', functionName: 'echo' },
    ],
  },
);

const shapes: Record<string, unknown> = {
  binary: {
    statusCode: 201,
    headers: { 'content-type': 'image/x', 'x-n': 1 },
    cookies: ['a=1', 'b=2'],
    body: 'AAEC',
    isBase64Encoded: true,
  },
  bare: { hello: 'you' },
  text: 'just text',
  empty: { statusCode: 204 },
  wrong: { statusCode: 'ok' },
};

let lambda: Lambda;
let gateway: LoopbackServer;

beforeAll(async () => {
  lambda = createInProcessLambda({
    template,
    clock: systemClock,
    load: async (fn) => (event) => {
      if (fn.name === 'throwing') throw new Error('secret detail');
      if (fn.name === 'slow') return systemClock.sleep(200);
      if (fn.name === 'shapes')
        return shapes[(event as APIGatewayProxyEventV2).pathParameters?.['shape'] ?? ''];
      return {
        statusCode: 200,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(event),
      };
    },
  });
  gateway = await startGateway({ port: 0, template, lambda, clock: systemClock });
});

afterAll(async () => {
  await gateway.close();
  await lambda.close();
});

async function eventOf(path: string, init?: RequestInit): Promise<APIGatewayProxyEventV2> {
  const response = await fetch(`${gateway.url}${path}`, init);
  expect(response.status).toBe(200);
  return (await response.json()) as APIGatewayProxyEventV2;
}

test('the gateway hands a request over as an HTTP API does, payload 2.0', async () => {
  const event = await eventOf('/v1/channels/ab%20c?status=live&tag=a&tag=b%26', {
    headers: { Cookie: 'x=1; y=2', 'X-Reason': 'because' },
  });
  expect(event).toMatchObject({
    version: '2.0',
    routeKey: 'GET /v1/channels/{channelId}',
    rawPath: '/v1/channels/ab c',
    rawQueryString: 'status=live&tag=a&tag=b%26',
    queryStringParameters: { status: 'live', tag: 'a,b&' },
    cookies: ['x=1', 'y=2'],
    headers: { 'x-reason': 'because', host: `127.0.0.1:${gateway.port}` },
    pathParameters: { channelId: 'ab c' },
    isBase64Encoded: false,
    requestContext: {
      accountId: '123456789012',
      stage: '$default',
      routeKey: 'GET /v1/channels/{channelId}',
      http: {
        method: 'GET',
        path: '/v1/channels/ab c',
        protocol: 'HTTP/1.1',
        sourceIp: '127.0.0.1',
        userAgent: expect.any(String) as string,
      },
    },
  });
  expect(event).not.toHaveProperty('body');
  expect(event.headers).not.toHaveProperty('cookie');
  expect(event.requestContext.time).toMatch(
    /^\d{2}\/[A-Z][a-z]{2}\/\d{4}:\d{2}:\d{2}:\d{2} \+0000$/,
  );
  expect(Math.abs(event.requestContext.timeEpoch - systemClock.now())).toBeLessThan(5_000);
  const again = await eventOf('/v1/channels/abc');
  expect(again.requestContext.requestId).not.toBe(event.requestContext.requestId);
  expect(again).not.toHaveProperty('queryStringParameters');
});

test('the gateway hands text over as text and bytes in base64', async () => {
  const json = {
    method: 'POST',
    body: '{"name":"ö"}',
    headers: { 'content-type': 'application/merge-patch+json' },
  };
  expect(await eventOf('/v1/channels', json)).toMatchObject({
    body: '{"name":"ö"}',
    isBase64Encoded: false,
  });
  const bytes = {
    method: 'POST',
    body: new Uint8Array([0, 255]),
    headers: { 'content-type': 'application/octet-stream' },
  };
  expect(await eventOf('/v1/channels', bytes)).toMatchObject({
    body: 'AP8=',
    isBase64Encoded: true,
  });
});

test.each([
  ['a literal wins over a parameter', 'GET', '/v1/channels/mine', 500],
  ['an encoded slash separates', 'GET', '/v1/channels/a%2Fb', 404],
  ['a greedy parameter takes it', 'GET', '/files/a%2Fb/c', 200],
  ['an empty segment is no parameter', 'GET', '/v1/channels/', 404],
  ['another method', 'PUT', '/v1/channels', 404],
  ['HEAD is not GET', 'HEAD', '/v1/channels/abc', 404],
  ['OPTIONS without CORS', 'OPTIONS', '/v1/channels', 404],
  ['a path that is not decodable', 'GET', '/v1/channels/%E0%A4', 404],
])('the gateway routes like an HTTP API: %s', async (_name, method, path, status) => {
  expect((await fetch(`${gateway.url}${path}`, { method })).status).toBe(status);
});

test('the gateway has no CORS headers without CORS', async () => {
  const { headers } = await fetch(`${gateway.url}/v1/channels/abc`, {
    headers: { origin: 'https://page.example' },
  });
  expect([...headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
});

test('a throw is 500 and a timeout 503, without a reason', async () => {
  const thrown = await fetch(`${gateway.url}/v1/channels/mine`);
  expect([thrown.status, await thrown.text()]).toEqual([
    500,
    '{"message":"Internal Server Error"}',
  ]);
  const late = await fetch(`${gateway.url}/slow`);
  expect([late.status, await late.text()]).toEqual([503, '{"message":"Service Unavailable"}']);
});

test('the gateway answers with the result of the function', async () => {
  const binary = await fetch(`${gateway.url}/shapes/binary`);
  expect([binary.status, binary.headers.get('content-type'), binary.headers.get('x-n')]).toEqual([
    201,
    'image/x',
    '1',
  ]);
  expect(binary.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  expect(new Uint8Array(await binary.arrayBuffer())).toEqual(new Uint8Array([0, 1, 2]));
  const bare = await fetch(`${gateway.url}/shapes/bare`);
  expect([bare.status, bare.headers.get('content-type'), await bare.text()]).toEqual([
    200,
    'application/json',
    '{"hello":"you"}',
  ]);
  expect(await (await fetch(`${gateway.url}/shapes/text`)).text()).toBe('just text');
  const empty = await fetch(`${gateway.url}/shapes/empty`);
  expect([empty.status, await empty.text()]).toEqual([204, '']);
  expect((await fetch(`${gateway.url}/shapes/wrong`)).status).toBe(500);
});

const post = (bytes: number) =>
  fetch(`${gateway.url}/v1/channels`, {
    method: 'POST',
    body: 'x'.repeat(bytes),
    headers: { 'content-type': 'text/plain' },
  });

test('a body above 10 MB is 413, one at the limit is not', async () => {
  expect((await post(10 * 1024 * 1024 + 1)).status).toBe(413);
  expect((await post(10 * 1024 * 1024)).status).toBe(200);
});

test('every answer has the id of its request, the gateway’s own too', async () => {
  const own = [
    '/v1/channels/abc',
    '/v1/channels/mine',
    '/slow',
    '/nowhere',
    '/shapes/bare',
    '/shapes/wrong',
  ].map((path) => fetch(`${gateway.url}${path}`));
  const answers = await Promise.all([...own, post(10 * 1024 * 1024 + 1)]);
  expect(answers.map(({ status }) => status)).toEqual([200, 500, 503, 404, 200, 500, 413]);
  const ids = answers.map(({ headers }) => headers.get('apigw-requestid'));
  for (const id of ids) expect(id).toMatch(/^[\da-f-]{36}$/);
  expect(new Set(ids).size).toBe(answers.length);
});

test('a caller that hangs up in the middle of its body harms no other', async () => {
  const socket = createConnection(gateway.port, '127.0.0.1');
  socket.write('POST /v1/channels HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nhalf');
  await systemClock.sleep(20);
  socket.destroy();
  await systemClock.sleep(20);
  await eventOf('/v1/channels/abc');
});

const invoke = (name: string, body: string, headers: Record<string, string> = {}) =>
  fetch(`${gateway.url}/2015-03-31/functions/${name}/invocations`, {
    method: 'POST',
    body,
    headers,
  });

test('Lambda can be invoked as by the SDK', async () => {
  const waited = await invoke('echo', '{"a":1}');
  expect([waited.status, waited.headers.get('x-amz-function-error')]).toEqual([200, null]);
  expect(((await waited.json()) as { body: string }).body).toBe('{"a":1}');
  const failed = await invoke('test-throwing', '');
  expect([failed.status, failed.headers.get('x-amz-function-error')]).toEqual([200, 'Unhandled']);
  expect((await invoke('echo', '{}', { 'x-amz-invocation-type': 'Event' })).status).toBe(202);
  expect((await invoke('nobody', '{}')).status).toBe(404);
  expect((await invoke('echo', '{')).status).toBe(400);
});

test('the gateway listens on the loopback interface only, and names a taken port', async () => {
  expect(gateway.url).toBe(`http://127.0.0.1:${gateway.port}`);
  await expect(
    startGateway({ port: gateway.port, template, lambda, clock: systemClock }),
  ).rejects.toMatchObject({ code: 'EADDRINUSE', port: gateway.port });
});
