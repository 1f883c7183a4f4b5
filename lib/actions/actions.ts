import {
  announceChannelDeleted,
  announceChannelResumed,
  announceChannelSuspended,
  announceChannelUpdated,
  announceStreamKeyRotated,
  announceViewersRevoked,
} from './announcements.ts';
import type { Attempt, Result } from './attempt.ts';
import { createChannel, deleteChannel, updateChannel } from './channels.ts';
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
  announceChannelDeleted,
  announceChannelResumed,
  announceChannelSuspended,
  announceChannelUpdated,
  announceStreamKeyRotated,
  announceViewersRevoked,
  closeSuspension,
  createChannel,
  createStreamKey,
  deleteChannel,
  liftSuspension,
  lookForNextShow,
  lookWhetherDark,
  lookWhetherLive,
  lookWhetherNotedStreamIsOn,
  noteStream,
  noteStreamKey,
  recordStreamKey,
  reserveStreamKeyCreation,
  returnStreamKey,
  revokeNextViewers,
  revokeNotedStreamKey,
  stopOldStream,
  stopStream,
  updateChannel,
  writeSuspension,
} satisfies Record<string, (attempt: Attempt) => Promise<Result<string>>>;

export type ActionName = keyof typeof actions;

/** The words an action can answer with. */
export type OutcomeOf<Name extends ActionName> = Awaited<ReturnType<(typeof actions)[Name]>>['outcome'];
