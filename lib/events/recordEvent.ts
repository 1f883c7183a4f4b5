import * as z from 'zod/mini';
import type { App } from '../app.ts';
import { ivsEvent } from '../journal/ivsEvent.ts';
import { recordIvsEvent } from './recordIvsEvent.ts';
import { recordSentEvent, sentEvent } from './recordSentEvent.ts';

/** The events that the journal takes. */
export const recordedEvent = z.union([ivsEvent, sentEvent]);

/** Records an event of IVS, or one of ours. Safe to repeat. */
export const recordEvent = (app: App, event: z.infer<typeof recordedEvent>): Promise<void> =>
  event.source === 'aws.ivs' ? recordIvsEvent(app, event) : recordSentEvent(app, event);
