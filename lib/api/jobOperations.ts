import type { JobFilter, Steering } from '../actions/inputs.ts';
import type { App } from '../app.ts';
import { arnOf } from '../arns.ts';
import { isoTime } from '../clock.ts';
import { needsApproval } from '../http/approvals.ts';
import { authorize } from '../http/auth.ts';
import type { Call, Scope } from '../http/route.ts';
import { invalidRequest } from '../http/validation.ts';
import type { Job } from '../jobs/job.ts';
import { eachPage, findJob, matches } from '../jobs/queries.ts';
import { refusalInBulk } from '../jobs/steerable.ts';
import { SELECTED_MAX } from '../readModel/selecting.ts';
import { isOfKind, subjectIdOf } from '../subjects.ts';
import { filterIn } from './jobFilters.ts';
import { SHOWN_MAX, type Planned } from './operationPlanning.ts';
import { CONCURRENCY } from './operationSchemas.ts';
import type { JobsPlan } from './planKinds.ts';
import { channelWork, secondPersonNeeded } from './secondPerson.ts';
import { scopesToSteer } from './steeringScopes.ts';
import type { JOB_REFUSALS } from './steeringSchemas.ts';

// The plan of an operation that steers jobs: the jobs that match the filter now, without those that
// cannot be steered so. Each is checked again when its turn comes.

/** The most jobs that a plan without ids looks at. */
const LOOKED_AT_MAX = 20_000;
/** How many jobs are read by their ids at once. */
const PAGE = 250;

/** A job of the set, as far as the plan needs it. */
type Chosen = Pick<Job, 'id' | 'subject' | 'workflow' | 'status' | 'createdAt'> & {
  readonly ending: string | undefined;
};

interface Refused {
  readonly jobId: string;
  readonly reason: (typeof JOB_REFUSALS)[number];
  readonly message: string;
}

/** The jobs that a filter selects now. */
export interface Selected {
  readonly chosen: Chosen[];
  readonly refused: Refused[];
  /** The scopes that steering them needs. */
  readonly scopes: Set<Scope>;
  /** How many of them do a work on a channel, by the workflow of the work. */
  readonly works: Map<string, number>;
}

const wrong = (rule: string): Error => invalidRequest([{ field: 'jobs', rule }]);

/** Reads the jobs with these ids page by page, and those that are missing as their ids. */
async function* eachById(
  app: App,
  ids: readonly string[],
): AsyncGenerator<{ jobs: Job[]; missing: string[] }> {
  const seen = new Set<string>();
  for (let from = 0; from < ids.length; from += PAGE) {
    const page = ids.slice(from, from + PAGE);
    const found = await Promise.all(page.map((id) => findJob(app, id)));
    // Two ids may stand for one job.
    const jobs = found.flatMap((job) =>
      job && !seen.has(job.id) && seen.add(job.id) ? [job] : [],
    );
    yield { jobs, missing: page.filter((_, n) => found[n] === undefined) };
  }
}

/** Returns why a job is not in the plan; undefined when it is. */
async function refusal(app: App, job: Job, as: Steering): Promise<Refused | undefined> {
  const refused = await refusalInBulk(app, job, as);
  if (refused) return { jobId: job.id, reason: refused.reason, message: refused.problem.message };
  const problem = as === 'redrive' ? secondPersonNeeded(app.config, job) : undefined;
  return problem && { jobId: job.id, reason: 'needsApproval', message: problem.message };
}

/** Returns the works of a job on its channel. Work that can be taken back suspends it first. */
function worksOf(job: Job): string[] {
  const work = channelWork(job);
  if (!work) return [];
  return work.undoable ? ['suspendChannel', work.workflow] : [work.workflow];
}

/** Adds jobs to those that are selected. */
async function add(app: App, jobs: readonly Job[], as: Steering, to: Selected): Promise<void> {
  const refusals = await Promise.all(jobs.map((job) => refusal(app, job, as)));
  for (const [n, job] of jobs.entries()) {
    const refused = refusals[n];
    if (refused) {
      to.refused.push(refused);
      continue;
    }
    const { id, subject, workflow, status, createdAt, ending } = job;
    to.chosen.push({ id, subject, workflow, status, createdAt, ending });
    for (const scope of scopesToSteer(job)) to.scopes.add(scope);
    for (const work of worksOf(job)) to.works.set(work, 1 + (to.works.get(work) ?? 0));
  }
  if (to.chosen.length > SELECTED_MAX)
    throw wrong(`must select at most ${SELECTED_MAX} jobs: it selects more`);
}

