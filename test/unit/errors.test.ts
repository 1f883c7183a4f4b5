import { describe, expect, it } from 'vitest';
import { Problem } from '../../lib/errors.ts';
import { IvsRefusal, asWord } from '../../lib/ivs/refusal.ts';

const refusal = (name: string, status?: number): IvsRefusal =>
  new IvsRefusal('StopStream', { name, message: 'no', status, requestId: 'r-1' });

describe('a problem', () => {
  it('a problem has the status and title of its type, and hides its cause', () => {
    const cause = new Error('inner');
    const problem = new Problem('job-conflict', 'Wait for it.', { job: 'j-1' }, { cause });
    expect(problem).toMatchObject({
      type: 'job-conflict',
      status: 409,
      title: 'Another job locks this subject',
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
  ] as const)('a problem of type %s is a %i', (type, status) => {
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
    // The next two are failures without any answer.
    ['TimeoutError', undefined, 'unavailable', true],
    ['AbortError', undefined, 'unavailable', true],
  ])('the refusal %s (%s) is %s, its outcome unknown: %s', (name, status, kind, unknown) => {
    expect(refusal(name, status)).toMatchObject({
      class: kind,
      outcomeUnknown: unknown,
      name,
      operation: 'StopStream',
      requestId: 'r-1',
      message: 'StopStream: no',
    });
  });

  it('a refusal becomes an outcome if one is named for it, and is thrown on if not', async () => {
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
