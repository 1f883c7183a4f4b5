import * as z from 'zod/mini';
import { closeLostEnds } from '../../lib/events/closeLostEnds.ts';
import { reaction } from '../../lib/events/handler.ts';

/** Every five minutes: closes the streams and recordings whose end was not reported. */
export const handler = reaction({
  takes: z.unknown(),
  reserveMs: 10_000,
  does: (app, _event, untilMs) => closeLostEnds(app, untilMs),
});
