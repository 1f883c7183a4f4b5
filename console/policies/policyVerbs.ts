import { api, type Answer } from '../api/client.ts';
import type { Change, Values, Verb } from '../parts/verb.ts';
import type { Policy } from './policies.ts';
import { bodyOf, policyFields } from './policyForm.ts';

const put = (
  policyName: string,
  { query, header }: Change,
  values: Values,
): Promise<Answer<unknown>> =>
  api().PUT('/v1/policies/{policyName}', {
    params: { path: { policyName }, query, header },
    body: bodyOf(values),
  });

/** The verb that makes a policy. */
export const create: Verb = {
  name: 'create',
  label: 'New policy',
  effect:
    'The policy acts by itself: it rotates stream keys, stops streams, and suspends channels.',
  fields: policyFields(),
  send: (change, { name = '', ...values }) => put(name, change, values),
};

const change = (policy: Policy): Verb => ({
  name: 'change',
  label: 'Change',
  effect:
    'The policy is replaced. Rules about streams take effect within a minute, and those about stream keys within 25 minutes.',
  fields: policyFields(policy),
  send: (asked, values) => put(policy.name, asked, values),
});

const remove = ({ name }: Policy): Verb => ({
  name: 'delete',
  label: 'Delete policy',
  isDanger: true,
  effect: 'The policy is deleted. Jobs that it has started go on.',
  send: ({ query, header }) =>
    api().DELETE('/v1/policies/{policyName}', {
      params: { path: { policyName: name }, query, header },
    }),
});

/** Returns everything that can be done to a policy. */
export const policyVerbs = (policy: Policy): Verb[] => [change(policy), remove(policy)];
