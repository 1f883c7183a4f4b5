import { describeRecording } from '../../lib/events/describeRecording.ts';
import { reaction } from '../../lib/events/handler.ts';
import { recordingReady } from '../../lib/events/recordingReady.ts';
import { recordingBuckets } from '../../lib/recordingBuckets.ts';

/** Notes the files of each complete recording, and for how long they are kept. */
export const handler = reaction({
  takes: recordingReady,
  reserveMs: 60_000,
  does: (app, event, untilMs) => describeRecording(app, recordingBuckets(), event, untilMs),
});
