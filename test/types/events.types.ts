import type { SentEvents } from '../../lib/bus.ts';
import type { EventDetails } from '../../lib/client/events.ts';

/**
 * Compiles only if the published types of the events match the types of the events that we send.
 */
export const sent = (details: EventDetails): SentEvents => details;
