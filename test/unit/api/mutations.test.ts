import { describe, expect, test, vi } from 'vitest';
import { useApp } from '../../../lib/app.ts';
import type { Item } from '../../../lib/dynamodb.ts';
import { Problem } from '../../../lib/errors.ts';
import { IvsRefusal } from '../../../lib/ivs/refusal.ts';
import * as commandsOfJobs from '../../../lib/jobs/commands.ts';
import type { Job } from '../../../lib/jobs/job.ts';
import * as queriesOfJobs from '../../../lib/jobs/queries.ts';
import { asking, CHANNEL, JOB, job, json, KEY, of, theApp } from './asking.ts';
import { NOW, requestOf } from './scene.ts';

vi.mock('../../../lib/http/longPolling.ts', () => ({
  hold: (_app: unknown, _untilMs: number, wait: () => Promise<unknown>) => wait(),
}));
vi.mock('../../../lib/jobs/commands.ts', async (original) => ({
  ...(await original<typeof commandsOfJobs>()),
  startJob: vi.fn(),
}));
vi.mock('../../../lib/jobs/queries.ts', async (original) => ({
  ...(await original<typeof queriesOfJobs>()),
  waitForJob: vi.fn(),
  holderOf: vi.fn(),
  findJob: vi.fn(),
}));
const { startJob } = vi.mocked(commandsOfJobs);
const { waitForJob, holderOf } = vi.mocked(queriesOfJobs);

const scene = asking();
const started = (
  over: Partial<Job> = {},
  how: 'started' | 'joined' | 'replayed' = 'started',
): void => void startJob.mockResolvedValue({ job: job(over), how });

const DELETE = 'DELETE /v1/channels/{channelId}';
const remove = (over: Parameters<typeof requestOf>[1] = {}): ReturnType<typeof scene.ask> =>
  scene.ask(DELETE, { parameters: of, ...over });

describe('DELETE of a channel', () => {
  test('the deletion of an idle channel is 204 without content', async () => {
    started({ status: 'succeeded', ending: 'succeeded' });
    const result = await remove();
    expect(result).toMatchObject({
      statusCode: 204,
      headers: { link: `</v1/jobs/${JOB}>; rel="monitor"` },
    });
    expect(result.body).toBeUndefined();
    expect(result.headers).not.toHaveProperty('content-type');
    expect(startJob).toHaveBeenCalledWith(
      theApp(scene.app),
      {
        workflow: 'deleteChannel',
        subject: 'channel/AbCdEf123456',
        input: {},
        caller: 'operator-7',
        beginsAt: expect.any(Function) as unknown,
      },
      2_000,
    );
    expect(waitForJob).not.toHaveBeenCalled();
  });

  test.each(['started', 'joined'] as const)(
    'the deletion of a live channel is 202 with the job (%s)',
    async (how) => {
      started({ status: 'waiting', step: 'awaitingStreamEnd', waitsFor: 'streamEnded' }, how);
      const result = await remove();
      expect(result).toMatchObject({
        statusCode: 202,
        headers: { location: `/v1/jobs/${JOB}` },
        json: { job: { id: JOB, status: 'waiting' } },
      });
      expect(result.headers).not.toHaveProperty('idempotency-replayed');
    },
  );

  test('the deletion of an absent channel is 404, and names the job', async () => {
    started({ status: 'failed', ending: 'notFound' });
    expect(await remove()).toMatchObject({
      statusCode: 404,
      json: { type: '/problems/not-found', jobId: JOB, job: `/v1/jobs/${JOB}` },
    });
  });

  test.each([
    [
      { class: 'exhausted', name: 'TurnsUsedUp', message: 'still live after 40 turns' } as const,
      504,
      'job-exhausted',
    ],
    [
      { class: 'refused', name: 'AccessDeniedException', message: 'role/commands' } as const,
      502,
      'not-permitted-by-aws',
    ],
  ])('a deletion that failed says why: %o', async (error, status, type) => {
    started({ status: 'failed', ending: 'failed', error, left: ['keyless'] });
    const result = await remove();
    expect(result).toMatchObject({
      statusCode: status,
      headers: { 'content-type': 'application/problem+json' },
      json: { type: `/problems/${type}`, left: ['keyless'] },
    });
    expect(result.body).not.toContain('role/');
  });

  test('a deletion that was cancelled meanwhile is 409', async () => {
    started({ status: 'cancelled', ending: 'cancelled' });
    expect(await remove()).toMatchObject({
      statusCode: 409,
      json: { type: '/problems/job-cancelled' },
    });
  });

  test('a deletion that meets other work is 409 with that job', async () => {
    startJob.mockRejectedValue(
      new Problem('job-conflict', 'rotateStreamKeyNow is under way.', { job: JOB }),
    );
    expect(await remove()).toMatchObject({
      statusCode: 409,
      json: { type: '/problems/job-conflict', jobId: JOB, job: `/v1/jobs/${JOB}` },
    });
  });
});

