import type { App } from '../app.ts';
import { IvsRefusal } from '../ivs/refusal.ts';
import { paced } from '../jobs/pacedIvs.ts';
import { refreshKnownChannels, type Refreshed } from '../readModel/refreshing.ts';

/**
 * Refreshes what is known about the channels with a small share of IVS's quotas. A refusal that
 * passes is left to the next run.
 */
export async function refreshChannels(app: App, untilMs: number): Promise<Refreshed | undefined> {
  try {
    return await refreshKnownChannels(app, paced(app, untilMs), untilMs);
  } catch (error) {
    if (!(error instanceof IvsRefusal && error.isPassing)) throw error;
    app.log.warn('IVS does not answer; the next run refreshes the channels', {
      error: String(error),
    });
    return undefined;
  }
}
