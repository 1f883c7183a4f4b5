import * as z from 'zod/mini';
import { reaction } from '../../lib/events/handler.ts';
import { runTimedReactions } from '../../lib/events/runTimedReactions.ts';

/** Every minute: lets the reactions to time decide about the streams that are live. */
export const handler = reaction({
  takes: z.unknown(),
  reserveMs: 10_000,
  does: (app, _event, untilMs) => runTimedReactions(app, untilMs),
});