describe('preferences and headers', () => {
  test('a preference to wait keeps the answer back until the job ends, and says so', async () => {
    started({ status: 'waiting' });
    waitForJob.mockResolvedValue(job({ status: 'succeeded', ending: 'succeeded' }));
    expect(await remove({ headers: { prefer: 'wait=60' } })).toMatchObject({
      statusCode: 204,
      headers: { 'preference-applied': 'wait=20' },
    });
    expect(waitForJob).toHaveBeenCalledWith(theApp(scene.app), JOB, { untilMs: NOW + 20_000 });
  });

  test('a preference to wait a second shortens the work before the answer', async () => {
    started({ status: 'waiting' });
    waitForJob.mockResolvedValue(job({ status: 'waiting' }));
    expect(await remove({ headers: { prefer: 'wait=1' } })).toMatchObject({
      statusCode: 202,
      headers: { 'preference-applied': 'wait=1' },
    });
    expect(startJob.mock.calls[0]?.[2]).toBe(1_000);
  });

  test('a reason and an Idempotency-Key reach the job, and a replay is flagged', async () => {
    started({ status: 'succeeded' }, 'replayed');
    const headers = { 'idempotency-key': 'key-1', 'x-reason': 'leaked sk_us-west-2_AbC' };
    expect(await remove({ headers })).toMatchObject({
      statusCode: 204,
      headers: { 'idempotency-replayed': 'true' },
    });
    expect(startJob.mock.calls[0]?.[1]).toMatchObject({
      reason: 'leaked sk_***',
      idempotencyKey: { key: 'key-1', digest: expect.stringMatching(/^\w{26}$/) as string },
    });
  });

  /** Lets a dry run find a live channel, and rate limiters at rest. */
  const foundLive = (): void => {
    scene.ivs.GetChannel = { channel: { arn: CHANNEL } };
    scene.ivs.GetStream = { stream: { channelArn: CHANNEL, state: 'LIVE' } };
    scene.ivs.ListStreamKeys = { streamKeys: [{ arn: KEY }] };
    const store = { ...scene.app.store, get: () => Promise.resolve(undefined) };
    useApp({ ...scene.app, store });
  };

  test('a dry run tells the steps and starts no job', async () => {
    foundLive();
    const result = await remove({ query: { dryRun: 'true' } });
    expect(result).toMatchObject({
      statusCode: 200,
      json: {
        dryRun: {
          workflow: 'deleteChannel',
          subject: 'channel/AbCdEf123456',
          pointOfNoReturn: 'deleting',
          found: { isLive: true, hasStreamKey: true },
        },
      },
    });
    const { dryRun } = result.json as { dryRun: { steps: { step: string }[] } };
    expect(dryRun.steps.map(({ step }) => step)).toEqual(
      expect.arrayContaining(['deleting', 'revoking', 'stopping', 'done']),
    );
    expect(dryRun).not.toHaveProperty('wouldJoin');
    expect(startJob).not.toHaveBeenCalled();
  });

  test.each([
    ['wouldJoin', { workflow: 'deleteChannel', status: 'waiting' }],
    [
      'wouldSupersede',
      {
        workflow: 'rotateStreamKeyWhenIdle',
        step: 'awaitingStreamEnd',
        status: 'waiting',
        acting: false,
        effects: false,
      },
    ],
    [
      'wouldSupersede',
      {
        workflow: 'rotateStreamKeyNow',
        step: 'notingStreamKey',
        status: 'running',
        acting: false,
        effects: false,
      },
    ],
    [
      'wouldSupersede',
      {
        workflow: 'rotateStreamKeyNow',
        step: 'notingStreamKey',
        status: 'running',
        acting: true,
        effects: false,
      },
    ],
    [
      'wouldSupersede',
      {
        workflow: 'rotateStreamKeyNow',
        step: 'revoking',
        status: 'running',
        acting: false,
        uncertain: true,
        effects: false,
      },
    ],
    [
      'wouldConflictWith',
      {
        workflow: 'suspendChannel',
        step: 'watching',
        status: 'waiting',
        acting: false,
        effects: false,
      },
    ],
  ] as const)('a dry run tells the job that it would meet: %s', async (member, holder) => {
    foundLive();
    holderOf.mockResolvedValue(job(holder));
    expect(await remove({ query: { dryRun: 'true' } })).toMatchObject({
      json: { dryRun: { [member]: JOB } },
    });
  });

  test('a dry run on a channel that does not exist is 404', async () => {
    scene.ivs.GetChannel = new IvsRefusal('GetChannel', {
      name: 'ResourceNotFoundException',
      status: 404,
      message: 'no',
    });
    expect(await remove({ query: { dryRun: 'true' } })).toMatchObject({ statusCode: 404 });
  });
});

