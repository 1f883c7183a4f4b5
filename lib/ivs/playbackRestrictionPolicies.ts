import {
  CreatePlaybackRestrictionPolicyCommand,
  GetPlaybackRestrictionPolicyCommand,
  ListPlaybackRestrictionPoliciesCommand,
  UpdatePlaybackRestrictionPolicyCommand,
  type CreatePlaybackRestrictionPolicyRequest,
  type PlaybackRestrictionPolicy,
  type PlaybackRestrictionPolicySummary,
  type UpdatePlaybackRestrictionPolicyRequest,
} from '@aws-sdk/client-ivs';
import type { Ivs } from './client.ts';
import { pageOf, type Page, type PageRequest } from './pages.ts';
import { orNotFound } from './refusal.ts';

/** Creates a policy. A region allows three (IVS user guide, Service Quotas). */
export async function createPlaybackRestrictionPolicy(
  ivs: Ivs,
  request: CreatePlaybackRestrictionPolicyRequest,
): Promise<PlaybackRestrictionPolicy> {
  const output = await ivs.call(
    'CreatePlaybackRestrictionPolicy',
    new CreatePlaybackRestrictionPolicyCommand(request),
  );
  if (!output.playbackRestrictionPolicy)
    throw new Error('CreatePlaybackRestrictionPolicy answered without a policy.');
  return output.playbackRestrictionPolicy;
}

export async function getPlaybackRestrictionPolicy(
  ivs: Ivs,
  arn: string,
): Promise<PlaybackRestrictionPolicy | 'notFound'> {
  const output = await ivs
    .call('GetPlaybackRestrictionPolicy', new GetPlaybackRestrictionPolicyCommand({ arn }))
    .catch(orNotFound);
  return output === 'notFound' ? output : (output.playbackRestrictionPolicy ?? 'notFound');
}

/** Returns one page of policies. */
export async function listPlaybackRestrictionPolicies(
  ivs: Ivs,
  page: PageRequest,
): Promise<Page<PlaybackRestrictionPolicySummary>> {
  const output = await ivs.call(
    'ListPlaybackRestrictionPolicies',
    new ListPlaybackRestrictionPoliciesCommand(page),
  );
  return pageOf(output.playbackRestrictionPolicies, output.nextToken);
}

/** Updates the given fields. Safe to repeat. */
export async function updatePlaybackRestrictionPolicy(
  ivs: Ivs,
  request: UpdatePlaybackRestrictionPolicyRequest,
): Promise<PlaybackRestrictionPolicy | 'notFound'> {
  const output = await ivs
    .call('UpdatePlaybackRestrictionPolicy', new UpdatePlaybackRestrictionPolicyCommand(request))
    .catch(orNotFound);
  return output === 'notFound' ? output : (output.playbackRestrictionPolicy ?? 'notFound');
}
