import * as z from 'zod/mini';
import { checkOpenStates } from '../../lib/events/checkOpenStates.ts';
import { reaction } from '../../lib/events/handler.ts';

/** Every five minutes: closes the states in the journal whose end was not reported. */
export const handler = reaction({
  takes: z.unknown(),
  reserveMs: 10_000,
  does: (app, _event, untilMs) => checkOpenStates(app, untilMs),
});
