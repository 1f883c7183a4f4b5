import { describe, expect, test } from 'vitest';
import { BODY_BYTES_MAX } from '../../../lib/http/validation.ts';
import { requestOf } from './scene.ts';
import { json, MAKE, READ, things } from './things.ts';

const way = things();

const refused = async (headers: Record<string, string>, body: string): Promise<unknown> => {
  const result = await way.ask(requestOf(MAKE, { headers, body }));
  expect(way.calls).toEqual([]);
  return [result.statusCode, result.json.type];
};

describe('refused bodies', () => {
  test.each([['{"name":'], ["{'name': 1}"], ['\u{feff}x'], ['sk_us-west-2_secret']])(
    'refuses a body that is no JSON: %s',
    async (body) => {
      const result = await way.ask(requestOf(MAKE, { headers: json, body }));
      expect(result).toMatchObject({ statusCode: 400, json: { type: '/problems/malformed-json' } });
      expect(result.body).not.toContain('sk_');
    },
  );

  test('refuses a body that is no UTF-8', async () => {
    const event = {
      ...requestOf(MAKE, { headers: json }),
      body: Buffer.from([0x22, 0xff, 0x22]).toString('base64'),
      isBase64Encoded: true,
    };
    expect(await way.ask(event)).toMatchObject({
      statusCode: 400,
      json: { type: '/problems/malformed-json' },
    });
  });

  test('refuses a body of 1 MB and a byte as too large, also in base64', async () => {
    const body = JSON.stringify({ name: 'n'.repeat(BODY_BYTES_MAX - '{"name":""}'.length + 1) });
    expect(await refused(json, body)).toEqual([413, '/problems/body-too-large']);
    expect(await way.ask(requestOf(MAKE, { headers: json, body, base64: true }))).toMatchObject({
      statusCode: 413,
    });
    expect(
      await way.ask(
        requestOf(MAKE, { headers: json, body: body.replace('nn', 'n'), base64: true }),
      ),
    ).toMatchObject({ statusCode: 200 });
  });

  test.each([
    undefined,
    'text/plain',
    'application/xml',
    'application/x-www-form-urlencoded',
    'application/json; charset=latin1',
  ])('refuses a body of type %s', async (type) => {
    expect(
      await refused(type === undefined ? {} : { 'content-type': type }, '{"name":"n"}'),
    ).toEqual([415, '/problems/unsupported-media-type']);
  });

  test('refuses a body with every field that breaks a rule, and the rule', async () => {
    const body = JSON.stringify({
      parts: [{ id: 'ok' }, { id: 'arn:aws:ivs:us-west-2:123456789012:channel/Ab' }, {}],
      colour: 'red',
    });
    const result = await way.ask(requestOf(MAKE, { headers: json, body }));
    expect(result).toMatchObject({ statusCode: 400, json: { type: '/problems/invalid-request' } });
    expect(result.json.errors).toEqual([
      { field: 'name', rule: 'is required' },
      { field: 'parts[1].id', rule: 'must be an id, the last segment of the ARN' },
      { field: 'parts[2].id', rule: 'is required' },
      { field: 'colour', rule: 'is not a field of this request' },
    ]);
    expect(way.calls).toEqual([]);
  });

  test('refuses a body that is missing or unwanted', async () => {
    expect(await way.ask(requestOf(MAKE))).toMatchObject({
      statusCode: 400,
      json: { errors: [{ field: 'body', rule: 'is missing: send a JSON object' }] },
    });
    const parameters = { thingId: 'AbC-1' };
    const event = requestOf('DELETE /v1/things/{thingId}', {
      parameters,
      headers: json,
      body: '{"now":true}',
    });
    expect(await way.ask(event)).toMatchObject({
      statusCode: 400,
      json: { errors: [{ field: 'now' }] },
    });
    expect(way.calls).toEqual([]);
    expect(await way.ask({ ...event, body: '{}' })).toMatchObject({ statusCode: 200 });
  });

  test('refuses a body with a member that reaches for prototypes', async () => {
    const result = await way.ask(
      requestOf(MAKE, { headers: json, body: '{"name":"n","__proto__":{"admin":true}}' }),
    );
    expect(result).toMatchObject({ statusCode: 400, json: { errors: [{ field: '__proto__' }] } });
  });

  test('tells twenty of a thousand issues of a body', async () => {
    const body = JSON.stringify({ name: 'n', parts: Array.from({ length: 1_000 }, () => ({})) });
    const result = await way.ask(requestOf(MAKE, { headers: json, body }));
    expect(result.json.errors).toHaveLength(20);
    expect(result.json.detail).toContain('The first 20 of 1000');
  });
});

