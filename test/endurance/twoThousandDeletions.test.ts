import { expect } from 'vitest';
import { idOf } from '../../lib/arns.ts';
import { isFinal } from '../../lib/jobs/job.ts';
import { readJob } from '../../lib/jobs/table.ts';
import type { Fate } from '../invocations.ts';
import { givenManyChannels, refuse } from '../given.ts';
import { operationIn, plan, resultsOf, shown, steer, untilIs } from '../givenOperations.ts';
import { itIn } from '../worldTest.ts';

const MINUTE_MS = 60_000;
const CHANNELS = 2_000;
const LIVE = 800;
const FLEET = { fleet: 'old' };

const it = itIn({ journal: true, settings: { concurrentStreamsMax: 1_000 } });

it(
  'deletes two thousand channels in the time of its plan, through a bad canary and three crashes',
  { timeout: 1_800_000 },
  async ({ world }) => {
    const arns = await givenManyChannels(world, CHANNELS, { tags: FLEET });
    const others = await givenManyChannels(world, 50, { tags: { fleet: 'new' } });
    for (const channelArn of arns.slice(0, LIVE))
      world.stack.ivs.connectEncoder({ channelArn, reconnectAfterMs: 2_000 });
    await world.advance(10 * MINUTE_MS);
    expect(arns.slice(0, LIVE).every((arn) => world.stack.ivs.isLive(arn))).toBe(true);

    const planned = await plan(world, {
      workflow: 'deleteChannel',
      selection: { tags: FLEET },
      canary: 10,
      maxFailures: 3,
      concurrency: 100,
    });
    expect(planned).toMatchObject({ total: CHANNELS, live: LIVE });

    // Something is wrong, and the canary tells.
    refuse(world, 'DeleteChannel');
    await steer(world, planned, 'apply');
    const bad = await untilIs(world, planned, 'paused');
    await world.advance(5 * MINUTE_MS);
    expect(bad.progress.begun).toBeLessThanOrEqual(10);
    const failed = (await resultsOf(world, planned)).filter(({ outcome }) => outcome === 'failed');
    const children = await Promise.all(failed.map(({ jobId = '' }) => readJob(world.app, jobId)));
    const [, , third = 0] = children
      .flatMap((job) => (job && isFinal(job) ? [job.finishedAt] : []))
      .toSorted((a, b) => a - b);
    for (const job of children) expect(job?.createdAt).toBeLessThanOrEqual(third);
    refuse(world);

    const deaths = [0.25, 0.5, 0.75].map((part) => Math.round(part * CHANNELS));
    let killed = 0;
    let deleted = 0;
    world.fateOf = ({ operation, functionName }): Fate => {
      if (operation === 'DeleteChannel') deleted++;
      if (functionName !== 'jobDue' || deleted < (deaths[killed] ?? Infinity)) return undefined;
      killed++;
      return 'crashAfter';
    };
    const rest = await shown(world, planned);
    const from = world.clock.now();
    await steer(world, planned, 'resume');
    // The failures of the canary were accepted, and it may have to be judged as well.
    if ((await untilIs(world, planned, 'running')).status === 'paused')
      await steer(world, planned, 'resume');
    const done = await untilIs(world, planned, 'incomplete', 60 * MINUTE_MS);
    world.fateOf = () => undefined;
    const tookSeconds = (world.clock.now() - from) / 1_000;
    console.log(
      `${CHANNELS} deletions: ${rest.etaSeconds} s were foreseen, ${Math.round(tookSeconds)} s taken`,
    );
    expect(killed).toBe(3);
    expect(Math.abs(tookSeconds / (rest.etaSeconds ?? 0) - 1)).toBeLessThanOrEqual(0.1);

    const results = await resultsOf(world, planned);
    expect(results.map(({ index }) => index)).toEqual(
      Array.from({ length: CHANNELS }, (_, i) => i),
    );
    expect(done.progress).toMatchObject({ done: CHANNELS, failed: failed.length });

    const redriven = operationIn(await world.http('POST', `/v1/operations/${planned.id}/redrive`));
    expect(redriven.total).toBe(failed.length);
    await steer(world, redriven, 'apply');
    await world.advance(MINUTE_MS);
    if ((await shown(world, redriven)).status === 'paused') await steer(world, redriven, 'resume');
    await untilIs(world, redriven, 'succeeded');

    const left = world.stack.ivs
      .requests()
      .flatMap(({ operation, status, channelArn = '' }) =>
        operation === 'DeleteChannel' && status < 300 ? [channelArn] : [],
      );
    expect(left.map(idOf).toSorted()).toEqual(arns.map(idOf).toSorted());
    const touched = world.stack.ivs
      .requests()
      .filter(
        ({ operation, channelArn = '' }) =>
          !/^(?:Get|List|BatchGet|Create)/.test(operation) && others.includes(channelArn),
      );
    expect(touched).toEqual([]);
  },
);
