import { describe, expect } from 'vitest';
import { refuse } from '../given.ts';
import { givenFleet, left, operationIn, plan, shown, steer, untilIs } from '../givenOperations.ts';
import { itIn } from '../worldTest.ts';

const it = itIn({});
const MINUTE_MS = 60_000;

describe('a pause that is ordered while an operation is paused anyway', () => {
  it.for([{}, { autoContinueAfter: 'PT10M' }])(
    'ends with the canary at the next resumption %o',
    async (how, { world }) => {
      const ids = await givenFleet(world, 4);
      const planned = await plan(world, {
        workflow: 'deleteChannel',
        selection: { ids },
        canary: 1,
      });
      await steer(world, planned, 'apply', how);
      await untilIs(world, planned, 'paused');
      await steer(world, planned, 'pause');
      await world.advance(20 * MINUTE_MS);
      expect(await shown(world, planned)).toMatchObject({ status: 'paused', pausedFor: 'order' });
      expect(await left(world, ids)).toBe(3);

      await steer(world, planned, 'resume');
      await world.advance(MINUTE_MS);
      expect(await shown(world, planned)).toMatchObject({ status: 'succeeded' });
    },
  );

  it('accepts the failures at the next resumption', async ({ world }) => {
    const ids = await givenFleet(world, 4);
    const planned = await plan(world, {
      workflow: 'deleteChannel',
      selection: { ids },
      maxFailures: 1,
      concurrency: 1,
    });
    refuse(world, 'DeleteChannel');
    await steer(world, planned, 'apply');
    await untilIs(world, planned, 'paused');
    refuse(world);
    await steer(world, planned, 'pause');
    await world.advance(MINUTE_MS);

    await steer(world, planned, 'resume');
    await world.advance(MINUTE_MS);
    const { status, progress } = await shown(world, planned);
    expect([status, progress.succeeded]).toEqual(['incomplete', 3]);
  });
});

describe('an operation that is redriven again', () => {
  it.for(['expired', 'was cancelled', 'left something'])(
    'gets a new plan if the first one %s',
    async (became, { world }) => {
      const ids = await givenFleet(world, 2);
      refuse(world, 'DeleteChannel');
      const planned = await plan(world, { workflow: 'deleteChannel', selection: { ids } });
      await steer(world, planned, 'apply');
      await untilIs(world, planned, 'incomplete');
      const redrive = async (): Promise<ReturnType<typeof operationIn>> => {
        const answer = await world.http('POST', `/v1/operations/${planned.id}/redrive`);
        expect(answer.status, answer.text).toBe(201);
        return operationIn(answer);
      };
      const first = await redrive();
      expect((await redrive()).id).toBe(first.id);
      if (became === 'expired') await world.advance(65 * MINUTE_MS);
      else await steer(world, first, became === 'was cancelled' ? 'cancel' : 'apply');
      await world.advance(5 * MINUTE_MS);
      refuse(world);

      const second = await redrive();
      expect(second).toMatchObject({ status: 'planned', total: 2, redriveOf: first.id });
      expect(await shown(world, first)).toMatchObject({ redrivenBy: second.id });
      await steer(world, second, 'apply');
      await untilIs(world, second, 'succeeded');

      const third = await world.http('POST', `/v1/operations/${planned.id}/redrive`);
      expect([third.status, third.body.type]).toEqual([409, '/problems/operation-state']);
      expect(third.body.job).toBe(`/v1/jobs/${second.jobId}`);
    },
  );
});
