import { expect, it } from 'vitest';
import { isCarried } from '../../../lib/jobs/carried.ts';
import { workflows } from '../../../lib/workflows/workflows.ts';

it('the sources have the actions of every workflow', () => {
  for (const [name, workflow] of Object.entries(workflows))
    expect(isCarried(workflow), name).toBe(true);
});

it('a workflow with an action that was left out is handed over', () => {
  const steps = {
    ...workflows.stopStream.steps,
    stopping: { does: 'leftOut', then: { done: 'done' } },
  } as unknown as typeof workflows.stopStream.steps;
  expect(isCarried({ steps })).toBe(false);
});
