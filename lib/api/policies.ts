import * as z from 'zod/mini';
import { Problem } from '../errors.ts';
import { authorize } from '../http/auth.ts';
import { note, performOnce } from '../http/directMutation.ts';
import { defineRoute, type Answer, type Call } from '../http/route.ts';
import { keysUnder } from '../readModel/policyKeys.ts';
import {
  allPolicies,
  deletePolicy as remove,
  POLICIES_MAX,
  policyReactionNames,
  putPolicy as put,
  readPolicy,
  type Policy,
} from '../records/policies.ts';
import { listDecisions } from '../records/reactions.ts';
import { scopesOnChannels } from './channelRoutes.ts';
import { policyBody, policyIn } from './policySchemas.ts';
import { policyKeyView, policyShape, policyView, policyWork } from './policyView.ts';
import { decisionView } from './reactionSchemas.ts';

/** The decisions that a look at a policy shows. */
const DECISIONS_SHOWN = 20;

const missing = (name: string): Problem => new Problem('not-found', `There is no policy ${name}.`);

async function thePolicy({ app, parameters }: Call<'policyName'>): Promise<Policy> {
  const policy = await readPolicy(app.store, parameters.policyName);
  if (!policy) throw missing(parameters.policyName);
  return policy;
}

/** Returns the workflows that a policy may start on a channel. */
const workflowsOf = (policy: Policy): string[] => [
  ...(policy.streamKeyMaxAgeMs === undefined ? [] : ['rotateStreamKeyWhenIdle']),
  ...(policy.rotation?.nowAfterDeferrals === undefined ? [] : ['rotateStreamKeyNow']),
  ...(policy.streamMaxLengthMs === undefined ? [] : ['stopStream']),
  ...(policy.suspendAfterBreaches === undefined ? [] : ['suspendChannel']),
];

/** Lists the policies. */
export const listPolicies = defineRoute({
  key: 'GET /v1/policies',
  scope: 'channels:read',
  name: 'listPolicies',
  summary: 'List the policies',
  answers: {
    200: {
      description: 'All policies, by name.',
      schema: z.object({ policies: z.array(policyShape) }),
    },
  },
  problems: [],
  answer: async ({ app }) => ({
    status: 200,
    body: { policies: (await allPolicies(app.store)).map(policyView) },
  }),
});

/** Returns one policy with what it has to do. */
export const getPolicy = defineRoute({
  key: 'GET /v1/policies/{policyName}',
  scope: 'channels:read',
  name: 'getPolicy',
  summary: 'Get a policy, with what is due, deferred, failed and next',
  description:
    'Stream keys are listed under the policy that is the strictest for their channel. A new ' +
    'policy, or a new tag, finds them within 25 minutes (for 10,000 channels).',
  answers: {
    200: {
      description: 'The policy and its work.',
      schema: z.object({ policy: policyShape, ...policyWork }),
    },
  },
  problems: ['not-found'],
  async answer(call) {
    const { app } = call;
    const policy = await thePolicy(call);
    const [keys, ...decided] = await Promise.all([
      policy.streamKeyMaxAgeMs === undefined ? undefined : keysUnder(app, policy.name),
      ...policyReactionNames(policy.name).map((name) =>
        listDecisions(app.store, name, DECISIONS_SHOWN),
      ),
    ]);
    const decisions = decided
      .flatMap((page) => page.decisions)
      .toSorted((a, b) => b.at - a.at)
      .slice(0, DECISIONS_SHOWN);
    const viewOf = policyKeyView.bind(undefined, app.config);
    return {
      status: 200,
      body: {
        policy: policyView(policy),
        ...(keys && {
          streamKeys: {
            dueTotal: keys.dueTotal,
            due: keys.due.map(viewOf),
            next: keys.next.map(viewOf),
          },
        }),
        decisions: decisions.map(decisionView),
      },
    };
  },
});

/** Writes a policy. */
export const putPolicy = defineRoute({
  key: 'PUT /v1/policies/{policyName}',
  scope: 'channels:write',
  mutates: true,
  name: 'putPolicy',
  summary: 'Write a policy: what holds for the channels of a selection',
  description:
    'If several policies are about a channel, the strictest rule counts, each for itself; tags ' +
    'count as policies for one channel. The token needs the scopes of the workflows that the ' +
    'policy starts. A rule about streams takes effect within a minute, and one about stream keys ' +
    'within 25 minutes (for 10,000 channels). At most 1,200 rotations are started in an hour, so ' +
    'neither an outage nor a new policy makes a storm.',
  plain: true,
  answers: {
    200: {
      description: 'The policy, which replaces an earlier one.',
      schema: z.object({ policy: policyShape }),
    },
    201: { description: 'The new policy.', schema: z.object({ policy: policyShape }) },
  },
  problems: ['missing-scope', 'quota-exceeded', 'idempotency-key-reused', 'request-under-way'],
  body: policyBody,
  example: {
    body: {
      selection: { tags: { team: 'night' } },
      streamKeyMaxAge: 'P30D',
      rotation: {
        window: { from: '02:00', to: '05:00', zone: 'Europe/Berlin' },
        announceBefore: 'P3D',
        nowAfterDeferrals: 5,
      },
      streamMaxLength: 'PT12H',
      warnBefore: 'PT10M',
    },
  },
  async answer(call) {
    const { app, body: asked, caller, scopes, parameters, preferences } = call;
    const policy: Policy = {
      name: parameters.policyName,
      ...policyIn(asked),
      updatedBy: caller,
      updatedAt: app.clock.now(),
    };
    for (const scope of new Set(workflowsOf(policy).flatMap(scopesOnChannels)))
      authorize(scopes, scope, app.config);
    const request = { name: policy.name, ...asked };
    if (preferences.dryRun)
      return { status: 200, body: { dryRun: { operation: 'putPolicy', request } } };
    return performOnce(call, {
      operation: 'putPolicy',
      does: () => written(call, policy, request),
    });
  },
});

/** Stores a policy. */
async function written(
  call: Call<'policyName'>,
  policy: Policy,
  request: Readonly<Record<string, unknown>>,
): Promise<Answer> {
  const { store } = call.app;
  const others = (await allPolicies(store)).filter(({ name }) => name !== policy.name);
  if (others.length >= POLICIES_MAX)
    throw new Problem('quota-exceeded', `A deployment has ${POLICIES_MAX} policies at most.`);
  const isNew = await put(store, policy);
  await note(call, 'putPolicy', request);
  return { status: isNew ? 201 : 200, body: { policy: policyView(policy) } };
}

/** Deletes a policy. */
export const deletePolicy = defineRoute({
  key: 'DELETE /v1/policies/{policyName}',
  scope: 'channels:write',
  mutates: true,
  name: 'deletePolicy',
  summary: 'Delete a policy',
  plain: true,
  answers: { 204: { description: 'The policy is gone. Jobs that it has started go on.' } },
  problems: ['not-found', 'idempotency-key-reused', 'request-under-way'],
  async answer(call) {
    const { app, parameters, preferences } = call;
    const name = parameters.policyName;
    if (preferences.dryRun) {
      await thePolicy(call);
      return { status: 200, body: { dryRun: { operation: 'deletePolicy', request: { name } } } };
    }
    return performOnce(call, {
      operation: 'deletePolicy',
      async does({ uncertain }) {
        const isKnown = await remove(app, name, app.clock.now());
        if (!isKnown && !uncertain) throw missing(name);
        await note(call, 'deletePolicy', { name });
        return { status: 204 };
      },
    });
  },
});
