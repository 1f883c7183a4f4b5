import type { ViewerBan } from '../records/viewerBans.ts';
import { tagOf, type ActionContext } from './context.ts';
import type { BanRequest } from './inputs.ts';

/** The parts of a job that say which ban it is to write. */
type Asked = Pick<
  ActionContext<BanRequest>,
  'input' | 'acceptedAt' | 'requestedBy' | 'reason' | 'jobId' | 'memory'
>;

/** Returns the ban that a job is to write. */
export const askedBan = (asked: Asked): Omit<ViewerBan, 'revokedUpTo'> => ({
  viewerId: asked.input.viewerId,
  bannedAt: asked.acceptedAt,
  until: asked.input.until,
  by: asked.requestedBy,
  ...(asked.reason !== undefined && { reason: asked.reason }),
  jobId: tagOf(asked),
});
