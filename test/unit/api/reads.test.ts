import { describe, expect, test, vi } from 'vitest';
import { IvsRefusal } from '../../../lib/ivs/refusal.ts';
import * as commandsOfJobs from '../../../lib/jobs/commands.ts';
import * as queriesOfJobs from '../../../lib/jobs/queries.ts';
import { asking, CHANNEL, JOB, job, KEY, of, theApp } from './asking.ts';
import { NOW } from './scene.ts';

vi.mock('../../../lib/http/longPolling.ts', () => ({
  hold: (_app: unknown, _untilMs: number, wait: () => Promise<unknown>) => wait(),
}));
vi.mock('../../../lib/jobs/commands.ts', async (original) => ({
  ...(await original<typeof commandsOfJobs>()),
  cancelJob: vi.fn(),
  redriveJob: vi.fn(),
  abandonJob: vi.fn(),
}));
vi.mock('../../../lib/jobs/queries.ts', async (original) => ({
  ...(await original<typeof queriesOfJobs>()),
  findJob: vi.fn(),
  listJobs: vi.fn(),
  waitForJob: vi.fn(),
}));
const { cancelJob, redriveJob, abandonJob } = vi.mocked(commandsOfJobs);
const { findJob, listJobs, waitForJob } = vi.mocked(queriesOfJobs);

const scene = asking();
const refused = (name: string, status: number): IvsRefusal =>
  new IvsRefusal('Get', { name, status, message: 'no' });

const steps = async (verb: string): Promise<string[]> => {
  const { json } = await scene.ask(`POST /v1/jobs/{jobId}/${verb}`, {
    parameters: { jobId: JOB },
    query: { dryRun: 'true' },
  });
  return (json as { dryRun: { steps: { step: string }[] } }).dryRun.steps.map(({ step }) => step);
};

describe('reading', () => {
  test('channels go page by page, and IVS’s token stays inside our cursor', async () => {
    scene.ivs.ListChannels = { channels: [{ arn: CHANNEL }], nextToken: 'token-of-ivs' };
    const { json } = await scene.ask('GET /v1/channels', {
      query: { limit: '1', name: 'studio' },
    });
    expect(json).toEqual({
      channels: [{ arn: CHANNEL }],
      nextCursor: expect.not.stringContaining('token') as string,
    });
    scene.ivs.ListChannels = { channels: [] };
    const last = await scene.ask('GET /v1/channels', {
      query: { cursor: String(json.nextCursor), name: 'studio' },
    });
    expect([last.json, last.headers?.link]).toEqual([{ channels: [] }, undefined]);
    expect(await scene.ask('GET /v1/channels', { query: { cursor: 'forged' } })).toMatchObject({
      statusCode: 400,
      json: { errors: [{ field: 'cursor' }] },
    });
  });

  test.each([
    [
      'GET /v1/channels/{channelId}/stream-keys',
      'ListStreamKeys',
      'ResourceNotFoundException',
      404,
      'not-found',
    ],
  ])('%s, when %s says %s, is %i %s', async (route, operation, name, status, type) => {
    scene.ivs[operation] = refused(name, status);
    expect(await scene.ask(route, { parameters: of })).toMatchObject({
      statusCode: status,
      json: { type: `/problems/${type}` },
    });
  });

  test('a stream key comes with its value, is not cached, and is not logged', async () => {
    scene.ivs.GetStreamKey = {
      streamKey: { arn: KEY, channelArn: CHANNEL, value: 'sk_us-west-2_AbC', tags: {} },
    };
    const result = await scene.ask('GET /v1/stream-keys/{streamKeyId}', {
      parameters: { streamKeyId: 'mNoPqR345678' },
    });
    expect(result).toMatchObject({
      statusCode: 200,
      headers: { 'cache-control': 'no-store' },
      json: { streamKey: { arn: KEY, value: 'sk_us-west-2_AbC' } },
    });
    expect(JSON.stringify(scene.app.lines)).not.toContain('sk_');
  });
});

