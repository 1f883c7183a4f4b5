import { announceChannelDeleted, announceStreamKeyRotated, announceViewersRevoked } from './announcements.ts';
import type { Attempt, Result } from './attempt.ts';
import { createChannel, deleteChannel } from './channels.ts';
import {
  createStreamKey,
  noteStreamKey,
  recordStreamKey,
  reserveStreamKeyCreation,
  returnStreamKey,
  revokeNotedStreamKey,
} from './streamKeys.ts';
import { lookWhetherLive, lookWhetherNotedStreamIsOn, noteStream, stopOldStream, stopStream } from './streams.ts';
import { revokeNextViewers } from './viewerSessions.ts';

/** Every verb that a workflow can use. */
export const actions = {
  announceChannelDeleted,
  announceStreamKeyRotated,
  announceViewersRevoked,
  createChannel,
  createStreamKey,
  deleteChannel,
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
} satisfies Record<string, (attempt: Attempt) => Promise<Result<string>>>;

export type ActionName = keyof typeof actions;

/** The words an action can answer with. */
export type OutcomeOf<Name extends ActionName> = Awaited<ReturnType<(typeof actions)[Name]>>['outcome'];
