import { describe, expect } from 'vitest';
import { arnOf } from '../../lib/arns.ts';
import { itemWorkflows } from '../../lib/api/operationWork.ts';
import { goLive, suspend } from '../given.ts';
import { givenFleet, plan, steer, untilIs } from '../givenOperations.ts';
import type { World } from '../world.ts';
import { itIn } from '../worldTest.ts';

const it = itIn({ journal: true });
const MINUTE_MS = 60_000;

/** The inputs of the workflows that need one. */
const INPUTS: Readonly<Record<string, Record<string, unknown>>> = Object.fromEntries(
  itemWorkflows
    .filter((name) => name.startsWith('updateChannel'))
    .map((name) => [name, { latencyMode: 'NORMAL' }]),
);

/** The functions that run jobs. */
const RUN_JOBS = /^(?:operations|jobDue|emergencyJobDue|streamState|sweep)$/;

/** Reads are left out: the sweep and the events read too, and not for a job alone. */
const isChange = (operation: string): boolean => !/^(?:Get|List|BatchGet)/.test(operation);

/** Returns how often jobs have called each operation of IVS that changes something. */
const callsBy = (world: World, from: number): Record<string, number> => {
  const made = world.calls
    .slice(from)
    .filter(({ service, functionName }) => service === 'ivs' && RUN_JOBS.test(functionName ?? ''))
    .filter(({ operation }) => isChange(operation));
  const counts: Record<string, number> = {};
  for (const { operation } of made) counts[operation] = (counts[operation] ?? 0) + 1;
  return counts;
};

const cases = itemWorkflows.flatMap((workflow) => [
  [workflow, false] as const,
  [workflow, true] as const,
]);

describe('the calls that a plan foresees', () => {
  it.for(cases)(
    '%s makes them, on a channel that is live: %s',
    async ([workflow, isLive], { world }) => {
      const [id = ''] = await givenFleet(world, 1);
      const channel = { id, arn: arnOf(world.app.config, 'channel', id) };
      const encoderId = isLive ? await goLive(world, channel) : undefined;
      // A suspended channel is dark, so it is resumed in the one case only.
      if (workflow === 'resumeChannel' && !isLive) await suspend(world, channel);
      await world.advance(MINUTE_MS);
      const planned = await plan(world, {
        workflow,
        selection: { ids: [id] },
        ...(INPUTS[workflow] && { input: INPUTS[workflow] }),
      });
      expect(planned.live).toBe(isLive ? 1 : 0);
      const from = world.calls.length;
      const patient = isLive && workflow.endsWith('WhenIdle');
      expect(planned.awaitingEnd ?? 0).toBe(patient ? 1 : 0);

      await steer(world, planned, 'apply');
      if (patient && encoderId !== undefined) {
        await world.advance(MINUTE_MS);
        world.stack.ivs.disconnectEncoder(encoderId);
      }
      const ended = await world.ended(planned.jobId);
      const counts = callsBy(world, from);

      // A job that finds its channel otherwise ends early, with fewer calls.
      if (ended.ending !== 'succeeded' || ended.memory.skipped) {
        for (const [operation, count] of Object.entries(counts))
          expect(count, operation).toBeLessThanOrEqual(planned.calls[operation] ?? 0);
        return;
      }
      expect(counts).toEqual(
        Object.fromEntries(Object.entries(planned.calls).filter(([name]) => isChange(name))),
      );
      await untilIs(world, planned, 'succeeded');
    },
  );
});
