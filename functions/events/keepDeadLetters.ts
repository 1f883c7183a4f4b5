import { keepDeadLetters } from '../../lib/events/keepDeadLetters.ts';

/** Keeps every event that was given up as a record, so that an operator can list and redrive it. */
export const handler = keepDeadLetters;
