import * as announcements from './announcements.ts';
import * as attachments from './attachments.ts';
import type { Attempt, Result } from './attempt.ts';
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
} satisfies Record<string, (attempt: Attempt) => Promise<Result<string>>>;

export type ActionName = keyof typeof actions;

/** The words an action can answer with. */
export type OutcomeOf<Name extends ActionName> = Awaited<ReturnType<(typeof actions)[Name]>>['outcome'];
