import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock, VirtualClock } from '../../../local/clock.ts';
import type { Lambda } from '../../../local/lambda/lambda.ts';
import { AdjustableClock } from '../../../local/ivs/state/adjustableClock.ts';
import { createWorkerLambda } from '../../../local/lambda/workers.ts';
import { passTime, templateOf } from './fixture.ts';

const source = `
let calls = 0;
export const handler = async (event, context) => {
  calls += 1;
  console.log('plain line', event.do ?? '');
  switch (event.do) {
    case 'throw': throw new TypeError('boom');
    case 'stray':
      void Promise.reject(new Error('stray'));
      return new Promise((resolve) => setTimeout(resolve, 500));
    case 'later':
      setTimeout(() => { throw new Error('after the answer'); }, 500);
      return 'answered';
    case 'loop': for (;;);
    case 'heap': {
      const kept = [];
      for (;;) kept.push(new Array(100_000).fill(calls + kept.length));
    }
    case 'exit': process.exit(3);
    case 'hang': return new Promise(() => setInterval(() => {}, 1_000));
    case 'wait':
      await new Promise((resolve) => setTimeout(resolve, 50));
      return { calls, at: Date.now() };
    case 'time':
      return {
        now: Date.now(),
        made: new Date().getTime(),
        given: new Date(5).getTime(),
        text: Date(),
        same: new Date().constructor === Date,
        left: context.getRemainingTimeInMillis(),
      };
    case 'env':
      return { ours: process.env.OURS, theirs: process.env.THEIRS, path: process.env.PATH };
    case 'function': return () => calls;
    case 'json':
      console.log(JSON.stringify({ level: 'INFO', message: 'structured' }));
      return undefined;
    default: return { calls, left: context.getRemainingTimeInMillis(), name: context.functionName };
  }
};
`;

let folder: string;
let lambda: Lambda;
const lines: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'workers-'));
  for (const [name, text] of Object.entries({
    echo: source,
    broken: 'throw new Error("not loadable")',
    empty: 'export const other = 1;',
  })) {
    await mkdir(join(folder, 'dist', name), { recursive: true });
    await writeFile(join(folder, 'dist', name, 'index.mjs'), text);
  }
  const fn = {
    bundle: 'dist/echo/index.mjs',
    timeoutSeconds: 0.6,
    memoryMb: 64,
    environment: { OURS: 'template' },
  };
  const template = templateOf(
    [
      { ...fn, name: 'echo' },
      { ...fn, name: 'one', reservedConcurrency: 1 },
      { ...fn, name: 'patient', timeoutSeconds: 10 },
      { name: 'broken', bundle: 'dist/broken/index.mjs' },
      { name: 'empty', bundle: 'dist/empty/index.mjs' },
    ],
    { folder },
  );
  lambda = createWorkerLambda({
    template,
    clock: systemClock,
    log: (line) => lines.push(line),
    waitedForAtOnce: 2,
  });
  // The stack does the same once it knows its addresses.
  for (const { environment } of template.functions) environment['THEIRS'] = 'stack';
});

afterAll(async () => {
  await lambda.close();
  await rm(folder, { recursive: true });
});

async function until(condition: () => boolean): Promise<void> {
  for (let left = 2_000; left > 0 && !condition(); left -= 1) await systemClock.sleep(10);
  expect(condition()).toBe(true);
}

test('an environment is used again while it is warm', async () => {
  const { payload: first } = (await lambda.invoke('one', {})) as {
    payload: { calls: number; left: number; name: string };
  };
  const { payload: second } = (await lambda.invoke('one', {})) as { payload: { calls: number } };
  expect([first.calls, second.calls, first.name]).toEqual([1, 2, 'test-one']);
  expect(first.left).toBeGreaterThan(100);
  expect(first.left).toBeLessThanOrEqual(600);
});

test('a function sees the environment of the template and stack, not of this process', async () => {
  expect(await lambda.invoke('echo', { do: 'env' })).toEqual({
    payload: { ours: 'template', theirs: 'stack' },
  });
});

test.each([
  ['a throw', 'throw', { functionError: 'Unhandled', errorMessage: 'TypeError: boom' }],
  [
    'a stray rejection',
    'stray',
    { functionError: 'Unhandled', errorMessage: 'Runtime.UnhandledError: Error: stray' },
  ],
  [
    'an end of the process',
    'exit',
    {
      functionError: 'Unhandled',
      errorMessage: 'Runtime.ExitError: the runtime exited with code 3',
    },
  ],
  [
    'an endless loop',
    'loop',
    { functionError: 'Timeout', errorMessage: 'Task timed out after 0.60 seconds' },
  ],
  [
    'an answer that never comes',
    'hang',
    { functionError: 'Timeout', errorMessage: 'Task timed out after 0.60 seconds' },
  ],
])('%s fails its invocation and no other', async (_name, act, expected) => {
  const [failed, other] = await Promise.all([
    lambda.invoke('echo', { do: act }),
    lambda.invoke('echo', {}),
  ]);
  expect(failed).toEqual(expected);
  expect(other.functionError).toBeUndefined();
  expect((await lambda.invoke('echo', {})).functionError).toBeUndefined();
});

