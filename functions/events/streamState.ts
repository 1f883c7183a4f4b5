import { reaction } from '../../lib/events/handler.ts';
import { streamStateChanged, streamStateEvent } from '../../lib/events/streamState.ts';

/** A stream changed its state: the jobs that wait for it look again. */
export const handler = reaction({
  takes: streamStateEvent,
  reserveMs: 20_000,
  does: streamStateChanged,
});
