import { describe, expect } from 'vitest';
import { PROBLEMS, type ProblemType } from '../../../lib/problems.ts';
import { givesUpAt } from '../../../lib/jobs/queries.ts';
import { cutOf, RATE_LIMITERS } from '../../../lib/jobs/rateLimiter.ts';
import type { Fault } from '../../../local/ivs/state/faults.ts';
import { operations } from '../../answers.ts';
import { givenChannel, jobIn, refuse } from '../../given.ts';
import { SITUATIONS } from '../../situations.ts';
import type { Answer } from '../../world.ts';
import { it, itIn } from '../../worldTest.ts';

// Faults that callers hear of. The world checks each answer against the document, so every answer
// here is documented for its operation.

const reached = new Set<string>();

const typeOf = (answer: Answer): string => {
  const type = String(answer.body.type).replace('/problems/', '');
  reached.add(type);
  return `${answer.status} ${type}`;
};

/**
 * The reads of one channel and the creation of a channel: direct calls and job-backed mutations.
 */
const reads = operations.filter(
  ({ method, path }) =>
    method === 'GET' && /channels($|\/\{channelId\}(\/stream|\/stream-keys)?$)/.test(path),
);

describe('faults of IVS', () => {
  it.for([
    ['a read', 'GetChannel', 'GET', '', { 'cache-control': 'no-cache' }],
    ['a mutation', 'PutMetadata', 'POST', '/metadata', {}],
  ] as const)(
    'a 429 of %s lets jobs use less of the quota of %s',
    async ([_what, operation, method, path, headers], { world }) => {
      const { id } = await givenChannel(world);
      const cut = async (): Promise<unknown> =>
        (await world.app.store.get(RATE_LIMITERS))?.[cutOf(operation)];
      const body = method === 'POST' ? { metadata: 'x' } : undefined;
      const ask = (): Promise<Answer> =>
        world.http(method, `/v1/channels/${id}${path}`, { headers, ...(body && { body }) });

      await ask();
      expect(await cut()).toBeUndefined();
      world.stack.ivs.setFaults([{ operation, error: 'ThrottlingException' }]);
      const from = world.clock.now();
      expect((await ask()).status).toBe(429);
      expect(await cut()).toBeGreaterThanOrEqual(from);
    },
  );

  it.for<[fault: Omit<Fault, 'operation'>, told: string]>([
    [{ error: 'ThrottlingException' }, '429 throttled'],
    [{ error: 'InternalServerException' }, '503 ivs-unavailable'],
    [{ error: 'AccessDeniedException' }, '502 not-permitted-by-aws'],
    [{ error: 'PendingVerification' }, '403 account-not-verified'],
    [{ status: 429, answer: 'unnamed' }, '429 throttled'],
    [{ status: 408, answer: 'empty' }, '503 ivs-unavailable'],
    [{ status: 502, answer: 'html' }, '503 ivs-unavailable'],
    [{ error: 'ExpiredTokenException' }, '503 ivs-unavailable'],
    [{ status: 403, answer: 'html' }, '502 not-permitted-by-aws'],
  ])('a fault of IVS, %j, is told as %s by every read', async ([fault, told], { world }) => {
    const channel = await givenChannel(world);
    world.stack.ivs.setFaults([{ operation: '*', ...fault }]);
    expect(reads.length).toBeGreaterThan(3);
    for (const { path } of reads) {
      // Without this header, a channel that is known is answered without IVS.
      const headers = { 'cache-control': 'no-cache' };
      const answer = await world.http('GET', path.replace('{channelId}', channel.id), { headers });
      expect(typeOf(answer), path).toBe(told);
      expect(answer.headers.get('retry-after') !== null, path).toBe(
        [429, 503].includes(answer.status),
      );
      expect(answer.text).not.toContain('injected');
    }
  });

  it.for<[method: string, query: string, operation: string, error: string, told: string]>([
    ['DELETE', '', 'DeleteChannel', 'InternalServerException', '503 ivs-unavailable'],
    ['PATCH', '?when=now', 'UpdateChannel', 'ConflictException', '504 job-exhausted'],
  ])(
    'a lasting fault of IVS ends a job, told to each repeat under its key: %s%s',
    async ([method, query, operation, error, told], { world }) => {
      const channel = await givenChannel(world);
      world.stack.ivs.setFaults([{ operation, error }]);
      const asked = {
        headers: { 'idempotency-key': 'once' },
        ...(method === 'PATCH' && { body: { name: 'other' } }),
      };
      const accepted = await world.http(method, `/v1/channels/${channel.id}${query}`, asked);
      expect(accepted.status).toBe(202);
      const { id } = jobIn(accepted);
      // The clock moves straight to the last of many hours of attempts, because the others tell no
      // more.
      world.clock.moveTo((givesUpAt(await world.job(id)) ?? 0) - 60_000);
      await world.ended(id, 3_600_000);
      const answer = await world.http(method, `/v1/channels/${channel.id}${query}`, asked);
      expect(typeOf(answer)).toBe(told);
      expect(answer.body.jobId).toBe(id);
    },
  );
});

