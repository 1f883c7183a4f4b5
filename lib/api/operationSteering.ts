import * as z from 'zod/mini';
import { OPERATION_MS, PLAN_MS } from '../actions/operationProgress.ts';
import { durationMs } from '../durations.ts';
import { Problem } from '../errors.ts';
import { note, performOnce } from '../http/directMutation.ts';
import { defineRoute, type Answer, type Call } from '../http/route.ts';
import { described } from '../http/schemas.ts';
import { isFinal } from '../jobs/job.ts';
import { cancelJob } from '../jobs/commands.ts';
import { wakeToRead } from '../jobs/steering.ts';
import { orderApply, orderPause, orderResume } from '../records/operations.ts';
import { mayDo } from './operations.ts';
import { duration, operationShown } from './operationSchemas.ts';
import { operationView, statusOf, theOperation, type Found } from './operationView.ts';

/** Returns the refusal of a request that does not fit the state of an operation. */
export const wrongState = ({ job }: Found, detail: string): Problem =>
  new Problem('operation-state', detail, { job: job.id });

/** How an operation is steered: the refusal that it meets now, and the change. */
interface Steering {
  readonly refusal?: (found: Found, now: number) => Problem | undefined;
  readonly does: (found: Found) => Promise<unknown>;
}

/**
 * Steers an operation, once per Idempotency-Key, and answers with the operation after it. The
 * caller needs the scope of the work itself as well.
 */
async function steered(
  call: Call<'operationId'>,
  operation: string,
  { refusal, does }: Steering,
): Promise<Answer> {
  const { app, parameters, preferences } = call;
  const found = async (): Promise<Found> => {
    const one = await theOperation(app, parameters.operationId);
    mayDo(call, one.job.input);
    const problem = refusal?.(one, app.clock.now());
    if (problem) throw problem;
    return one;
  };
  if (preferences.dryRun) {
    const { job, subject } = await found();
    const { workflow, status } = job;
    return { status: 200, body: { dryRun: { workflow, subject, job: job.id, status, steps: [] } } };
  }
  return performOnce(call, {
    operation,
    async does() {
      await does(await found());
      const after = await theOperation(app, parameters.operationId);
      await note(call, operation, { operation: after.subject });
      return { status: 200, body: { operation: operationView(app, after) } };
    },
  });
}

const answers = {
  200: { description: 'The operation as it is now.', schema: operationShown },
} as const;
const problems = [
  'not-found',
  'operation-state',
  'idempotency-key-reused',
  'request-under-way',
] as const;
const ALSO_NEEDS =
  "The token also needs the scope of the workflow's own route, or of the routes that start the " +
  'steered jobs.';

const applyBody = z.strictObject({
  autoContinueAfter: described(
    'After a canary without a failure, the operation goes on by itself after this ISO 8601 ' +
      'duration, to within a minute: 30 days at most. If absent, it waits until it is resumed.',
    z.optional(
      duration.check(
        z.refine(
          (told) => (durationMs(told) ?? 0) <= OPERATION_MS,
          'must be 30 days at most: the operation expires after them',
        ),
      ),
    ),
  ),
});

/** Applies a plan. */
export const applyOperation = defineRoute({
  key: 'POST /v1/operations/{operationId}/apply',
  scope: 'jobs:write',
  mutates: true,
  name: 'applyOperation',
  summary: 'Apply a plan',
  description:
    'Begins with the canary, then pauses for a judgement. A plan older than an hour is refused. ' +
    `To apply a plan again changes nothing. ${ALSO_NEEDS}`,
  answers,
  problems,
  example: { body: { autoContinueAfter: 'PT10M' } },
  body: applyBody,
  answer: (call) =>
    steered(call, 'applyOperation', {
      refusal(found, now) {
        const { job, orders } = found;
        if (orders.appliedAt !== undefined) return undefined;
        if (isFinal(job) || job.cancel || now - job.createdAt >= PLAN_MS)
          return wrongState(found, 'A plan is applied within an hour after it was made.');
        return undefined;
      },
      async does(found) {
        const { autoContinueAfter } = call.body;
        await orderApply(call.app.store, found.subject, {
          now: call.app.clock.now(),
          continueAfterMs:
            autoContinueAfter === undefined ? undefined : durationMs(autoContinueAfter),
        });
        await wakeToRead(call.app, found.job);
      },
    }),
});

/** Pauses an operation. */
export const pauseOperation = defineRoute({
  key: 'POST /v1/operations/{operationId}/pause',
  scope: 'jobs:write',
  mutates: true,
  name: 'pauseOperation',
  summary: 'Pause an operation',
  description:
    'No further channel or job begins once `status` is `paused`. Those that have begun go on. ' +
    ALSO_NEEDS,
  answers,
  problems,
  answer: (call) =>
    steered(call, 'pauseOperation', {
      refusal: (found, now) =>
        ['running', 'pausing', 'paused'].includes(statusOf(found, now))
          ? undefined
          : wrongState(found, 'Only an operation that is under way can be paused.'),
      async does(found) {
        await orderPause(call.app.store, found.subject);
        await wakeToRead(call.app, found.job);
      },
    }),
});

/** Lets a paused operation go on. */
export const resumeOperation = defineRoute({
  key: 'POST /v1/operations/{operationId}/resume',
  scope: 'jobs:write',
  mutates: true,
  name: 'resumeOperation',
  summary: 'Resume a paused operation',
  description:
    'Also the judgement that the canary was good. The failures so far are accepted: the ' +
    `operation pauses again after as many further ones. ${ALSO_NEEDS}`,
  answers,
  problems,
  answer: (call) =>
    steered(call, 'resumeOperation', {
      refusal: (found, now) =>
        ['pausing', 'paused'].includes(statusOf(found, now))
          ? undefined
          : wrongState(found, 'Only a paused operation can be resumed.'),
      async does(found) {
        await orderResume(call.app.store, found.subject, found.orders.resumes);
        await wakeToRead(call.app, found.job);
      },
    }),
});

/** Cancels an operation. */
export const cancelOperation = defineRoute({
  key: 'POST /v1/operations/{operationId}/cancel',
  scope: 'jobs:write',
  mutates: true,
  name: 'cancelOperation',
  summary: 'Cancel an operation',
  description:
    'No further channel or job begins. Jobs that the operation has begun and that wait are ' +
    'cancelled and give back what they took; one in the middle of a call ends after it. A job ' +
    `that has been cancelled or abandoned stays so. ${ALSO_NEEDS}`,
  answers,
  problems,
  answer: (call) =>
    steered(call, 'cancelOperation', {
      refusal: (found) =>
        isFinal(found.job) && found.job.status !== 'cancelled'
          ? wrongState(found, 'The operation has ended.')
          : undefined,
      async does({ job }) {
        const { app, caller, preferences } = call;
        const { reason } = preferences;
        await cancelJob(app, job.id, { by: caller, ...(reason !== undefined && { reason }) });
      },
    }),
});
