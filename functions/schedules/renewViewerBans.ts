import * as z from 'zod/mini';
import { reaction } from '../../lib/events/handler.ts';
import { renewViewerBans } from '../../lib/events/renewViewerBans.ts';

/** Every hour: makes the revocations of long bans anew. */
export const handler = reaction({
  takes: z.unknown(),
  reserveMs: 10_000,
  does: (app, _event, untilMs) => renewViewerBans(app, untilMs),
});
