import type { SentEvents } from '../../lib/bus.ts';
import type { EventDetails } from '../../lib/client/events.ts';

/** What is sent has every member that readers are told of, and of their types. */
export const sent = (details: EventDetails): SentEvents => details;
