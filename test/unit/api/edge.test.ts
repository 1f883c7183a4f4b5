import { describe, expect, test } from 'vitest';
import { edge } from '../../../lib/http/handler.ts';
import { elsewhere } from '../../../lib/api/notFound.ts';
import { Problem } from '../../../lib/errors.ts';
import { IvsRefusal } from '../../../lib/ivs/refusal.ts';
import { lambdaContext, NOW, REQUEST_ID, requestOf } from './scene.ts';
import { json, MAKE, READ, things, type Told } from './things.ts';

const way = things();

test('an answer carries the gateway’s request id, and is not to be cached', async () => {
  const result = await way.ask(requestOf(READ, { parameters: { thingId: 'AbC-1' } }));
  expect(result).toMatchObject({ statusCode: 200, json: { ok: true } });
  expect(result.headers).toEqual({
    'content-type': 'application/json',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-request-id': REQUEST_ID,
  });
  expect(way.calls).toMatchObject([
    {
      caller: 'operator-7',
      parameters: { thingId: 'AbC-1' },
      arrivedAt: NOW,
      requestId: REQUEST_ID,
    },
  ]);
});

test('every request leaves one line in the log, without its token', async () => {
  await way.ask(requestOf(READ, { parameters: { thingId: 'AbC-1' } }));
  expect(way.app.lines).toEqual([
    {
      level: 'info',
      message: 'answered',
      fields: {
        requestId: REQUEST_ID,
        gatewayRequestId: REQUEST_ID,
        route: READ,
        path: '/v1/things/AbC-1',
        status: 200,
        caller: 'operator-7',
        durationMs: 0,
      },
    },
  ]);
});

test('a request is known by the id of its caller, and by the gateway’s in the log', async () => {
  const named = (name: string, scope: string): Promise<Told> =>
    way.ask(
      requestOf(MAKE, { headers: { ...json, 'x-request-id': name }, body: '{"name":"x"}' }),
      scope,
    );
  expect((await named('order-7:a_b.C', 'channels:write')).headers).toMatchObject({
    'x-request-id': 'order-7:a_b.C',
  });
  expect(way.calls).toMatchObject([{ requestId: 'order-7:a_b.C' }]);
  expect(await named('r'.repeat(128), 'jobs:read')).toMatchObject({
    headers: { 'x-request-id': 'r'.repeat(128) },
    json: { requestId: 'r'.repeat(128) },
  });
  expect(way.app.lines.map(({ fields }) => [fields?.requestId, fields?.gatewayRequestId])).toEqual([
    ['order-7:a_b.C', REQUEST_ID],
    ['r'.repeat(128), REQUEST_ID],
  ]);
  for (const wrong of ['', 'r'.repeat(129), 'a b', 'a,b', 'a\nb', 'ä', '<script>', 'a\n']) {
    expect((await named(wrong, 'jobs:read')).json.requestId, wrong).toBe(REQUEST_ID);
  }
});

test('health is open, and an address without a route is 404', async () => {
  expect(await way.raw(requestOf('GET /health'))).toMatchObject({ statusCode: 200 });
  expect(await way.raw(requestOf('GET /nowhere'))).toMatchObject({
    statusCode: 404,
    json: { type: '/problems/not-found' },
  });
});

test('an ARN in a path, encoded or not, is recognised once there is a token', async () => {
  const lost = edge(elsewhere);
  const go = async (path: string, scope: string | undefined): Promise<unknown> => {
    const headers =
      scope === undefined
        ? {}
        : { authorization: `Bearer ${await way.issuer.token({ claims: { scope } })}` };
    const { statusCode, body } = await lost(
      { ...requestOf('PUT /v1/{rest+}', { headers }), rawPath: path },
      lambdaContext,
    );
    return [statusCode, (JSON.parse(body ?? '{}') as { type: string }).type];
  };
  expect(
    await go('/v1/channels/arn:aws:ivs:us-west-2:123456789012:channel/AbC', 'jobs:read'),
  ).toEqual([400, '/problems/invalid-request']);
  expect(
    await go(
      '/v1/channels/arn%3Aaws%3Aivs%3Aus-west-2%3A123456789012%3Achannel%2FAbC',
      'jobs:read',
    ),
  ).toEqual([400, '/problems/invalid-request']);
  expect(await go('/v1/nowhere', 'jobs:read')).toEqual([404, '/problems/not-found']);
  expect(await go('/v1/nowhere', undefined)).toEqual([401, '/problems/unauthenticated']);
});

