import type { Operation } from '../actions/inputs.ts';
import { arnOf } from '../arns.ts';
import type { App } from '../app.ts';
import { startJob } from '../jobs/commands.ts';
import { estimate } from '../readModel/estimating.ts';
import { jobIdOf } from '../jobs/job.ts';
import { fenceOf } from '../records/fences.ts';
import { appendChannels } from '../records/childJobs.ts';
import { readPlan, writePlan } from '../records/operations.ts';
import { randomId } from '../random.ts';
import type { Selected } from '../readModel/selecting.ts';
import { subjectIdOf, type Subject } from '../subjects.ts';
import { needsApproval } from '../http/approvals.ts';
import type { Call } from '../http/route.ts';
import type { ItemWork } from './operationWork.ts';
import { theOperation, type Found, type Plan } from './operationView.ts';

/** The number of channels that a plan shows. */
const SHOWN_MAX = 100;
/** The number of channels in one record of the set. */
const CHUNK = 100;
/** How long a request works on the job of its operation, in ms. */
const COMMAND_MS = 2_000;

/** An operation that is to be planned. */
export interface Planning {
  readonly work: ItemWork;
  readonly selected: Selected;
  readonly operation: Pick<Operation, 'selection' | 'canary' | 'concurrency' | 'maxFailures'>;
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
export async function foresee(
  app: App,
  planning: Planning,
): Promise<{ ids: string[]; plan: Plan }> {
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
  return { ids, plan: { ...plan, ...(redriveOf !== undefined && { redriveOf }) } };
}

/**
 * Writes an operation: its set, its plan, and its job, in this order. A repeat for the same subject
 * finds the plan that is there.
 */
export async function writeOperation(
  { app, caller, preferences: { reason } }: Pick<Call, 'app' | 'caller' | 'preferences'>,
  subject: Subject,
  planning: () => Promise<Planning>,
): Promise<Found> {
  const { store, clock, random } = app;
  if (!(await readPlan(store, subject))) {
    const jobId = jobIdOf(subject, randomId(random));
    const { ids, plan, input } = await written(app, { subject, jobId }, await planning());
    await writePlan(store, subject, { jobId, plan: { ...plan, input } }, clock.now());
    if (ids === 0) throw new Error('An operation without channels was planned.');
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
async function written(
  app: App,
  parent: { subject: Subject; jobId: string },
  planning: Planning,
): Promise<{ ids: number; plan: Plan; input: Operation }> {
  const { ids, plan } = await foresee(app, planning);
  const now = app.clock.now();
  const fence = fenceOf({ createdAt: now, version: 1 });
  for (let from = 0; from < ids.length; from += CHUNK)
    await appendChannels(app.store, parent, fence, from, ids.slice(from, from + CHUNK), now);
  const { work, operation } = planning;
  const total = ids.length;
  const input = {
    ...operation,
    workflow: work.name,
    input: work.input,
    total,
    ...(needsApproval(app.config, work.name, total) && { needsApproval: true as const }),
  };
  return { ids: ids.length, plan, input };
}
