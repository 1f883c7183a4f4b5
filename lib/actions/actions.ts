import * as announcements from './announcements.ts';
import * as attachments from './attachments.ts';
import type { ActionContext, Result } from './context.ts';
import * as channels from './channels.ts';
import * as children from './children.ts';
import * as recordingConfigurations from './recordingConfigurations.ts';
import * as streamKeys from './streamKeys.ts';
import * as streams from './streams.ts';
import * as suspensions from './suspensions.ts';
import * as viewerSessions from './viewerSessions.ts';

/** Every verb that a workflow can use: all that these files export. */
export const actions = {
  ...announcements,
  ...attachments,
  ...channels,
  ...children,
  ...recordingConfigurations,
  ...streamKeys,
  ...streams,
  ...suspensions,
  ...viewerSessions,
} satisfies Record<string, (context: ActionContext) => Promise<Result<string>>>;

export type ActionName = keyof typeof actions;

/** Actions that may change something at IVS. The others look, announce or record. */
export const CHANGING: ReadonlySet<string> = new Set<ActionName>([
  'createChannel',
  'createRecordingConfiguration',
  'createStreamKey',
  'deleteAttachment',
  'deleteChannel',
  'deleteFailedRecordingConfiguration',
  'deleteTwinChannels',
  'deleteTwinRecordingConfigurations',
  'detachChannel',
  'returnStreamKey',
  'revokeNextViewers',
  'revokeNotedStreamKey',
  'revokeNotedStreamKeyWhenIdle',
  'stopOldStream',
  'stopStream',
  'updateChannel',
]);

/**
 * Actions whose effect is over when it is done: nothing is to be given back of it, and nothing is
 * left of it.
 */
export const LEAVES_NOTHING: ReadonlySet<string> = new Set<ActionName>([
  'stopOldStream',
  'stopStream',
]);

/**
 * Actions that announce or record what has been done: the work is done, so no number of failures
 * ends the job.
 */
export const OUR_OWN: ReadonlySet<string> = new Set<string>([
  ...Object.keys(announcements),
  ...([
    'closeSuspension',
    'forgetSuspension',
    'noteDark',
    'recordStreamKey',
    'reportToParent',
    'restoreSuspension',
  ] satisfies ActionName[]),
]);

/** The words an action can answer with. */
export type OutcomeOf<Name extends ActionName> = Awaited<
  ReturnType<(typeof actions)[Name]>
>['outcome'];
