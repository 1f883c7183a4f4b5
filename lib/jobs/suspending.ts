import type { App } from '../app.ts';
import { fenceOf } from '../fences.ts';
import { writeSuspension } from '../suspensions.ts';
import { startUnlessHeld } from './commands.ts';
import type { StartRequest } from './newJob.ts';
import { readCurrent } from './table.ts';

/**
 * The request that suspends a channel. It is never refused: while the channel is just being deleted, the suspension is written beside the deletion, so that a
 * deletion that is cancelled gives no key back, and the sweep sees to it that the channel is dark.
 */
export function suspensionRequest(app: App, channelId: string, caller: string, reason?: string): StartRequest {
  const subject = `channel/${channelId}` as const;
  return {
    workflow: 'suspendChannel',
    subject,
    input: {},
    caller,
    ...(reason !== undefined && { reason }),
    async beforeJoiningDeletion() {
      const deletion = await readCurrent(app, subject);
      if (!deletion) return;
      const { streamKeyTags = {} } = deletion.memory;
      const now = app.clock.now();
      const suspension = { suspendedAt: now, by: caller, ...(reason !== undefined && { reason }), jobId: deletion.id, streamKeyTags };
      await writeSuspension(app.store, channelId, fenceOf(deletion), suspension, now);
    },
  };
}

/** Suspends a channel again that is to be dark and is not, or is not known to be. Begun here and handed over. */
export const suspendAgain = (app: App, channelId: string, caller: string, reason: string): Promise<boolean> =>
  startUnlessHeld(app, suspensionRequest(app, channelId, caller, reason), 0);
