import { describe, expect, it } from 'vitest';
import { Problem } from '../../lib/errors.ts';
import { IvsRefusal, asWord } from '../../lib/ivs/refusal.ts';

const refusal = (name: string, status?: number): IvsRefusal =>
  new IvsRefusal('StopStream', { name, message: 'no', status, requestId: 'r-1' });

describe('a problem', () => {
  it('has the status and title of its type, says what to do, and keeps its cause to itself', () => {
    const cause = new Error('inner');
    const problem = new Problem('job-conflict', 'Wait for it.', { job: 'j-1' }, { cause });
    expect(problem).toMatchObject({
      type: 'job-conflict',
      status: 409,
      title: 'Another job holds this subject',
      message: 'Wait for it.',
      extensions: { job: 'j-1' },
    });
    expect(problem.cause).toBe(cause);
    expect(problem).toBeInstanceOf(Error);
  });

  it.each([
    ['quota-exceeded', 402],
    ['idempotency-key-reused', 422],
    ['throttled', 429],
    ['ivs-unavailable', 503],
  ] as const)('%s is a %i', (type, status) => {
    expect(new Problem(type, 'd')).toMatchObject({ status, extensions: {} });
  });
});

describe('a refusal by IVS', () => {
  it.each([
    ['ThrottlingException', 429, 'throttled', false],
    ['InternalServerException', 500, 'unavailable', true],
    ['StreamUnavailable', 503, 'unavailable', true],
    ['ConflictException', 409, 'conflict', false],
    ['ChannelNotBroadcasting', 404, 'notFound', false],
    ['ValidationException', 400, 'refused', false],
    ['PendingVerification', 403, 'refused', false],
    ['SomethingNew', 502, 'unavailable', true],
    // No answer came at all.
    ['TimeoutError', undefined, 'unavailable', true],
    ['AbortError', undefined, 'unavailable', true],
  ])('%s (%s) is %s, its outcome unknown: %s', (name, status, kind, unknown) => {
    expect(refusal(name, status)).toMatchObject({
      class: kind,
      outcomeUnknown: unknown,
      name,
      operation: 'StopStream',
      requestId: 'r-1',
      message: 'StopStream: no',
    });
  });

  it('becomes a word where it is an answer, and is thrown on where it is none', async () => {
    const words = { ChannelNotBroadcasting: 'notLive' } as const;
    await expect(Promise.resolve('stopped').catch(asWord(words))).resolves.toBe('stopped');
    await expect(
      Promise.reject(refusal('ChannelNotBroadcasting', 404)).catch(asWord(words)),
    ).resolves.toBe('notLive');
    await expect(
      Promise.reject(refusal('StreamUnavailable', 503)).catch(asWord(words)),
    ).rejects.toMatchObject({ name: 'StreamUnavailable' });
    await expect(
      Promise.reject(Object.assign(new Error('x'), { name: 'ChannelNotBroadcasting' })).catch(
        asWord(words),
      ),
    ).rejects.toThrow('x');
  });
});