test('a value that JSON cannot express is null', async () => {
  expect(await lambda.invoke('echo', { do: 'function' })).toEqual({ payload: null });
});

test('an exhausted heap fails its invocation and no other', async () => {
  expect(await lambda.invoke('patient', { do: 'heap' })).toEqual({
    functionError: 'Unhandled',
    errorMessage: 'Runtime.OutOfMemory: the heap is exhausted',
  });
  expect((await lambda.invoke('patient', {})).functionError).toBeUndefined();
});

test('an environment that dies after its answer is not used again', async () => {
  expect(await lambda.invoke('one', { do: 'later' })).toEqual({ payload: 'answered' });
  await until(() => lines.some((line) => line.includes('after the answer')));
  expect(await lambda.invoke('one', {})).toMatchObject({ payload: { calls: 1 } });
});

test('a function that does not load, or has no handler, fails its invocations', async () => {
  expect((await lambda.invoke('broken', {})).errorMessage).toContain('not loadable');
  expect((await lambda.invoke('empty', {})).errorMessage).toContain('exports no handler');
});

const times = async (name: string): Promise<number[]> => {
  const results = await Promise.all([1, 2, 3, 4].map(() => lambda.invoke(name, { do: 'wait' })));
  return results.map((result) => (result.payload as { at: number }).at).toSorted((a, b) => a - b);
};

test('no more invocations run at a time than allowed, reserved or in all', async () => {
  const [first = 0, , , last = 0] = await times('one');
  expect(last - first).toBeGreaterThanOrEqual(145);
  const [early = 0, , , late = 0] = await times('patient');
  expect(late - early).toBeGreaterThanOrEqual(45);
});

test('the output of functions goes to the log as JSON lines', async () => {
  await lambda.invoke('echo', { do: 'json' });
  await until(() => lines.includes('{"level":"INFO","message":"structured"}'));
  expect(lines).toContain('{"function":"echo","message":"plain line json"}');
  for (const line of lines) expect(() => JSON.parse(line) as unknown).not.toThrow();
});

test('an event that is queued runs in a thread too', async () => {
  lambda.invokeAsync('echo', { do: 'queued' });
  expect(lambda.inFlight()).toBe(1);
  await until(() => lines.some((line) => line.includes('plain line queued')));
  expect(() => lambda.invokeAsync('nobody', {})).toThrow('Function not found');
});

test('an environment that has been idle for two minutes is ended', async () => {
  const clock = new VirtualClock(0);
  const template = templateOf([{ bundle: 'dist/echo/index.mjs', timeoutSeconds: 30 }], { folder });
  const own = createWorkerLambda({ template, clock });
  const calls = async (): Promise<unknown> =>
    ((await own.invoke('echo', {})).payload as { calls: number }).calls;
  expect([await calls(), await calls()]).toEqual([1, 2]);
  await passTime(clock, 119_000);
  expect(await calls()).toBe(3);
  await passTime(clock, 120_000);
  expect(await calls()).toBe(1);
  await own.close();
  expect(clock.nextAt()).toBeUndefined();
});

test('functions follow a moved and stopped clock, and keep their own time to run', async () => {
  const time = new AdjustableClock(systemClock);
  const template = templateOf([{ bundle: 'dist/echo/index.mjs', timeoutSeconds: 30 }], { folder });
  const own = createWorkerLambda({ template, clock: systemClock, time });
  const told = async () =>
    (await own.invoke('echo', { do: 'time' })).payload as {
      now: number;
      made: number;
      given: number;
      text: string;
      same: boolean;
      left: number;
    };
  // A minute more or less allows for a busy machine.
  const near = (ms: number, at: number): void => expect(Math.abs(ms - at)).toBeLessThan(60_000);
  near((await told()).now, systemClock.now());
  time.advance(400 * 86_400_000);
  const { now, made, given, text, same, left } = await told();
  for (const moment of [now, made, Date.parse(text)])
    near(moment, systemClock.now() + 400 * 86_400_000);
  expect([given, same]).toEqual([5, true]);
  expect(left).toBeGreaterThan(5_000);
  expect(left).toBeLessThanOrEqual(30_000);
  time.freeze();
  const [first, second] = [await told(), await told()];
  expect([second.now, first.now]).toEqual([first.now, Math.round(time.now())]);
  time.advance(1_000);
  expect((await told()).now).toBe(first.now + 1_000);
  time.unfreeze();
  const running = own.invoke('echo', { do: 'wait' });
  time.advance(86_400_000);
  near(((await running).payload as { at: number }).at, time.now());
  await own.close();
});
