import { WORKFLOWS } from './workflows.ts';

/** The states of a job by which jobs are listed and steered. */
export const STATUSES = ['running', 'waiting', 'succeeded', 'failed', 'cancelled'] as const;

/** The filters of the list, as the address has them. */
export interface Filters {
  readonly status?: (typeof STATUSES)[number] | undefined;
  readonly workflow?: (typeof WORKFLOWS)[number] | undefined;
  readonly subject?: string | undefined;
  readonly needsAttention?: 'true' | undefined;
  readonly awaitsApproval?: 'true' | undefined;
}

/** Returns the word if it is one of those that are known. */
export const oneOf = <Word extends string>(
  words: readonly Word[],
  text: string | null | undefined,
): Word | undefined => words.find((word) => word === text);

/** Returns the filters in an address. */
export const filtersIn = (query: URLSearchParams): Filters => ({
  status: oneOf(STATUSES, query.get('status')),
  workflow: oneOf(WORKFLOWS, query.get('workflow')),
  subject: query.get('subject') || undefined,
  needsAttention: oneOf(['true'], query.get('needsAttention')),
  awaitsApproval: oneOf(['true'], query.get('awaitsApproval')),
});
