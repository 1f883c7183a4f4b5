import type { ScheduledWork } from '../actions/inputs.ts';
import { subjectIdOf, type Subject } from '../subjects.ts';
import type { Work } from '../workflows/workflows.ts';
import { newSubject } from './newSubject.ts';
import type { Call } from './route.ts';
import { invalidRequest } from './validation.ts';

/**
 * Refuses a time at which no work can begin any more.
 * @param startsAt ms since the epoch
 * @throws Problem `invalid-request`
 */
export function mustBeAhead({ arrivedAt }: Pick<Call, 'arrivedAt'>, startsAt: number): void {
  if (startsAt <= arrivedAt) throw invalidRequest([{ field: 'at', rule: 'must be in the future' }]);
}

/** A job that begins the work of another one later. */
interface LaterWork {
  readonly workflow: 'startLater';
  readonly subject: Subject;
  readonly input: ScheduledWork;
  readonly precondition: { readonly check: () => Promise<void>; readonly confirm: () => void };
}

/** When work is to begin, in ms since the epoch, and whether a second person must approve it. */
export interface Later {
  readonly startsAt?: number | undefined;
  readonly needsApproval: boolean;
}

/**
 * Returns the job that begins work on a channel later. Until then, it locks nothing. A retry under
 * its Idempotency-Key may come after its time.
 */
export async function later(
  call: Call,
  { workflow, subject, input = {} }: Work & { readonly subject: Subject },
  { startsAt, needsApproval }: Later,
): Promise<LaterWork> {
  return {
    workflow: 'startLater',
    subject: await newSubject(call, 'scheduledJob'),
    input: {
      channelId: subjectIdOf(subject),
      workflow,
      input,
      startsAt: startsAt ?? call.arrivedAt,
      ...(needsApproval && { needsApproval }),
    },
    precondition: {
      check: async () => (startsAt === undefined ? undefined : mustBeAhead(call, startsAt)),
      confirm: () => undefined,
    },
  };
}
