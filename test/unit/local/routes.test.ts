import { expect, test } from 'vitest';
import { findRoute } from '../../../local/gateway/routes.ts';

const routes = [
  { method: 'ANY', path: '/v1/{rest+}', functionName: 'rest' },
  { method: 'GET', path: '/v1/jobs/{jobId}', functionName: 'job' },
  { method: 'GET', path: '/v1/jobs/latest', functionName: 'latest' },
  { method: 'GET', path: '/{any}/jobs/{jobId}', functionName: 'any' },
];

test.each([
  ['GET', '/v1/jobs/j-1', 'job', { jobId: 'j-1' }],
  ['GET', '/v1/jobs/latest', 'latest', {}],
  ['GET', '/v2/jobs/j-1', 'any', { any: 'v2', jobId: 'j-1' }],
  ['PUT', '/v1/jobs/j-1', 'rest', { rest: 'jobs/j-1' }],
  ['HEAD', '/v1/jobs/j-1', 'rest', { rest: 'jobs/j-1' }],
  [
    'GET',
    '/v1/jobs/arn%3Aaws%3Aivs%3A%3A1%3Achannel%2Fx',
    'rest',
    { rest: 'jobs/arn:aws:ivs::1:channel/x' },
  ],
  ['GET', '/v1', undefined, undefined],
  ['PUT', '/v2/jobs/j-1', undefined, undefined],
])('%s %s goes to %s', (method, path, functionName, pathParameters) => {
  const found = findRoute(routes, method, path);
  expect([found?.route.functionName, found?.pathParameters]).toEqual([
    functionName,
    pathParameters,
  ]);
});
