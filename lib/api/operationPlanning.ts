import type { ChannelOperation, Operation } from '../actions/inputs.ts';
import { arnOf } from '../arns.ts';
import type { App } from '../app.ts';
import { startJob } from '../jobs/commands.ts';
import { estimate } from '../readModel/estimating.ts';
import { jobIdOf } from '../jobs/job.ts';
import { fenceOf } from '../records/fences.ts';
import { appendChannels, appendJobs, type SteeredJob } from '../records/childJobs.ts';
import { readPlan, writePlan } from '../records/operations.ts';
import { randomId } from '../random.ts';
import type { Selected } from '../readModel/selecting.ts';
import { subjectIdOf, type Subject } from '../subjects.ts';
import { needsApproval } from '../http/approvals.ts';
import type { Call } from '../http/route.ts';
import type { ItemWork } from './operationWork.ts';
import { theOperation, type Found, type Plan } from './operationView.ts';

/** The number of channels or jobs that a plan shows. */
export const SHOWN_MAX = 100;
/** The number of channels or jobs in one record of the set. */
const CHUNK = 100;
/** How long a request works on the job of its operation, in ms. */
const COMMAND_MS = 2_000;

/** An operation that is to be written: its plan, the set in its order, and the input of its job. */
export interface Planned {
  readonly set: { readonly channelIds: string[] } | { readonly jobs: SteeredJob[] };
  readonly plan: Plan;
  readonly input: Operation;
}

/** An operation on channels that is to be planned. */
export interface Planning {
  readonly work: ItemWork;
  readonly selected: Selected;
  readonly operation: Pick<
    ChannelOperation,
    'selection' | 'canary' | 'concurrency' | 'maxFailures'
  >;
  /** The request, as the plan shows it. */
  readonly asked: Readonly<Record<string, unknown>>;
  readonly redriveOf?: string;
}

/**
 * Returns the channels with the canary first: its share of live ones is that of the set, and both
 * kinds are in it if the set has both and the canary has two places. After it, work that waits for
 * the natural end of streams begins with the idle channels.
 */
export function inOrder(
  channels: readonly { readonly id: string }[],
  live: ReadonlySet<string>,
  { canary, isPatient }: { canary: number; isPatient: boolean },
): string[] {
  const ids = channels.map(({ id }) => id);
  const on = ids.filter((id) => live.has(id));
  const off = ids.filter((id) => !live.has(id));
  const share = Math.round((canary * on.length) / Math.max(1, ids.length));
  const least = on.length > 0 ? 1 : 0;
  const most = canary > 1 && off.length > 0 ? canary - 1 : canary;
  const liveFirst = Math.min(on.length, Math.max(least, Math.min(share, most)), canary);
  const first = new Set([...on.slice(0, liveFirst), ...off.slice(0, canary - liveFirst)]);
  const rest = isPatient ? [...off, ...on] : ids;
  return [...first, ...rest.filter((id) => !first.has(id))];
}

/** Returns the plan for channels, without writing anything. */
export async function foresee(app: App, planning: Planning): Promise<Planned> {
  const { work, selected, operation, asked, redriveOf } = planning;
  const { channels, live, refused } = selected;
  const { canary, concurrency, selection } = operation;
  const ids = inOrder(channels, live, { canary, isPatient: work.workflow.rank === 'whenIdle' });
  const liveOnes = ids.filter((id) => live.has(id)).length;
  const isChecked =
    selection.tags !== undefined || selection.name !== undefined || selection.is === 'overdue';
  const foreseen = await estimate(
    app,
    work.workflow,
    { total: ids.length, live: liveOnes, isKeyless: selection.is === 'keyless' },
    { concurrency, isChecked },
  );
  const names = new Map(channels.map(({ id, name }) => [id, name]));
  const countOf = (reason: string): number => refused.filter((one) => one.reason === reason).length;
  const shown = {
    channels: ids.slice(0, SHOWN_MAX).map((id) => ({
      channelArn: arnOf(app.config, 'channel', id),
      ...(names.get(id) !== undefined && { name: names.get(id) }),
      isLive: live.has(id),
    })),
    refused: {
      unknown: countOf('unknown'),
      notManaged: countOf('notManaged'),
      locked: countOf('locked'),
    },
    refusals: refused.slice(0, SHOWN_MAX),
  };
  const plan = { asked, live: liveOnes, ...foreseen, shown };
  const total = ids.length;
  return {
    set: { channelIds: ids },
    plan: { ...plan, ...(redriveOf !== undefined && { redriveOf }) },
    input: {
      ...operation,
      workflow: work.name,
      input: work.input,
      total,
      ...(needsApproval(app.config, work.name, total) && { needsApproval: true as const }),
    },
  };
}

/**
 * Writes an operation: its set, its plan, and its job, in this order. A repeat for the same subject
 * finds the plan that is there.
 */
export async function writeOperation(
  { app, caller, preferences: { reason } }: Pick<Call, 'app' | 'caller' | 'preferences'>,
  subject: Subject,
  planned: () => Promise<Planned>,
): Promise<Found> {
  const { store, clock, random } = app;
  if (!(await readPlan(store, subject))) {
    const jobId = jobIdOf(subject, randomId(random));
    const { set, plan, input } = await planned();
    if (input.total === 0) throw new Error('An operation without items was planned.');
    await writeSet(app, { subject, jobId }, set);
    await writePlan(store, subject, { jobId, plan: { ...plan, input } }, clock.now());
  }
  const stored = await readPlan(store, subject);
  if (!stored) throw new Error(`The plan of ${subject} is missing.`);
  await startJob(
    app,
    {
      workflow: 'runOperation',
      subject,
      input: stored.plan.input as Operation,
      caller,
      ...(reason !== undefined && { reason }),
      id: stored.jobId,
    },
    COMMAND_MS,
  );
  return theOperation(app, subjectIdOf(subject));
}

/** Writes the set of an operation, under the id that its job is going to have. */
async function writeSet(
  { store, clock }: App,
  parent: { subject: Subject; jobId: string },
  set: Planned['set'],
): Promise<void> {
  const now = clock.now();
  const fence = fenceOf({ createdAt: now, version: 1 });
  const items = 'jobs' in set ? set.jobs : set.channelIds;
  for (let from = 0; from < items.length; from += CHUNK) {
    const until = from + CHUNK;
    await ('jobs' in set
      ? appendJobs(store, parent, fence, from, set.jobs.slice(from, until), now)
      : appendChannels(store, parent, fence, from, set.channelIds.slice(from, until), now));
  }
}
