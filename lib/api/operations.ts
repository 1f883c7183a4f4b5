import * as z from 'zod/mini';
import type { ChannelOperation, Operation } from '../actions/inputs.ts';
import type { App } from '../app.ts';
import { planOf } from '../definition/plan.ts';
import { durationMs } from '../durations.ts';
import { authorize } from '../http/auth.ts';
import { cursorAt, placeOf } from '../http/cursors.ts';
import { note, performOnce } from '../http/directMutation.ts';
import { newSubject } from '../http/newSubject.ts';
import { pageQuery } from '../http/pagination.ts';
import { defineRoute, type Answer, type Call, type Scope } from '../http/route.ts';
import { nextCursor } from '../http/schemas.ts';
import { invalidRequest } from '../http/validation.ts';
import { select, SELECTED_MAX, type Selecting } from '../readModel/selecting.ts';
import { listOperations as readList } from '../records/operations.ts';
import { subjectIdOf } from '../subjects.ts';
import { foresee, writeOperation, type Planned, type Planning } from './operationPlanning.ts';
import { CONCURRENCY, operationShape, planBody, plannedOperation } from './operationSchemas.ts';
import { findOperation, operationView, theOperation, type Found } from './operationView.ts';
import { itemWork, itemWorkflows } from './operationWork.ts';
import { planIn, type ChannelsPlan } from './planKinds.ts';
import { scopesOnChannels } from './channelRoutes.ts';
import { planJobs } from './jobOperations.ts';

/**
 * Refuses a caller who may not do the work of an operation on a single channel or job.
 * @throws Problem `missing-scope`
 */
export function mayDo(
  { scopes, app }: Pick<Call, 'scopes' | 'app'>,
  input: Operation | Pick<ChannelOperation, 'workflow'>,
): void {
  const needed = 'scopes' in input ? (input.scopes as Scope[]) : scopesOnChannels(input.workflow);
  for (const scope of needed) authorize(scopes, scope, app.config);
}

/** Returns the answer with an operation and the details of its plan. */
export const detailed = (call: Pick<Call, 'app'>, found: Found): object => ({
  operation: operationView(call.app, found),
  plan: found.plan.shown,
});

function selectingBy({ selection: { ids, keyOlderThan, ...filters } }: ChannelsPlan): Selecting {
  const keyOlderThanMs = keyOlderThan === undefined ? undefined : durationMs(keyOlderThan);
  return {
    ids,
    selection: {
      ...(filters.tags && { tags: filters.tags }),
      ...(filters.name !== undefined && { name: filters.name }),
      ...(filters.is !== undefined && { is: filters.is }),
      ...(keyOlderThanMs !== undefined && { keyOlderThanMs }),
    },
  };
}

/**
 * Returns what an operation would do, by what is known about the channels.
 * @throws Problem `invalid-request` for an input that the route of the workflow would refuse, and
 * for a selection of no channel or of too many
 */
async function planningOf(app: App, body: ChannelsPlan): Promise<Planning> {
  const { canary = 0, maxFailures, concurrency = CONCURRENCY, input } = body;
  const work = itemWork(body.workflow, input);
  const selecting = selectingBy(body);
  const selected = await select(app, selecting, work.workflow);
  const total = selected.channels.length;
  if (total === 0)
    throw invalidRequest([
      { field: 'selection', rule: 'must name at least one channel that is known: it names none' },
    ]);
  if (total > SELECTED_MAX)
    throw invalidRequest([
      { field: 'selection', rule: `must name at most ${SELECTED_MAX} channels: it names ${total}` },
    ]);
  const { ids, ...filters } = body.selection;
  return {
    work,
    selected,
    operation: {
      selection: selecting.selection,
      canary: Math.min(canary, total),
      concurrency,
      ...(maxFailures !== undefined && { maxFailures }),
    },
    asked: {
      workflow: body.workflow,
      selection: { ...filters, ...(ids && { ids: ids.length }) },
      ...(input && { input }),
      ...(canary > 0 && { canary }),
      ...(maxFailures !== undefined && { maxFailures }),
    },
  };
}

