import type { Field, Values } from '../parts/verb.ts';

/** How an operation goes through its channels or jobs. */
interface Course {
  readonly canary?: number;
  readonly maxFailures?: number;
  readonly concurrency?: number;
}

/**
 * Returns the fields of a form about the course of an operation.
 * @param items the word for its channels or jobs
 */
export const courseFields = (items: 'channels' | 'jobs'): readonly Field[] => [
  {
    name: 'canary',
    label: 'Canary',
    kind: 'text',
    hint: `The number of ${items} to do first; then the operation pauses`,
  },
  {
    name: 'maxFailures',
    label: 'Pause after failures',
    kind: 'text',
    hint: `The number of ${items} that have failed by then`,
  },
  {
    name: 'concurrency',
    label: `${items === 'jobs' ? 'Jobs' : 'Channels'} at a time`,
    kind: 'text',
    hint: '50 at most if left empty',
  },
];

/** Returns the course in the values of a form. Empty fields are left out. */
export const courseIn = ({ canary, maxFailures, concurrency }: Values): Course => ({
  ...(canary && { canary: Number(canary) }),
  ...(maxFailures && { maxFailures: Number(maxFailures) }),
  ...(concurrency && { concurrency: Number(concurrency) }),
});
