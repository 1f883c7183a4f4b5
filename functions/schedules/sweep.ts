import * as z from 'zod/mini';
import { reaction } from '../../lib/events/handler.ts';
import { sweep } from '../../lib/events/sweep.ts';

/** Every minute: finds the changes whose events were lost. */
export const handler = reaction({
  takes: z.unknown(),
  reserveMs: 10_000,
  does: (app, _event, untilMs) => sweep(app, untilMs),
});