describe('jobs', () => {
  const ONE = 'GET /v1/jobs/{jobId}';
  const parameters = { jobId: JOB };

  test('jobs are shown in full without the internals of the engine', async () => {
    findJob.mockResolvedValue(
      job({
        status: 'waiting',
        step: 'awaitingStreamEnd',
        waitsFor: 'streamEnded',
        reason: 'over',
        memory: { streamKeyArn: KEY, streamKeyRevoked: true },
      }),
    );
    const result = await scene.ask(ONE, { parameters });
    expect(result.headers).toMatchObject({ etag: '"3"' });
    expect(result.json.job).toEqual({
      id: JOB,
      workflow: 'deleteChannel',
      workflowVersion: 1,
      subject: 'channel/AbCdEf123456',
      channelArn: CHANNEL,
      status: 'waiting',
      step: 'awaitingStreamEnd',
      version: 3,
      waitsFor: { what: 'streamEnded', until: '2026-11-23T10:01:30.000Z' },
      attempts: 0,
      turns: 0,
      nextAttemptAt: '2026-11-23T10:01:30.000Z',
      requestedBy: 'operator-7',
      reason: 'over',
      createdAt: '2026-11-23T10:00:00.000Z',
      updatedAt: '2026-11-23T10:00:00.000Z',
      timeline: [
        {
          at: '2026-11-23T10:00:00.000Z',
          step: 'deleting',
          outcome: 'stillLive',
          operations: ['DeleteChannel'],
          durationMs: 12,
        },
      ],
    });
  });

  test('jobs say in our words why they failed: those of AWS name our roles', async () => {
    const error = {
      class: 'refused',
      name: 'AccessDeniedException',
      message: 'User: arn:aws:sts::123456789012:assumed-role/commands is not authorized',
      operation: 'DeleteChannel',
    } as const;
    findJob.mockResolvedValue(job({ status: 'failed', ending: 'failed', error }));
    const { body, json } = await scene.ask(ONE, { parameters });
    expect(json.job).toMatchObject({
      error: { class: 'refused', name: 'AccessDeniedException', operation: 'DeleteChannel' },
    });
    expect(body).not.toContain('role/');
  });

  test('jobs tell how far they are with a set, and how long it will take', async () => {
    findJob.mockResolvedValue(
      job({
        workflow: 'revokeViewers',
        subject: 'viewerSessionRevocation/x',
        updatedAt: NOW + 10_000,
        memory: { total: 1_000, done: 400, failed: 2 },
      }),
    );
    expect((await scene.ask(ONE, { parameters })).json.job).toMatchObject({
      progress: { total: 1_000, done: 400, failed: 2, etaSeconds: 15 },
    });
  });

  test('jobs are waited for until they change', async () => {
    findJob.mockResolvedValue(job());
    waitForJob.mockResolvedValue(job({ version: 4 }));
    const result = await scene.ask(ONE, {
      parameters,
      query: { after: '3' },
      headers: { prefer: 'wait=20' },
    });
    expect(result).toMatchObject({
      headers: { etag: '"4"', 'preference-applied': 'wait=20' },
      json: { job: { version: 4 } },
    });
    expect(waitForJob).toHaveBeenCalledWith(theApp(scene.app), JOB, {
      untilMs: NOW + 20_000,
      changedFrom: 3,
    });
  });

  test('jobs that are absent are 404', async () => {
    findJob.mockImplementation(() => Promise.resolve(undefined));
    expect(await scene.ask(ONE, { parameters })).toMatchObject({ statusCode: 404 });
    expect(await scene.ask(`${ONE}/results`, { parameters })).toMatchObject({ statusCode: 404 });
  });

  test('jobs are listed by status, workflow and subject, page by page', async () => {
    listJobs.mockResolvedValue({ jobs: [job()], nextCursor: 'place' });
    const query = { status: 'waiting', workflow: 'deleteChannel', subject: 'channel/AbCdEf123456' };
    const { json, headers } = await scene.ask('GET /v1/jobs', { query });
    expect(json).toMatchObject({ jobs: [{ id: JOB }] });
    const [, link = ''] = /^<(.+)>; rel="next"$/.exec(String(headers?.link)) ?? [];
    expect(link).toBe(
      '/v1/jobs?status=waiting&workflow=deleteChannel&subject=channel%2FAbCdEf123456' +
        `&cursor=${String(json.nextCursor)}`,
    );
    expect(listJobs).toHaveBeenCalledWith(theApp(scene.app), { ...query, limit: 25 });
    await scene.ask('GET /v1/jobs', { query: { limit: '100', cursor: String(json.nextCursor) } });
    expect(listJobs).toHaveBeenLastCalledWith(theApp(scene.app), { limit: 100, cursor: 'place' });
    const followed = await scene.ask('GET /v1/jobs', {
      query: Object.fromEntries(new URLSearchParams(link.split('?')[1])),
    });
    expect([listJobs.mock.lastCall?.[1], followed.headers?.link]).toEqual([
      { ...query, limit: 25, cursor: 'place' },
      headers?.link,
    ]);
    expect(
      await scene.ask('GET /v1/jobs', {
        query: { status: 'parked', workflow: 'x', subject: CHANNEL },
      }),
    ).toMatchObject({
      statusCode: 400,
      json: { errors: [{ field: 'status' }, { field: 'workflow' }, { field: 'subject' }] },
    });
  });

  test('jobs without a set have no results', async () => {
    findJob.mockResolvedValue(job());
    expect(await scene.ask(`${ONE}/results`, { parameters })).toMatchObject({ statusCode: 404 });
  });

  test('jobs are cancelled with 202, or with 200 when that is done', async () => {
    findJob.mockResolvedValue(job());
    cancelJob.mockResolvedValue(job());
    const asked = await scene.ask('POST /v1/jobs/{jobId}/cancel', {
      parameters,
      headers: { 'x-reason': 'a mistake' },
    });
    expect(asked).toMatchObject({ statusCode: 202, headers: { location: `/v1/jobs/${JOB}` } });
    expect(cancelJob).toHaveBeenCalledWith(theApp(scene.app), JOB, {
      by: 'operator-7',
      reason: 'a mistake',
    });
    cancelJob.mockResolvedValue(
      job({ status: 'cancelled', cancel: { by: 'operator-7', at: NOW, result: 'cancelled' } }),
    );
    const done = await scene.ask('POST /v1/jobs/{jobId}/cancel', { parameters });
    expect(done).toMatchObject({
      statusCode: 200,
      json: { job: { cancel: { by: 'operator-7', at: '2026-11-23T10:00:00.000Z' } } },
    });
  });

  test('jobs are redriven as a new job, or abandoned', async () => {
    findJob.mockResolvedValue(job());
    redriveJob.mockResolvedValue(job({ id: `${JOB}2`, redriveOf: JOB }));
    const redriven = await scene.ask('POST /v1/jobs/{jobId}/redrive', { parameters });
    expect(redriven).toMatchObject({
      statusCode: 202,
      headers: { location: `/v1/jobs/${JOB}2` },
      json: { job: { redriveOf: JOB } },
    });
    abandonJob.mockResolvedValue(job({ status: 'failed' }));
    expect(await scene.ask('POST /v1/jobs/{jobId}/abandon', { parameters })).toMatchObject({
      statusCode: 200,
      json: { job: { status: 'failed' } },
    });
  });

  test('jobs are left alone by a dry run, which tells the effect of steering them', async () => {
    findJob.mockResolvedValue(job());
    expect(await steps('cancel')).toEqual(['returningStreamKey']);
    expect(await steps('redrive')).toContain('deleting');
    expect(await steps('abandon')).toEqual([]);
    for (const mutation of [cancelJob, redriveJob, abandonJob])
      expect(mutation).not.toHaveBeenCalled();
  });
});
