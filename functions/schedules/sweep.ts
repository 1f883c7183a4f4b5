import * as z from 'zod/mini';
import { reaction } from '../../lib/api/reaction.ts';
import { sweep } from '../../lib/jobs/sweep.ts';

/** Every minute: finds what no event told us about. */
export const handler = reaction({
  takes: z.unknown(),
  reserveMs: 10_000,
  does: (app, _event, untilMs) => sweep(app, untilMs),
});
