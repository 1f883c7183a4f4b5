import type { App } from '../app.ts';
import { startUnlessHeld } from '../jobs/commands.ts';

/**
 * Suspends a channel again that should be dark and is not, or is not known to be. The job is begun
 * here and handed over.
 */
export const suspendAgain = (
  app: App,
  channelId: string,
  caller: string,
  reason: string,
): Promise<boolean> =>
  startUnlessHeld(
    app,
    { workflow: 'suspendChannel', subject: `channel/${channelId}`, input: {}, caller, reason },
    0,
  );
