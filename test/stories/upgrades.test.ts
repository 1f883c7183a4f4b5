import { afterEach, describe, expect } from 'vitest';
import type { Workflow } from '../../lib/definition/define.ts';
import { formerWorkflows, workflows } from '../../lib/workflows/workflows.ts';
import {
  givenLiveChannel,
  jobIn,
  keysOf,
  rotate,
  timelineOf,
  type GivenChannel,
} from '../given.ts';
import { givenFleet, plan, steer, untilIs } from '../givenOperations.ts';
import type { World } from '../world.ts';
import { it } from '../worldTest.ts';

const MINUTE_MS = 60_000;
const former = formerWorkflows as Workflow[];
afterEach(() => void former.splice(0));

/** A version whose jobs waited at a step that the present version does not have. */
const before: Workflow = {
  ...workflows.rotateStreamKeyWhenIdle,
  version: 0,
  steps: {
    ...workflows.rotateStreamKeyWhenIdle.steps,
    waitingOfOld: {
      waits: 'streamEnded',
      then: 'lookingOfOld',
      ifStillLive: { afterSeconds: 604_800, then: 'lookingOfOld' },
    },
    lookingOfOld: {
      does: 'lookWhetherLive',
      then: {
        live: 'waitingOfOld',
        starting: 'waitingOfOld',
        notLive: 'notingStreamKey',
        notFound: 'missing',
      },
    },
  },
};

/** Puts a job that waits back to the earlier version. */
const putBack = (world: World, { id }: GivenChannel): Promise<unknown> =>
  world.app.store.update(
    { pk: `channel/${id}`, sk: 'job' },
    { set: { workflowVersion: 0, step: 'waitingOfOld' } },
  );

describe('a new version of a workflow', () => {
  it('works beside the former one, until no job is left on that', async ({ world }) => {
    former.push(before);
    const [old, young] = [await givenLiveChannel(world), await givenLiveChannel(world)];
    const oldJob = jobIn(await rotate(world, old, 'idle')).id;
    await putBack(world, old);
    const youngJob = jobIn(await rotate(world, young, 'idle')).id;
    const keys = await Promise.all([old, young].map((channel) => keysOf(world, channel)));
    const shown = async (id: string): Promise<unknown> =>
      ((await world.http('GET', `/v1/jobs/${id}`)).body.job as { workflowVersion: number })
        .workflowVersion;
    expect([await shown(oldJob), await shown(youngJob)]).toEqual([0, 1]);

    for (const { encoderId } of [old, young]) world.stack.ivs.disconnectEncoder(encoderId);
    const ended = [await world.ended(oldJob, MINUTE_MS), await world.ended(youngJob, MINUTE_MS)];
    expect(ended.map(({ status }) => status)).toEqual(['succeeded', 'succeeded']);
    expect(timelineOf(ended[0]!).some((line) => line.startsWith('lookingOfOld'))).toBe(true);
    expect(timelineOf(ended[1]!).some((line) => line.startsWith('lookingOfOld'))).toBe(false);
    for (const [n, channel] of [old, young].entries())
      expect(await keysOf(world, channel)).not.toEqual(keys[n]);
  });

  it('leaves a job alone whose version it has forgotten, and goes on when it is back', async ({
    world,
  }) => {
    const channel = await givenLiveChannel(world);
    const { id } = jobIn(await rotate(world, channel, 'idle'));
    await putBack(world, channel);
    world.stack.ivs.disconnectEncoder(channel.encoderId);
    await world.advance(40 * MINUTE_MS);
    expect((await world.http('GET', `/v1/jobs/${id}`)).body.job).toMatchObject({
      status: 'waiting',
      stranded: true,
      needsAttention: true,
    });
    former.push(before);
    expect((await world.ended(id, 10 * MINUTE_MS)).status).toBe('succeeded');
  });
});

describe('an operation of the release before', () => {
  it('has the records that it had, and goes on with its channels', async ({ world }) => {
    const ids = await givenFleet(world, 3);
    const [first = '', second = '', third = ''] = ids.toSorted();
    const planned = await plan(world, {
      workflow: 'deleteChannel',
      selection: { ids },
      canary: 1,
      maxFailures: 2,
    });
    const { subject, input } = await world.job(planned.jobId);
    expect(input).toEqual({
      workflow: 'deleteChannel',
      input: {},
      selection: {},
      total: 3,
      canary: 1,
      maxFailures: 2,
      concurrency: 50,
    });
    await steer(world, planned, 'apply');
    await untilIs(world, planned, 'paused');
    const stored = await world.app.store.list(subject, `${planned.jobId}#`, 10);
    expect(stored.map(({ sk: _sk, pk: _pk, expiresAt: _at, ...record }) => record)).toEqual([
      expect.objectContaining({ from: 0, channelIds: [first, second, third] }),
      {
        channelId: first,
        index: 0,
        outcome: 'succeeded',
        jobId: expect.stringContaining(first) as string,
      },
    ]);
    await steer(world, planned, 'resume');
    await untilIs(world, planned, 'succeeded');
  });
});
