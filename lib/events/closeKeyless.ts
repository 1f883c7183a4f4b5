import type { App } from '../app.ts';
import { arnOf } from '../arns.ts';
import { noteOver, openSince } from '../journal/openStates.ts';
import { listStreamKeys } from '../ivs/streamKeys.ts';
import { paced } from '../jobs/pacedIvs.ts';
import { noteSeenAgain } from '../records/streamKeyAges.ts';

/** The channels without a key that one run asks IVS about: a few seconds of one quota. */
const ASKED_MAX = 25;
/** The time between two runs, in ms. */
const EVERY_MS = 5 * 60_000;
/** A key that was revoked less than this ago may still be listed by IVS, in ms. */
const UNSETTLED_MS = 120_000;

/**
 * Asks IVS whether the channels that jobs have left without a stream key still have none. Somebody
 * outside may have created one, or deleted the channel. If there are many such channels, one run
 * asks about some of them and the next run about the next ones.
 * @param untilMs ms since the epoch: no new call begins after it
 */
export async function closeKeyless(opened: App, untilMs: number): Promise<void> {
  const app = { ...opened, ivs: paced(opened, untilMs) };
  const { store, clock, config, log } = app;
  const all = await openSince(store, 'keyless', clock.now() - UNSETTLED_MS);
  const runs = Math.max(1, Math.ceil(all.length / ASKED_MAX));
  const from = (Math.floor(clock.now() / EVERY_MS) % runs) * ASKED_MAX;
  for (const state of all.slice(from, from + ASKED_MAX)) {
    // A key that a job of ours creates after this moment is told by the job.
    const at = clock.now();
    const keys = await listStreamKeys(app.ivs, arnOf(config, 'channel', state.channelId));
    if (keys !== 'notFound' && keys.length === 0) continue;
    await noteOver(store, 'keyless', state, at);
    await noteSeenAgain(store, state.channelId, { now: at, settledAt: at - UNSETTLED_MS });
    log.info('A channel without a stream key has one again, or is gone', {
      channelId: state.channelId,
    });
  }
}
