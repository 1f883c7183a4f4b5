import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { reference } from '../../../lib/openapi/routes.ts';
import {
  commands,
  deadLetters,
  operations,
  queries,
  resources,
  streamKeys,
  viewers,
} from '../../../lib/api/routes.ts';
import type { Route } from '../../../lib/http/route.ts';

interface HttpApi {
  method: string;
  path: string;
}
interface Deployment {
  functions: Record<string, { events: { httpApi?: HttpApi }[] }>;
}

const deployment = parse(
  readFileSync(new URL('../../../serverless.yml', import.meta.url), 'utf8'),
  { merge: true, logLevel: 'silent' },
) as Deployment;

const keyOf = ({ method, path }: HttpApi): string => `${method} ${path}`;

const tables: Record<string, readonly Route[]> = {
  queries,
  commands,
  resources,
  streamKeys,
  deadLetters,
  viewers,
  operations,
  docs: reference,
};

test.each(Object.keys(tables))(
  '%s serves exactly the routes that serverless.yml gives it',
  (name) => {
    const deployed = deployment.functions[name]?.events.flatMap(({ httpApi }) =>
      httpApi ? [keyOf(httpApi)] : [],
    );
    expect(tables[name]?.map(({ key }) => key).toSorted()).toEqual(deployed?.toSorted());
  },
);

test('mutations need a right to write, reads do not, and one function reads keys', () => {
  // A link to a stream key is a secret, whose answer no Idempotency-Key may keep.
  const isLink = (key: string): boolean => /\/links$|\/stream-key-links\//.test(key);
  for (const { key, scope, mutates } of Object.values(tables).flat()) {
    if (scope !== 'any' && !isLink(key))
      expect(mutates, key).toBe(/^(?:POST|PATCH|DELETE) (?!.*\/batch-get$)/.test(key));
    if (scope !== 'open' && scope !== 'any')
      expect(scope, `the scope of ${key}`).toMatch(mutates ? /:(?:write|approve)$/ : /:read$/);
  }
  const withValue = Object.values(tables)
    .flat()
    .filter(({ scope }) => scope === 'stream-keys:read');
  expect(withValue).toEqual(streamKeys.filter(({ scope }) => scope !== 'open'));
});
