import type { NoInput } from '../actions/inputs.ts';
import type { Workflow } from '../definition/define.ts';
import { deleteAttachment } from './deleteAttachment.ts';
import { banViewer } from './banViewer.ts';
import { createStreamKey } from './createStreamKey.ts';
import { deleteChannel } from './deleteChannel.ts';
import { deleteStreamKeyNow } from './deleteStreamKeyNow.ts';
import { deleteStreamKeyWhenIdle } from './deleteStreamKeyWhenIdle.ts';
import { detachChannelNow } from './detachChannelNow.ts';
import { detachChannelWhenIdle } from './detachChannelWhenIdle.ts';
import { insertAdBreak } from './insertAdBreak.ts';
import { provisionChannel } from './provisionChannel.ts';
import { provisionRecordingConfiguration } from './provisionRecordingConfiguration.ts';
import { resumeChannel } from './resumeChannel.ts';
import { retireAttachment } from './retireAttachment.ts';
import { revokeViewerBatch } from './revokeViewerBatch.ts';
import { revokeViewerBatchHalf } from './revokeViewerBatchHalf.ts';
import { revokeViewers } from './revokeViewers.ts';
import { rotatePlaybackKeyPair } from './rotatePlaybackKeyPair.ts';
import { rotateStreamKeyNow } from './rotateStreamKeyNow.ts';
import { rotateStreamKeyWhenIdle } from './rotateStreamKeyWhenIdle.ts';
import { runOperation } from './runOperation.ts';
import { startLater } from './startLater.ts';
import { stopStream } from './stopStream.ts';
import { stopStreamOnce } from './stopStreamOnce.ts';
import { suspendChannel } from './suspendChannel.ts';
import { updateChannel } from './updateChannel.ts';
import { updateChannelBlocked } from './updateChannelBlocked.ts';
import { updateChannelNow } from './updateChannelNow.ts';
import { updateChannelWhenIdle } from './updateChannelWhenIdle.ts';

/** All workflows, by name. */
export const workflows = {
  banViewer,
  createStreamKey,
  deleteAttachment,
  deleteChannel,
  deleteStreamKeyNow,
  deleteStreamKeyWhenIdle,
  detachChannelNow,
  detachChannelWhenIdle,
  insertAdBreak,
  provisionChannel,
  provisionRecordingConfiguration,
  resumeChannel,
  retireAttachment,
  revokeViewerBatch,
  revokeViewerBatchHalf,
  revokeViewers,
  rotatePlaybackKeyPair,
  rotateStreamKeyNow,
  rotateStreamKeyWhenIdle,
  runOperation,
  startLater,
  stopStream,
  stopStreamOnce,
  suspendChannel,
  updateChannel,
  updateChannelBlocked,
  updateChannelNow,
  updateChannelWhenIdle,
} satisfies Record<string, Workflow>;

/**
 * Earlier versions of workflows, for the jobs that began with them. A version goes when no job is
 * left that runs on it; docs/upgrades.md says how.
 */
export const formerWorkflows: readonly Workflow[] = [];

export type WorkflowName = keyof typeof workflows;

type InputOf<Name extends WorkflowName> =
  (typeof workflows)[Name] extends Workflow<infer Input> ? Input : never;

/** A workflow with an input of its own type; absent where it needs none. */
export type Work = {
  [Name in WorkflowName]: { readonly workflow: Name } & (NoInput extends InputOf<Name>
    ? { readonly input?: InputOf<Name> }
    : { readonly input: InputOf<Name> });
}[WorkflowName];