test.each([
  ['no JSON', '{malformed'],
  ['fields', '{"name":"n"}'],
  ['too much', 'n'.repeat(BODY_BYTES_MAX + 1)],
])('ignores a body that comes with a read: %s', async (_what, body) => {
  const event = requestOf(READ, {
    parameters: { thingId: 'AbC-1' },
    headers: { 'content-type': 'text/plain' },
    body,
  });
  expect(await way.ask(event)).toMatchObject({ statusCode: 200 });
});

test.each(['arn:aws:ivs:us-west-2:123456789012:channel/AbC', 'a b', '', 'a'.repeat(65), 'ä'])(
  'refuses "%s" as an id',
  async (thingId) => {
    const result = await way.ask(requestOf(READ, { parameters: { thingId } }));
    expect(result).toMatchObject({
      statusCode: 400,
      json: { errors: [{ field: 'thingId', rule: 'must be an id, the last segment of the ARN' }] },
    });
  },
);

const wrongQueries: Record<string, string>[] = [
  { limit: '0' },
  { limit: '101' },
  { limit: '1.5' },
  { limit: 'ten' },
  { limit: '' },
  { page: '2' },
  { dryRun: 'true' },
];

test.each(wrongQueries)('refuses the query %o in a read', async (query) => {
  const result = await way.ask(requestOf(READ, { parameters: { thingId: 'AbC-1' }, query }));
  expect(result).toMatchObject({
    statusCode: 400,
    json: { errors: [{ field: Object.keys(query)[0] }] },
  });
  expect(way.calls).toEqual([]);
});

test('tells the issues of the query, the body and the headers in one answer', async () => {
  const result = await way.ask(
    requestOf(MAKE, {
      headers: { ...json, 'idempotency-key': 'two words' },
      query: { dryRun: 'x', page: '2' },
      body: '{}',
    }),
  );
  expect((result.json.errors as { field: string }[]).map(({ field }) => field)).toEqual([
    'page',
    'name',
    'dryRun',
    'Idempotency-Key',
  ]);
});

const digestOf = async (body: string, query?: Record<string, string>): Promise<string> => {
  await way.ask(requestOf(MAKE, { headers: json, body, ...(query && { query }) }));
  return way.calls.at(-1)?.digest ?? '';
};

describe('the digest of a request', () => {
  test('the digest of a request is the same for the same content in any form', async () => {
    const plain = await digestOf('{"name":"n","parts":[{"id":"a"}]}');
    expect(plain).toHaveLength(26);
    expect(await digestOf(' { "parts" : [ { "id" : "a" } ], "name" : "n" } ')).toBe(plain);
    expect(await digestOf('{"name":"n","parts":[{"id":"a"}]}', { dryRun: 'false' })).toBe(plain);
  });

  test('the digest of a request differs with content, order of a list and path', async () => {
    const digests = [
      await digestOf('{"name":"n","parts":[{"id":"a"},{"id":"b"}]}'),
      await digestOf('{"name":"n","parts":[{"id":"b"},{"id":"a"}]}'),
      await digestOf('{"name":"n"}'),
      await digestOf('{"name":"m"}'),
    ];
    for (const thingId of ['a', 'b']) {
      await way.ask(requestOf('DELETE /v1/things/{thingId}', { parameters: { thingId } }));
      digests.push(way.calls.at(-1)?.digest ?? '');
    }
    expect(new Set(digests).size).toBe(digests.length);
  });
});
