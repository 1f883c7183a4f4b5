import { digestOf } from '../random.ts';

/** The members of an event that identify it. */
interface Identified {
  readonly id: string;
  readonly source: string;
  readonly 'detail-type': string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/**
 * Returns the id by which repeats of an event are recognised. EventBridge gives an event of ours
 * another id when it is sent again, so that of a job is known by the job and the step, and any
 * other one by its whole detail.
 */
export function eventIdOf({ id, source, 'detail-type': type, detail }: Identified): string {
  if (source !== 'channelkeeper') return id;
  const { jobId, step } = detail;
  if (typeof jobId === 'string' && typeof step === 'string') return digestOf(type, jobId, step);
  const members = Object.keys(detail).toSorted();
  return digestOf(type, JSON.stringify(members.map((member) => [member, detail[member]])));
}
