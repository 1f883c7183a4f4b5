import * as z from 'zod/mini';
import { reaction } from '../../lib/events/handler.ts';
import { recordIvsEvent } from '../../lib/events/recordIvsEvent.ts';
import { recordSentEvent, sentEvent } from '../../lib/events/recordSentEvent.ts';
import { ivsEvent } from '../../lib/journal/ivsEvent.ts';

/** Records every event of IVS, and every event of ours, in the journal of its channel. */
export const handler = reaction({
  takes: z.union([ivsEvent, sentEvent]),
  reserveMs: 5_000,
  does: (app, event) =>
    event.source === 'aws.ivs' ? recordIvsEvent(app, event) : recordSentEvent(app, event),
});
