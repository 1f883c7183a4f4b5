import { expect, test } from 'vitest';
import { VirtualClock } from '../../../local/clock.ts';
import { createInProcessLambda } from '../../../local/lambda/inProcess.ts';
import type { InProcessOptions } from '../../../local/lambda/inProcess.ts';
import type { Handler } from '../../../local/lambda/lambda.ts';
import type { LambdaFunction } from '../../../local/template.ts';
import { settlePromises, passTime, templateOf } from './fixture.ts';

function lambdaOf(
  handler: Handler,
  fn: Partial<LambdaFunction> = {},
  more: Partial<InProcessOptions> = {},
) {
  return createInProcessLambda({
    template: templateOf([fn]),
    clock: new VirtualClock(0),
    load: async () => handler,
    ...more,
  });
}

test('an invocation gives event, context and result through JSON', async () => {
  const lambda = lambdaOf((event, context) => ({
    event,
    left: context.getRemainingTimeInMillis(),
    name: context.functionName,
    gone: undefined,
  }));
  expect(await lambda.invoke('echo', { at: new Date(0), gone: undefined })).toEqual({
    payload: { event: { at: '1970-01-01T00:00:00.000Z' }, left: 3_000, name: 'test-echo' },
  });
  expect(await lambda.invoke('test-echo', undefined)).toMatchObject({ payload: { event: null } });
  expect(await lambdaOf(() => () => 'a function').invoke('echo', {})).toEqual({ payload: null });
});

test('a throw fails its invocation and no other', async () => {
  const lambda = lambdaOf((event) => {
    if (event === 'bad') throw new TypeError('boom');
    return 'fine';
  });
  expect(await lambda.invoke('echo', 'bad')).toEqual({
    functionError: 'Unhandled',
    errorMessage: 'TypeError: boom',
  });
  expect(await lambda.invoke('echo', 'good')).toEqual({ payload: 'fine' });
  await expect(lambda.invoke('nobody', {})).rejects.toThrow('Function not found: nobody');
});

test('an invocation is over at the end of its time on the clock', async () => {
  const clock = new VirtualClock(0);
  const lambda = lambdaOf(() => new Promise(() => undefined), {}, { clock });
  const result = lambda.invoke('echo', {});
  await passTime(clock, 2_999);
  expect(lambda.inFlight()).toBe(1);
  await passTime(clock, 1);
  expect(await result).toEqual({
    functionError: 'Timeout',
    errorMessage: 'Task timed out after 3.00 seconds',
  });
  expect(lambda.inFlight()).toBe(0);
});

test('a failed event is retried after 60 s and 120 s, then kept as a dead letter', async () => {
  const clock = new VirtualClock(0);
  const attempts: [id: string, at: number][] = [];
  const lambda = lambdaOf(
    (_event, context) => {
      attempts.push([context.awsRequestId, clock.now()]);
      throw new Error('boom');
    },
    {},
    { clock },
  );
  lambda.invokeAsync('echo', { n: 1 });
  await passTime(clock, 59_999);
  expect(attempts).toHaveLength(1);
  expect(lambda.deadLetters()).toEqual([]);
  await passTime(clock, 600_000);
  const [id] = attempts[0] ?? [];
  expect(attempts).toEqual([
    [id, 0],
    [id, 60_000],
    [id, 180_000],
  ]);
  expect(lambda.deadLetters()).toEqual([
    {
      id,
      functionName: 'echo',
      payload: { n: 1 },
      condition: 'RetriesExhausted',
      attempts: 3,
      errorMessage: 'Error: boom',
      at: '1970-01-01T00:03:00.000Z',
    },
  ]);
});

test('an event that succeeds at its second attempt is done', async () => {
  const clock = new VirtualClock(0);
  let attempts = 0;
  const lambda = lambdaOf(
    () => {
      attempts += 1;
      if (attempts === 1) throw new Error('boom');
    },
    {},
    { clock },
  );
  lambda.invokeAsync('echo', {});
  await passTime(clock, 3_600_000);
  expect(attempts).toBe(2);
  expect(lambda.deadLetters()).toEqual([]);
});

test('an event that would be too old at its next attempt is given up', async () => {
  const clock = new VirtualClock(0);
  const lambda = lambdaOf(
    () => Promise.reject(new Error('boom')),
    { maximumEventAgeSeconds: 100 },
    { clock },
  );
  lambda.invokeAsync('echo', {});
  await passTime(clock, 3_600_000);
  expect(lambda.deadLetters()).toMatchObject([{ condition: 'EventAgeExceeded', attempts: 2 }]);
});

test('a function without retries is tried once', async () => {
  const clock = new VirtualClock(0);
  const lambda = lambdaOf(
    () => Promise.reject(new Error('boom')),
    { maximumRetryAttempts: 0 },
    { clock },
  );
  lambda.invokeAsync('echo', {});
  await passTime(clock, 3_600_000);
  expect(lambda.deadLetters()).toMatchObject([{ condition: 'RetriesExhausted', attempts: 1 }]);
});

test('invocations run at most as many at a time as reserved; the others wait', async () => {
  const running: (() => void)[] = [];
  const lambda = lambdaOf(
    (event) => new Promise<void>((resolve) => void running.push(resolve)).then(() => event),
    { reservedConcurrency: 2 },
  );
  const results = [1, 2, 3].map((n) => lambda.invoke('echo', n));
  await settlePromises();
  expect([running.length, lambda.inFlight()]).toEqual([2, 3]);
  running[0]?.();
  await settlePromises();
  expect(running).toHaveLength(3);
  for (const end of running) end();
  expect(await Promise.all(results)).toEqual([{ payload: 1 }, { payload: 2 }, { payload: 3 }]);
});

test('a caller can crash an invocation, before or after the handler has run', async () => {
  const ran: unknown[] = [];
  const lambda = lambdaOf(
    (event) => ran.push(event),
    {},
    {
      async around({ payload, functionName }, run) {
        if (payload === 'before') throw new Error(`crash of ${functionName}`);
        await run();
        throw new Error('crash after');
      },
    },
  );
  expect(await lambda.invoke('echo', 'before')).toEqual({
    functionError: 'Unhandled',
    errorMessage: 'Error: crash of echo',
  });
  expect(await lambda.invoke('echo', 'after')).toEqual({
    functionError: 'Unhandled',
    errorMessage: 'Error: crash after',
  });
  expect(ran).toEqual(['after']);
});

test('no invocation is retried after close', async () => {
  const clock = new VirtualClock(0);
  const lambda = lambdaOf(() => Promise.reject(new Error('boom')), {}, { clock });
  lambda.invokeAsync('echo', {});
  await settlePromises();
  await lambda.close();
  expect(clock.nextAt()).toBeUndefined();
});