/** Plans an operation: what it would do, and nothing yet. */
export const planOperation = defineRoute({
  key: 'POST /v1/operations',
  scope: 'jobs:write',
  mutates: true,
  name: 'planOperation',
  summary: 'Plan the same work on many channels or jobs',
  description:
    'The answer is a plan and changes nothing: how many channels, how many of them live, the ' +
    'calls of IVS, and how long it takes by the quotas. The channels are chosen by what is known ' +
    'about them, without a call of IVS, and each is checked again when its turn comes: one that ' +
    'no longer matches is skipped. A channel that another job locks waits for that job. Apply ' +
    'the plan within an hour. Besides `jobs:write`, the token needs the scope of the ' +
    "workflow's own route.\n\n" +
    'With `steering` and `jobs` in the place of `workflow` and `selection`, the plan cancels, ' +
    'redrives or abandons many jobs. It names the jobs that cannot be steered so. The token needs ' +
    'the scopes that each of the jobs needs by itself.',
  answers: { 201: { description: 'The plan.', schema: plannedOperation } },
  problems: ['idempotency-key-reused', 'request-under-way'],
  starts: { on: 'operation', workflows: ['runOperation'], children: itemWorkflows },
  example: {
    body: { workflow: 'stopStream', selection: { tags: { team: 'studio' } }, maxFailures: 5 },
  },
  body: planBody,
  async answer(call) {
    const { app, body, preferences } = call;
    const asked = planIn(body);
    if ('channels' in asked) mayDo(call, asked.channels);
    if (preferences.dryRun)
      return 'jobs' in asked
        ? jobsInADryRun(await planJobs(call, asked.jobs))
        : planInADryRun(await planningOf(app, asked.channels));
    return performOnce(call, {
      operation: 'planOperation',
      async does() {
        const subject = await newSubject(call, 'operation');
        const found = await writeOperation(call, subject, async () =>
          'jobs' in asked
            ? planJobs(call, asked.jobs)
            : foresee(app, await planningOf(app, asked.channels)),
        );
        const { workflow, selection, steering, jobs } = found.plan.asked;
        const work = steering === undefined ? { workflow, selection } : { steering, jobs };
        await note(call, 'planOperation', { operation: subject, ...work });
        return {
          status: 201,
          headers: { location: `/v1/operations/${subjectIdOf(subject)}` },
          body: detailed({ app }, found),
        };
      },
    });
  },
});

/** Returns how many jobs there are. */
const jobsInADryRun = ({ input: { total } }: Planned): Answer => ({
  status: 200,
  body: { dryRun: { workflow: 'runOperation', subject: 'operation/new', steps: [], total } },
});

/** Returns the steps of one channel, and how many channels there are. */
const planInADryRun = ({ work, selected: { channels, live } }: Planning): Answer => ({
  status: 200,
  body: {
    dryRun: {
      workflow: work.name,
      subject: 'operation/new',
      steps: planOf(work.workflow),
      channels: {
        attached: channels.length,
        live: channels.filter(({ id }) => live.has(id)).length,
      },
    },
  },
});

/** Lists operations, newest first. */
export const listOperations = defineRoute({
  key: 'GET /v1/operations',
  scope: 'jobs:read',
  name: 'listOperations',
  summary: 'List operations, newest first',
  description: 'The list may lag by a moment; each operation in it is up to date.',
  answers: {
    200: {
      description: 'A page of operations.',
      schema: z.object({ operations: z.array(operationShape), nextCursor }),
    },
  },
  problems: [],
  query: pageQuery,
  async answer({ app, query: { limit = 100, cursor } }) {
    const below = cursor === undefined ? undefined : placeOf('operations', cursor);
    const places = await readList(app.store, limit, below);
    const found = await Promise.all(places.map(({ id }) => findOperation(app, id)));
    const last = places.length === limit ? places.at(-1) : undefined;
    return {
      status: 200,
      body: {
        operations: found.flatMap((one) => (one ? [operationView(app, one)] : [])),
        ...(last && { nextCursor: cursorAt('operations', last.place) }),
      },
    };
  },
});

/** Returns an operation and the details of its plan. */
export const getOperation = defineRoute({
  key: 'GET /v1/operations/{operationId}',
  scope: 'jobs:read',
  name: 'getOperation',
  summary: 'Get an operation',
  answers: { 200: { description: 'The operation and its plan.', schema: plannedOperation } },
  problems: ['not-found'],
  async answer({ app, parameters: { operationId } }) {
    return { status: 200, body: detailed({ app }, await theOperation(app, operationId)) };
  },
});
