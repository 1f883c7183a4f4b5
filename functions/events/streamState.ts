import { reaction } from '../../lib/api/reaction.ts';
import { streamStateChanged, streamStateEvent } from '../../lib/api/streamState.ts';

/** A stream changed its state: the jobs that wait for it look again. */
export const handler = reaction({
  takes: streamStateEvent,
  reserveMs: 20_000,
  does: streamStateChanged,
});
