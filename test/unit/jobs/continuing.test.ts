import { describe, expect, it } from 'vitest';
import { firstStep, type Workflow } from '../../../lib/definition/define.ts';
import { continued } from '../../../lib/jobs/continuing.ts';
import { abandoning } from '../../../lib/jobs/endings.ts';
import type { Job } from '../../../lib/jobs/job.ts';
import { deleteChannel } from '../../../lib/workflows/deleteChannel.ts';
import { workflows } from '../../../lib/workflows/workflows.ts';
import { edgesOf, reachable } from '../graph.ts';
import { after, jobAt, NOW } from './sample.ts';

/** Returns a job that was abandoned at a step after its cancel had begun, or without one. */
function abandonedAt(workflow: Workflow, step: string, isCancelled: boolean): Job {
  const cancel = { by: 'ann', at: NOW - 100, result: 'cancelled' as const };
  const job = jobAt(step, { workflow: workflow.name, ...(isCancelled && { cancel }) });
  return after(job, abandoning(job, workflow, 'bob', 'stuck', NOW));
}

const givingBack: readonly Workflow[] = Object.values<Workflow>(workflows).filter(
  ({ onCancel }) => onCancel !== undefined,
);

describe('the redrive of an abandoned job', () => {
  for (const workflow of givingBack) {
    it(`${workflow.name}: does the work, at whichever step of its way back it was`, () => {
      const edges = edgesOf(workflow);
      const work = reachable(edges, [firstStep(workflow)]);
      const back = [...reachable(edges, [String(workflow.onCancel)])].filter(
        (step) => !work.has(step),
      );
      expect(back).toContain(workflow.onCancel);
      for (const step of back)
        expect(continued(workflow, abandonedAt(workflow, step, true)), step).toMatchObject({
          step: firstStep(workflow),
          uncertain: false,
        });
    });
  }

  it.each([
    ['stopping', 'stopping'],
    ['awaitingStreamEnd', 'deleting'],
    // Its channel turned out to be deleted, after it had been cancelled.
    ['announcing', 'announcing'],
  ])('a deletion that was abandoned at %s goes on at %s', (step, next) => {
    const job = abandonedAt(deleteChannel, step, step === 'announcing');
    expect(continued(deleteChannel, job).step).toBe(next);
  });
});
