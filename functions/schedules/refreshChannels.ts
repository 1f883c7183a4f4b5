import * as z from 'zod/mini';
import { reaction } from '../../lib/events/handler.ts';
import { refreshChannels } from '../../lib/events/refreshChannels.ts';

/** Every minute: reads some channels again, so that changes from outside are seen. */
export const handler = reaction({
  takes: z.unknown(),
  reserveMs: 10_000,
  does: (app, _event, untilMs) => refreshChannels(app, untilMs),
});
