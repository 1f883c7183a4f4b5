import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { edge } from '../../../lib/api/edge.ts';
import { elsewhere } from '../../../lib/api/elsewhere.ts';
import { BODY_BYTES_MAX, id, numberFrom } from '../../../lib/api/input.ts';
import { defineRoute, type Call } from '../../../lib/api/route.ts';
import { useApp } from '../../../lib/app.ts';
import { Problem } from '../../../lib/errors.ts';
import { IvsRefusal } from '../../../lib/ivs/refusal.ts';
import { lambdaContext, NOW, openIssuer, requestOf, REQUEST_ID, sceneApp, type Issuer } from './scene.ts';

const READ = 'GET /v1/things/{thingId}';
const MAKE = 'POST /v1/things';

let issuer: Issuer;
let app: ReturnType<typeof sceneApp>;
/** What the routes were called with: empty when nothing got through. */
let calls: Call[];
let failing: unknown;

const answer = (call: Call): Promise<{ status: number; body: object }> => {
  calls.push(call);
  if (failing !== undefined) throw failing;
  return Promise.resolve({ status: 200, body: { ok: true } });
};
const handler = edge([
  defineRoute({ key: 'GET /health', scope: 'open', answer }),
  defineRoute({ key: READ, scope: 'channels:read', query: z.strictObject({ limit: z.optional(numberFrom(1, 100)) }), answer }),
  defineRoute({ key: MAKE, scope: 'channels:write', mutates: true, body: z.strictObject({ name: z.string(), parts: z.optional(z.array(z.strictObject({ id }))) }), answer }),
  defineRoute({ key: 'DELETE /v1/things/{thingId}', scope: 'channels:write', mutates: true, answer }),
]);

beforeAll(async () => {
  issuer = await openIssuer();
});
afterAll(() => issuer.close());
beforeEach(() => {
  app = sceneApp({ issuer: issuer.url, jwksUri: issuer.jwksUri });
  useApp(app);
  calls = [];
  failing = undefined;
});

