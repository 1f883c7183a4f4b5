import { expect, it } from 'vitest';
import { WORKFLOWS } from '../../../console/jobs/workflows.ts';
import { workflows } from '../../../lib/workflows/workflows.ts';

it('lists every workflow in the console, and no other', () => {
  expect([...WORKFLOWS]).toEqual(Object.keys(workflows));
});
