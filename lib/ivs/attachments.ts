import {
  DeleteAdConfigurationCommand,
  DeletePlaybackRestrictionPolicyCommand,
  DeleteRecordingConfigurationCommand,
} from '@aws-sdk/client-ivs';
import { listChannels } from './channels.ts';
import type { Ivs } from './client.ts';
import { pageOf, type Page, type PageRequest } from './pages.ts';
import { asWord } from './refusal.ts';

/** The fields of a channel that refer to another resource by its ARN. */
export type AttachmentField =
  'recordingConfigurationArn' | 'playbackRestrictionPolicyArn' | 'adConfigurationArn';

const FILTERS = {
  recordingConfigurationArn: 'filterByRecordingConfigurationArn',
  playbackRestrictionPolicyArn: 'filterByPlaybackRestrictionPolicyArn',
  adConfigurationArn: 'filterByAdConfigurationArn',
} as const satisfies Record<AttachmentField, string>;

/** One page of the ARNs of channels that refer to something. */
export async function listAttachedChannels(
  ivs: Ivs,
  field: AttachmentField,
  arn: string,
  page: PageRequest,
): Promise<Page<string>> {
  const { items, nextToken } = await listChannels(ivs, { ...page, [FILTERS[field]]: arn });
  // The filter is IVS's; which channels are touched is ours to be sure of.
  return pageOf(
    items.flatMap((channel) => (channel.arn && channel[field] === arn ? [channel.arn] : [])),
    nextToken,
  );
}

/**
 * Deletes what channels may refer to. `inUse`: IVS refuses, because a channel refers to it, or
 * because it is still being created (IVS API reference; of policies that is unconfirmed, so whoever
 * deletes one looks for its channels first).
 */
export async function deleteAttachment(
  ivs: Ivs,
  field: AttachmentField,
  arn: string,
): Promise<'deleted' | 'inUse' | 'notFound'> {
  return send(ivs, field, arn)
    .then(() => 'deleted' as const)
    .catch(asWord({ ConflictException: 'inUse', ResourceNotFoundException: 'notFound' }));
}

async function send(ivs: Ivs, field: AttachmentField, arn: string): Promise<void> {
  if (field === 'recordingConfigurationArn')
    await ivs.call(
      'DeleteRecordingConfiguration',
      new DeleteRecordingConfigurationCommand({ arn }),
    );
  else if (field === 'adConfigurationArn')
    await ivs.call('DeleteAdConfiguration', new DeleteAdConfigurationCommand({ arn }));
  else
    await ivs.call(
      'DeletePlaybackRestrictionPolicy',
      new DeletePlaybackRestrictionPolicyCommand({ arn }),
    );
}
