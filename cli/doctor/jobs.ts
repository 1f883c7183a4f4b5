import { msOf } from '../../lib/client/clock.ts';
import { dataOf, type Job } from '../../lib/client/client.ts';
import { inline } from '../output/text.ts';
import type { Session } from '../session.ts';
import { LISTED_MAX, type Finding } from './finding.ts';

/** The sweep comes every minute; a job that is due may wait for it and for slots of the quotas. */
const OVERDUE_MS = 3 * 60_000;

const channelOf = ({ subject }: Job): string | undefined => /^channel\/(.+)$/.exec(subject)?.[1];

/** Returns the command that helps a job that needs attention. */
function remedyFor(job: Job): string {
  const channel = channelOf(job);
  // The caller who cancelled the job does not want its work done, but the channel may need a key.
  if (job.status === 'cancelled' && job.left?.includes('keyless') && channel !== undefined)
    return `channelkeeper stream-keys create ${channel}`;
  if (job.status === 'failed' || job.status === 'cancelled')
    return `channelkeeper jobs redrive ${job.id}`;
  // A suspension takes the place of any job on its channel, also of one that does not move.
  if (job.workflow === 'suspendChannel' && channel !== undefined)
    return `channelkeeper channels suspend ${channel}`;
  return `channelkeeper jobs get ${job.id}`;
}

function troubleOf({ status, stranded, step, attempts, left, error }: Job): string {
  const state = stranded
    ? `is stranded at ${step}`
    : status === 'failed' || status === 'cancelled'
      ? `has ${status === 'failed' ? 'failed' : 'been cancelled'} at ${step}`
      : `has failed ${attempts} times at ${step}`;
  return [
    state,
    ...(left ? [`left ${inline(left)}`] : []),
    ...(error ? [`${inline(error.name)}: ${inline(error.message)}`] : []),
  ].join(', ');
}

/** The jobs on one subject that need attention. */
export interface Trouble {
  readonly newest: Job;
  count: number;
}

/** Returns the jobs that need attention, by their subjects. The list has the newest job first. */
export async function troubles({ client }: Session): Promise<Trouble[]> {
  const found = new Map<string, Trouble>();
  for await (const job of client.each('/v1/jobs', {
    query: { needsAttention: 'true', limit: 100 },
  })) {
    const trouble = found.get(job.subject);
    if (trouble) trouble.count += 1;
    else found.set(job.subject, { newest: job, count: 1 });
  }
  return [...found.values()];
}

/** Returns whether a later job on the subject has done the same work after all. */
async function isOver({ client, signal }: Session, { newest }: Trouble): Promise<boolean> {
  const { subject, workflow, id } = newest;
  const query = { subject, limit: 1 };
  const { jobs } = dataOf(await client.GET('/v1/jobs', { params: { query }, signal }));
  const [last] = jobs;
  return last?.workflow === workflow && last.id !== id && last.status === 'succeeded';
}

async function findingOf(session: Session, trouble: Trouble): Promise<Finding> {
  const { newest, count } = trouble;
  const about = `${inline(newest.workflow)} on ${inline(newest.subject)}`;
  if (await isOver(session, trouble))
    return {
      check: 'jobs',
      state: 'note',
      text: `${about} has succeeded after ${count} jobs that failed`,
    };
  const earlier = count > 1 ? `, and ${count - 1} jobs before it` : '';
  return {
    check: 'jobs',
    state: 'problem',
    text: `${about} ${troubleOf(newest)}${earlier}`,
    command: remedyFor(newest),
  };
}

/**
 * Lists the subjects whose jobs an operator has to look at, each with the command that helps. The
 * newest job on a subject stands for those before it.
 */
export async function jobsInTrouble(session: Session): Promise<Finding[]> {
  const all = await troubles(session);
  if (all.length === 0) return [{ check: 'jobs', state: 'ok', text: 'no job needs attention' }];
  const found: Finding[] = [];
  for (const trouble of all.slice(0, LISTED_MAX)) found.push(await findingOf(session, trouble));
  if (all.length > LISTED_MAX)
    found.push({
      check: 'jobs',
      state: 'problem',
      text: `jobs on ${all.length - LISTED_MAX} more subjects need attention`,
      command: 'channelkeeper jobs list --needs-attention --all',
    });
  return found;
}

/**
 * Looks for jobs that should have been taken up minutes ago. The sweep takes up every job that is
 * due, so such a job is a sign that the sweep does not run.
 */
export async function overdue({ client, signal }: Session): Promise<Finding> {
  const answer = await client.GET('/v1/jobs', {
    params: { query: { status: 'waiting', limit: 100 } },
    signal,
  });
  const { jobs, nextCursor } = dataOf(answer);
  const now = msOf(answer.response.headers.get('date') ?? '');
  if (now === undefined)
    return { check: 'sweep', state: 'not checked', text: 'the answer has no Date' };
  const late = jobs.filter(
    ({ nextAttemptAt = '' }) => (msOf(nextAttemptAt) ?? Infinity) < now - OVERDUE_MS,
  );
  const of = nextCursor === undefined ? '' : ` of the latest ${jobs.length}`;
  return late.length === 0
    ? { check: 'sweep', state: 'ok', text: `no waiting job${of} is overdue` }
    : {
        check: 'sweep',
        state: 'problem',
        text:
          `${late.length} waiting jobs${of} are overdue, such as ${late[0]?.id ?? ''}; the sweep ` +
          'may not run, or the quotas are used up',
        command: 'channelkeeper jobs list --status waiting',
      };
}
