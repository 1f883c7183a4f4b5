/** The first cause of some work, which its jobs, their children, events and log lines all name. */
export interface Cause {
  /** The id of the request, or of the event; a tick of a schedule is an event too. */
  readonly causedBy?: string;
  /** The trace context of the request (W3C Trace Context, `traceparent`). */
  readonly traceparent?: string;
}

/** Returns the members that name a cause, of a job for instance. */
export const causeOf = ({ causedBy, traceparent }: Cause): Cause => ({
  ...(causedBy !== undefined && { causedBy }),
  ...(traceparent !== undefined && { traceparent }),
});
