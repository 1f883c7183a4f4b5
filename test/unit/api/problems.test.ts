import { describe, expect, test } from 'vitest';
import { problemOfFailure, ivsAnswerTo } from '../../../lib/http/ivsErrors.ts';
import { problemAnswer, problemIn } from '../../../lib/http/problems.ts';
import { Problem } from '../../../lib/errors.ts';
import { IvsRefusal } from '../../../lib/ivs/refusal.ts';

const refusal = (name: string, status: number, message = 'the reason'): IvsRefusal =>
  new IvsRefusal('GetChannel', { name, status, message });
const where = { path: '/v1/channels/AbCdEf123456', requestId: 'request-1' };

describe('refusals of IVS', () => {
  test.each([
    ['ThrottlingException', 429, 'throttled', 429],
    ['StreamUnavailable', 503, 'ivs-unavailable', 503],
    ['InternalServerException', 500, 'ivs-unavailable', 503],
    ['AccessDeniedException', 403, 'not-permitted-by-aws', 502],
    ['UnrecognizedClientException', 403, 'not-permitted-by-aws', 502],
    ['ExpiredTokenException', 403, 'ivs-unavailable', 503],
    ['PendingVerification', 403, 'account-not-verified', 403],
    ['ValidationException', 400, 'invalid-request', 400],
    ['ConflictException', 409, 'conflict', 409],
    ['ServiceQuotaExceededException', 402, 'quota-exceeded', 402],
    ['ResourceNotFoundException', 404, 'not-found', 404],
  ])('a refusal of IVS, %s (%i), becomes %s, %i', (name, from, type, status) => {
    expect(problemIn(refusal(name, from))).toMatchObject({ type, status });
  });

  test('a refusal of IVS becomes a problem with its name and request id', () => {
    const cause = { name: 'ConflictException', status: 409, message: 'the reason' };
    const ivs = { error: 'ConflictException', operation: 'UpdateChannel', requestId: 'of-ivs' };
    expect(
      problemIn(new IvsRefusal('UpdateChannel', { ...cause, requestId: 'of-ivs' }))?.extensions,
    ).toEqual({ ivs });
    expect(problemIn(new IvsRefusal('UpdateChannel', cause))?.extensions).toEqual({});
  });

  test('a refusal of IVS becomes a problem that does not name our roles', () => {
    const error = refusal(
      'AccessDeniedException',
      403,
      'User: arn:aws:sts::123456789012:assumed-role/queries is not authorized',
    );
    expect(JSON.stringify(problemIn(error))).not.toContain('arn:');
    expect(problemIn(error)?.message).not.toContain('arn:');
  });
});

describe('failures of DynamoDB', () => {
  const failure = (name: string, httpStatusCode?: number): Error =>
    Object.assign(new Error('the table is called x'), { name, $metadata: { httpStatusCode } });

  test.each([
    ['ProvisionedThroughputExceededException', 400],
    ['ThrottlingException', 400],
    ['RequestLimitExceeded', 400],
    ['InternalServerError', 500],
    ['ServiceUnavailable', 503],
    ['TimeoutError', undefined],
  ])('%s (%i) is told as passing', (name, status) => {
    const problem = problemIn(failure(name, status));
    expect(problem).toMatchObject({ type: 'aws-unavailable', status: 503 });
    expect(problem?.message).not.toContain('table');
  });

  test.each([
    ['AccessDeniedException', 400],
    ['ResourceNotFoundException', 400],
    ['ValidationException', 400],
  ])('%s (%i) is hidden from callers', (name, status) => {
    expect(problemIn(failure(name, status))).toBeUndefined();
  });
});

test('an error that is neither a problem nor a refusal is hidden from callers', () => {
  expect(problemIn(new Error('the table is called x'))).toBeUndefined();
  expect(problemIn('text')).toBeUndefined();
  const internal = problemOfFailure({
    class: 'internal',
    name: 'TypeError',
    message: 'x is undefined',
  });
  expect(internal).toMatchObject({ type: 'internal', status: 500 });
  expect(internal.message).not.toContain('undefined');
});