/**
 * Returns the jobs that match a filter, the oldest first.
 * @throws Problem `invalid-request` when there are too many
 */
export async function selectJobs(
  app: App,
  as: Steering,
  filter: JobFilter,
  ids?: readonly string[],
  lookedAtMax = LOOKED_AT_MAX,
): Promise<Selected> {
  const selected: Selected = { chosen: [], refused: [], scopes: new Set(), works: new Map() };
  if (ids) {
    for await (const { jobs, missing } of eachById(app, ids)) {
      for (const jobId of missing)
        selected.refused.push({ jobId, reason: 'unknown', message: 'There is no such job.' });
      const matching = jobs.filter((job) => matches(job, filter, app.clock.now()));
      await add(app, matching, as, selected);
    }
  } else {
    for await (const { jobs, looked } of eachPage(app, filter)) {
      if (looked > lookedAtMax)
        throw wrong(
          `must be narrower: the newest ${lookedAtMax} jobs do not reach its end; ` +
            'name a time with createdSince',
        );
      await add(app, jobs, as, selected);
    }
  }
  selected.chosen.sort((a, b) => a.createdAt - b.createdAt || a.id.localeCompare(b.id));
  return selected;
}

const countsOf = (words: readonly string[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = 1 + (counts[word] ?? 0);
  return counts;
};

/**
 * Returns the plan that steers jobs.
 * @throws Problem `invalid-request` when there is no job to steer, or too many; `missing-scope`
 * when the caller may not steer one of them
 */
export async function planJobs(
  { app, scopes }: Pick<Call, 'app' | 'scopes'>,
  { steering, jobs, canary = 0, maxFailures, concurrency = CONCURRENCY }: JobsPlan,
): Promise<Planned> {
  const { ids, ...filters } = jobs;
  const filter = filterIn(filters);
  const selected = await selectJobs(app, steering, filter, ids);
  const { chosen, refused, works } = selected;
  const total = chosen.length;
  const refusals = countsOf(refused.map(({ reason }) => reason));
  if (total === 0)
    throw wrong(
      `must select at least one job that it can ${steering}: it selects none` +
        (refused.length > 0 ? `, and of those that match are ${textOf(refusals)}` : ''),
    );
  for (const scope of selected.scopes) authorize(scopes, scope, app.config);
  const mustBeApproved =
    steering === 'redrive' &&
    [...works].some(([workflow, count]) => needsApproval(app.config, workflow, count));
  const course = { ...(maxFailures !== undefined && { maxFailures }) };
  return {
    set: { jobs: chosen.map(({ id, subject }) => ({ id, subject })) },
    plan: {
      asked: {
        steering,
        jobs: { ...filters, ...(ids && { ids: ids.length }) },
        ...(canary > 0 && { canary }),
        ...course,
      },
      shown: {
        jobs: chosen.slice(0, SHOWN_MAX).map((job) => chosenView(app, job)),
        workflows: countsOf(chosen.map(({ workflow }) => workflow)),
        refused: refusals,
        refusals: refused.slice(0, SHOWN_MAX),
      },
    },
    input: {
      steering,
      jobs: filter,
      scopes: [...selected.scopes].toSorted(),
      total,
      canary: Math.min(canary, total),
      concurrency,
      ...course,
      ...(mustBeApproved && { needsApproval: true as const }),
    },
  };
}

const textOf = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([reason, count]) => `${count} ${reason}`)
    .join(', ');

const chosenView = (
  { config }: Pick<App, 'config'>,
  { id: jobId, subject, workflow, status, ending, createdAt }: Chosen,
): object => ({
  jobId,
  workflow,
  subject,
  ...(isOfKind(subject, 'channel') && {
    channelArn: arnOf(config, 'channel', subjectIdOf(subject)),
  }),
  status,
  ...(ending !== undefined && { ending }),
  createdAt: isoTime(createdAt),
});
