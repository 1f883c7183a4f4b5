import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Route } from '../../../lib/http/route.ts';
import { scopes } from '../../../local/issuer.ts';
import { routes } from '../../answers.ts';
import { World } from '../../world.ts';

// Every row of the table of routes × every scope, through the gateway and the functions, with
// tokens of the local issuer.

/** Ids that nothing has: whoever is let in must not change anything either. */
const PARAMETERS: Readonly<Record<string, string>> = {
  noun: 'channels',
  jobId: 'channel-AbCdEf123456-0f3k9m2q7r5t8w1x',
  asset: 'start',
  'rest+': 'nowhere',
};
const AT_ONCE = 32;

let world: World;
const tokens = new Map<string, string>();
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());

interface Asked {
  route: Route;
  /** None: no token at all. */
  scopes?: readonly string[];
}

async function tokenOf(granted: readonly string[]): Promise<string> {
  const key = granted.join(' ');
  const token = tokens.get(key) ?? (await world.stack.issuer.mint({ scopes: granted }));
  tokens.set(key, token);
  return token;
}

async function ask({
  route: { key },
  scopes,
}: Asked): Promise<{ status: number; challenge: string | null; body: Record<string, unknown> }> {
  const [method = '', path = ''] = key.split(' ');
  const response = await fetch(
    world.stack.url +
      path.replaceAll(/\{([\w+]+)\}/g, (_, name: string) => PARAMETERS[name] ?? 'AbCdEf123456'),
    {
      method,
      headers: scopes ? { authorization: `Bearer ${await tokenOf(scopes)}` } : {},
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

/** Asks all of them, and holds what each is answered against what it should be. */
async function each(
  all: readonly Asked[],
  holds: (asked: Asked, answer: Awaited<ReturnType<typeof ask>>) => void,
): Promise<void> {
  const left = [...all];
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let asked = left.pop(); asked; asked = left.pop()) holds(asked, await ask(asked));
    }),
  );
}

const scoped = routes.filter(({ scope }) => scope !== 'open' && scope !== 'any');

test('the rows need the scopes that the issuer gives and the README names, no fewer and no others', () => {
  expect([...new Set(scoped.map(({ scope }) => scope as string))].toSorted()).toEqual(
    [...scopes].toSorted(),
  );
  const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
  const listed = /Scopes: ([^.]+)\./.exec(readme)?.[1] ?? '';
  expect([...listed.matchAll(/`([\w-]+:\w+)`/g)].map(([, scope = '']) => scope).toSorted()).toEqual(
    [...scopes].toSorted(),
  );
});

test('without a token nobody gets anywhere but to the open rows, and is told how to come back', async () => {
  const open: string[] = [];
  await each(
    routes.map((route) => ({ route })),
    (asked, { status, challenge, body }) => {
      if (asked.route.scope !== 'open')
        expect([status, challenge, body.type], named(asked)).toEqual([
          401,
          'Bearer realm="channelkeeper"',
          '/problems/unauthenticated',
        ]);
      else if (status < 400) open.push(asked.route.key);
    },
  );
  expect(open.toSorted()).toEqual(
    routes.flatMap(({ key, scope }) => (scope === 'open' ? [key] : [])).toSorted(),
  );
  expect(world.calls).toEqual([]);
});

test('no scope, any one other and all others together are not the one that a row needs, and nothing is done', async () => {
  const refused = scoped.flatMap((route) => {
    const others = scopes.filter((scope) => scope !== route.scope);
    return [[], ...others.map((scope) => [scope]), others].map((granted) => ({
      route,
      scopes: granted,
    }));
  });
  expect(refused.length).toBe(scoped.length * (scopes.length + 1));
  await each(refused, (asked, { status, challenge, body }) => {
    const { scope } = asked.route;
    expect([status, body.type, body.scope], named(asked)).toEqual([
      403,
      '/problems/missing-scope',
      scope,
    ]);
    expect(challenge, named(asked)).toBe(
      `Bearer realm="channelkeeper", error="insufficient_scope", error_description="This operation needs a token with the scope ${scope}.", scope="${scope}"`,
    );
  });
  expect(world.calls).toEqual([]);
});

test('the one scope that a row needs is enough, and where a token of any kind is, one of no scope', async () => {
  for (const route of routes) {
    const granted = scopes.filter((scope) => scope === route.scope);
    const { status } = await world.during(
      ask({ route, scopes: granted }),
      named({ route, scopes: granted }),
    );
    expect([401, 403], named({ route, scopes: granted })).not.toContain(status);
    if (route.scope === 'any') expect(status, named({ route })).toBe(404);
  }
});
