import { describe, expect } from 'vitest';
import { readConfig } from '../../lib/config.ts';
import { itemWorkflows } from '../../lib/api/operationWork.ts';
import { BY_OTHER_FUNCTIONS } from '../../lib/api/channelRoutes.ts';
import { MAY_NEED_APPROVAL, needsApproval } from '../../lib/http/approvals.ts';
import {
  givenChannel,
  givenLiveChannel,
  idIn,
  isThere,
  jobIn,
  type GivenChannel,
} from '../given.ts';
import { askMeanwhile, beforeCall, writesTime } from '../meanwhile.ts';
import type { Answer, World } from '../world.ts';
import { it as itWithout, itIn } from '../worldTest.ts';

// Work that a deployment wants to be approved by a second person.

const it = itIn({ environment: { APPROVALS: 'deleteChannel, stopStream:2' } });
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const remove = (world: World, { id }: GivenChannel, query = '', more = {}): Promise<Answer> =>
  world.http('DELETE', `/v1/channels/${id}${query}`, { subject: 'ann', ...more });
const decide = (world: World, id: string, verb: string, subject = 'bob', more = {}) =>
  world.http('POST', `/v1/jobs/${id}/${verb}`, { subject, ...more });

describe('work that needs a second person', () => {
  it('begins once another person has approved it', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const asked = await remove(world, channel);
    expect(asked).toMatchObject({
      status: 202,
      body: { job: { workflow: 'startLater', scheduled: { workflow: 'deleteChannel' } } },
    });
    const { id } = jobIn(asked);
    await world.advance(3 * MINUTE_MS);
    expect(await isThere(world, channel)).toBe(true);
    expect(world.stack.ivs.isLive(channel.arn)).toBe(true);
    const listed = await world.http('GET', '/v1/jobs?awaitsApproval=true');
    expect(listed.body.jobs).toMatchObject([{ id, step: 'awaitingApproval' }]);

    const approved = await decide(world, id, 'approve');
    expect(approved.status, approved.text).toBe(200);
    expect((await world.ended(id)).status).toBe('succeeded');
    expect(await isThere(world, channel)).toBe(false);
    const { body } = await world.http('GET', `/v1/jobs/${id}`);
    expect(body.job).toMatchObject({
      requestedBy: 'ann',
      approval: { decision: 'approved', decidedBy: 'bob' },
    });
    expect((await world.http('GET', '/v1/jobs?awaitsApproval=true')).body.jobs).toEqual([]);
    const { entries } = (await world.http('GET', '/v1/audit?by=bob')).body;
    expect(entries).toHaveLength(1);
    expect(JSON.stringify(entries)).toContain('approveJob');
  });

  it('is never begun once it is rejected', async ({ world }) => {
    const channel = await givenChannel(world);
    const { id } = jobIn(await remove(world, channel));
    expect((await decide(world, id, 'reject')).status).toBe(200);
    expect(await world.ended(id)).toMatchObject({ status: 'cancelled', ending: 'cancelled' });
    const { body } = await world.http('GET', `/v1/jobs/${id}`);
    expect(body.job).toMatchObject({ approval: { decision: 'rejected', decidedBy: 'bob' } });
    expect(await decide(world, id, 'approve')).toMatchObject({
      status: 409,
      body: { type: '/problems/job-ended' },
    });
    await world.advance(5 * MINUTE_MS);
    expect(await isThere(world, channel)).toBe(true);
  });

  it('is not approved by the person who asked for it, nor without the scope', async ({ world }) => {
    const channel = await givenChannel(world);
    const { id } = jobIn(await remove(world, channel));
    expect(await decide(world, id, 'approve', 'ann')).toMatchObject({
      status: 403,
      body: { type: '/problems/second-person-needed' },
    });
    const scopes = ['jobs:write', 'channels:write'];
    expect(await decide(world, id, 'approve', 'bob', { scopes })).toMatchObject({
      status: 403,
      body: { type: '/problems/missing-scope', scope: 'jobs:approve' },
    });
    await world.advance(MINUTE_MS);
    expect(await isThere(world, channel)).toBe(true);
  });

  it('keeps the first decision', async ({ world }) => {
    const channel = await givenChannel(world);
    const { id } = jobIn(await remove(world, channel, '?after=PT10M'));
    expect((await decide(world, id, 'approve')).status).toBe(200);
    expect(await decide(world, id, 'reject', 'cyd')).toMatchObject({
      status: 409,
      body: { type: '/problems/conflict', detail: 'bob has approved the job.' },
    });
    expect((await decide(world, id, 'approve', 'cyd')).status).toBe(200);
    await world.advance(12 * MINUTE_MS);
    expect(await isThere(world, channel)).toBe(false);
  });

  it('begins at its time, also when it is approved earlier', async ({ world }) => {
    const channel = await givenChannel(world);
    const { id } = jobIn(await remove(world, channel, '?after=PT10M'));
    await decide(world, id, 'approve');
    await world.advance(8 * MINUTE_MS);
    expect(await isThere(world, channel)).toBe(true);
    await world.advance(4 * MINUTE_MS);
    expect(await isThere(world, channel)).toBe(false);
  });

  it('keeps the time for which it was approved', async ({ world }) => {
    const channel = await givenChannel(world);
    const { id } = jobIn(await remove(world, channel, '?after=PT10M'));
    const move = (ms: number, query = ''): Promise<Answer> => {
      const body = { at: new Date(world.clock.now() + ms).toISOString() };
      return world.http('PATCH', `/v1/jobs/${id}${query}`, { body, subject: 'ann' });
    };
    expect((await move(2 * HOUR_MS)).status).toBe(200);
    await decide(world, id, 'approve');
    for (const query of ['?dryRun=true', '']) {
      const moved = await move(MINUTE_MS, query);
      expect([moved.status, moved.body.detail], moved.text).toEqual([
        409,
        'bob has approved the job for its time. Cancel it, and ask for the work again.',
      ]);
    }
    await world.advance(15 * MINUTE_MS);
    expect(await isThere(world, channel)).toBe(true);
    world.clock.moveTo(world.clock.now() + 2 * HOUR_MS);
    expect((await world.ended(id)).status).toBe('succeeded');
  });

  it('shows the time to which it was moved before it is approved', async ({ world }) => {
    const channel = await givenChannel(world);
    const { id } = jobIn(await remove(world, channel, '?after=P30D'));
    await world.advance(MINUTE_MS);
    const body = { at: new Date(world.clock.now() + 10 * MINUTE_MS).toISOString() };
    expect((await world.http('PATCH', `/v1/jobs/${id}`, { body, subject: 'ann' })).status).toBe(
      200,
    );
    await world.advance(MINUTE_MS);
    const listed = await world.http('GET', '/v1/jobs?awaitsApproval=true');
    expect(listed.body.jobs).toMatchObject([{ id, scheduled: body }]);
    expect((await decide(world, id, 'approve')).body.job).toMatchObject({ scheduled: body });
    await world.advance(8 * MINUTE_MS);
    expect(await isThere(world, channel)).toBe(true);
    await world.advance(3 * MINUTE_MS);
    expect(await isThere(world, channel)).toBe(false);
  });

  it('keeps its time when it is approved while it is being moved', async ({ world }) => {
    const channel = await givenChannel(world);
    const { id } = jobIn(await remove(world, channel, '?after=P30D'));
    await world.advance(MINUTE_MS);
    let approved: { status: number } | undefined;
    beforeCall(world, writesTime, async () => {
      approved = await askMeanwhile(world, 'POST', `/v1/jobs/${id}/approve`, { subject: 'bob' });
    });
    const body = { at: new Date(world.clock.now() + MINUTE_MS).toISOString() };
    const moved = await world.http('PATCH', `/v1/jobs/${id}`, { body, subject: 'ann' });
    expect([approved?.status, moved.status]).toEqual([200, 409]);
    await world.advance(5 * MINUTE_MS);
    expect(await isThere(world, channel)).toBe(true);
    expect((await world.job(id)).step).toBe('awaitingTime');
  });

  it('shows the time at which it is approved when it is moved meanwhile', async ({ world }) => {
    const channel = await givenChannel(world);
    const { id } = jobIn(await remove(world, channel, '?after=P30D'));
    await world.advance(MINUTE_MS);
    const body = { at: new Date(world.clock.now() + HOUR_MS).toISOString() };
    beforeCall(world, writesTime, () =>
      askMeanwhile(world, 'PATCH', `/v1/jobs/${id}`, { body, subject: 'ann' }),
    );
    expect((await decide(world, id, 'approve')).body.job).toMatchObject({ scheduled: body });
  });

  it('is the same job for a retry with its condition, also when the channel is gone', async ({
    world,
  }) => {
    const channel = await givenChannel(world);
    const headers = { 'idempotency-key': 'once', 'if-match': '*' };
    const { id } = jobIn(await remove(world, channel, '', { headers }));
    await decide(world, id, 'approve');
    await world.ended(id);
    const again = await remove(world, channel, '', { headers });
    expect([again.status, jobIn(again).id]).toEqual([202, id]);
    const other = { 'idempotency-key': 'other', 'if-match': '*' };
    expect((await remove(world, channel, '', { headers: other })).status).toBe(404);
  });

  it('expires after a day', async ({ world }) => {
    const channel = await givenChannel(world);
    const { id } = jobIn(await remove(world, channel));
    await world.advance(MINUTE_MS);
    world.clock.moveTo(world.clock.now() + 24 * HOUR_MS);
    expect(await world.ended(id)).toMatchObject({ status: 'failed', ending: 'expired' });
    expect(await isThere(world, channel)).toBe(true);
  });

  it('is approved anew when it is done again', async ({ world }) => {
    const channel = await givenChannel(world);
    const { id } = jobIn(await remove(world, channel));
    await decide(world, id, 'reject');
    await world.ended(id);
    const again = jobIn(await world.http('POST', `/v1/jobs/${id}/redrive`, { subject: 'ann' }));
    await world.advance(3 * MINUTE_MS);
    const { body } = await world.http('GET', `/v1/jobs/${again.id}`);
    expect((body.job as { approval: object }).approval).not.toHaveProperty('decision');
    expect(await isThere(world, channel)).toBe(true);
    await decide(world, again.id, 'approve');
    expect((await world.ended(again.id)).status).toBe('succeeded');
  });

  it('is not begun by a redrive of its child', async ({ world }) => {
    const channel = await givenChannel(world);
    const { id } = jobIn(await remove(world, channel));
    world.stack.ivs.setFaults([{ operation: 'DeleteChannel', error: 'AccessDeniedException' }]);
    await decide(world, id, 'approve');
    await world.ended(id);
    world.stack.ivs.setFaults([]);
    const shown = jobIn(await world.http('GET', `/v1/jobs/${id}`));
    const { job: child } = (shown as unknown as { scheduled: { job: string } }).scheduled;
    for (const query of ['?dryRun=true', '']) {
      const redriven = await decide(world, child, `redrive${query}`, 'ann');
      expect(redriven, redriven.text).toMatchObject({
        status: 409,
        body: { type: '/problems/conflict', jobId: child },
      });
      expect(redriven.body.detail).toContain(`Redrive the scheduled job ${id}`);
    }
    await world.advance(3 * MINUTE_MS);
    expect(await isThere(world, channel)).toBe(true);
    const again = jobIn(await decide(world, id, 'redrive', 'ann'));
    await decide(world, again.id, 'approve');
    expect((await world.ended(again.id)).status).toBe('succeeded');
  });

  it('is not begun by a redrive of the child of an operation', async ({ world }) => {
    const channel = await givenChannel(world);
    await world.http('GET', `/v1/channels/${channel.id}`);
    const body = { workflow: 'deleteChannel', selection: { ids: [channel.id] } };
    const { operation } = (await world.http('POST', '/v1/operations', { body, subject: 'ann' }))
      .body as { operation: { id: string; jobId: string } };
    const path = `/v1/operations/${operation.id}`;
    await world.http('POST', `${path}/apply`, { body: {}, subject: 'ann' });
    world.stack.ivs.setFaults([{ operation: 'DeleteChannel', error: 'AccessDeniedException' }]);
    await decide(world, operation.jobId, 'approve');
    await world.ended(operation.jobId);
    world.stack.ivs.setFaults([]);
    const { jobs } = (await world.http('GET', `/v1/jobs?subject=channel/${channel.id}`)).body as {
      jobs: { id: string; workflow: string }[];
    };
    const { id = '' } = jobs.find(({ workflow }) => workflow === 'deleteChannel') ?? {};
    const redriven = await decide(world, id, 'redrive', 'ann');
    expect([redriven.status, redriven.body.detail], redriven.text).toEqual([
      409,
      expect.stringContaining(`Redrive the operation ${operation.id}`),
    ]);
    await world.advance(3 * MINUTE_MS);
    expect(await isThere(world, channel)).toBe(true);
    const again = await world.http('POST', `${path}/redrive`, { subject: 'ann' });
    expect(again.body.operation).toMatchObject({ needsApproval: true });
  });

  it('is not begun by a redrive of a job from before the approvals', async ({ world }) => {
    const [channel, other] = [await givenChannel(world), await givenChannel(world)];
    const { config } = world.app;
    Object.assign(world.app, { config: { ...config, approvals: [] } });
    const { id } = jobIn(await remove(world, channel, '?after=PT2H'));
    await world.http('POST', `/v1/jobs/${id}/cancel`);
    await world.ended(id);
    world.stack.ivs.setFaults([{ operation: 'DeleteChannel', error: 'AccessDeniedException' }]);
    const plain = idIn(await remove(world, other));
    await world.ended(plain);
    world.stack.ivs.setFaults([]);
    Object.assign(world.app, { config });
    for (const job of [id, plain]) {
      const redriven = await decide(world, job, 'redrive', 'ann');
      expect([redriven.status, redriven.body.detail], redriven.text).toEqual([
        409,
        expect.stringContaining('Make the request again'),
      ]);
    }
    await world.advance(3 * MINUTE_MS);
    expect([await isThere(world, channel), await isThere(world, other)]).toEqual([true, true]);
  });

  it('says so in its dry run, and other work is done at once', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const { body } = await remove(world, channel, '?dryRun=true');
    expect(body.dryRun).toMatchObject({ workflow: 'deleteChannel', needsApproval: true });
    const stopped = jobIn(
      await world.http('DELETE', `/v1/channels/${channel.id}/stream`, { subject: 'ann' }),
    );
    expect((await world.ended(stopped.id)).status).toBe('succeeded');
    expect(await decide(world, stopped.id, 'approve')).toMatchObject({ status: 409 });
  });

  it('is an operation on as many channels as the deployment says', async ({ world }) => {
    const channels = [await givenLiveChannel(world), await givenLiveChannel(world)];
    const plan = async (ids: string[]): Promise<Record<string, unknown>> => {
      const body = { workflow: 'stopStream', selection: { ids } };
      const answer = await world.http('POST', '/v1/operations', { body, subject: 'ann' });
      expect(answer.status, answer.text).toBe(201);
      return answer.body.operation as Record<string, unknown>;
    };
    for (const { id } of channels) await world.http('GET', `/v1/channels/${id}`);
    const small = await plan(channels.slice(0, 1).map(({ id }) => id));
    expect(small.needsApproval).toBeUndefined();
    const both = await plan(channels.map(({ id }) => id));
    expect(both.needsApproval).toBe(true);
    const path = `/v1/operations/${String(both.id)}`;
    await world.http('POST', `${path}/apply`, { body: {}, subject: 'ann' });
    await world.advance(2 * MINUTE_MS);
    const waiting = await world.http('GET', path);
    expect(waiting.body.operation).toMatchObject({ status: 'awaitingApproval' });
    expect(channels.map(({ arn }) => world.stack.ivs.isLive(arn))).toEqual([true, true]);
    expect((await decide(world, String(both.jobId), 'approve', 'ann')).status).toBe(403);
    expect((await decide(world, String(both.jobId), 'approve')).status).toBe(200);
    expect((await world.ended(String(both.jobId))).status).toBe('succeeded');
    expect(channels.map(({ arn }) => world.stack.ivs.isLive(arn))).toEqual([false, false]);
  });
});

