import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { caused, readmePath, readmeWithTables } from '../../../scripts/ivsSupport.ts';
import { OPERATIONS } from '../../../local/ivs/api/operations.ts';
import { MODEL, type OperationName } from '../../../local/ivs/protocol/model.ts';
import { SCENARIOS } from './conformance/scenarios.ts';

const page = readFileSync(readmePath, 'utf8');

test('the support tables agree with the code; if not, run: npm run docs', () => {
  expect(page).toBe(readmeWithTables(page));
});

test('every operation of the service model is there once, with a row of its own', () => {
  expect(OPERATIONS.map(({ name }) => name).toSorted()).toEqual(Object.keys(MODEL).toSorted());
  for (const { name } of OPERATIONS) expect(page.split(`\n| ${name} |`)).toHaveLength(2);
  expect(OPERATIONS).toHaveLength(41);
});

test.each(Object.keys(MODEL) as OperationName[])(
  'the errors said to arise from %s by themselves are provoked by the conformance suite',
  (name) => {
    const provoked = Object.keys(SCENARIOS[name].refused ?? {});
    const always = ['ValidationException', 'ThrottlingException', 'ResourceNotFoundException'];
    expect(
      caused(name)
        .filter((error) => !always.includes(error))
        .toSorted(),
    ).toEqual(provoked.filter((error) => !always.includes(error)).toSorted());
  },
);
