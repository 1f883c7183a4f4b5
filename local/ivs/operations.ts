import { batchGetChannel } from './operations/batchGetChannel.ts';
import { batchGetStreamKey } from './operations/batchGetStreamKey.ts';
import { batchStartViewerSessionRevocation } from './operations/batchStartViewerSessionRevocation.ts';
import { createChannel } from './operations/createChannel.ts';
import { createStreamKey } from './operations/createStreamKey.ts';
import { deleteChannel } from './operations/deleteChannel.ts';
import { deleteStreamKey } from './operations/deleteStreamKey.ts';
import { getChannel } from './operations/getChannel.ts';
import { getStream } from './operations/getStream.ts';
import { getStreamKey } from './operations/getStreamKey.ts';
import { getStreamSession } from './operations/getStreamSession.ts';
import { listChannels } from './operations/listChannels.ts';
import { listStreamKeys } from './operations/listStreamKeys.ts';
import { listStreams } from './operations/listStreams.ts';
import { listStreamSessions } from './operations/listStreamSessions.ts';
import { listTagsForResource } from './operations/listTagsForResource.ts';
import { startViewerSessionRevocation } from './operations/startViewerSessionRevocation.ts';
import { stopStream } from './operations/stopStream.ts';
import { tagResource } from './operations/tagResource.ts';
import { untagResource } from './operations/untagResource.ts';
import { updateChannel } from './operations/updateChannel.ts';
import type { Operation } from './protocol/operation.ts';

/** Every operation that is simulated. */
export const OPERATIONS: readonly Operation[] = [
  createChannel, getChannel, listChannels, updateChannel, deleteChannel, batchGetChannel,
  createStreamKey, getStreamKey, listStreamKeys, deleteStreamKey, batchGetStreamKey,
  getStream, listStreams, stopStream, getStreamSession, listStreamSessions,
  startViewerSessionRevocation, batchStartViewerSessionRevocation,
  tagResource, untagResource, listTagsForResource,
];

/** Operations that IVS has (service model 2020-07-14) and ivs-local has not. */
export const NOT_SIMULATED: ReadonlySet<string> = new Set([
  'CreateAdConfiguration', 'DeleteAdConfiguration', 'GetAdConfiguration', 'ListAdConfigurations', 'UpdateAdConfiguration', 'InsertAdBreak',
  'CreatePlaybackRestrictionPolicy', 'DeletePlaybackRestrictionPolicy', 'GetPlaybackRestrictionPolicy', 'ListPlaybackRestrictionPolicies', 'UpdatePlaybackRestrictionPolicy',
  'CreateRecordingConfiguration', 'DeleteRecordingConfiguration', 'GetRecordingConfiguration', 'ListRecordingConfigurations',
  'ImportPlaybackKeyPair', 'DeletePlaybackKeyPair', 'GetPlaybackKeyPair', 'ListPlaybackKeyPairs', 'PutMetadata',
]);