describe('other mutations', () => {
  const ROTATE = 'POST /v1/channels/{channelId}/stream-key-rotations';

  /** Lets the app find no record and write any. */
  const storeNothing = (): void =>
    useApp({
      ...scene.app,
      store: {
        ...scene.app.store,
        getMany: (keys) => Promise.resolve(keys.map(() => undefined)),
        update: (key) => Promise.resolve({ ...key }),
      },
    });

  test('POST of a channel is 201 without any secret', async () => {
    storeNothing();
    started({ workflow: 'provisionChannel', status: 'succeeded', memory: { channelArn: CHANNEL } });
    scene.ivs.GetChannel = {
      channel: {
        arn: CHANNEL,
        name: 'studio-1',
        srt: { endpoint: 'srt://host', passphrase: 'secret' },
      },
    };
    const result = await scene.ask('POST /v1/channels', {
      headers: json,
      body: '{"name":"studio-1","tags":{"team":"a"}}',
    });
    expect(result).toMatchObject({
      statusCode: 201,
      headers: { location: '/v1/channels/AbCdEf123456' },
    });
    expect(result.json).toEqual({
      channel: { arn: CHANNEL, name: 'studio-1', srt: { endpoint: 'srt://host' } },
    });
    expect(startJob.mock.calls[0]?.[1]).toMatchObject({
      workflow: 'provisionChannel',
      input: { channel: { name: 'studio-1', tags: { team: 'a' } } },
    });
  });

  test('POST of a channel has one subject for one Idempotency-Key, else a new one', async () => {
    started();
    const rows = new Map<string, Item>();
    const putIfAbsent = (item: Item): Promise<boolean> =>
      Promise.resolve(!rows.has(item.pk) && rows.set(item.pk, item).has(item.pk));
    let drawn = 0;
    const next = (): number => (drawn = (drawn + 0.137) % 1);
    useApp({
      ...scene.app,
      random: { next },
      store: { ...scene.app.store, putIfAbsent, get: ({ pk }) => Promise.resolve(rows.get(pk)) },
    });
    for (const headers of [
      { 'idempotency-key': 'a' },
      { 'idempotency-key': 'a' },
      { 'idempotency-key': 'b' },
      {},
    ]) {
      await scene.ask('POST /v1/channels', { headers: { ...json, ...headers }, body: '{}' });
    }
    const [first, again, other, none] = startJob.mock.calls.map(([, { subject }]) => subject);
    expect(first).toBe(again);
    expect(new Set([first, other, none]).size).toBe(3);
  });

  test('POST of a channel that IVS is too busy to show is 202', async () => {
    storeNothing();
    started({ workflow: 'provisionChannel', status: 'succeeded', memory: { channelArn: CHANNEL } });
    scene.ivs.GetChannel = new IvsRefusal('GetChannel', {
      name: 'ThrottlingException',
      status: 429,
      message: 'slow down',
    });
    expect(await scene.ask('POST /v1/channels', { headers: json, body: '{}' })).toMatchObject({
      statusCode: 202,
      json: { job: { channelArn: CHANNEL } },
    });
  });

  test('DELETE of a stream is 204, or 404 when there was none', async () => {
    started({ workflow: 'stopStream', status: 'succeeded' });
    expect(
      await scene.ask('DELETE /v1/channels/{channelId}/stream', { parameters: of }),
    ).toMatchObject({ statusCode: 204 });
    started({ workflow: 'stopStream', status: 'failed', ending: 'notLive' });
    expect(
      await scene.ask('DELETE /v1/channels/{channelId}/stream', { parameters: of }),
    ).toMatchObject({ statusCode: 404, json: { type: '/problems/channel-not-broadcasting' } });
  });

  test.each([
    ['now', 'rotateStreamKeyNow'],
    ['idle', 'rotateStreamKeyWhenIdle'],
  ])('a rotation when=%s is 201 with the new key’s ARN', async (when, workflow) => {
    started({ workflow, status: 'succeeded', memory: { newStreamKeyArn: KEY } });
    const result = await scene.ask(ROTATE, { parameters: of, query: { when } });
    expect(result).toMatchObject({
      statusCode: 201,
      headers: { location: '/v1/stream-keys/mNoPqR345678' },
      json: {
        streamKey: { arn: KEY, channelArn: CHANNEL },
        job: { id: JOB, result: { newStreamKeyArn: KEY } },
      },
    });
    expect(startJob.mock.calls[0]?.[1]).toMatchObject({
      workflow,
      subject: 'channel/AbCdEf123456',
    });
  });

  test.each([undefined, { when: 'later' }, { when: 'now', force: 'true' }] as (
    Record<string, string> | undefined
  )[])('a rotation with the query %o is 400', async (query) => {
    expect(await scene.ask(ROTATE, { parameters: of, ...(query && { query }) })).toMatchObject({
      statusCode: 400,
    });
    expect(startJob).not.toHaveBeenCalled();
  });

  test('a batch of viewers is stored before its job, under the job’s subject', async () => {
    const rows: unknown[] = [];
    useApp({
      ...scene.app,
      store: {
        ...scene.app.store,
        get: () => Promise.resolve(undefined),
        putIfAbsent: (item) => Promise.resolve(rows.push(item) > 0),
      },
    });
    startJob.mockImplementation((_app, request) => {
      expect(rows).toMatchObject([
        {
          pk: request.subject,
          sessions: [
            { channelArn: CHANNEL, viewerId: 'v', viewerSessionVersionsLessThanOrEqualTo: 4 },
          ],
        },
      ]);
      return Promise.resolve({
        job: job({ workflow: 'revokeViewers', subject: request.subject, memory: { total: 1 } }),
        how: 'started',
      });
    });
    const body = JSON.stringify({
      viewerSessions: [{ channelId: 'AbCdEf123456', viewerId: 'v' }],
      viewerSessionVersionsLessThanOrEqualTo: 4,
    });
    const result = await scene.ask('POST /v1/viewer-session-revocations', { headers: json, body });
    expect(result).toMatchObject({
      statusCode: 202,
      json: { job: { progress: { total: 1, done: 0, failed: 0 } } },
    });
    expect(startJob.mock.calls[0]?.[1]).toMatchObject({
      workflow: 'revokeViewers',
      input: { total: 1 },
    });
  });

  test('a refusal of metadata by IVS is passed on, even if the table then fails', async () => {
    const store = {
      ...scene.app.store,
      putIfAbsent: () => Promise.resolve(true),
      update: () => Promise.reject(new Error('no table')),
    };
    useApp({ ...scene.app, store });
    scene.ivs.PutMetadata = new IvsRefusal('PutMetadata', {
      name: 'ThrottlingException',
      status: 429,
      message: 'slow down',
    });
    const request = {
      parameters: of,
      headers: { ...json, 'idempotency-key': 'one' },
      body: '{"metadata":"x"}',
    };
    expect(await scene.ask('POST /v1/channels/{channelId}/metadata', request)).toMatchObject({
      statusCode: 429,
      json: { type: '/problems/throttled' },
    });
    expect(scene.app.lines.map(({ message }) => message)).toContain(
      'could not release an idempotency key',
    );
  });
});
