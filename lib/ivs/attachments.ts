import {
  DeleteAdConfigurationCommand,
  DeletePlaybackRestrictionPolicyCommand,
  DeleteRecordingConfigurationCommand,
} from '@aws-sdk/client-ivs';
import { ATTACHMENTS, type AttachmentKind } from '../attachments.ts';
import { listChannels } from './channels.ts';
import type { Ivs } from './client.ts';
import { pageOf, type Page, type PageRequest } from './pages.ts';
import { asWord } from './refusal.ts';

/** One page of the ARNs of channels that refer to an attachment. */
export async function listAttachedChannels(
  ivs: Ivs,
  kind: AttachmentKind,
  arn: string,
  page: PageRequest,
): Promise<Page<string>> {
  const { field, filter } = ATTACHMENTS[kind];
  const { items, nextToken } = await listChannels(ivs, { ...page, [filter]: arn });
  // IVS applies the filter, but we must be sure which channels are changed, so the result is
  // checked.
  return pageOf(
    items.flatMap((channel) => (channel.arn && channel[field] === arn ? [channel.arn] : [])),
    nextToken,
  );
}

const REMOVALS: Readonly<Record<AttachmentKind, (ivs: Ivs, arn: string) => Promise<unknown>>> = {
  recordingConfiguration: (ivs, arn) =>
    ivs.call('DeleteRecordingConfiguration', new DeleteRecordingConfigurationCommand({ arn })),
  playbackRestrictionPolicy: (ivs, arn) =>
    ivs.call(
      'DeletePlaybackRestrictionPolicy',
      new DeletePlaybackRestrictionPolicyCommand({ arn }),
    ),
  adConfiguration: (ivs, arn) =>
    ivs.call('DeleteAdConfiguration', new DeleteAdConfigurationCommand({ arn })),
};

/**
 * Deletes an attachment. `inUse`: IVS refuses, because a channel refers to it, or because it is
 * still being created (IVS API reference; of policies that is unconfirmed, so whoever deletes one
 * looks for its channels first).
 */
export const deleteAttachment = (
  ivs: Ivs,
  kind: AttachmentKind,
  arn: string,
): Promise<'deleted' | 'inUse' | 'notFound'> =>
  REMOVALS[kind](ivs, arn)
    .then(() => 'deleted' as const)
    .catch(asWord({ ConflictException: 'inUse', ResourceNotFoundException: 'notFound' }));
