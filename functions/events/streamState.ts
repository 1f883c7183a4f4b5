import { reaction } from '../../lib/events/handler.ts';
import { streamStateChanged, streamStateEvent } from '../../lib/events/streamState.ts';

/** Handles a change of a stream's state: the jobs that wait for it check again. */
export const handler = reaction({
  takes: streamStateEvent,
  reserveMs: 20_000,
  does: streamStateChanged,
});