describe('admission', () => {
  test('a request without a token is refused before its body is read', async () => {
    const result = await way.raw(requestOf(MAKE, { headers: json, body: '{malformed' }));
    expect(result).toMatchObject({
      statusCode: 401,
      json: { type: '/problems/unauthenticated', requestId: REQUEST_ID, instance: '/v1/things' },
    });
    expect(result.headers).toMatchObject({
      'www-authenticate': 'Bearer realm="channelkeeper"',
      'content-type': 'application/problem+json',
    });
    expect(way.calls).toEqual([]);
  });

  test('a token with the scope under its name at the issuer is admitted', async () => {
    Object.assign(way.app.config, { scopePrefix: 'live/' });
    const making = requestOf(MAKE, { headers: json, body: '{"name":"x"}' });
    expect(await way.ask(making, 'channels:write')).toMatchObject({
      statusCode: 403,
      json: { scope: 'live/channels:write' },
    });
    expect((await way.ask(making, 'channels:write')).headers?.['www-authenticate']).toContain(
      'scope="live/channels:write"',
    );
    expect(way.calls).toEqual([]);
    await way.ask(making, 'live/channels:write');
    expect(way.calls).toHaveLength(1);
  });

  test('a token with another scope is refused, and the answer names the right one', async () => {
    const result = await way.ask(
      requestOf(MAKE, { headers: json, body: '{malformed' }),
      'channels:read',
    );
    expect(result).toMatchObject({
      statusCode: 403,
      json: { type: '/problems/missing-scope', scope: 'channels:write' },
    });
    expect(result.headers?.['www-authenticate']).toContain('error="insufficient_scope"');
    expect(way.calls).toEqual([]);
  });

  test('concurrent requests that share their event keep their own callers', async () => {
    const event = requestOf(READ, { parameters: { thingId: 'AbC-1' } });
    const enter = async (sub: string): Promise<unknown> =>
      way.handler(
        {
          ...event,
          headers: { authorization: `Bearer ${await way.issuer.token({ claims: { sub } })}` },
        },
        lambdaContext,
      );
    await Promise.all(['a', 'b', 'c', 'd'].map(enter));
    expect(way.calls.map(({ caller }) => caller).toSorted()).toEqual(['a', 'b', 'c', 'd']);
  });
});

const shown = async (thrown: unknown): Promise<Told> => {
  way.failing = thrown;
  return way.ask(requestOf(READ, { parameters: { thingId: 'AbC-1' } }));
};

describe('errors that a route throws', () => {
  test('a problem is shown with its extensions', async () => {
    expect(
      await shown(new Problem('job-conflict', 'Another job is at it.', { job: 'job-1' })),
    ).toMatchObject({
      statusCode: 409,
      json: {
        type: '/problems/job-conflict',
        status: 409,
        detail: 'Another job is at it.',
        job: '/v1/jobs/job-1',
      },
    });
  });

  test('a refusal of IVS is translated, and logged with the words of IVS', async () => {
    const refusal = new IvsRefusal('GetChannel', {
      name: 'AccessDeniedException',
      status: 403,
      message: 'role/queries may not',
    });
    const result = await shown(refusal);
    expect(result).toMatchObject({
      statusCode: 502,
      json: { type: '/problems/not-permitted-by-aws' },
    });
    expect(result.body).not.toContain('role/queries');
    expect(way.app.lines.find(({ message }) => message === 'failed')?.fields).toMatchObject({
      error: refusal,
    });
  });

  test('any other error is an opaque 500 and a line in the log', async () => {
    const error = new Error('the table channelkeeper-prod has gone');
    const result = await shown(error);
    expect(result).toMatchObject({
      statusCode: 500,
      json: { type: '/problems/internal', requestId: REQUEST_ID },
    });
    expect(result.body).not.toContain('table');
    expect(way.app.lines.map(({ level, fields }) => [level, fields?.error])).toEqual([
      ['error', error],
      ['info', undefined],
    ]);
  });
});
