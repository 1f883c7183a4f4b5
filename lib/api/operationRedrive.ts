import { isJobOperation } from '../actions/inputs.ts';
import { countsAs } from '../actions/operationProgress.ts';
import type { App } from '../app.ts';
import { Problem } from '../errors.ts';
import { note, performOnce } from '../http/directMutation.ts';
import { defineRoute } from '../http/route.ts';
import { isFinal, isWorkflowName } from '../jobs/job.ts';
import { amendFinished, readCurrent, readJob } from '../jobs/table.ts';
import { digestOf } from '../random.ts';
import { selectedAmong } from '../readModel/selecting.ts';
import { readChildren, resultIn, resultKey } from '../records/childJobs.ts';
import { subjectIdOf, type Subject } from '../subjects.ts';
import { workflows } from '../workflows/workflows.ts';
import { foresee, writeOperation, type Planned } from './operationPlanning.ts';
import { detailed, mayDo } from './operations.ts';
import { plannedOperation } from './operationSchemas.ts';
import { wrongState } from './operationSteering.ts';
import { operationSubject, theOperation, type Found } from './operationView.ts';

/** The number of items whose results are read at once. */
const PAGE = 1_000;

/** Returns the channels that an operation has not done: those that failed or were not begun. */
async function notDone({ store }: App, { subject, job }: Found): Promise<string[]> {
  const parent = { subject, jobId: job.id };
  const ids: string[] = [];
  for (let from = 0; from < job.input.total;) {
    // A read of the set finds a hundred items at a time.
    const items = await readChildren(store, parent, from, PAGE);
    if (items.length === 0) throw new Error(`The items from index ${from} on are missing.`);
    const rows = await store.getMany(items.map(({ index }) => resultKey(parent, index)));
    for (const [n, item] of items.entries()) {
      const result = resultIn(rows[n]);
      const counts = result && countsAs(result.outcome);
      if (counts === undefined || counts === 'failed') ids.push(subjectIdOf(item.subject));
    }
    from += items.length;
  }
  return ids;
}

/**
 * Returns the plan that does the rest of an operation. Its channels are checked again when their
 * turn comes, as those of any plan.
 * @throws Problem `operation-state` when nothing is left to do
 */
async function planningOf(app: App, found: Found): Promise<Planned> {
  const { input } = found.job;
  if (isJobOperation(input))
    throw wrongState(found, 'Plan the jobs that failed anew: the same filter selects them.');
  const { workflow: name, selection, canary, concurrency, maxFailures } = input;
  if (!isWorkflowName(name))
    throw new Problem('conflict', `This deployment does not know the workflow ${name}.`);
  const ids = await notDone(app, found);
  if (ids.length === 0) throw wrongState(found, 'The operation has no failed channels.');
  return foresee(app, {
    work: { name, workflow: workflows[name], input: input.input },
    selected: await selectedAmong(app, ids, workflows[name]),
    operation: {
      selection,
      canary: Math.min(canary, ids.length),
      concurrency,
      ...(maxFailures !== undefined && { maxFailures }),
    },
    asked: found.plan.asked,
    redriveOf: subjectIdOf(found.subject),
  });
}

/** Each operation is redriven by one other at most, whose subject is the same for every request. */
const redriveSubjectOf = ({ job }: Found): Subject => operationSubject(digestOf(job.id, 'redrive'));

/**
 * Returns the operation whose rest is still to be planned: the given one, or the last one of those
 * that redrive it, if they have ended too. A plan that has expired or was cancelled is in nobody's
 * way.
 */
async function lastEnded(app: App, found: Found): Promise<Found> {
  const subject = redriveSubjectOf(found);
  const job = await readCurrent(app, subject);
  return job && isFinal(job)
    ? lastEnded(app, await theOperation(app, subjectIdOf(subject)))
    : found;
}

/** Plans the rest of an operation as a new one that names the old one. */
export const redriveOperation = defineRoute({
  key: 'POST /v1/operations/{operationId}/redrive',
  scope: 'jobs:write',
  mutates: true,
  name: 'redriveOperation',
  summary: 'Plan the failed channels of an operation again',
  description:
    'A new plan of the channels that failed or were not begun. It changes nothing until it is ' +
    'applied. While it can be, the answer is the same plan again; once it has ended, that of the ' +
    'rest which it leaves. An operation that steers jobs is planned anew instead. ' +
    "The token also needs the scope of the workflow's own route.",
  answers: { 201: { description: 'The plan.', schema: plannedOperation } },
  problems: [
    'not-found',
    'operation-state',
    'conflict',
    'idempotency-key-reused',
    'request-under-way',
  ],
  async answer(call) {
    const { app, parameters, preferences } = call;
    const read = async (): Promise<Found> => {
      const found = await theOperation(app, parameters.operationId);
      mayDo(call, found.job.input);
      if (!isFinal(found.job))
        throw wrongState(found, 'Only an operation that has ended can be redriven.');
      return lastEnded(app, found);
    };
    if (preferences.dryRun) {
      const found = await read();
      const { workflow, subject, status, id } = found.job;
      await planningOf(app, found);
      return { status: 200, body: { dryRun: { workflow, subject, job: id, status, steps: [] } } };
    }
    return performOnce(call, {
      operation: 'redriveOperation',
      async does() {
        const found = await read();
        const subject = redriveSubjectOf(found);
        const redriven = await writeOperation(call, subject, () => planningOf(app, found));
        const old = await readJob(app, found.job.id);
        if (old) await amendFinished(app, old, { redrivenBy: redriven.job.id });
        await note(call, 'redriveOperation', { operation: found.subject });
        return {
          status: 201,
          headers: { location: `/v1/operations/${subjectIdOf(subject)}` },
          body: detailed({ app }, redriven),
        };
      },
    });
  },
});
