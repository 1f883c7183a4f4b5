import { isFinal, type Job } from '../../lib/jobs/job.ts';

/** Times of jobs come from the clocks of the functions, which differ. */
const CLOCKS_DIFFER_MS = 10_000;

/** The endings of scheduled jobs whose work has not been begun. */
const WITHOUT_WORK: ReadonlySet<unknown> = new Set(['locked', 'notFound']);

/**
 * Checks the promises of scheduled jobs: each begins its work once, at its time at the earliest, on
 * its channel, and ends as the work does.
 */
export function scheduled(jobs: readonly Job[]): string[] {
  return jobs
    .filter(({ workflow }) => workflow === 'startLater')
    .flatMap((job) => {
      const children = jobs.filter(({ parent }) => parent?.jobId === job.id);
      return [
        ...(children.length > 1 ? [`${job.id} has begun its work ${children.length} times.`] : []),
        ...children.flatMap((child) => wrongWork(job, child)),
        ...wrongEnd(job, children),
      ];
    });
}

function wrongWork({ id, input, memory }: Job, child: Job): string[] {
  const startsAt = memory.startsAt ?? Number(input.startsAt);
  return [
    ...(child.createdAt < startsAt - CLOCKS_DIFFER_MS
      ? [`${child.id} began ${startsAt - child.createdAt} ms before the time of ${id}.`]
      : []),
    ...(child.subject === `channel/${String(input.channelId)}` && child.workflow === input.workflow
      ? []
      : [`${child.id} is not the work of ${id}.`]),
  ];
}

function wrongEnd(job: Job, [child]: readonly Job[]): string[] {
  const { id, status, ending } = job;
  if (!isFinal(job)) return [];
  if (status === 'succeeded' && child?.status !== 'succeeded')
    return [`${id} has succeeded, and its work has not.`];
  if (ending === 'incomplete' && (!child || child.status === 'succeeded'))
    return [`${id} is incomplete, and its work is not.`];
  return WITHOUT_WORK.has(ending) && child ? [`${id} has begun its work and denies it.`] : [];
}