describe('a deletion that can be taken back', () => {
  const itSuspending = itIn({ environment: { APPROVALS: 'suspendChannel' } });

  itSuspending('needs a second person when a suspension does', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const dry = await remove(world, channel, '?undoWithin=P7D&dryRun=true');
    const { id } = jobIn(await remove(world, channel, '?undoWithin=P7D'));
    await world.advance(3 * MINUTE_MS);
    expect(world.stack.ivs.isLive(channel.arn)).toBe(true);
    expect((await world.job(id)).step).toBe('awaitingApproval');
    expect(dry.body.dryRun).toMatchObject({ needsApproval: true });
    await decide(world, id, 'approve');
    await world.advance(3 * MINUTE_MS);
    expect(world.stack.ivs.isLive(channel.arn)).toBe(false);
    expect(await isThere(world, channel)).toBe(true);
    expect((await remove(world, channel)).status).toBe(204);
  });

  itSuspending('is not redriven without one', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const { config } = world.app;
    Object.assign(world.app, { config: { ...config, approvals: [] } });
    world.stack.ivs.setFaults([{ operation: 'StopStream', error: 'AccessDeniedException' }]);
    const { id } = jobIn(await remove(world, channel, '?undoWithin=P7D'));
    await world.http('POST', `/v1/jobs/${id}/cancel`);
    await world.ended(id);
    world.stack.ivs.setFaults([]);
    Object.assign(world.app, { config });
    expect((await decide(world, id, 'redrive', 'ann')).status).toBe(409);
  });
});

