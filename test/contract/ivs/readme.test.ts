import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { NOT_SIMULATED, OPERATIONS } from '../../../local/ivs/operations.ts';

test('the support table has every operation once, simulated or not, as the code has it', async () => {
  const rows = (await readFile('local/ivs/README.md', 'utf8')).split('\n').filter((line) => /^\| [A-Z]\w+(, [A-Z]\w+)* \|/.test(line));
  const listed = rows.flatMap((row) => {
    const [, operations = '', support = ''] = row.split('|').map((cell) => cell.trim());
    return operations.split(', ').map((name) => `${name} ${/^no\b/.test(support) ? 'no' : 'yes'}`);
  });
  expect(listed.toSorted()).toEqual([...OPERATIONS.map(({ name }) => `${name} yes`), ...[...NOT_SIMULATED].map((name) => `${name} no`)].toSorted());
  expect(listed).toHaveLength(41);
});
