import * as announcements from './announcements.ts';
import * as attachments from './attachments.ts';
import type { OperationName } from '../ivs/operations.ts';
import type { Result } from './context.ts';
import * as channels from './channels.ts';
import * as children from './children.ts';
import * as playbackKeyPairs from './playbackKeyPairs.ts';
import * as operations from './operations.ts';
import * as recordingConfigurations from './recordingConfigurations.ts';
import * as scheduledJobs from './scheduledJobs.ts';
import * as scheduledTimes from './scheduledTimes.ts';
import * as streamKeyDeletions from './streamKeyDeletions.ts';
import * as streamKeys from './streamKeys.ts';
import * as streams from './streams.ts';
import * as suspensions from './suspensions.ts';
import * as viewerBans from './viewerBans.ts';
import * as viewerBatches from './viewerBatches.ts';
import * as viewerSessions from './viewerSessions.ts';

/** Every action that a workflow can use: all that these files export. */
export const actions = {
  ...announcements,
  ...attachments,
  ...channels,
  ...children,
  ...playbackKeyPairs,
  ...operations,
  ...recordingConfigurations,
  ...scheduledJobs,
  ...scheduledTimes,
  ...streamKeyDeletions,
  ...streamKeys,
  ...streams,
  ...suspensions,
  ...viewerBans,
  ...viewerBatches,
  ...viewerSessions,
} satisfies Record<string, (context: never) => Promise<Result<string>>>;

export type ActionName = keyof typeof actions;

/** Actions that may change something in IVS. The others read, announce or record. */
export const CHANGING: ReadonlySet<string> = new Set<ActionName>([
  'createChannel',
  'createRecordingConfiguration',
  'createStreamKey',
  'deleteAttachment',
  'deleteChannel',
  'deleteFailedRecordingConfiguration',
  'deleteNotedStreamKey',
  'deleteNotedStreamKeyWhenIdle',
  'deleteOldKeyPair',
  'deleteTwinChannels',
  'deleteTwinKeyPairs',
  'deleteTwinRecordingConfigurations',
  'detachChannel',
  'importNewKeyPair',
  'insertAdBreak',
  'returnStreamKey',
  'revokeBannedViewer',
  'revokeNextOfBatch',
  'revokeNextOfEvenHalf',
  'revokeNextOfOddHalf',
  'revokeNextViewers',
  'revokeNotedStreamKey',
  'revokeNotedStreamKeyWhenIdle',
  'stopOldStream',
  'stopStream',
  'updateChannel',
]);

/**
 * Actions that change a record which decides what a channel may have. An attempt whose end is not
 * known may have done it, as one of those that change something at IVS.
 */
export const DECIDING: ReadonlySet<string> = new Set<ActionName>([
  'liftSuspension',
  'writeSuspension',
  'writeViewerBan',
]);

/**
 * Actions that take nothing which has to be given back: their effect is over when they are done, or
 * is meant to stay. An attempt whose end is not known is no reason to put off a cancel.
 */
export const LEAVES_NOTHING: ReadonlySet<string> = new Set<ActionName>([
  'insertAdBreak',
  'revokeNextOfBatch',
  'revokeNextOfEvenHalf',
  'revokeNextOfOddHalf',
  'revokeNextViewers',
  'stopOldStream',
  'stopStream',
]);

/**
 * Actions that announce or record a change that has been made. The change is made, so no number of
 * failures ends the job.
 */
export const OUR_OWN: ReadonlySet<string> = new Set<string>([
  ...Object.keys(announcements),
  ...([
    'announceKeyPairRotated',
    'announceViewerBanned',
    'closeSuspension',
    'forgetSuspension',
    'forgetViewerBan',
    'noteDark',
    'recordStreamKey',
    'recordStreamKeyDeletion',
    'recordStreamKeyOfNewChannel',
    'reportToParent',
    'restoreSuspension',
    'withdrawSuspension',
  ] satisfies ActionName[]),
]);

/**
 * Actions that only read, or reserve slots. An attempt that is lost may simply be made again.
 */
export const READING: ReadonlySet<string> = new Set<ActionName>([
  'lookForNextStream',
  'lookWhetherDark',
  'lookWhetherLive',
  'lookWhetherNotedStreamIsOn',
  'noteCurrentStreamKey',
  'noteOldStreams',
  'noteStream',
  'noteStreamKey',
  'noteStreamKeyToDelete',
  'readScheduledEnd',
  'readWhetherDue',
  'reserveStreamKeyCreation',
]);

/**
 * Changes that last: once one is made, a repeat of the action finds it made and comes to the same
 * outcome.
 */
export const LASTING: ReadonlySet<string> = new Set<ActionName>([
  'createStreamKey',
  'deleteAttachment',
  'deleteChannel',
  'deleteNotedStreamKey',
  'returnStreamKey',
  'revokeNotedStreamKey',
]);

/** Lasting changes after which the thing is gone, so that no other outcome can follow any more. */
export const DELETING: ReadonlySet<string> = new Set<ActionName>([
  'deleteAttachment',
  'deleteChannel',
]);

/** The calls that an attempt at an action begins with, for slots that are reserved ahead. */
export const CALLS_OF: Readonly<Partial<Record<ActionName, readonly OperationName[]>>> = {
  createStreamKey: ['CreateStreamKey'],
  deleteChannel: ['DeleteChannel'],
  deleteNotedStreamKey: ['DeleteStreamKey'],
  insertAdBreak: ['InsertAdBreak'],
  lookWhetherDark: ['GetStream'],
  noteOldStreams: ['ListStreamSessions'],
  noteStreamKey: ['ListStreamKeys'],
  noteStreamKeyToDelete: ['ListStreamKeys'],
  revokeNotedStreamKey: ['DeleteStreamKey'],
  stopOldStream: ['GetStream'],
  stopStream: ['StopStream'],
};

/** The parts of a job that an action looks at. */
export type ContextOf<Name extends ActionName> = Parameters<(typeof actions)[Name]>[0];

/** The outcomes of an action. */
export type OutcomeOf<Name extends ActionName> = Awaited<
  ReturnType<(typeof actions)[Name]>
>['outcome'];
