import { reaction } from '../../lib/events/handler.ts';
import { reactedEvent, runReactions } from '../../lib/events/runReactions.ts';

/** Lets the reactions that an event matches decide about it, and starts what they decide. */
export const handler = reaction({ takes: reactedEvent, reserveMs: 20_000, does: runReactions });
