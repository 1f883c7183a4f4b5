import { exportTrace, jobEnd } from '../../lib/events/exportTrace.ts';
import { reaction } from '../../lib/events/handler.ts';

/** Sends each job that has ended to a collector of OpenTelemetry, as spans. */
export const handler = reaction({
  takes: jobEnd,
  reserveMs: 2_000,
  does: exportTrace,
});
