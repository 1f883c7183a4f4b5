import * as sdk from '@aws-sdk/client-ivs';
import { expect, test } from 'vitest';
import { allRoutes } from '../../../lib/api/routes.ts';

// `npm run test:api` prints every operation of IVS with the route that calls it.

const inSdk = Object.keys(sdk).flatMap((name) =>
  /^\w+Command$/.test(name) ? [name.slice(0, -'Command'.length)] : [],
);
const offered = allRoutes.flatMap(({ key, scope, described }) =>
  (described?.operations ?? []).map((operation) => ({
    operation,
    key,
    scope,
    by:
      described?.plain || key.startsWith('GET ') || key.endsWith('/batch-get')
        ? 'one call'
        : 'a job',
  })),
);

test('every command of the SDK has exactly one route, and every route a known operation', () => {
  const width = (of: 'operation' | 'key' | 'scope'): number =>
    Math.max(...offered.map((operation) => operation[of].length)) + 2;
  const lines = offered
    .toSorted((a, b) => a.operation.localeCompare(b.operation))
    .map(
      ({ operation, key, scope, by }) =>
        operation.padEnd(width('operation')) +
        key.padEnd(width('key')) +
        scope.padEnd(width('scope')) +
        by,
    );
  console.log([...lines, `${offered.length} of ${inSdk.length} operations`].join('\n'));
  expect(offered.map(({ operation }) => operation).toSorted()).toEqual(inSdk.toSorted());
  expect(inSdk.length).toBeGreaterThanOrEqual(41);
});
