import { readDecision, type Decision } from '../records/approvals.ts';
import type { ActionContext, Result } from './context.ts';
import type { JobState } from './jobState.ts';

/** How long a job waits for its approval, in ms. */
export const APPROVAL_MS = 24 * 3_600_000;

/**
 * Reads whether a second person has approved a job that needs it. A job that was rejected is also
 * cancelled, so it waits for that.
 * @param since when the job began to wait for it, in ms since the epoch
 */
export async function readWhetherApproved(
  { store, clock, subject, jobId }: Pick<ActionContext, 'store' | 'clock' | 'subject' | 'jobId'>,
  since: number,
): Promise<Result<'approved' | 'unapproved' | 'expired'>> {
  const approvalUntil = since + APPROVAL_MS;
  const decision = await readDecision(store, subject, jobId);
  const isOver = clock.now() >= approvalUntil;
  const open = isOver ? 'expired' : 'unapproved';
  return {
    outcome: decision?.isApproved === true ? 'approved' : open,
    memory: { approvalUntil, ...noted(decision) },
  };
}

/** Returns the decision about a job that is cancelled, for its memory; empty when there is none. */
export async function readRejection({
  store,
  subject,
  jobId,
  input,
}: Pick<
  ActionContext<{ readonly needsApproval?: true }>,
  'store' | 'subject' | 'jobId' | 'input'
>): Promise<Noted> {
  return input.needsApproval === true ? noted(await readDecision(store, subject, jobId)) : {};
}

type Noted = Pick<JobState, 'isApproved' | 'decidedBy'>;

const noted = (decision: Decision | undefined): Noted =>
  decision ? { isApproved: decision.isApproved, decidedBy: decision.by } : {};
