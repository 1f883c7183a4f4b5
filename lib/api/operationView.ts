import type { Operation } from '../actions/inputs.ts';
import { isOperation } from '../actions/inputs.ts';
import { PLAN_MS } from '../actions/operationProgress.ts';
import type { App } from '../app.ts';
import { isoTime } from '../clock.ts';
import { Problem } from '../errors.ts';
import { isFinal, type Job } from '../jobs/job.ts';
import { findJob } from '../jobs/queries.ts';
import { readOrders, readPlan, type Orders } from '../records/operations.ts';
import { subjectIdOf, type Subject } from '../subjects.ts';
import { subjectOfJobId } from '../jobs/job.ts';

/** The parts of a stored plan that its view needs; the rest is shown as it is. */
export interface Plan {
  readonly asked: Readonly<Record<string, unknown>>;
  /** Absent if jobs are steered. */
  readonly live?: number;
  readonly calls?: Readonly<Record<string, number>>;
  readonly etaSeconds?: number;
  readonly awaitingEnd?: number;
  readonly redriveOf?: string;
  readonly shown: Readonly<Record<string, unknown>>;
}

/** An operation: its job, its plan and its orders. */
export interface Found {
  readonly subject: Subject;
  readonly job: Job & { readonly input: Operation };
  readonly plan: Plan;
  readonly orders: Orders;
}

export const operationSubject = (id: string): Subject => `operation/${id}`;

/** Returns an operation; undefined when there is none. */
export async function findOperation(app: App, id: string): Promise<Found | undefined> {
  const subject = operationSubject(id);
  const [stored, orders] = await Promise.all([
    readPlan(app.store, subject),
    readOrders(app.store, subject),
  ]);
  const job = stored && (await findJob(app, stored.jobId));
  if (!stored || !job || !isOperation(job.input)) return undefined;
  const { input } = job;
  return { subject, job: { ...job, input }, plan: stored.plan as unknown as Plan, orders };
}

/**
 * Returns an operation.
 * @throws Problem `not-found`
 */
export async function theOperation(app: App, id: string): Promise<Found> {
  const found = await findOperation(app, id);
  if (!found) throw new Problem('not-found', `There is no operation ${id}.`);
  return found;
}

/** Returns the state of an operation in one word. */
export function statusOf({ job, orders }: Pick<Found, 'job' | 'orders'>, now: number): string {
  if (job.status === 'cancelled') return 'cancelled';
  if (isFinal(job)) return job.ending;
  if (job.cancel) return 'cancelling';
  if (orders.appliedAt === undefined) return now - job.createdAt < PLAN_MS ? 'planned' : 'expired';
  if (job.step === 'paused' || job.step === 'awaitingApproval') return job.step;
  return orders.isPaused ? 'pausing' : 'running';
}

/** Returns an operation as callers see it. */
export function operationView({ clock }: Pick<App, 'clock'>, found: Found): object {
  const { subject, job, plan, orders } = found;
  const { input, memory } = job;
  const { asked, live, calls, etaSeconds, awaitingEnd = 0, redriveOf } = plan;
  const { begun = 0, done = 0, succeeded = 0, skipped = 0, failed = 0 } = memory;
  const status = statusOf(found, clock.now());
  const by = job.redrivenBy === undefined ? undefined : subjectOfJobId(job.redrivenBy);
  return {
    id: subjectIdOf(subject),
    status,
    ...asked,
    concurrency: input.concurrency,
    total: input.total,
    ...(live !== undefined && { live }),
    ...(calls && { calls }),
    ...(!isFinal(job) &&
      etaSeconds !== undefined && {
        etaSeconds: Math.ceil((etaSeconds * (input.total - done)) / input.total),
      }),
    ...(awaitingEnd > 0 && { awaitingEnd }),
    progress: { begun, done, succeeded, skipped, failed },
    ...(status === 'paused' && { pausedFor: memory.pausedFor ?? 'order' }),
    ...(status === 'paused' &&
      memory.pausedSince !== undefined && { pausedSince: isoTime(memory.pausedSince) }),
    ...(status === 'paused' &&
      memory.continueAt !== undefined && { continuesAt: isoTime(memory.continueAt) }),
    jobId: job.id,
    ...(input.needsApproval && { needsApproval: true }),
    requestedBy: job.requestedBy,
    ...(job.reason !== undefined && { reason: job.reason }),
    createdAt: isoTime(job.createdAt),
    ...(orders.appliedAt !== undefined && { appliedAt: isoTime(orders.appliedAt) }),
    ...(isFinal(job) && { finishedAt: isoTime(job.finishedAt) }),
    ...(redriveOf !== undefined && { redriveOf }),
    ...(by !== undefined && { redrivenBy: subjectIdOf(by) }),
  };
}