async function ask(event: APIGatewayProxyEventV2, scope: string | undefined = 'channels:read channels:write'): Promise<APIGatewayProxyStructuredResultV2 & { json: Record<string, unknown> }> {
  const authorization = `Bearer ${await issuer.token({ claims: { scope } })}`;
  return raw({ ...event, headers: { authorization, ...event.headers } });
}
async function raw(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2 & { json: Record<string, unknown> }> {
  const result = await handler(event, lambdaContext);
  return { ...result, json: JSON.parse(result.body ?? '{}') as Record<string, unknown> };
}
const json = { 'content-type': 'application/json' };

test('an answer carries the gateway’s request id, and says that it is not to be kept', async () => {
  const result = await ask(requestOf(READ, { parameters: { thingId: 'AbC-1' } }));
  expect(result).toMatchObject({ statusCode: 200, json: { ok: true } });
  expect(result.headers).toEqual({
    'content-type': 'application/json',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-request-id': REQUEST_ID,
  });
  expect(calls).toMatchObject([{ caller: 'operator-7', parameters: { thingId: 'AbC-1' }, arrivedAt: NOW, requestId: REQUEST_ID }]);
});

test('every request leaves one line: who asked for what, and how it went, without the token', async () => {
  await ask(requestOf(READ, { parameters: { thingId: 'AbC-1' } }));
  expect(app.lines).toEqual([
    { level: 'info', message: 'answered', fields: { requestId: REQUEST_ID, route: READ, path: '/v1/things/AbC-1', status: 200, caller: 'operator-7', durationMs: 0 } },
  ]);
});

test('health is open; an address that is in no table is 404', async () => {
  expect(await raw(requestOf('GET /health'))).toMatchObject({ statusCode: 200 });
  expect(await raw(requestOf('GET /nowhere'))).toMatchObject({ statusCode: 404, json: { type: '/problems/not-found' } });
});

test('an ARN in a path, encoded or not, is told from an address that is none, to whoever has a token', async () => {
  const lost = edge([elsewhere]);
  const go = async (path: string, scope: string | undefined): Promise<unknown> => {
    const headers = scope === undefined ? {} : { authorization: `Bearer ${await issuer.token({ claims: { scope } })}` };
    const { statusCode, body } = await lost({ ...requestOf(elsewhere.key, { headers }), rawPath: path }, lambdaContext);
    return [statusCode, (JSON.parse(body ?? '{}') as { type: string }).type];
  };
  expect(await go('/v1/channels/arn:aws:ivs:us-west-2:123456789012:channel/AbC', 'jobs:read')).toEqual([400, '/problems/invalid-request']);
  expect(await go('/v1/channels/arn%3Aaws%3Aivs%3Aus-west-2%3A123456789012%3Achannel%2FAbC', 'jobs:read')).toEqual([400, '/problems/invalid-request']);
  expect(await go('/v1/nowhere', 'jobs:read')).toEqual([404, '/problems/not-found']);
  expect(await go('/v1/nowhere', undefined)).toEqual([401, '/problems/unauthenticated']);
});

describe('who may come in', () => {
  test('nobody without a token, and the body is not even looked at', async () => {
    const result = await raw(requestOf(MAKE, { headers: json, body: '{malformed' }));
    expect(result).toMatchObject({ statusCode: 401, json: { type: '/problems/unauthenticated', requestId: REQUEST_ID, instance: '/v1/things' } });
    expect(result.headers).toMatchObject({ 'www-authenticate': 'Bearer realm="channelkeeper"', 'content-type': 'application/problem+json' });
    expect(calls).toEqual([]);
  });

  test('nobody with another scope, and the answer names the one that is needed', async () => {
    const result = await ask(requestOf(MAKE, { headers: json, body: '{malformed' }), 'channels:read');
    expect(result).toMatchObject({ statusCode: 403, json: { type: '/problems/missing-scope', scope: 'channels:write' } });
    expect(result.headers?.['www-authenticate']).toContain('error="insufficient_scope"');
    expect(calls).toEqual([]);
  });

  test('one request’s caller is never another’s, though they share the event and run at once', async () => {
    const event = requestOf(READ, { parameters: { thingId: 'AbC-1' } });
    const enter = async (sub: string): Promise<unknown> =>
      handler({ ...event, headers: { authorization: `Bearer ${await issuer.token({ claims: { sub } })}` } }, lambdaContext);
    await Promise.all(['a', 'b', 'c', 'd'].map(enter));
    expect(calls.map(({ caller }) => caller).toSorted()).toEqual(['a', 'b', 'c', 'd']);
  });
});

const refused = async (headers: Record<string, string>, body: string): Promise<unknown> => {
  const result = await ask(requestOf(MAKE, { headers, body }));
  expect(calls).toEqual([]);
  return [result.statusCode, result.json.type];
};

describe('a body is refused', () => {
  test.each([['{"name":'], ['{\'name\': 1}'], ['\u{feff}x'], ['sk_us-west-2_secret']])('as no JSON: %s', async (body) => {
    const result = await ask(requestOf(MAKE, { headers: json, body }));
    expect(result).toMatchObject({ statusCode: 400, json: { type: '/problems/malformed-json' } });
    expect(result.body).not.toContain('sk_');
  });

  test('as no UTF-8', async () => {
    const event = { ...requestOf(MAKE, { headers: json }), body: Buffer.from([0x22, 0xff, 0x22]).toString('base64'), isBase64Encoded: true };
    expect(await ask(event)).toMatchObject({ statusCode: 400, json: { type: '/problems/malformed-json' } });
  });

  test('as too large, at 1 MB and a byte, also in base64', async () => {
    const body = JSON.stringify({ name: 'n'.repeat(BODY_BYTES_MAX - '{"name":""}'.length + 1) });
    expect(await refused(json, body)).toEqual([413, '/problems/body-too-large']);
    expect(await ask(requestOf(MAKE, { headers: json, body, base64: true }))).toMatchObject({ statusCode: 413 });
    expect(await ask(requestOf(MAKE, { headers: json, body: body.replace('nn', 'n'), base64: true }))).toMatchObject({ statusCode: 200 });
  });

  test.each([undefined, 'text/plain', 'application/xml', 'application/x-www-form-urlencoded', 'application/json; charset=latin1'])('as of type %s', async (type) => {
    expect(await refused(type === undefined ? {} : { 'content-type': type }, '{"name":"n"}')).toEqual([415, '/problems/unsupported-media-type']);
  });

  test('with every field that breaks a rule, and the rule', async () => {
    const body = JSON.stringify({ parts: [{ id: 'ok' }, { id: 'arn:aws:ivs:us-west-2:123456789012:channel/Ab' }, {}], colour: 'red' });
    const result = await ask(requestOf(MAKE, { headers: json, body }));
    expect(result).toMatchObject({ statusCode: 400, json: { type: '/problems/invalid-request' } });
    expect(result.json.errors).toEqual([
      { field: 'name', rule: 'is required' },
      { field: 'parts[1].id', rule: 'must be an id, the last segment of the ARN' },
      { field: 'parts[2].id', rule: 'is required' },
      { field: 'colour', rule: 'is not a field of this request' },
    ]);
    expect(calls).toEqual([]);
  });

  test('where it is needed and missing, and where there is none to be', async () => {
    expect(await ask(requestOf(MAKE))).toMatchObject({ statusCode: 400, json: { errors: [{ field: 'body', rule: 'must be an object' }] } });
    const parameters = { thingId: 'AbC-1' };
    const event = requestOf('DELETE /v1/things/{thingId}', { parameters, headers: json, body: '{"now":true}' });
    expect(await ask(event)).toMatchObject({ statusCode: 400, json: { errors: [{ field: 'now' }] } });
    expect(calls).toEqual([]);
    expect(await ask({ ...event, body: '{}' })).toMatchObject({ statusCode: 200 });
  });

  test('with a member that reaches for prototypes', async () => {
    const result = await ask(requestOf(MAKE, { headers: json, body: '{"name":"n","__proto__":{"admin":true}}' }));
    expect(result).toMatchObject({ statusCode: 400, json: { errors: [{ field: '__proto__' }] } });
  });

  test('with a thousand faults, of which twenty are told', async () => {
    const body = JSON.stringify({ name: 'n', parts: Array.from({ length: 1_000 }, () => ({})) });
    const result = await ask(requestOf(MAKE, { headers: json, body }));
    expect(result.json.errors).toHaveLength(20);
    expect(result.json.detail).toContain('The first 20 of 1000');
  });
});

test.each(['arn:aws:ivs:us-west-2:123456789012:channel/AbC', 'a b', '', 'a'.repeat(65), 'ä'])('"%s" is no id', async (thingId) => {
  const result = await ask(requestOf(READ, { parameters: { thingId } }));
  expect(result).toMatchObject({ statusCode: 400, json: { errors: [{ field: 'thingId', rule: 'must be an id, the last segment of the ARN' }] } });
});

test.each([{ limit: '0' }, { limit: '101' }, { limit: '1.5' }, { limit: 'ten' }, { limit: '' }, { page: '2' }, { dryRun: 'true' }] as Record<string, string>[])('the query %o breaks a rule of a read', async (query) => {
  const result = await ask(requestOf(READ, { parameters: { thingId: 'AbC-1' }, query }));
  expect(result).toMatchObject({ statusCode: 400, json: { errors: [{ field: Object.keys(query)[0] }] } });
  expect(calls).toEqual([]);
});

test('what is wrong in the query, the body and the headers is told in one answer', async () => {
  const result = await ask(requestOf(MAKE, { headers: { ...json, 'idempotency-key': 'two words' }, query: { dryRun: 'x', page: '2' }, body: '{}' }));
  expect((result.json.errors as { field: string }[]).map(({ field }) => field)).toEqual(['page', 'name', 'dryRun', 'Idempotency-Key']);
});

const digestOf = async (body: string, query?: Record<string, string>): Promise<string> => {
  await ask(requestOf(MAKE, { headers: json, body, ...(query && { query }) }));
  return calls.at(-1)?.digest ?? '';
};

describe('the digest of a request', () => {
  test('is the same for the same content, however it is written', async () => {
    const plain = await digestOf('{"name":"n","parts":[{"id":"a"}]}');
    expect(plain).toHaveLength(26);
    expect(await digestOf(' { "parts" : [ { "id" : "a" } ], "name" : "n" } ')).toBe(plain);
    expect(await digestOf('{"name":"n","parts":[{"id":"a"}]}', { dryRun: 'false' })).toBe(plain);
  });

  test('is another for other content, another order of a list, another path', async () => {
    const digests = [
      await digestOf('{"name":"n","parts":[{"id":"a"},{"id":"b"}]}'),
      await digestOf('{"name":"n","parts":[{"id":"b"},{"id":"a"}]}'),
      await digestOf('{"name":"n"}'),
      await digestOf('{"name":"m"}'),
    ];
    for (const thingId of ['a', 'b']) {
      await ask(requestOf('DELETE /v1/things/{thingId}', { parameters: { thingId } }));
      digests.push(calls.at(-1)?.digest ?? '');
    }
    expect(new Set(digests).size).toBe(digests.length);
  });
});

const shown = async (thrown: unknown): Promise<APIGatewayProxyStructuredResultV2 & { json: Record<string, unknown> }> => {
  failing = thrown;
  return ask(requestOf(READ, { parameters: { thingId: 'AbC-1' } }));
};

describe('what a route throws', () => {
  test('is shown when it is a problem, with its extensions', async () => {
    expect(await shown(new Problem('job-conflict', 'Another job is at it.', { job: 'job-1' }))).toMatchObject({
      statusCode: 409,
      json: { type: '/problems/job-conflict', status: 409, detail: 'Another job is at it.', job: '/v1/jobs/job-1' },
    });
  });

  test('is translated when it is a refusal of IVS, and logged with what IVS said', async () => {
    const refusal = new IvsRefusal('GetChannel', { name: 'AccessDeniedException', status: 403, message: 'role/queries may not' });
    const result = await shown(refusal);
    expect(result).toMatchObject({ statusCode: 502, json: { type: '/problems/not-permitted-by-aws' } });
    expect(result.body).not.toContain('role/queries');
    expect(app.lines.find(({ message }) => message === 'failed')?.fields).toMatchObject({ error: refusal });
  });

  test('is an opaque 500 and a line in the log when it is anything else', async () => {
    const error = new Error('the table channelkeeper-prod has gone');
    const result = await shown(error);
    expect(result).toMatchObject({ statusCode: 500, json: { type: '/problems/internal', requestId: REQUEST_ID } });
    expect(result.body).not.toContain('table');
    expect(app.lines.map(({ level, fields }) => [level, fields?.error])).toEqual([['error', error], ['info', undefined]]);
  });
});
