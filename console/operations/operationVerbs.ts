import { api } from '../api/client.ts';
import type { Filters } from '../jobs/filters.ts';
import { sendJson } from '../parts/json.ts';
import type { Verb } from '../parts/verb.ts';
import { bodyOf, planFields } from './operationForm.ts';
import { itemsOf, type Operation } from './operations.ts';
import { steeringBodyOf, steeringFields } from './steeringForm.ts';

/** The verb that plans an operation. */
export const planOperation: Verb = {
  name: 'plan',
  label: 'Plan an operation',
  effect: 'The plan changes nothing. Its page shows the channels, and applies it.',
  fields: planFields,
  send: ({ query, header }, values) =>
    sendJson('input', () =>
      api().POST('/v1/operations', { params: { query, header }, body: bodyOf(values) }),
    ),
};

/**
 * Returns the verb that plans to steer many jobs.
 * @param filters the jobs that the form selects at first
 */
export const planSteering = (filters: Filters = {}): Verb => ({
  name: 'steer',
  label: 'Steer many jobs',
  effect: 'The plan changes nothing. Its page shows the jobs, and applies it.',
  fields: steeringFields(filters),
  planned: 'A plan is made.',
  send: ({ query, header }, values) =>
    api().POST('/v1/operations', { params: { query, header }, body: steeringBodyOf(values) }),
});

/** Returns whether an operation pauses after its first channels. */
const hasCanary = ({ canary = 0, total }: Operation): boolean => canary > 0 && canary < total;

/** Steering has no steps of its own, so its dry run tells only that the deployment would do it. */
const PLANNED = 'The operation takes the order.';

const apply = (operation: Operation): Verb => ({
  name: 'apply',
  label: 'Apply',
  isDanger: true,
  effect: hasCanary(operation)
    ? `The work begins on ${itemsOf(operation, operation.canary ?? 0)}. Then the operation pauses.`
    : `The work begins on ${itemsOf(operation, operation.total)}.`,
  planned: PLANNED,
  ...(hasCanary(operation) && {
    fields: [
      {
        name: 'autoContinueAfter',
        label: 'Go on by itself after',
        kind: 'text',
        hint: 'The time after a canary without a failure, such as PT10M; empty: wait for a person',
      },
    ],
  }),
  send: ({ query, header }, { autoContinueAfter }) =>
    api().POST('/v1/operations/{operationId}/apply', {
      params: { path: { operationId: operation.id }, query, header },
      body: autoContinueAfter ? { autoContinueAfter } : {},
    }),
});

const pause = ({ id }: Operation): Verb => ({
  name: 'pause',
  label: 'Pause',
  effect: 'No further channel or job begins. Those that have begun go on.',
  planned: PLANNED,
  send: ({ query, header }) =>
    api().POST('/v1/operations/{operationId}/pause', {
      params: { path: { operationId: id }, query, header },
    }),
});

const resume = (operation: Operation): Verb => ({
  name: 'resume',
  label: 'Resume',
  effect:
    `The work goes on with ${itemsOf(operation, operation.total - operation.progress.begun)} more.` +
    (operation.progress.failed > 0 ? ' The failures so far are accepted.' : ''),
  planned: PLANNED,
  send: ({ query, header }) =>
    api().POST('/v1/operations/{operationId}/resume', {
      params: { path: { operationId: operation.id }, query, header },
    }),
});

const cancel = ({ id, appliedAt }: Operation): Verb => ({
  name: 'cancel',
  label: 'Cancel operation',
  effect:
    appliedAt === undefined
      ? 'The plan can no longer be applied.'
      : 'No further channel or job begins. Jobs that wait for it are cancelled and give back what ' +
        'they took.',
  planned: PLANNED,
  send: ({ query, header }) =>
    api().POST('/v1/operations/{operationId}/cancel', {
      params: { path: { operationId: id }, query, header },
    }),
});

const redrive = ({ id }: Operation): Verb => ({
  name: 'redrive',
  label: 'Redrive',
  effect: 'A new plan has the channels that failed or were not begun. It changes nothing yet.',
  planned: 'A plan is made.',
  send: ({ query, header }) =>
    api().POST('/v1/operations/{operationId}/redrive', {
      params: { path: { operationId: id }, query, header },
    }),
});

const VERBS: Readonly<Record<Operation['status'], readonly ((operation: Operation) => Verb)[]>> = {
  planned: [apply, cancel],
  awaitingApproval: [cancel],
  running: [pause, cancel],
  pausing: [resume, cancel],
  paused: [resume, cancel],
  cancelling: [],
  succeeded: [],
  incomplete: [redrive],
  cancelled: [redrive],
  expired: [redrive],
  failed: [redrive],
};

/** Returns the ways to steer an operation in its present state. */
export function operationVerbs(operation: Operation): Verb[] {
  const { status, steering, finishedAt, redrivenBy } = operation;
  // A plan expires before its job has ended, and one redrive is all that there is. Jobs that failed
  // are planned anew.
  const isRedrivable =
    steering === undefined && finishedAt !== undefined && redrivenBy === undefined;
  return VERBS[status]
    .filter((verb) => verb !== redrive || isRedrivable)
    .map((verb) => verb(operation));
}
