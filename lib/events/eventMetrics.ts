import { subjectOfJobId, type Job } from '../jobs/job.ts';
import type { Sample } from '../metrics.ts';

/** An event of ours, and the job whose end it announces. */
interface Told {
  readonly type: string;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly job?: Job | undefined;
  /** When the event arrived, in ms since the epoch. */
  readonly receivedAt: number;
}

/**
 * The metric that tells how long a workflow took. A workflow that waits for the end of a stream has
 * none, because the wait depends on the stream alone.
 */
const TIME_TO = {
  deleteChannel: 'TimeToDeleted',
  rotateStreamKeyNow: 'TimeToRotated',
  revokeViewers: 'TimeToRevoked',
} as const;

const isTimed = (workflow: string): workflow is keyof typeof TIME_TO =>
  Object.hasOwn(TIME_TO, workflow);

/** The outcomes of attempts after which a job waits for a slot in a quota of IVS. */
const WITHOUT_SLOT: readonly string[] = ['parked', 'throttled'];

/** Returns how long a job has waited for slots, in ms. */
const throttledMs = ({ timeline }: Job, endedAt: number): number =>
  timeline.reduce((sum, { at, outcome }, n) => {
    const until = timeline[n + 1]?.at ?? endedAt;
    return WITHOUT_SLOT.includes(outcome) ? sum + Math.max(0, until - at) : sum;
  }, 0);

/** An operation paces the work on its channels itself, and tells when it will be done. */
const isOfOperation = ({ parent }: Job): boolean =>
  parent !== undefined && subjectOfJobId(parent.jobId)?.startsWith('operation/') === true;

/** Returns the metrics of an event of ours. Times count from the acceptance of the request. */
export function metricsOf({ type, detail, job, receivedAt }: Told): Sample[] {
  const { workflow, ending, status, timeToDarkMs } = detail;
  if (type === 'Channel Suspended' && typeof timeToDarkMs === 'number')
    return [{ name: 'TimeToDark', value: timeToDarkMs }];
  if (typeof workflow !== 'string' || typeof ending !== 'string') return [];
  const ended: Sample = { name: 'JobsEnded', value: 1, by: { workflow, ending } };
  if (!job) return [ended];
  // The event may come before the end is written.
  const endedAt = job.finishedAt ?? receivedAt;
  return [
    ended,
    { name: 'ThrottledTime', value: throttledMs(job, endedAt) / 1_000 },
    ...(status === 'succeeded' && isTimed(workflow) && !isOfOperation(job)
      ? [{ name: TIME_TO[workflow], value: endedAt - job.createdAt }]
      : []),
  ];
}
