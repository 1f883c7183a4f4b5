import type { Config } from '../config.ts';
import type { WorkflowName } from '../workflows/workflows.ts';

/** The workflows on one channel that callers start. A deployment may have each approved. */
export const MAY_NEED_APPROVAL: readonly WorkflowName[] = [
  'createStreamKey',
  'deleteChannel',
  'deleteStreamKeyNow',
  'deleteStreamKeyWhenIdle',
  'resumeChannel',
  'rotateStreamKeyNow',
  'rotateStreamKeyWhenIdle',
  'stopStream',
  'stopStreamOnce',
  'suspendChannel',
  'updateChannel',
  'updateChannelBlocked',
  'updateChannelNow',
  'updateChannelWhenIdle',
];

/**
 * Returns whether work on so many channels needs a second person.
 * @throws Error when the configuration names other work, because nobody would be asked for it
 */
export function needsApproval(
  { approvals }: Pick<Config, 'approvals'>,
  workflow: string,
  channels = 1,
): boolean {
  for (const { name } of approvals)
    if (!MAY_NEED_APPROVAL.some((one) => one === name))
      throw new Error(`APPROVALS names ${name}, which is no workflow on a channel.`);
  return approvals.some(({ name, from }) => name === workflow && channels >= from);
}

/**
 * Returns whether work on one channel needs a second person. Work that can be taken back suspends
 * the channel first, so it also needs one where a suspension does.
 */
export const needsSecondPerson = (
  config: Pick<Config, 'approvals'>,
  { workflow, undoable = false }: { readonly workflow: string; readonly undoable?: boolean },
): boolean =>
  needsApproval(config, workflow) || (undoable && needsApproval(config, 'suspendChannel'));
