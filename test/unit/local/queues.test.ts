import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { systemClock, VirtualClock } from '../../../local/clock.ts';
import { createInProcessLambda } from '../../../local/lambda/inProcess.ts';
import type { Handler } from '../../../local/lambda/lambda.ts';
import { createQueues } from '../../../local/lambda/queues.ts';
import { createWorkerLambda } from '../../../local/lambda/workers.ts';
import type { EventSource, Template } from '../../../local/template.ts';
import { passTime, templateOf } from './fixture.ts';

const QUEUE = 'arn:aws:sqs:us-west-2:123456789012:Letters';

interface Delivered {
  at: number;
  Records: { messageId: string; body: string; attributes: Record<string, string> }[];
}

const templateWith = (source: Partial<EventSource> = {}, reader: object = {}): Template =>
  templateOf(
    [
      { name: 'failing', onFailureArn: QUEUE, maximumRetryAttempts: 0, ...reader },
      { name: 'reader', ...reader },
    ],
    {
      eventSources: [
        {
          queueArn: QUEUE,
          functionName: 'reader',
          batchSize: 10,
          reportsItemFailures: true,
          visibilityTimeoutSeconds: 180,
          ...source,
        },
      ],
    },
  );

/** Returns queues whose reader answers as told, or fails, and the deliveries that it gets. */
function queuesWith(answer: (delivered: Delivered) => unknown, source: Partial<EventSource> = {}) {
  const clock = new VirtualClock(1_000);
  const delivered: Delivered[] = [];
  let ids = 0;
  const queues = createQueues({
    template: templateWith(source),
    clock,
    newId: () => `id-${ids++}`,
    async attempt(_fn, payload) {
      const one = { ...(payload as Delivered), at: clock.now() };
      delivered.push(one);
      await clock.sleep(10);
      const payloadOf = answer(one);
      return payloadOf instanceof Error
        ? { functionError: 'Unhandled' as const, errorMessage: payloadOf.message }
        : { payload: payloadOf };
    },
  });
  return { clock, delivered, queues };
}

const bodies = (delivered: readonly Delivered[]): string[][] =>
  delivered.map(({ Records }) => Records.map(({ body }) => body));

test.each(['in this process', 'in worker threads'])(
  'an event that was given up %s comes to the reader of the queue as on AWS',
  async (where) => {
    const folder = await mkdtemp(join(tmpdir(), 'queues-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    // A file, because each execution environment has a memory of its own.
    const file = join(folder, 'seen.jsonl');
    const code = `
      import { appendFileSync } from 'node:fs';
      export const handler = async (event) => {
        if (!event.Records) throw new TypeError('boom');
        appendFileSync(${JSON.stringify(file)}, JSON.stringify(event) + '\\n');
        return { batchItemFailures: [] };
      };`;
    const bundle = 'dist/both/index.mjs';
    await mkdir(join(folder, 'dist/both'), { recursive: true });
    await writeFile(join(folder, bundle), code);
    const template = {
      ...templateWith({}, { bundle, timeoutSeconds: 20, memoryMb: 64 }),
      folder,
    };
    const { handler } = (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as {
      handler: Handler;
    };
    const lambda =
      where === 'in this process'
        ? createInProcessLambda({ template, clock: systemClock, load: async () => handler })
        : createWorkerLambda({ template, clock: systemClock });
    onTestFinished(() => lambda.close());

    lambda.invokeAsync('failing', { n: 1 });

    const seen = await vi.waitFor(
      async () => {
        const [event = '', ...others] = (await readFile(file, 'utf8')).split('\n');
        expect(others).toEqual(['']);
        return JSON.parse(event) as { Records: [Record<string, unknown>] };
      },
      { timeout: 30_000, interval: 50 },
    );
    const [letter] = lambda.deadLetters();
    expect(letter).toMatchObject({ functionName: 'failing', payload: { n: 1 } });
    const [record] = seen.Records;
    expect(record).toMatchObject({
      messageId: expect.any(String) as string,
      receiptHandle: expect.any(String) as string,
      attributes: { ApproximateReceiveCount: '1', SentTimestamp: expect.any(String) as string },
      messageAttributes: {},
      md5OfBody: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
      eventSource: 'aws:sqs',
      eventSourceARN: QUEUE,
      awsRegion: 'us-west-2',
    });
    expect(JSON.parse(String(record.body))).toEqual({
      version: '1.0',
      timestamp: letter?.at,
      requestContext: {
        requestId: letter?.id,
        functionArn: 'arn:aws:lambda:us-west-2:123456789012:function:test-failing:$LATEST',
        condition: 'RetriesExhausted',
        approximateInvokeCount: 1,
      },
      requestPayload: { n: 1 },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      responsePayload: { errorType: 'TypeError', errorMessage: 'boom' },
    });
  },
  60_000,
);

test('a message comes again after each visibility timeout while its reader fails', async () => {
  const { clock, delivered, queues } = queuesWith(({ at }) =>
    at < 500_000 ? new Error('boom') : { batchItemFailures: [] },
  );
  queues.send(QUEUE, 'a');
  await passTime(clock, 3_600_000);
  expect(delivered.map(({ at }) => at)).toEqual([1_000, 181_010, 361_020, 541_030]);
  const [first, , , last] = delivered.map(({ Records }) => Records[0]);
  expect(last).toMatchObject({
    messageId: first?.messageId,
    attributes: { ApproximateReceiveCount: '4', ApproximateFirstReceiveTimestamp: '1000' },
  });
});

test('messages that arrive meanwhile come in one batch, of a limited size', async () => {
  const { clock, delivered, queues } = queuesWith(() => undefined, { batchSize: 2 });
  for (const body of ['a', 'b', 'c', 'd']) queues.send(QUEUE, body);
  await passTime(clock, 1_000);
  expect(bodies(delivered)).toEqual([['a'], ['b', 'c'], ['d']]);
});

test.each([
  ['only the messages that the reader names', (ids: string[]) => ids.slice(0, 1), true, ['b']],
  ['the whole batch when it names another message', () => ['other'], true, ['b', 'c']],
  ['no message when the mapping does not ask for names', (ids: string[]) => ids, false, []],
])('%s come again', async (_, failures, reportsItemFailures, again) => {
  const { clock, delivered, queues } = queuesWith(
    ({ at, Records }) => ({
      batchItemFailures:
        Records.length > 1 && at < 5_000
          ? failures(Records.map(({ messageId }) => messageId)).map((itemIdentifier) => ({
              itemIdentifier,
            }))
          : [],
    }),
    { reportsItemFailures },
  );
  for (const body of ['a', 'b', 'c']) queues.send(QUEUE, body);
  await passTime(clock, 3_600_000);
  expect(bodies(delivered).slice(2).flat()).toEqual(again);
});

test('no message is delivered after close, and a queue without a reader takes none', async () => {
  const { clock, delivered, queues } = queuesWith(() => new Error('boom'));
  expect(queues.send(`${QUEUE}2`, 'a')).toBe(false);
  expect(queues.send(QUEUE, 'a')).toBe(true);
  await passTime(clock, 100);
  queues.close();
  await passTime(clock, 3_600_000);
  expect(delivered).toHaveLength(1);
  expect(clock.nextAt()).toBeUndefined();
});
