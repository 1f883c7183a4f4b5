import * as z from 'zod/mini';
import { reaction } from '../../lib/events/handler.ts';
import { sweep } from '../../lib/events/sweep.ts';
import { notePulse } from '../../lib/records/pulses.ts';

/** Every minute: finds the changes whose events were lost, and notes that it has done so. */
export const handler = reaction({
  takes: z.unknown(),
  reserveMs: 10_000,
  async does(app, _event, untilMs) {
    await sweep(app, untilMs);
    await notePulse(app.store, 'sweep', app.clock.now());
  },
});