it('an outage of the services that we run on is a 503', async ({ world }) => {
  world.fateOf = ({ service }) => (service === 'dynamodb' ? 'lostResponse' : undefined);
  const answer = await world.http('GET', '/v1/jobs');
  expect([typeOf(answer), answer.headers.get('retry-after')]).toEqual(['503 aws-unavailable', '1']);
  expect(answer.text).not.toMatch(/socket|hang up|dynamo/i);
});

it('a refusal of the services that we run on is an opaque 500', async ({ world }) => {
  const { app } = world;
  const refused = Object.assign(new Error('User: arn:aws:sts::1:role is not authorized'), {
    name: 'AccessDeniedException',
    $metadata: { httpStatusCode: 400 },
  });
  world.app = { ...app, store: { ...app.store, keys: () => Promise.reject(refused) } };
  const answer = await world.http('GET', '/v1/jobs');
  expect(typeOf(answer)).toBe('500 internal');
  expect(answer.text).not.toMatch(/arn:|authorized/);
});

it('a fault that IVS finds in a call of a job itself is a 502', async ({ world }) => {
  const { id } = await givenChannel(world);
  world.stack.ivs.setFaults([{ operation: 'CreateStreamKey', error: 'ValidationException' }]);
  expect(typeOf(await world.http('POST', `/v1/channels/${id}/stream-key-rotations?when=now`))).toBe(
    '502 refused-by-ivs',
  );
});

it('a fault that ends the redrive of a dead letter is a 502', async ({ world }) => {
  const { deadLetterId } = await SITUATIONS['redriveDeadLetter']!(world);
  refuse(world, 'GetChannel');
  const answer = await world.http('POST', `/v1/dead-letters/${deadLetterId}/redrive`);
  expect(typeOf(answer)).toBe('502 redrive-failed');
  expect(answer.body.detail).toContain('AccessDeniedException');
});

it('a secret that cannot be read, from which a token would be signed, is a 503', async ({
  world,
}) => {
  const { id } = await givenChannel(world, { authorized: true });
  const body = { viewerId: 'viewer-1' };
  const answer = await world.http('POST', `/v1/channels/${id}/playback-tokens`, { body });
  expect(typeOf(answer)).toBe('503 playback-key-unavailable');
});

describe('an issuer that cannot be reached', () => {
  const it = itIn({ environment: { JWKS_URI: 'http://127.0.0.1:9/jwks.json' } });

  it('an issuer that does not give its keys is a 503', async ({ world }) => {
    const answer = await world.http('GET', '/v1/jobs');
    expect(typeOf(answer)).toBe('503 token-keys-unavailable');
  });
});

// It comes last, and only after all others: a run of some of them meets some problems.
it('the tests of this file meet every documented 5xx', () => {
  const documented = (Object.keys(PROBLEMS) as ProblemType[]).filter(
    (type) => PROBLEMS[type].status >= 500,
  );
  expect([...reached]).toEqual(expect.arrayContaining(documented));
});
