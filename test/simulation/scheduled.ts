import { isFinal, type Job } from '../../lib/jobs/job.ts';

/** Times of jobs come from the clocks of the functions, which differ. */
const CLOCKS_DIFFER_MS = 10_000;

/** The endings of scheduled jobs whose work has not been begun. */
const WITHOUT_WORK: ReadonlySet<unknown> = new Set(['locked', 'notFound', 'takenBack']);

/**
 * Checks the promises of scheduled jobs: each begins its work at its time at the earliest, on its
 * channel, again only after it gave way, and ends as the last try does. One that can be taken back
 * suspends the channel first.
 */
export function scheduled(jobs: readonly Job[]): string[] {
  return jobs
    .filter(({ workflow }) => workflow === 'startLater')
    .flatMap((job) => {
      const place = placeOfWork(job.input);
      const all = jobs.filter(({ parent }) => parent?.jobId === job.id);
      const children = all
        .filter((child) => placeIn(child) >= place)
        .toSorted((a, b) => placeIn(a) - placeIn(b));
      const first = all.filter((child) => !children.includes(child));
      const needless = children.slice(0, -1).filter((child) => !hasGivenWay(child));
      return [
        ...(needless.length > 0 ? [`${job.id} has begun its work ${children.length} times.`] : []),
        ...children.flatMap((child) => wrongWork(job, child)),
        ...(isFinal(job) ? wrongEnd(job, children.at(-1) ?? first[0]) : []),
        ...wrongSuspension(job, first, children),
      ];
    });
}

const placeIn = ({ parent }: Job): number => parent?.index ?? 0;
const hasGivenWay = ({ supersededBy }: Job): boolean => supersededBy !== undefined;

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

/** A deletion that can be taken back is of a channel that was dark before. */
function wrongSuspension(
  { id, input, ending, memory }: Job,
  first: readonly Job[],
  [work]: readonly Job[],
): string[] {
  if (!input.undoable) return first.map((child) => `${child.id} is not the work of ${id}.`);
  const [suspension] = first;
  return [
    ...(first.length > 1 ? [`${id} has suspended its channel ${first.length} times.`] : []),
    ...(suspension && suspension.workflow !== 'suspendChannel'
      ? [`${suspension.id} is not the suspension before ${id}.`]
      : []),
    ...(work && suspension?.status !== 'succeeded'
      ? [`${work.id} of ${id} began before the channel was dark.`]
      : []),
    // Work that is done again was suspended by the job before it.
    ...(ending === 'takenBack' &&
    suspension?.status !== 'succeeded' &&
    memory.suspendedAt === undefined
      ? [`${id} was taken back and never suspended its channel.`]
      : []),
  ];
}

/** @param child the last job that it has begun: its work, or the suspension before it */
function wrongEnd({ id, status, ending, input }: Job, child: Job | undefined): string[] {
  const isWork = child !== undefined && placeIn(child) >= placeOfWork(input);
  if (
    status === 'succeeded' &&
    ending !== 'takenBack' &&
    !(isWork && child?.status === 'succeeded')
  )
    return [`${id} has succeeded, and its work has not.`];
  if (ending === 'incomplete' && (!child || child.status === 'succeeded'))
    return [`${id} is incomplete, and its work is not.`];
  return WITHOUT_WORK.has(ending) && isWork && !hasGivenWay(child)
    ? [`${id} has begun its work and denies it.`]
    : [];
}

/** Returns the index of the work among the jobs that a scheduled job begins. */
const placeOfWork = ({ undoable }: Job['input']): number => (undoable ? 1 : 0);
