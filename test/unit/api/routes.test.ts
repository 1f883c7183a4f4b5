import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { elsewhere } from '../../../lib/api/elsewhere.ts';
import { reference } from '../../../lib/api/reference.ts';
import { commands, queries, streamKeys } from '../../../lib/api/routes.ts';
import type { Route } from '../../../lib/api/route.ts';

interface HttpApi {
  method: string;
  path: string;
}
interface Deployment {
  functions: Record<string, { events: { httpApi?: HttpApi }[] }>;
}

const custom = ['Ref', 'GetAtt', 'Sub'].map((name) => ({ tag: `!${name}`, resolve: (value: string) => value }));
const deployment = parse(readFileSync(new URL('../../../serverless.yml', import.meta.url), 'utf8'), { customTags: custom, merge: true, logLevel: 'error' }) as Deployment;

const keyOf = ({ method, path }: HttpApi): string => `${method === '*' ? 'ANY' : method} ${path}`;

const tables: Record<string, readonly Route[]> = { queries, commands, streamKeys, docs: reference };

// The row for addresses that are none is served where the deployment routes them here; without it API Gateway's own 404 answers.
const named = (keys: string[] | undefined): string[] | undefined => keys?.filter((key) => key !== elsewhere.key).toSorted();

test.each(Object.keys(tables))('%s serves exactly the routes that serverless.yml gives it', (name) => {
  const deployed = deployment.functions[name]?.events.flatMap(({ httpApi }) => (httpApi ? [keyOf(httpApi)] : []));
  expect(named(tables[name]?.map(({ key }) => key))).toEqual(named(deployed));
});

test('what changes something needs a right to write, what reads never does, and one function alone reads the values of stream keys', () => {
  for (const { key, scope, mutates } of Object.values(tables).flat()) {
    expect(mutates, key).toBe(/^(?:POST|PATCH|DELETE) (?!.*\/batch-get$)/.test(key));
    if (scope !== 'open' && scope !== 'any') expect(scope.endsWith(mutates ? ':write' : ':read'), key).toBe(true);
  }
  const withValue = Object.values(tables).flat().filter(({ scope }) => scope === 'stream-keys:read');
  expect(withValue).toEqual(streamKeys);
});
