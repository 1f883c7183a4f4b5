import type { Workflow } from './define.ts';
import { deleteChannel } from './deleteChannel.ts';
import { provisionChannel } from './provisionChannel.ts';
import { revokeViewers } from './revokeViewers.ts';
import { rotateStreamKeyNow } from './rotateStreamKeyNow.ts';
import { rotateStreamKeyWhenIdle } from './rotateStreamKeyWhenIdle.ts';
import { stopStream } from './stopStream.ts';

/** Every workflow there is, by its name. */
export const workflows = {
  deleteChannel,
  provisionChannel,
  revokeViewers,
  rotateStreamKeyNow,
  rotateStreamKeyWhenIdle,
  stopStream,
} satisfies Record<string, Workflow>;

export type WorkflowName = keyof typeof workflows;
