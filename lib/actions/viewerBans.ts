import { idOf } from '../arns.ts';
import { isoTime } from '../clock.ts';
import { IvsRefusal } from '../ivs/refusal.ts';
import { revokeOne } from '../ivs/viewerSessions.ts';
import * as viewerBans from '../records/viewerBans.ts';
import { askedBan } from './askedBan.ts';
import { tagOf, type ActionContext, type Result } from './context.ts';
import type { BanRequest } from './inputs.ts';

/** Writes the ban. From here on no token of ours lets the viewer in. */
export async function writeViewerBan(
  context: ActionContext<BanRequest>,
): Promise<Result<'written'>> {
  const { store, fence, input } = context;
  await viewerBans.writeViewerBan(store, idOf(input.channelArn), fence, askedBan(context));
  return { outcome: 'written' };
}

/**
 * Revokes the viewer's sessions up to the version of the end of the ban. `lifted`: the ban was
 * lifted, or another one has taken its place.
 */
export async function revokeBannedViewer(
  context: ActionContext<BanRequest>,
): Promise<Result<'revoked' | 'lifted' | 'notFound'>> {
  const { store, ivs, input } = context;
  const { channelArn, viewerId } = input;
  const ban = await viewerBans.readBanOf(store, idOf(channelArn), viewerId, tagOf(context));
  if (!ban) return { outcome: 'lifted' };
  const viewerSessionVersionsLessThanOrEqualTo = ban.revokedUpTo;
  try {
    await revokeOne(ivs, { channelArn, viewerId, viewerSessionVersionsLessThanOrEqualTo });
  } catch (error) {
    if (error instanceof IvsRefusal && error.class === 'notFound') return { outcome: 'notFound' };
    throw error;
  }
  return { outcome: 'revoked', effect: true };
}

/** Takes back the ban from a channel that does not exist. */
export async function forgetViewerBan(
  context: ActionContext<BanRequest>,
): Promise<Result<'forgotten'>> {
  const { store, fence, input, clock } = context;
  const ban = { viewerId: input.viewerId, jobId: tagOf(context) };
  await viewerBans.forgetViewerBan(store, idOf(input.channelArn), fence, ban, clock.now());
  return { outcome: 'forgotten' };
}

/** Announces a ban by its channel and its end. The viewer's id never goes on a bus. */
export const announceViewerBanned = ({
  jobId,
  step,
  input: { channelArn, until },
}: ActionContext<BanRequest>): Promise<Result<'announced'>> =>
  Promise.resolve({
    outcome: 'announced',
    event: ['Viewer Banned', { jobId, step, channelArn, until: isoTime(until) }, [channelArn]],
  });
