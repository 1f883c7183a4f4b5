import { reaction } from '../../lib/events/handler.ts';
import { noteArrival } from '../../lib/events/noteArrival.ts';
import { recordedEvent, recordEvent } from '../../lib/events/recordEvent.ts';

/** Records every event of IVS, and every event of ours, in the journal of its channel. */
export const handler = reaction({
  takes: recordedEvent,
  reserveMs: 5_000,
  async does(app, event) {
    await recordEvent(app, event);
    await noteArrival(app);
  },
});
