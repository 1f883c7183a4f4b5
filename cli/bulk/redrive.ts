import { msOf } from '../../lib/client/clock.ts';
import { dataOf, ProblemError, type Job } from '../../lib/client/client.ts';
import { jobIn } from '../call.ts';
import { troubles } from '../doctor/jobs.ts';
import { EXIT } from '../exit.ts';
import type { Io } from '../io.ts';
import { tableOf } from '../output/table.ts';
import { checkToken, openSession, type Globals, type Session } from '../session.ts';
import { confirmMany, countsOf, tellBad, workThrough } from './each.ts';

/** The options of `jobs redrive --needs-attention`. */
export interface RedriveAll extends Globals {
  readonly workflow?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly reason?: string;
}

/** The work that is to be done again, and the jobs that are left alone, each with the reason. */
interface Plan {
  readonly redrives: readonly Job[];
  readonly leftAlone: readonly { readonly jobId: string; readonly why: string }[];
}

interface Result {
  readonly jobId: string;
  readonly subject: string;
  /** The job that does the work again, and its status when it was started. */
  readonly redrivenBy?: string;
  readonly status?: string;
  readonly problem?: string;
}

const NAME = 'jobs redrive --needs-attention';

/** Returns when a job has ended, in ms since the epoch. */
const endOf = ({ finishedAt, updatedAt }: Job): number => msOf(finishedAt ?? updatedAt) ?? 0;

/**
 * Returns the subjects on which a job has succeeded since the oldest of some jobs was created, and
 * the time at which the last such job ended. One walk through the list costs less than a
 * request for each job.
 */
async function successesSince(
  { client }: Session,
  jobs: readonly Job[],
): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>();
  const oldest = Math.min(...jobs.map(({ createdAt }) => msOf(createdAt) ?? 0));
  const query = { status: 'succeeded', limit: 100 } as const;
  if (jobs.length === 0) return found;
  for await (const job of client.each('/v1/jobs', { query })) {
    if ((msOf(job.createdAt) ?? 0) < oldest) break;
    found.set(job.subject, Math.max(endOf(job), found.get(job.subject) ?? 0));
  }
  return found;
}

/**
 * Chooses the newest job of each subject that needs attention, because an earlier one would undo
 * it. A job that was cancelled or has not ended is left alone, and so is one whose subject a later
 * job has changed, because its work may be out of date.
 */
async function planOf(session: Session, workflow: string | undefined): Promise<Plan> {
  const redrives: Job[] = [];
  const leftAlone: { jobId: string; why: string }[] = [];
  const jobs = (await troubles(session))
    .map(({ newest }) => newest)
    .filter((job) => workflow === undefined || job.workflow === workflow);
  const successes = await successesSince(session, jobs);
  for (const job of jobs) {
    const { id: jobId, status } = job;
    if (status !== 'failed')
      leftAlone.push({ jobId, why: status === 'cancelled' ? 'it was cancelled' : 'it goes on' });
    else if ((successes.get(job.subject) ?? 0) > endOf(job))
      leftAlone.push({ jobId, why: 'a later job on its subject has succeeded' });
    else redrives.push(job);
  }
  return { redrives, leftAlone };
}

/** Redrives one job. A refusal is a result, because the others go on. */
async function redriveOne(
  { client, signal }: Session,
  { id: jobId, subject }: Job,
  reason: string | undefined,
): Promise<Result> {
  try {
    const job = jobIn(
      dataOf(
        await client.POST('/v1/jobs/{jobId}/redrive', {
          params: {
            path: { jobId },
            ...(reason !== undefined && { header: { 'X-Reason': reason } }),
          },
          signal,
        }),
      ),
    );
    return { jobId, subject, ...(job && { redrivenBy: job.id, status: job.status }) };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return { jobId, subject, problem: error.message };
  }
}

const isBad = ({ problem, status }: Result): boolean =>
  problem !== undefined || status === 'failed' || status === 'cancelled';

function tellPlan(io: Io, { redrives, leftAlone }: Plan, isJson: boolean | undefined): void {
  if (isJson) {
    const jobs = redrives.map(({ id, workflow, subject }) => ({ jobId: id, workflow, subject }));
    io.out(`${JSON.stringify({ dryRun: { redrives: jobs, leftAlone } }, null, 2)}\n`);
    return;
  }
  io.out(`Dry run, nothing was changed. The command would redrive ${redrives.length} jobs:\n`);
  if (redrives.length > 0) io.out(tableOf(io, 'jobs', redrives));
  if (leftAlone.length > 0) io.out(`Left alone:\n${tableOf(io, 'leftAlone', leftAlone)}`);
}

function tellResults(
  { io, globals }: Session,
  results: readonly Result[],
  { leftAlone }: Plan,
): void {
  if (globals.json) {
    io.out(`${JSON.stringify({ results, leftAlone }, null, 2)}\n`);
    return;
  }
  const of = (holds: (result: Result) => boolean): number => results.filter(holds).length;
  io.out(
    [
      `redriven:     ${of(({ redrivenBy }) => redrivenBy !== undefined)}`,
      `  succeeded:  ${of(({ status }) => status === 'succeeded')}`,
      `  go on:      ${of(({ status }) => status === 'running' || status === 'waiting')}`,
      `  have ended: ${of(({ status }) => status === 'failed' || status === 'cancelled')}`,
      `refused:      ${of(({ problem }) => problem !== undefined)}`,
      `left alone:   ${leftAlone.length}`,
      '',
    ].join('\n'),
  );
  tellBad(io, results.filter(isBad));
}

/** Redrives the failed jobs that need attention, and returns the exit code. */
export async function redriveAll(io: Io, asked: RedriveAll): Promise<number> {
  const session = await openSession(io, asked);
  checkToken(session, 'jobs:write');
  const plan = await planOf(session, asked.workflow);
  if (asked.dryRun) {
    tellPlan(io, plan, asked.json);
    return 0;
  }
  const { redrives } = plan;
  if (redrives.length > 0 && !asked.yes)
    await confirmMany(
      session,
      NAME,
      `redrive ${redrives.length} job${redrives.length === 1 ? '' : 's'}`,
      `Redrive the newest failed job of each subject:\n${countsOf(redrives)}`,
    );
  const results = await workThrough(
    session,
    'redriving',
    redrives,
    (job) => redriveOne(session, job, asked.reason),
    isBad,
  );
  tellResults(session, results, plan);
  if (results.some(({ problem }) => problem !== undefined)) return EXIT.refused;
  return results.some(isBad) ? EXIT['job-failed'] : 0;
}
