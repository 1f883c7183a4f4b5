import type { ScheduledWork } from '../actions/inputs.ts';
import type { App } from '../app.ts';
import { arnOf } from '../arns.ts';
import { getChannel } from '../ivs/channels.ts';
import { IvsRefusal } from '../ivs/refusal.ts';
import { subjectIdOf, type Subject } from '../subjects.ts';
import type { Work } from '../workflows/workflows.ts';
import { newSubject } from './newSubject.ts';
import { noChannel } from './problems.ts';
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

/**
 * Refuses work on a channel that does not exist. If IVS cannot be asked now, the channel is looked
 * at when the work begins.
 * @throws Problem `not-found`
 */
async function mustExist({ config, ivs }: App, channelId: string): Promise<void> {
  try {
    const channel = await getChannel(ivs, arnOf(config, 'channel', channelId));
    if (channel === 'notFound') throw noChannel(channelId);
  } catch (error) {
    if (!(error instanceof IvsRefusal)) throw error;
  }
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
  /** How long before it a live stream is warned, in ms. */
  readonly graceMs?: number | undefined;
  /** The channel is suspended at once, and whoever resumes it takes the work back. */
  readonly undoable: boolean;
}

/** Returns when work is to begin, in ms since the epoch: at once, unless its request says more. */
export const beginningOf = (
  { arrivedAt }: Pick<Call, 'arrivedAt'>,
  { startsAt, graceMs = 0 }: Pick<Later, 'startsAt' | 'graceMs'>,
): number => startsAt ?? arrivedAt + graceMs;

/** The work that is to begin later, and the caller's condition on the channel as it is now. */
type Scheduled = Work & {
  readonly subject: Subject;
  readonly precondition?: Pick<LaterWork['precondition'], 'check'> | undefined;
};

/**
 * Returns the job that begins work on a channel later. Until then, it locks nothing. A retry under
 * its Idempotency-Key may come after its time.
 */
export async function later(
  call: Call,
  { workflow, subject, input = {}, precondition }: Scheduled,
  { startsAt, needsApproval, graceMs, undoable }: Later,
): Promise<LaterWork> {
  return {
    workflow: 'startLater',
    subject: await newSubject(call, 'scheduledJob'),
    input: {
      channelId: subjectIdOf(subject),
      workflow,
      input,
      startsAt: beginningOf(call, { startsAt, graceMs }),
      ...(graceMs !== undefined && { graceMs }),
      ...(undoable && { undoable }),
      ...(needsApproval && { needsApproval }),
    },
    precondition: {
      async check() {
        if (startsAt !== undefined) mustBeAhead(call, startsAt);
        await mustExist(call.app, subjectIdOf(subject));
        await precondition?.check();
      },
      confirm: () => undefined,
    },
  };
}
