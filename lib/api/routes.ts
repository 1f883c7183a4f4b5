import {
  createAdConfiguration,
  getAdConfiguration,
  listAdConfigurations,
  updateAdConfiguration,
} from './adConfigurations.ts';
import { approveJob, rejectJob } from './approvals.ts';
import { batchGetChannels, batchGetStreamKeys } from './batchGets.ts';
import {
  dropDeadLetter,
  getDeadLetter,
  listDeadLetters,
  redriveDeadLetter,
} from './deadLetters.ts';
import { listAccountEvents, listAudit, listChannelEvents } from './channelEvents.ts';
import { getChannel, listChannels } from './channels.ts';
import { elsewhere } from './notFound.ts';
import { getHealth, getHealthV1 } from './health.ts';
import { abandonTheJob, cancelTheJob, redriveTheJob } from './jobSteering.ts';
import { getJob, listJobs } from './jobs.ts';
import { insertAdBreak, putMetadata } from './metadata.ts';
import { redriveOperation } from './operationRedrive.ts';
import { getOperationResults } from './operationResults.ts';
import {
  applyOperation,
  cancelOperation,
  pauseOperation,
  resumeOperation,
} from './operationSteering.ts';
import { getOperation, listOperations, planOperation } from './operations.ts';
import {
  deletePlaybackKeyPair,
  getPlaybackKeyPair,
  importPlaybackKeyPair,
  listPlaybackKeyPairs,
} from './playbackKeyPairs.ts';
import { rotatePlaybackKeyPair } from './playbackKeyPairRotations.ts';
import { createPlaybackToken } from './playbackTokens.ts';
import {
  createPlaybackRestrictionPolicy,
  getPlaybackRestrictionPolicy,
  listPlaybackRestrictionPolicies,
  updatePlaybackRestrictionPolicy,
} from './playbackRestrictionPolicies.ts';
import {
  getRecordingConfiguration,
  listRecordingConfigurations,
} from './recordingConfigurations.ts';
import { getJobResults } from './jobResults.ts';
import { startingRoutes } from './startingRoutes.ts';
import { revokeViewers } from './viewerSessionRevocations.ts';
import { getRecording, listRecordings } from './recordings.ts';
import { rescheduleJob } from './rescheduling.ts';
import { getSessionHistory, listSessionHistory } from './sessionHistory.ts';
import { getStreamKey, listStreamKeys } from './streamKeys.ts';
import { deleteStreamKey } from './streamKeyDeletions.ts';
import { createStreamKeyLink, openStreamKeyLink, readStreamKeyOfLink } from './streamKeyLinks.ts';
import { getSrtIngest } from './srtIngest.ts';
import { getStreamSession, listStreamSessions } from './streamSessions.ts';
import { getStream, listStreams } from './streams.ts';
import { deletePolicy, getPolicy, listPolicies, putPolicy } from './policies.ts';
import {
  deleteReaction,
  getReaction,
  listReactionDecisions,
  listReactions,
  putReaction,
} from './reactions.ts';
import { listLimits } from './limits.ts';
import { listQuotas } from './quotas.ts';
import { getReady } from './ready.ts';
import { getSuspension, listSuspensions } from './suspensions.ts';
import { getTags, tagResource, untagResource } from './tags.ts';
import { banViewer, getViewerBan, liftViewerBan, listViewerBans } from './viewerBans.ts';
import {
  addViewerPairs,
  closeViewerBatch,
  getViewerBatch,
  openBatch,
  pauseViewerBatch,
  resumeViewerBatch,
} from './viewerBatches.ts';
import type { Route } from '../http/route.ts';

// The routes, by the function that serves them. Each function has the rights of its role in
// serverless.yml and no more. The routes of the function `docs` are in lib/openapi/routes.ts,
// because the files that they serve are large.

/** The routes that only read, and every unknown address. */
export const queries: readonly Route[] = [
  getHealth,
  getHealthV1,
  getReady,
  listChannels,
  getChannel,
  batchGetChannels,
  getStream,
  listStreams,
  listStreamSessions,
  getStreamSession,
  listSessionHistory,
  getSessionHistory,
  listChannelEvents,
  listAccountEvents,
  listAudit,
  listRecordings,
  getRecording,
  getSuspension,
  listSuspensions,
  listStreamKeys,
  listJobs,
  getJob,
  getJobResults,
  listLimits,
  listQuotas,
  listPlaybackKeyPairs,
  getPlaybackKeyPair,
  listPlaybackRestrictionPolicies,
  getPlaybackRestrictionPolicy,
  listRecordingConfigurations,
  getRecordingConfiguration,
  listAdConfigurations,
  getAdConfiguration,
  getTags,
  ...elsewhere,
];

/** The routes that start or steer jobs. */
export const commands: readonly Route[] = [
  ...startingRoutes,
  cancelTheJob,
  redriveTheJob,
  abandonTheJob,
  insertAdBreak,
];

/** The direct changes of resources other than channels, of tags, and metadata for viewers. */
export const resources: readonly Route[] = [
  importPlaybackKeyPair,
  deletePlaybackKeyPair,
  createPlaybackRestrictionPolicy,
  updatePlaybackRestrictionPolicy,
  createAdConfiguration,
  updateAdConfiguration,
  tagResource,
  untagResource,
  putMetadata,
];

/** The routes that read the values of stream keys, and passphrases. */
export const streamKeys: readonly Route[] = [
  getStreamKey,
  batchGetStreamKeys,
  getSrtIngest,
  createStreamKeyLink,
  openStreamKeyLink,
  readStreamKeyOfLink,
];

/** The routes that take keys away or replace them by a job. */
export const keys: readonly Route[] = [deleteStreamKey, rotatePlaybackKeyPair];

/** The routes of viewer bans, and of revocations of viewer sessions. */
export const viewers: readonly Route[] = [
  listViewerBans,
  getViewerBan,
  banViewer,
  liftViewerBan,
  revokeViewers,
  openBatch,
  getViewerBatch,
  addViewerPairs,
  closeViewerBatch,
  pauseViewerBatch,
  resumeViewerBatch,
];

/** The route that signs playback tokens. */
export const playbackTokens: readonly Route[] = [createPlaybackToken];

/** The routes of dead letters. They have the rights that a reaction needs. */
export const deadLetters: readonly Route[] = [
  listDeadLetters,
  getDeadLetter,
  redriveDeadLetter,
  dropDeadLetter,
];

/** The routes of reactions, which alone read event patterns, and of policies. */
export const reactions: readonly Route[] = [
  listPolicies,
  getPolicy,
  putPolicy,
  deletePolicy,
  listReactions,
  getReaction,
  listReactionDecisions,
  putReaction,
  deleteReaction,
];

/** The routes of operations on many channels, and of scheduled jobs. */
export const operations: readonly Route[] = [
  planOperation,
  listOperations,
  getOperation,
  getOperationResults,
  applyOperation,
  pauseOperation,
  resumeOperation,
  cancelOperation,
  redriveOperation,
  rescheduleJob,
  approveJob,
  rejectJob,
];

/** All of them, in the order of the documents. No function serves them all. */
export const allRoutes: readonly Route[] = [
  ...queries,
  ...commands,
  ...resources,
  ...streamKeys,
  ...keys,
  ...viewers,
  ...playbackTokens,
  ...deadLetters,
  ...operations,
  ...reactions,
];
