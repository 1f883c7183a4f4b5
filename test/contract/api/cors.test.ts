import { describe, expect } from 'vitest';
import { HEADERS } from '../../../lib/openapi/components.ts';
import { operations } from '../../answers.ts';
import type { World } from '../../world.ts';
import { itInOne } from '../../worldTest.ts';

// The answers to a browser on pages of other origins, when the deployment allows two such origins.

const PAGE = 'https://studio.example';

const test = itInOne({ corsOrigins: `${PAGE},https://admin.example` });
const ask = (
  world: World,
  path: string,
  headers: Record<string, string>,
  method = 'GET',
): Promise<Response> => fetch(world.stack.url + path, { method, headers });
const preflight = (world: World, path: string, origin = PAGE): Promise<Response> =>
  ask(
    world,
    path,
    {
      origin,
      'access-control-request-method': 'PATCH',
      'access-control-request-headers': 'authorization',
    },
    'OPTIONS',
  );
const listed = (response: Response, name: string): string[] =>
  (response.headers.get(`access-control-${name}`) ?? '').split(',').toSorted();
const bearer = async (world: World): Promise<Record<string, string>> => ({
  authorization: `Bearer ${await world.stack.issuer.mint()}`,
});

describe('preflight requests', () => {
  test.for(['/v1/channels/AbCdEf123456', '/v1/nowhere'])(
    'a preflight of %s is answered without a token and without a function',
    async (path, { world }) => {
      const response = await preflight(world, path);
      expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([
        204,
        PAGE,
      ]);
      expect(world.logged).toEqual([]);
    },
  );

  test('a preflight allows every method and header of the document', async ({ world }) => {
    const response = await preflight(world, '/v1/channels');
    expect(listed(response, 'allow-methods')).toEqual(
      [...new Set(operations.map(({ method }) => method))].toSorted(),
    );
    const named = operations.flatMap(({ parameters }) =>
      parameters.flatMap(({ in: place, name }) => (place === 'header' ? [name.toLowerCase()] : [])),
    );
    expect(listed(response, 'allow-headers')).toEqual(
      [...new Set([...named, 'authorization', 'content-type', 'x-request-id'])].toSorted(),
    );
  });

  test('a preflight from another page allows nothing', async ({ world }) => {
    const response = await preflight(world, '/v1/channels', 'https://studio.example.evil.example');
    expect(
      [...response.headers.keys()].filter((name) => name.startsWith('access-control-')),
    ).toEqual([]);
  });
});

describe('answers to pages', () => {
  test.for<[number, string, 'token' | undefined]>([
    [200, '/v1/health', undefined],
    [401, '/v1/channels', undefined],
    [404, '/v1/nowhere', 'token'],
    [404, '/none', undefined],
    [400, '/v1/channels?limit=0', 'token'],
  ])(
    'a page may read %i of %s, with every header that the document names',
    async ([status, path, headers], { world }) => {
      const token = headers === 'token' ? await bearer(world) : {};
      const response = await ask(world, path, { origin: PAGE, ...token });
      expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([
        status,
        PAGE,
      ]);
      const documented = Object.keys(HEADERS).map((name) => name.toLowerCase());
      expect(listed(response, 'expose-headers')).toEqual(expect.arrayContaining(documented));
      expect(response.headers.has('access-control-allow-credentials')).toBe(false);
    },
  );

  test.for(['https://other.example', 'http://studio.example', 'null'])(
    'an answer names no origin to a page of %s',
    async (origin, { world }) => {
      expect(
        (await ask(world, '/v1/health', { origin })).headers.get('access-control-allow-origin'),
      ).toBeNull();
    },
  );

  test('an answer to a caller that is no page has no CORS headers', async ({ world }) => {
    expect(
      (await ask(world, '/v1/health', {})).headers.get('access-control-allow-origin'),
    ).toBeNull();
  });
});
