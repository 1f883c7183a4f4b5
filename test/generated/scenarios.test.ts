import { expect, it } from 'vitest';
import { workflows, type WorkflowName } from '../../lib/workflows/workflows.ts';
import { scenarios } from './scenarios.ts';

it('has a scenario for every workflow', () => {
  const played = new Set<WorkflowName>(
    scenarios.flatMap(({ workflow, children = [] }) => [workflow, ...children]),
  );
  expect([...played].toSorted()).toEqual(Object.keys(workflows).toSorted());
});
