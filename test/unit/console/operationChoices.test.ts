import { expect, it } from 'vitest';
import { STATES, WORKFLOWS } from '../../../console/operations/choices.ts';
import { SELECTED_STATES } from '../../../lib/actions/inputs.ts';
import { itemWorkflows } from '../../../lib/api/operationWork.ts';

it('offers every workflow and every state that an operation may have, and no other', () => {
  expect(WORKFLOWS.toSorted()).toEqual(itemWorkflows.toSorted());
  expect(STATES).toEqual(SELECTED_STATES);
});
