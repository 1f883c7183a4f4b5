import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { Route } from '../../../lib/http/route.ts';
import { scopes } from '../../../local/issuer.ts';
import { routes } from '../../answers.ts';
import type { World } from '../../world.ts';
import { itInOne } from '../../worldTest.ts';

// Every route × every scope, through the gateway and the functions, with tokens of the local
// issuer.

const test = itInOne();

/** Ids of no existing resource, so that even an authorized request changes no resource. */
const PARAMETERS: Readonly<Record<string, string>> = {
  noun: 'channels',
  jobId: 'channel-AbCdEf123456-0f3k9m2q7r5t8w1x',
  asset: 'start',
  'rest+': 'nowhere',
};
const AT_ONCE = 32;

const tokens = new Map<string, string>();

interface Asked {
  route: Route;
  /** Undefined when the request has no token at all. */
  scopes?: readonly string[];
}

async function tokenOf(world: World, granted: readonly string[]): Promise<string> {
  const key = granted.join(' ');
  const token = tokens.get(key) ?? (await world.stack.issuer.mint({ scopes: granted }));
  tokens.set(key, token);
  return token;
}

async function ask(
  world: World,
  { route: { key }, scopes }: Asked,
): Promise<{ status: number; challenge: string | null; body: Record<string, unknown> }> {
  const [method = '', path = ''] = key.split(' ');
  const response = await fetch(
    world.stack.url +
      path.replaceAll(/\{([\w+]+)\}/g, (_, name: string) => PARAMETERS[name] ?? 'AbCdEf123456'),
    {
      method,
      headers: scopes ? { authorization: `Bearer ${await tokenOf(world, scopes)}` } : {},
    },
  );
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  return {
    status: response.status,
    challenge: response.headers.get('www-authenticate'),
    body: isJson ? (JSON.parse(text) as Record<string, unknown>) : {},
  };
}

const named = ({ route: { key }, scopes }: Asked): string =>
  `${key} with ${scopes === undefined ? 'no token' : scopes.join(' ') || 'no scope'}`;

/** Makes all requests, and checks each answer against the expected one. */
async function each(
  world: World,
  all: readonly Asked[],
  holds: (asked: Asked, answer: Awaited<ReturnType<typeof ask>>) => void,
): Promise<void> {
  const left = [...all];
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let asked = left.pop(); asked; asked = left.pop()) holds(asked, await ask(world, asked));
    }),
  );
}

const scoped = routes.filter(({ scope }) => scope !== 'open' && scope !== 'any');

test('the routes need exactly the scopes that the issuer gives and the README names', () => {
  expect([...new Set(scoped.map(({ scope }) => scope as string))].toSorted()).toEqual(
    [...scopes].toSorted(),
  );
  const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
  const listed = /Scopes: ([^.]+)\./.exec(readme)?.[1] ?? '';
  expect([...listed.matchAll(/`([\w-]+:\w+)`/g)].map(([, scope = '']) => scope).toSorted()).toEqual(
    [...scopes].toSorted(),
  );
});

test('a request without a token reaches only the open routes', async ({ world }) => {
  const open: string[] = [];
  // It looks at the table and at IVS; test/contract/api/ready.test.ts asks it without a token.
  const asking = routes.filter(({ key }) => key !== 'GET /v1/ready');
  await each(
    world,
    asking.map((route) => ({ route })),
    (asked, { status, challenge, body }) => {
      if (asked.route.scope !== 'open')
        expect([status, challenge, body.type], named(asked)).toEqual([
          401,
          'Bearer realm="channelkeeper"',
          '/problems/unauthenticated',
        ]);
      // A link answers without a token too; its own secret is missing here.
      else if (status < 400 || body.type !== '/problems/unauthenticated')
        open.push(asked.route.key);
    },
  );
  expect(open.toSorted()).toEqual(
    asking.flatMap(({ key, scope }) => (scope === 'open' ? [key] : [])).toSorted(),
  );
  expect(world.calls).toEqual([]);
});

test('a route refuses no scope, each other scope and all others together', async ({ world }) => {
  const refused = scoped.flatMap((route) => {
    const others = scopes.filter((scope) => scope !== route.scope);
    return [[], ...others.map((scope) => [scope]), others].map((granted) => ({
      route,
      scopes: granted,
    }));
  });
  expect(refused.length).toBe(scoped.length * (scopes.length + 1));
  await each(world, refused, (asked, { status, challenge, body }) => {
    const { scope } = asked.route;
    expect([status, body.type, body.scope], named(asked)).toEqual([
      403,
      '/problems/missing-scope',
      scope,
    ]);
    expect(challenge, named(asked)).toBe(
      'Bearer realm="channelkeeper", error="insufficient_scope", ' +
        `error_description="This operation needs a token with the scope ${scope}.", ` +
        `scope="${scope}"`,
    );
  });
  expect(world.calls).toEqual([]);
});

test('a route admits its one scope, or any token if it names no scope', async ({ world }) => {
  for (const route of routes) {
    const granted = scopes.filter((scope) => scope === route.scope);
    const { status } = await world.during(
      ask(world, { route, scopes: granted }),
      named({ route, scopes: granted }),
    );
    expect([401, 403], named({ route, scopes: granted })).not.toContain(status);
    if (route.scope === 'any') expect(status, named({ route })).toBe(404);
  }
});
