import type { Mutant } from './mutant.ts';

/** Defects of the HTTP API. */
export const api: readonly Mutant[] = [
  {
    name: 'jobs:write alone steers any job',
    promise: 13,
    file: 'lib/api/jobSteering.ts',
    find: 'for (const scope of scopesToSteer(job)) authorize(',
    replace: 'for (const scope of scopesToSteer(job).slice(1)) authorize(',
    killedBy: ['test/contract/api/steering.test.ts', "'redrive' of 'deleteChannel' on a 'channel'"],
  },
  {
    name: 'a job of an unknown workflow needs no scope',
    promise: 13,
    file: 'lib/api/channelRoutes.ts',
    find: 'started.length > 0 ? started : channelRoutes',
    replace: 'started',
    killedBy: [
      'test/contract/api/steering.test.ts',
      'steering a job of an unknown workflow needs the scopes of all routes',
    ],
  },
  {
    name: 'two callers with the same Idempotency-Key share an answer',
    promise: 1,
    file: 'lib/records/idempotencyKeys.ts',
    find: 'digestOf(caller, purpose, key)',
    replace: 'digestOf(purpose, key)',
    killedBy: [
      'test/contract/api/configurations.test.ts',
      'ad-configurations POST makes one for each of two callers',
    ],
  },
  {
    name: 'a direct call that must not happen twice is made again',
    promise: 18,
    file: 'lib/http/directMutation.ts',
    find: "if (uncertain && again === 'never')",
    replace: 'if (uncertain && again === undefined)',
    killedBy: ['test/contract/api/resourceTypes.test.ts', 'never again if its outcome is unknown'],
  },
  {
    name: 'a direct create is tried again before a look can tell',
    promise: 18,
    file: 'lib/records/idempotencyKeys.ts',
    find: 'if (row.uncertain && row.heldUntil + settleMs > now)',
    replace: 'if (row.uncertain && row.heldUntil > now)',
    killedBy: [
      'test/contract/api/configurations.test.ts',
      'ad-configurations POST makes one under a key, even if the first call lands late',
    ],
  },
  {
    name: 'a direct create is not looked for',
    promise: 18,
    file: 'lib/http/directMutation.ts',
    find: 'return uncertain ? findIn(',
    replace: 'return !uncertain ? findIn(',
    killedBy: [
      'test/contract/api/configurations.test.ts',
      'ad-configurations POST makes one under an Idempotency-Key',
    ],
  },
  {
    name: 'what a job has just made is reported missing',
    promise: 13,
    file: 'lib/http/jobMutation.ts',
    find: "if (isSettled || (found !== 'notFound' && shows(found))) return found;",
    replace: 'return found;',
    killedBy: [
      'test/stories/provisionChannel.test.ts',
      'answers as soon as reads of IVS show the channel',
    ],
  },
  {
    name: 'an operator is not told of a job that gave up',
    promise: 6,
    file: 'lib/jobs/queries.ts',
    find: "job.ending === 'failed' || (isFinal(job)",
    replace: '(isFinal(job)',
    killedBy: ['test/contract/api/attention.test.ts', 'lists jobs by how they ended'],
  },
  {
    name: 'the AsyncAPI document states a dialect that is not its own',
    promise: 15,
    file: 'lib/openapi/asyncApi.ts',
    find: 'const { $schema: _dialect, ...payload } = schema;',
    replace: 'const payload = schema;',
    killedBy: [
      'test/contract/asyncApi.test.ts',
      'the AsyncAPI document describes what is served, by draft 7',
    ],
  },
];
