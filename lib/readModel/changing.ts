import type { App } from '../app.ts';
import { LANDS_WITHIN_MS } from '../ivs/settling.ts';
import { IvsRefusal } from '../ivs/refusal.ts';
import { recordKey } from '../records/keys.ts';
import { beginChange, endChange } from '../records/readings.ts';

/**
 * Changes a channel without a job, so that the next read sees the change. From the write before the
 * call on, no reading counts; if the process dies, or the call gets no answer, that remains so
 * until the call can no longer take effect.
 */
export async function changing<Outcome>(
  { store, clock, log }: Pick<App, 'store' | 'clock' | 'log'>,
  channelId: string,
  change: () => Promise<Outcome>,
): Promise<Outcome> {
  const key = recordKey.channelReading(channelId);
  const end = (): Promise<void> =>
    endChange(store, key, clock.now()).catch((error: unknown) =>
      log.warn('Could not note the end of a change; reads ask IVS for a while', {
        channelId,
        error,
      }),
    );
  await beginChange(store, key, clock.now() + LANDS_WITHIN_MS);
  try {
    const outcome = await change();
    await end();
    return outcome;
  } catch (error) {
    if (error instanceof IvsRefusal && !error.outcomeUnknown) await end();
    throw error;
  }
}
