import {
  announceAttachmentDeleted,
  announceChannelDeleted,
  announceChannelResumed,
  announceChannelSuspended,
  announceChannelUpdated,
  announceRecordingConfigurationCreated,
  announceStreamKeyRotated,
  announceViewersRevoked,
} from './announcements.ts';
import { deleteAttachment, detachChannel, lookWhetherAttached, registerAttachedChannels } from './attachments.ts';
import type { Attempt, Result } from './attempt.ts';
import { createChannel, deleteChannel, updateChannel } from './channels.ts';
import { beginHeldChildren, beginNextChildren, countChildren, reportToParent, stopNextChildren } from './children.ts';
import { createRecordingConfiguration, deleteFailedRecordingConfiguration, lookWhetherActive } from './recordingConfigurations.ts';
import {
  createStreamKey,
  noteStreamKey,
  recordStreamKey,
  reserveStreamKeyCreation,
  returnStreamKey,
  revokeNotedStreamKey,
} from './streamKeys.ts';
import {
  lookForNextShow,
  lookWhetherDark,
  lookWhetherLive,
  lookWhetherNotedStreamIsOn,
  noteStream,
  stopOldStream,
  stopStream,
} from './streams.ts';
import { closeSuspension, liftSuspension, writeSuspension } from './suspensions.ts';
import { revokeNextViewers } from './viewerSessions.ts';

/** Every verb that a workflow can use. */
export const actions = {
  announceAttachmentDeleted,
  announceChannelDeleted,
  announceChannelResumed,
  announceChannelSuspended,
  announceChannelUpdated,
  announceRecordingConfigurationCreated,
  announceStreamKeyRotated,
  announceViewersRevoked,
  beginHeldChildren,
  beginNextChildren,
  closeSuspension,
  countChildren,
  createChannel,
  createRecordingConfiguration,
  createStreamKey,
  deleteAttachment,
  deleteChannel,
  deleteFailedRecordingConfiguration,
  detachChannel,
  liftSuspension,
  lookForNextShow,
  lookWhetherActive,
  lookWhetherAttached,
  lookWhetherDark,
  lookWhetherLive,
  lookWhetherNotedStreamIsOn,
  noteStream,
  noteStreamKey,
  recordStreamKey,
  registerAttachedChannels,
  reportToParent,
  reserveStreamKeyCreation,
  returnStreamKey,
  revokeNextViewers,
  revokeNotedStreamKey,
  stopNextChildren,
  stopOldStream,
  stopStream,
  updateChannel,
  writeSuspension,
} satisfies Record<string, (attempt: Attempt) => Promise<Result<string>>>;

export type ActionName = keyof typeof actions;

/** The words an action can answer with. */
export type OutcomeOf<Name extends ActionName> = Awaited<ReturnType<(typeof actions)[Name]>>['outcome'];
