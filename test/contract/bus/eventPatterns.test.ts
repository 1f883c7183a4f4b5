import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { InvalidPatternError } from '../../../lib/patterns/matchers.ts';
import { matches } from '../../../lib/patterns/pattern.ts';

/**
 * One line of eventPatterns.jsonl. Patterns and events are texts, because a JSON reader may lose
 * the details that they test: duplicate keys, and digits of large numbers.
 */
interface Answer {
  pattern: string;
  refused?: true;
  events?: { event: string; matches: boolean }[];
}

const answers = readFileSync(new URL('eventPatterns.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Answer);

function answerOf(pattern: string, event: string): boolean | 'refused' {
  try {
    return matches(pattern, event);
  } catch (error) {
    if (error instanceof InvalidPatternError) return 'refused';
    throw error;
  }
}

// The answers are those of EventBridge's own matcher, github.com/aws/event-ruler 2.0.1, which
// refuses a pattern whatever the event.
test('the local bus answers about 405 patterns as EventBridge does, 1,065 times', () => {
  const asked = answers.flatMap(
    ({
      pattern,
      refused,
      events = [],
    }): { pattern: string; event: string; wanted: boolean | 'refused' }[] =>
      refused
        ? [{ pattern, event: '{}', wanted: 'refused' }]
        : events.map(({ event, matches: wanted }) => ({ pattern, event, wanted })),
  );
  expect(asked).toHaveLength(1_065);
  expect(asked.filter(({ pattern, event, wanted }) => answerOf(pattern, event) !== wanted)).toEqual(
    [],
  );
});
