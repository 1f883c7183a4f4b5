import { batchGetChannel } from '../operations/batchGetChannel.ts';
import { batchGetStreamKey } from '../operations/batchGetStreamKey.ts';
import { batchStartViewerSessionRevocation } from '../operations/batchStartViewerSessionRevocation.ts';
import { createAdConfiguration } from '../operations/createAdConfiguration.ts';
import { createChannel } from '../operations/createChannel.ts';
import { createPlaybackRestrictionPolicy } from '../operations/createPlaybackRestrictionPolicy.ts';
import { createRecordingConfiguration } from '../operations/createRecordingConfiguration.ts';
import { createStreamKey } from '../operations/createStreamKey.ts';
import { deleteAdConfiguration } from '../operations/deleteAdConfiguration.ts';
import { deleteChannel } from '../operations/deleteChannel.ts';
import { deletePlaybackKeyPair } from '../operations/deletePlaybackKeyPair.ts';
import { deletePlaybackRestrictionPolicy } from '../operations/deletePlaybackRestrictionPolicy.ts';
import { deleteRecordingConfiguration } from '../operations/deleteRecordingConfiguration.ts';
import { deleteStreamKey } from '../operations/deleteStreamKey.ts';
import { getAdConfiguration } from '../operations/getAdConfiguration.ts';
import { getChannel } from '../operations/getChannel.ts';
import { getPlaybackKeyPair } from '../operations/getPlaybackKeyPair.ts';
import { getPlaybackRestrictionPolicy } from '../operations/getPlaybackRestrictionPolicy.ts';
import { getRecordingConfiguration } from '../operations/getRecordingConfiguration.ts';
import { getStream } from '../operations/getStream.ts';
import { getStreamKey } from '../operations/getStreamKey.ts';
import { getStreamSession } from '../operations/getStreamSession.ts';
import { importPlaybackKeyPair } from '../operations/importPlaybackKeyPair.ts';
import { insertAdBreak } from '../operations/insertAdBreak.ts';
import { listAdConfigurations } from '../operations/listAdConfigurations.ts';
import { listChannels } from '../operations/listChannels.ts';
import { listPlaybackKeyPairs } from '../operations/listPlaybackKeyPairs.ts';
import { listPlaybackRestrictionPolicies } from '../operations/listPlaybackRestrictionPolicies.ts';
import { listRecordingConfigurations } from '../operations/listRecordingConfigurations.ts';
import { listStreamKeys } from '../operations/listStreamKeys.ts';
import { listStreamSessions } from '../operations/listStreamSessions.ts';
import { listStreams } from '../operations/listStreams.ts';
import { listTagsForResource } from '../operations/listTagsForResource.ts';
import { putMetadata } from '../operations/putMetadata.ts';
import { startViewerSessionRevocation } from '../operations/startViewerSessionRevocation.ts';
import { stopStream } from '../operations/stopStream.ts';
import { tagResource } from '../operations/tagResource.ts';
import { untagResource } from '../operations/untagResource.ts';
import { updateAdConfiguration } from '../operations/updateAdConfiguration.ts';
import { updateChannel } from '../operations/updateChannel.ts';
import { updatePlaybackRestrictionPolicy } from '../operations/updatePlaybackRestrictionPolicy.ts';
import type { Operation } from '../operations/defineOperation.ts';

/** All 41 operations of the service model of IVS. */
export const OPERATIONS: readonly Operation[] = [
  createChannel,
  getChannel,
  listChannels,
  updateChannel,
  deleteChannel,
  batchGetChannel,
  createStreamKey,
  getStreamKey,
  listStreamKeys,
  deleteStreamKey,
  batchGetStreamKey,
  getStream,
  listStreams,
  stopStream,
  getStreamSession,
  listStreamSessions,
  putMetadata,
  startViewerSessionRevocation,
  batchStartViewerSessionRevocation,
  createRecordingConfiguration,
  getRecordingConfiguration,
  listRecordingConfigurations,
  deleteRecordingConfiguration,
  importPlaybackKeyPair,
  getPlaybackKeyPair,
  listPlaybackKeyPairs,
  deletePlaybackKeyPair,
  createPlaybackRestrictionPolicy,
  getPlaybackRestrictionPolicy,
  listPlaybackRestrictionPolicies,
  updatePlaybackRestrictionPolicy,
  deletePlaybackRestrictionPolicy,
  createAdConfiguration,
  getAdConfiguration,
  listAdConfigurations,
  updateAdConfiguration,
  deleteAdConfiguration,
  insertAdBreak,
  tagResource,
  untagResource,
  listTagsForResource,
];
