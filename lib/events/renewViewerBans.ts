import type { App } from '../app.ts';
import { arnOf } from '../arns.ts';
import { IvsRefusal } from '../ivs/refusal.ts';
import { revokeOne } from '../ivs/viewerSessions.ts';
import { paced } from '../jobs/pacedIvs.ts';
import { dueViewerBans, type DueBan } from '../records/viewerBans.ts';

/** The bans that are read at once. */
const READ_MAX = 100;

/**
 * Makes the revocations of the bans that stand anew, twice a day, because AWS does not document how
 * long IVS remembers one. A refusal that passes is left to the next run.
 * @param untilMs ms since the epoch: no new call begins after it
 */
export async function renewViewerBans(opened: App, untilMs: number): Promise<void> {
  const app = { ...opened, ivs: paced(opened, untilMs) };
  const { store, clock, log } = app;
  for (;;) {
    const bans = await dueViewerBans(store, READ_MAX, clock.now());
    for (const ban of bans) {
      if (clock.now() >= untilMs) return;
      try {
        await renew(app, ban);
      } catch (error) {
        if (!(error instanceof IvsRefusal && error.isPassing)) throw error;
        log.warn('IVS does not answer; the next run renews the bans', { error: String(error) });
        return;
      }
    }
    if (bans.length === 0) return;
  }
}

/**
 * Returns whether IVS refuses one ban and no other: its channel is gone, and its viewers with it,
 * or IVS does not take its viewer's id.
 */
const isOfOneBan = (error: unknown): error is IvsRefusal =>
  error instanceof IvsRefusal &&
  (error.class === 'notFound' || error.name === 'ValidationException');

/** Renews a ban. One that IVS refuses is looked at again until its end, and holds up no other. */
async function renew({ config, ivs, clock, log }: App, ban: DueBan): Promise<void> {
  const at = clock.now();
  try {
    await revokeOne(ivs, {
      channelArn: arnOf(config, 'channel', ban.channelId),
      viewerId: ban.viewerId,
      viewerSessionVersionsLessThanOrEqualTo: ban.revokedUpTo,
    });
  } catch (error) {
    if (!isOfOneBan(error)) throw error;
    const { channelId, jobId } = ban;
    if (error.class !== 'notFound')
      log.error('IVS refuses to renew a ban', { channelId, jobId, error: String(error) });
  }
  await ban.renewed(at);
}
