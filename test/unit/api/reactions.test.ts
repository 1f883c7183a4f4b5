import { readFileSync } from 'node:fs';
import type { Context } from 'aws-lambda';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { handler as jobDue } from '../../../functions/events/jobDue.ts';
import { handler as streamState } from '../../../functions/events/streamState.ts';
import { useApp } from '../../../lib/app.ts';
import * as reactions from '../../../lib/events/streamStateReactions.ts';
import * as running from '../../../lib/jobs/run.ts';
import { theApp } from './asking.ts';
import { NOW, sceneApp } from './scene.ts';

vi.mock('../../../lib/events/streamStateReactions.ts', async (original) => ({
  ...(await original<typeof reactions>()),
  noteStreamState: vi.fn(),
}));
vi.mock('../../../lib/jobs/run.ts', async (original) => ({
  ...(await original<typeof running>()),
  runJob: vi.fn(),
}));
const { noteStreamState } = vi.mocked(reactions);
const { runJob } = vi.mocked(running);

const context = { awsRequestId: 'lambda-1', getRemainingTimeInMillis: () => 60_000 } as Context;
const sample = (file: string): Record<string, unknown> & { detail: Record<string, unknown> } =>
  JSON.parse(
    readFileSync(new URL(`../../../events/${file}`, import.meta.url), 'utf8'),
  ) as ReturnType<typeof sample>;
const happen = async (handler: typeof jobDue, event: unknown): Promise<unknown> =>
  handler(event, context, () => undefined);

let app: ReturnType<typeof sceneApp>;
beforeEach(() => {
  vi.resetAllMocks();
  const update = (): Promise<undefined> => Promise.resolve(undefined);
  app = sceneApp({}, { store: { ...sceneApp({}).store, update } });
  useApp(app);
});

describe('stream state changes', () => {
  const streamEnd = sample('received/streamState.streamEnd.json');
  const noted = {
    channelArn: 'arn:aws:ivs:us-west-2:123456789012:channel/AbCdEf123456',
    streamId: 'st-1AbCdEfGhIjKlMnOpQrStUv',
    eventName: 'Stream End',
    at: Date.parse('2026-11-23T11:00:01Z'),
  };

  test('a change of a stream reaches the jobs in our words, with the time left', async () => {
    await happen(streamState, streamEnd);
    expect(noteStreamState).toHaveBeenCalledExactlyOnceWith(theApp(app), noted, NOW + 40_000);
  });

  test('a change of a stream may have unknown members and blanks around its ARN', async () => {
    await happen(streamState, {
      ...streamEnd,
      resources: [` ${noted.channelArn} `],
      extra: 1,
      detail: { ...streamEnd.detail, event_name: 'Something New' },
    });
    expect(noteStreamState).toHaveBeenCalledExactlyOnceWith(
      theApp(app),
      { ...noted, eventName: 'Something New' },
      NOW + 40_000,
    );
  });

  test.each([
    ['no resources', { ...streamEnd, resources: [] }],
    ['no stream', { ...streamEnd, detail: { event_name: 'Stream End' } }],
    ['another type', { ...streamEnd, 'detail-type': 'IVS Limit Breach' }],
    ['another source', { ...streamEnd, source: 'somebody' }],
    [
      'another account',
      { ...streamEnd, resources: ['arn:aws:ivs:us-west-2:999999999999:channel/AbCdEf123456'] },
    ],
    ['no event at all', 'text'],
    ['nothing', undefined],
  ])(
    'a change of a stream with %s is dropped with a line in the log, never thrown',
    async (_what, event) => {
      await happen(streamState, event);
      expect(noteStreamState).not.toHaveBeenCalled();
      expect(app.lines).toMatchObject([{ level: 'warn' }]);
    },
  );

  test('a change that could not be noted is thrown on, for Lambda to try again', async () => {
    const error = new Error('the table does not answer');
    noteStreamState.mockRejectedValue(error);
    await expect(happen(streamState, streamEnd)).rejects.toBe(error);
    expect(app.lines).toMatchObject([{ level: 'error', fields: { error } }]);
  });
});

describe('due jobs', () => {
  test('a due job runs, with time left over to hand on the rest', async () => {
    const event = sample('sent/jobDue.json');
    await happen(jobDue, event);
    expect(runJob).toHaveBeenCalledExactlyOnceWith(theApp(app), event.detail.jobId, NOW + 35_000);
  });

  test('a due job without a name is dropped', async () => {
    await happen(jobDue, { detail: {} });
    expect(runJob).not.toHaveBeenCalled();
    expect(app.lines).toMatchObject([{ level: 'warn', fields: { paths: ['detail.jobId'] } }]);
  });
});