describe('refusals of IVS in jobs', () => {
  const said = (job: Partial<Parameters<typeof ivsAnswerTo>[0]>): unknown =>
    ivsAnswerTo({ status: 'failed', timeline: [], ...job });
  const refusedStep = {
    at: 0,
    step: 'deleting',
    outcome: 'notFound',
    operations: ['ListStreamKeys', 'DeleteChannel'],
    error: 'ResourceNotFoundException',
    requestId: 'aws-1',
  };

  test('the refusal of IVS is in the error of a job, else in its last attempt', () => {
    expect(said({ timeline: [refusedStep] })).toEqual({
      operation: 'DeleteChannel',
      error: 'ResourceNotFoundException',
      requestId: 'aws-1',
    });
    const error = {
      class: 'refused',
      name: 'ValidationException',
      message: '',
      operation: 'UpdateChannel',
      requestId: 'aws-2',
    } as const;
    expect(said({ error, timeline: [refusedStep] })).toEqual({
      operation: 'UpdateChannel',
      error: 'ValidationException',
      requestId: 'aws-2',
    });
  });

  test('a job that gave up by itself, was cancelled or succeeded has no refusal', () => {
    expect(
      said({ error: { class: 'exhausted', name: 'GaveUp', message: '' }, timeline: [refusedStep] }),
    ).toBeUndefined();
    expect(
      said({ timeline: [refusedStep, { at: 0, step: 'awaitingStreamEnd', outcome: 'timeUp' }] }),
    ).toBeUndefined();
    for (const status of ['cancelled', 'succeeded'] as const)
      expect(said({ status, timeline: [refusedStep] })).toBeUndefined();
  });
});

test('a job that used up its tries says so', () => {
  const problem = problemOfFailure(
    { class: 'exhausted', name: 'TurnsUsedUp', message: 'still live' },
    { jobId: 'job-1' },
  );
  expect(problem).toMatchObject({
    type: 'job-exhausted',
    status: 504,
    message: 'still live',
    extensions: { jobId: 'job-1' },
  });
});

const challenge = (problem: Problem): unknown =>
  problemAnswer(problem, where).headers?.['www-authenticate'];

describe('problems as answers', () => {
  test('a problem is an RFC 9457 document', () => {
    const answer = problemAnswer(
      new Problem('not-found', 'There is no channel AbCdEf123456.', { job: 'job-1' }),
      where,
    );
    expect(answer).toEqual({
      status: 404,
      headers: { 'content-type': 'application/problem+json' },
      body: {
        type: '/problems/not-found',
        title: 'There is no such resource',
        status: 404,
        detail: 'There is no channel AbCdEf123456.',
        instance: '/v1/channels/AbCdEf123456',
        requestId: 'request-1',
        jobId: 'job-1',
        job: '/v1/jobs/job-1',
      },
    });
  });

  test('a problem challenges as RFC 6750 requires', () => {
    expect(challenge(new Problem('unauthenticated', 'Send a token.'))).toBe(
      'Bearer realm="channelkeeper"',
    );
    expect(
      challenge(
        new Problem('unauthenticated', 'The claim "iss" is wrong.', { error: 'invalid_token' }),
      ),
    ).toBe(
      'Bearer realm="channelkeeper", error="invalid_token", ' +
        `error_description="The claim 'iss' is wrong."`,
    );
    expect(
      challenge(
        new Problem('missing-scope', 'No.', { error: 'insufficient_scope', scope: 'jobs:read' }),
      ),
    ).toContain('error="insufficient_scope", error_description="No.", scope="jobs:read"');
    expect(challenge(new Problem('account-not-verified', 'Wait.'))).toBeUndefined();
  });

  test.each(['throttled', 'ivs-unavailable', 'token-keys-unavailable'] as const)(
    'a problem of type %s says when to try again',
    (type) => {
      expect(problemAnswer(new Problem(type, 'Later.'), where).headers).toMatchObject({
        'retry-after': '1',
      });
    },
  );
});

test('a conflict has a title that is true where IVS was not asked', () => {
  const { body } = problemAnswer(new Problem('conflict', 'The batch is closed.'), where);
  expect(body).toMatchObject({ title: expect.not.stringContaining('IVS') as string });
});
