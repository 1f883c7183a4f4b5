import { describe, expect } from 'vitest';
import { arnOf } from '../../lib/arns.ts';
import { jobIdOf } from '../../lib/jobs/job.ts';
import { newJob } from '../../lib/jobs/newJob.ts';
import { placeJob } from '../../lib/jobs/table.ts';
import { askIvs, goLive, refuse, rotate } from '../given.ts';
import {
  begunTimes,
  givenFleet,
  left,
  operationIn,
  plan,
  resultsOf,
  shown,
  steer,
  untilIs,
} from '../givenOperations.ts';
import type { World } from '../world.ts';
import { itIn } from '../worldTest.ts';

const it = itIn({});
const itWithJournal = itIn({ journal: true });

const MINUTE_MS = 60_000;
const TEAM = { tags: { team: 'a' } };

const arnIn = ({ app }: World, id: string): string => arnOf(app.config, 'channel', id);

const outcomesOf = async (...of: Parameters<typeof resultsOf>): Promise<string[]> =>
  (await resultsOf(...of)).map(({ outcome }) => outcome);

describe('an operation', () => {
  it('does the work on each channel of the selection and on no other', async ({ world }) => {
    const ids = await givenFleet(world, 5, TEAM);
    const others = await givenFleet(world, 2, { tags: { team: 'b' } });
    const calls = world.stack.ivs.requests().length;
    const planned = await plan(world, { workflow: 'deleteChannel', selection: TEAM });
    expect(planned).toMatchObject({
      status: 'planned',
      total: 5,
      live: 0,
      calls: { DeleteChannel: 5, BatchGetChannel: 1 },
    });
    expect(world.stack.ivs.requests()).toHaveLength(calls);

    await steer(world, planned, 'apply');
    const done = await untilIs(world, planned, 'succeeded');

    expect(done.progress).toEqual({ begun: 5, done: 5, succeeded: 5, skipped: 0, failed: 0 });
    expect(await outcomesOf(world, planned)).toEqual(ids.map(() => 'succeeded'));
    expect([await left(world, ids), await left(world, others)]).toEqual([0, 2]);
    const { body } = await world.http('GET', `/v1/operations/${planned.id}/results?limit=2`);
    expect(body.results).toMatchObject([
      { outcome: 'succeeded', counts: 'succeeded' },
      { outcome: 'succeeded', counts: 'succeeded' },
    ]);
    const listed = await world.http('GET', '/v1/operations');
    expect(listed.body.operations).toMatchObject([{ id: planned.id, status: 'succeeded' }]);
  });

  itWithJournal(
    'pauses after the canary, which has live channels, and goes on when resumed',
    async ({ world }) => {
      const ids = await givenFleet(world, 6, TEAM);
      await goLive(world, { id: ids[4] ?? '', arn: arnIn(world, ids[4] ?? '') });
      await world.advance(MINUTE_MS);
      const planned = await plan(world, {
        workflow: 'deleteChannel',
        selection: TEAM,
        canary: 2,
      });
      expect(planned).toMatchObject({ total: 6, live: 1, canary: 2 });

      await steer(world, planned, 'apply');
      const paused = await untilIs(world, planned, 'paused');
      expect(paused).toMatchObject({ pausedFor: 'canary', progress: { begun: 2, done: 2 } });
      await world.advance(20 * MINUTE_MS);
      expect(await left(world, ids)).toBe(4);
      expect(await left(world, [ids[4] ?? ''])).toBe(0);

      await steer(world, planned, 'resume');
      await untilIs(world, planned, 'succeeded');
      expect(await left(world, ids)).toBe(0);
    },
  );

  it('goes on by itself after a canary without a failure, and not after one with a failure', async ({
    world,
  }) => {
    const ids = await givenFleet(world, 4, TEAM);
    const body = { workflow: 'deleteChannel', selection: TEAM, canary: 1 };
    const failing = await plan(world, body);
    refuse(world, 'DeleteChannel');
    await steer(world, failing, 'apply', { autoContinueAfter: 'PT10M' });
    await world.advance(30 * MINUTE_MS);
    expect(await shown(world, failing)).toMatchObject({ status: 'paused', progress: { begun: 1 } });
    await steer(world, failing, 'cancel');
    refuse(world);

    const good = await plan(world, body);
    const late = await world.http('POST', `/v1/operations/${good.id}/apply`, {
      body: { autoContinueAfter: 'P31D' },
    });
    expect([late.status, late.body.errors]).toEqual([
      400,
      [{ field: 'autoContinueAfter', rule: expect.stringContaining('30 days') as string }],
    ]);
    await steer(world, good, 'apply', { autoContinueAfter: 'PT10M' });
    await untilIs(world, good, 'paused');
    await world.advance(8 * MINUTE_MS);
    expect(await left(world, ids)).toBe(3);
    await world.advance(4 * MINUTE_MS);
    expect(await left(world, ids)).toBe(0);
  });

  it('begins no channel once it has had its failures, and goes on when resumed', async ({
    world,
  }) => {
    const ids = await givenFleet(world, 9, TEAM);
    const planned = await plan(world, {
      workflow: 'deleteChannel',
      selection: TEAM,
      maxFailures: 2,
      concurrency: 1,
    });
    refuse(world, 'DeleteChannel');

    await steer(world, planned, 'apply');
    const paused = await untilIs(world, planned, 'paused');
    await world.advance(10 * MINUTE_MS);
    expect(paused).toMatchObject({ pausedFor: 'failures', progress: { begun: 2, failed: 2 } });
    expect(await begunTimes(world, planned)).toHaveLength(2);

    refuse(world);
    await steer(world, planned, 'resume');
    const done = await untilIs(world, planned, 'incomplete');
    expect(done.progress).toEqual({ begun: 9, done: 9, succeeded: 7, skipped: 0, failed: 2 });
    expect(await left(world, ids)).toBe(2);

    const answer = await world.http('POST', `/v1/operations/${planned.id}/redrive`);
    expect(answer.status, answer.text).toBe(201);
    const redriven = operationIn(answer);
    expect(redriven).toMatchObject({ total: 2, status: 'planned', redriveOf: planned.id });
    await steer(world, redriven, 'apply');
    await untilIs(world, redriven, 'succeeded');
    expect(await left(world, ids)).toBe(0);
    expect(await shown(world, planned)).toMatchObject({ redrivenBy: redriven.id });
  });

  it('begins no channel while it is paused', async ({ world }) => {
    const ids = await givenFleet(world, 8, TEAM);
    const planned = await plan(world, {
      workflow: 'deleteChannel',
      selection: TEAM,
      concurrency: 1,
    });
    await steer(world, planned, 'apply');
    await steer(world, planned, 'pause');
    await untilIs(world, planned, 'paused');
    const before = (await begunTimes(world, planned)).length;
    expect(before).toBeLessThan(8);
    await world.advance(10 * MINUTE_MS);
    expect(await begunTimes(world, planned)).toHaveLength(before);

    await steer(world, planned, 'resume');
    await untilIs(world, planned, 'succeeded');
    expect(await left(world, ids)).toBe(0);
  });

  it('gives every channel a result when it is cancelled', async ({ world }) => {
    const ids = await givenFleet(world, 30, TEAM);
    const planned = await plan(world, {
      workflow: 'deleteChannel',
      selection: TEAM,
      canary: 2,
    });
    await steer(world, planned, 'apply');
    await untilIs(world, planned, 'paused');

    await steer(world, planned, 'cancel');
    await untilIs(world, planned, 'cancelled');

    const outcomes = await outcomesOf(world, planned);
    expect(outcomes.toSorted()).toEqual([
      ...Array.from({ length: 28 }, () => 'notBegun'),
      'succeeded',
      'succeeded',
    ]);
    expect(await left(world, ids)).toBe(28);
  });

  it('skips a channel that no longer matches when its turn comes', async ({ world }) => {
    const ids = await givenFleet(world, 3, TEAM);
    const planned = await plan(world, { workflow: 'deleteChannel', selection: TEAM });
    const answer = await askIvs(world, `tags/${encodeURIComponent(arnIn(world, ids[1] ?? ''))}`, {
      tags: { team: 'b' },
    });
    expect(answer.ok).toBe(true);

    await steer(world, planned, 'apply');
    const done = await untilIs(world, planned, 'succeeded');

    expect(done.progress).toMatchObject({ succeeded: 2, skipped: 1 });
    expect(await left(world, [ids[1] ?? ''])).toBe(1);
    const { body } = await world.http('GET', `/v1/operations/${planned.id}/results`);
    expect(
      (body.results as { outcome: string }[]).filter((one) => one.outcome === 'skipped'),
    ).toEqual([
      {
        channelArn: arnIn(world, ids[1] ?? ''),
        outcome: 'skipped',
        counts: 'skipped',
        message: 'The channel no longer matches the selection.',
      },
    ]);
  });

  it('waits for the job that locks a channel', async ({ world }) => {
    const ids = await givenFleet(world, 2, TEAM);
    const channel = { id: ids[0] ?? '', arn: arnIn(world, ids[0] ?? '') };
    const encoderId = await goLive(world, channel);
    await rotate(world, channel, 'idle');
    const answer = await world.http('POST', '/v1/operations', {
      body: {
        workflow: 'updateChannelWhenIdle',
        selection: { ids },
        input: { latencyMode: 'NORMAL' },
      },
    });
    const planned = operationIn(answer);
    expect(answer.body.plan).toMatchObject({
      refused: { unknown: 0, notManaged: 0, locked: 1 },
      refusals: [{ channelArn: channel.arn, reason: 'locked' }],
    });

    await steer(world, planned, 'apply');
    await world.advance(2 * MINUTE_MS);
    expect(await shown(world, planned)).toMatchObject({
      status: 'running',
      progress: { done: 1, succeeded: 1 },
    });
    world.stack.ivs.disconnectEncoder(encoderId);
    await untilIs(world, planned, 'succeeded');
    expect(await outcomesOf(world, planned)).toEqual(['succeeded', 'succeeded']);
  });

  it('reports a channel that another job locks for too long', async ({ world }) => {
    const ids = await givenFleet(world, 2, TEAM);
    const channel = { id: ids[0] ?? '', arn: arnIn(world, ids[0] ?? '') };
    await goLive(world, channel);
    await rotate(world, channel, 'idle');
    const planned = await plan(world, {
      workflow: 'updateChannelWhenIdle',
      selection: { ids },
      input: { latencyMode: 'NORMAL' },
    });
    await steer(world, planned, 'apply');
    const done = await untilIs(world, planned, 'incomplete');
    expect(done.progress).toMatchObject({ succeeded: 1, failed: 1 });
    expect((await outcomesOf(world, planned)).toSorted()).toEqual(['locked', 'succeeded']);
  });

  it('reports at once what waits behind fifty others, and goes on', async ({ world }) => {
    const ids = await givenFleet(world, 53, TEAM);
    for (const id of ids.slice(0, 51)) {
      const subject = `channel/${id}` as const;
      const request = { workflow: 'deleteChannel', subject, input: {}, caller: 'ann' } as const;
      const job = newJob(world.app, jobIdOf(subject, 'a'.repeat(16)), request);
      const unknown = { ...job, workflowVersion: 99, acting: false };
      await placeJob(world.app, unknown, undefined, world.clock.now() + 24 * 60 * MINUTE_MS);
    }
    const planned = await plan(world, { workflow: 'rotateStreamKeyWhenIdle', selection: { ids } });
    await steer(world, planned, 'apply');
    await world.advance(5 * MINUTE_MS);

    expect((await shown(world, planned)).progress).toMatchObject({ done: 3, succeeded: 2 });
    expect(await resultsOf(world, planned)).toContainEqual(
      expect.objectContaining({
        outcome: 'locked',
        message: 'Another job locks the channel, and 50 channels wait for such jobs already.',
      }),
    );
  });
});
