import { expect, test } from 'vitest';
import { hasInOrder } from '../../../lib/patterns/wildcard.ts';

test.each([
  ['studio', 'studio', true],
  ['studio', 'studio-1', false],
  ['studio-*', 'studio-', true],
  ['studio-*', 'my-studio-1', false],
  ['*-night', 'late-night', true],
  ['*-night', 'late-night-2', false],
  ['*', '', true],
  ['**', 'any', true],
  ['a*a', 'a', false],
  ['a*a', 'aa', true],
  ['*ab*ba*', 'aba', false],
  ['*ab*ba*', 'abba', true],
  ['a*b*c', 'acb', false],
  ['a*bc', 'abbc', true],
  ['a.*', 'ab', false],
])('%s and %s: %s', (pattern, text, fits) => {
  expect(hasInOrder(text, pattern.split('*'))).toBe(fits);
});

test('many wildcards in a text that almost fits cost no time', () => {
  const from = performance.now();
  const parts = `${'*a'.repeat(6)}*b`.split('*');
  for (let n = 0; n < 1_000; n++) expect(hasInOrder('a'.repeat(128), parts)).toBe(false);
  // A regular expression needs minutes for one of them.
  expect(performance.now() - from).toBeLessThan(10_000);
});