describe('the work that needs a second person', () => {
  itWithout('is none by default', async ({ world }) => {
    const channel = await givenChannel(world);
    expect((await remove(world, channel)).status).toBe(204);
  });

  itWithout('is every workflow on one channel that callers start', () => {
    expect([...MAY_NEED_APPROVAL].toSorted()).toEqual(
      [...itemWorkflows, ...Object.keys(BY_OTHER_FUNCTIONS)].toSorted(),
    );
  });

  itWithout('is refused in the configuration when it does not exist', () => {
    const approvals = [{ name: 'launchRocket', from: 1 }];
    expect(() => needsApproval({ approvals }, 'deleteChannel')).toThrow('launchRocket');
    const environment = (list: string) => ({
      AWS_REGION: 'us-west-2',
      IVS_ACCOUNT_ID: '123456789012',
      TABLE_NAME: 't',
      BUS_NAME: 'b',
      ISSUER: 'i',
      AUDIENCE: 'a',
      JWKS_URI: 'j',
      APPROVALS: list,
    });
    expect(readConfig(environment('deleteChannel, stopStream:20')).approvals).toEqual([
      { name: 'deleteChannel', from: 1 },
      { name: 'stopStream', from: 20 },
    ]);
    for (const wrong of ['deleteChannel:0', 'delete channel', 'stopStream:x', ':3'])
      expect(() => readConfig(environment(wrong))).toThrow('APPROVALS');
  });
});
