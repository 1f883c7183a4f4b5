import type { Operations } from '../../lib/client/api.ts';
import { dataOf, ProblemError, type Job } from '../../lib/client/client.ts';
import { jobIn } from '../call.ts';
import { CliError, EXIT } from '../exit.ts';
import type { Io } from '../io.ts';
import { tableOf } from '../output/table.ts';
import { checkToken, openSession, type Globals, type Session } from '../session.ts';
import { confirmMany, countsOf, tellBad, workThrough } from './each.ts';

type JobFilters = NonNullable<Operations['listJobs']['parameters']['query']>;

/** The ways to end a job from outside. */
export type Steering = 'cancel' | 'abandon';

/** The options of `jobs cancel --all` and `jobs abandon --all`. */
export interface SteerAll extends Globals {
  readonly workflow?: NonNullable<JobFilters['workflow']>;
  readonly subject?: string;
  readonly causedBy?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly reason?: string;
}

interface Result {
  readonly jobId: string;
  readonly subject: string;
  readonly status?: string;
  readonly problem?: string;
}

const EXPLANATIONS: Readonly<Record<Steering, string>> = {
  cancel: 'Cancel every job that matches and has not ended, and give back what it took:\n',
  abandon: 'End every job that matches where it stands; nothing is given back:\n',
};

/**
 * Returns the jobs that match and have not ended, newest first. The child of a job that matches too
 * is left out, because the job takes its children along.
 */
async function matching(
  { client }: Session,
  { workflow, subject, causedBy }: SteerAll,
): Promise<Job[]> {
  const found: Job[] = [];
  for (const status of ['running', 'waiting'] as const) {
    const query = {
      status,
      limit: 100,
      ...(workflow !== undefined && { workflow }),
      ...(subject !== undefined && { subject }),
      ...(causedBy !== undefined && { causedBy }),
    };
    for await (const job of client.each('/v1/jobs', { query })) found.push(job);
  }
  const ids = new Set(found.map(({ id }) => id));
  return found.filter(({ parent }) => parent === undefined || !ids.has(parent));
}

/** Steers one job. A refusal is a result, because the others go on. */
async function steerOne(
  { client, signal }: Session,
  steering: Steering,
  { id: jobId, subject }: Job,
  reason: string | undefined,
): Promise<Result> {
  try {
    const given = {
      params: {
        path: { jobId },
        ...(reason !== undefined && { header: { 'X-Reason': reason } }),
      },
      signal,
    };
    const answer =
      steering === 'cancel'
        ? await client.POST('/v1/jobs/{jobId}/cancel', given)
        : await client.POST('/v1/jobs/{jobId}/abandon', given);
    const job = jobIn(dataOf(answer));
    return { jobId, subject, ...(job && { status: job.status }) };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return { jobId, subject, problem: error.message };
  }
}

const isBad = ({ problem }: Result): boolean => problem !== undefined;

function tellResults({ io, globals }: Session, results: readonly Result[]): void {
  if (globals.json) {
    io.out(`${JSON.stringify({ results }, null, 2)}\n`);
    return;
  }
  const goesOn = ({ status }: Result): boolean => status === 'running' || status === 'waiting';
  const bad = results.filter(isBad);
  const open = results.filter(goesOn).length;
  io.out(
    [
      `have ended:   ${results.length - bad.length - open}`,
      `are stopping: ${open}`,
      `refused:      ${bad.length}`,
      '',
    ].join('\n'),
  );
  tellBad(io, bad);
}

/**
 * Cancels or abandons all jobs that match and have not ended, and returns the exit code.
 * @throws CliError without a filter
 */
export async function steerAll(io: Io, steering: Steering, asked: SteerAll): Promise<number> {
  const { workflow, subject, causedBy } = asked;
  if (workflow === undefined && subject === undefined && causedBy === undefined)
    throw new CliError('usage', '--all needs --workflow, --subject or --caused-by beside it.');
  const session = await openSession(io, asked);
  checkToken(session, 'jobs:write');
  const jobs = await matching(session, asked);
  const many = `${steering} ${jobs.length} job${jobs.length === 1 ? '' : 's'}`;
  if (asked.dryRun) {
    if (asked.json) {
      const told = jobs.map(({ id, workflow, subject }) => ({ jobId: id, workflow, subject }));
      io.out(`${JSON.stringify({ dryRun: { jobs: told } }, null, 2)}\n`);
    } else
      io.out(
        `Dry run, nothing was changed. The command would ${many}.\n` +
          (jobs.length > 0 ? tableOf(io, 'jobs', jobs) : ''),
      );
    return 0;
  }
  if (jobs.length > 0 && !asked.yes)
    await confirmMany(
      session,
      `jobs ${steering} --all`,
      many,
      `${EXPLANATIONS[steering]}${countsOf(jobs)}`,
    );
  const results = await workThrough(
    session,
    steering === 'cancel' ? 'cancelling' : 'abandoning',
    jobs,
    (job) => steerOne(session, steering, job, asked.reason),
    isBad,
  );
  tellResults(session, results);
  return results.some(isBad) ? EXIT.refused : 0;
}
