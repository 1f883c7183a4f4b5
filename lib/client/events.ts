// Printed from events/sent/ by `npm run docs`; a test fails when it is stale. Do not edit it.

/** The detail of each event, by its `detail-type`. Members may be added; a change of meaning would be a new event. */
export interface EventDetails {
  /**
   * An ad configuration has been deleted. No channel refers to it.
   * urn:channelkeeper:event:adConfigurationDeleted:1
   */
  'Ad Configuration Deleted': {
    /** The job that sends this event. `jobId` and `step` together identify the event; a repeat has the same values. */
    jobId: string;
    step: string;
    /** The id of the request that asked for the work, or of the event that led to it. */
    causedBy?: string;
    /** The trace context of that request (W3C Trace Context). */
    traceparent?: string;
    adConfigurationArn: string;
  };
  /**
   * A channel has been deleted. The event may arrive more than once, always with the same job id and step.
   * urn:channelkeeper:event:channelDeleted:1
   */
  'Channel Deleted': {
    /** The job that sends this event. `jobId` and `step` together identify the event; a repeat has the same values. */
    jobId: string;
    step: string;
    /** The id of the request that asked for the work, or of the event that led to it. */
    causedBy?: string;
    /** The trace context of that request (W3C Trace Context). */
    traceparent?: string;
    channelArn: string;
  };
  /**
   * A suspended channel has been resumed and has a new stream key. The event has the ARN only; GET /v1/stream-keys/{streamKeyId} returns the value.
   * urn:channelkeeper:event:channelResumed:1
   */
  'Channel Resumed': {
    /** The job that sends this event. `jobId` and `step` together identify the event; a repeat has the same values. */
    jobId: string;
    step: string;
    /** The id of the request that asked for the work, or of the event that led to it. */
    causedBy?: string;
    /** The trace context of that request (W3C Trace Context). */
    traceparent?: string;
    channelArn: string;
    streamKeyArn: string;
  };
  /**
   * A channel has been suspended: it is dark and has no stream key until it is resumed.
   * urn:channelkeeper:event:channelSuspended:1
   */
  'Channel Suspended': {
    /** The job that sends this event. `jobId` and `step` together identify the event; a repeat has the same values. */
    jobId: string;
    step: string;
    /** The id of the request that asked for the work, or of the event that led to it. */
    causedBy?: string;
    /** The trace context of that request (W3C Trace Context). */
    traceparent?: string;
    channelArn: string;
    /** The measured time from the acceptance of the request until the last stream was off, in milliseconds. */
    timeToDarkMs: number;
  };
  /**
   * A channel has been updated. GET /v1/channels/{channelId} returns the new values.
   * urn:channelkeeper:event:channelUpdated:1
   */
  'Channel Updated': {
    /** The job that sends this event. `jobId` and `step` together identify the event; a repeat has the same values. */
    jobId: string;
    step: string;
    /** The id of the request that asked for the work, or of the event that led to it. */
    causedBy?: string;
    /** The trace context of that request (W3C Trace Context). */
    traceparent?: string;
    channelArn: string;
    /** The names of the fields in the request. */
    fields: string[];
  };
  /**
   * A job was cancelled, by a caller or for a request of higher rank, and has given back what it took.
   * urn:channelkeeper:event:jobCancelled:1
   */
  'Job Cancelled': {
    /** The job that sends this event. `jobId` and `step` together identify the event; a repeat has the same values. */
    jobId: string;
    step: string;
    /** The id of the request that asked for the work, or of the event that led to it. */
    causedBy?: string;
    /** The trace context of that request (W3C Trace Context). */
    traceparent?: string;
    workflow: string;
    subject: string;
    status: 'cancelled';
    /** The ending of the job, such as succeeded, notFound or stillLive. */
    ending: string;
    requestedBy: string;
    reason?: string;
    error?: {
      class: 'throttled' | 'unavailable' | 'conflict' | 'refused' | 'notFound' | 'exhausted' | 'internal';
      name: string;
      message: string;
      operation?: string;
      requestId?: string;
    };
    /** The things that the job took and could not give back, such as keyless. */
    left?: string[];
  };
  /**
   * A hint from this program to itself that a job can continue. If it is lost, the sweep finds the job.
   * urn:channelkeeper:event:jobDue:1
   */
  'Job Due': {
    /** The job that sends this event. `jobId` and `step` together identify the event; a repeat has the same values. */
    jobId: string;
    /** The job is an emergency, which has workers of its own. */
    priority?: 'emergency';
  };
  /**
   * A job gave up. The event says why and what the job left undone. The job can be redriven or abandoned.
   * urn:channelkeeper:event:jobFailed:1
   */
  'Job Failed': {
    /** The job that sends this event. `jobId` and `step` together identify the event; a repeat has the same values. */
    jobId: string;
    step: string;
    /** The id of the request that asked for the work, or of the event that led to it. */
    causedBy?: string;
    /** The trace context of that request (W3C Trace Context). */
    traceparent?: string;
    workflow: string;
    subject: string;
    status: 'failed';
    /** The ending of the job, such as succeeded, notFound or stillLive. */
    ending: string;
    requestedBy: string;
    reason?: string;
    error?: {
      class: 'throttled' | 'unavailable' | 'conflict' | 'refused' | 'notFound' | 'exhausted' | 'internal';
      name: string;
      message: string;
      operation?: string;
      requestId?: string;
    };
    /** The things that the job took and could not give back, such as keyless. */
    left?: string[];
  };
  /**
   * A job succeeded.
   * urn:channelkeeper:event:jobSucceeded:1
   */
  'Job Succeeded': {
    /** The job that sends this event. `jobId` and `step` together identify the event; a repeat has the same values. */
    jobId: string;
    step: string;
    /** The id of the request that asked for the work, or of the event that led to it. */
    causedBy?: string;
    /** The trace context of that request (W3C Trace Context). */
    traceparent?: string;
    workflow: string;
    subject: string;
    status: 'succeeded';
    /** The ending of the job, such as succeeded, notFound or stillLive. */
    ending: string;
    requestedBy: string;
    reason?: string;
    error?: {
      class: 'throttled' | 'unavailable' | 'conflict' | 'refused' | 'notFound' | 'exhausted' | 'internal';
      name: string;
      message: string;
      operation?: string;
      requestId?: string;
    };
    /** The things that the job took and could not give back, such as keyless. */
    left?: string[];
  };
  /**
   * A playback key pair has taken the place of another one, which IVS has deleted: it refuses the tokens of the old one.
   * urn:channelkeeper:event:playbackKeyPairRotated:1
   */
  'Playback Key Pair Rotated': {
    /** The job that sends this event. `jobId` and `step` together identify the event; a repeat has the same values. */
    jobId: string;
    step: string;
    /** The id of the request that asked for the work, or of the event that led to it. */
    causedBy?: string;
    /** The trace context of that request (W3C Trace Context). */
    traceparent?: string;
    playbackKeyPairArn: string;
    previousPlaybackKeyPairArn: string;
  };
  /**
   * A playback restriction policy has been deleted. No channel refers to it.
   * urn:channelkeeper:event:playbackRestrictionPolicyDeleted:1
   */
  'Playback Restriction Policy Deleted': {
    /** The job that sends this event. `jobId` and `step` together identify the event; a repeat has the same values. */
    jobId: string;
    step: string;
    /** The id of the request that asked for the work, or of the event that led to it. */
    causedBy?: string;
    /** The trace context of that request (W3C Trace Context). */
    traceparent?: string;
    playbackRestrictionPolicyArn: string;
  };
  /**
   * A recording configuration has been created and can be attached to channels.
   * urn:channelkeeper:event:recordingConfigurationCreated:1
   */
  'Recording Configuration Created': {
    /** The job that sends this event. `jobId` and `step` together identify the event; a repeat has the same values. */
    jobId: string;
    step: string;
    /** The id of the request that asked for the work, or of the event that led to it. */
    causedBy?: string;
    /** The trace context of that request (W3C Trace Context). */
    traceparent?: string;
    recordingConfigurationArn: string;
  };
  /**
   * A recording configuration has been deleted. No channel refers to it.
   * urn:channelkeeper:event:recordingConfigurationDeleted:1
   */
  'Recording Configuration Deleted': {
    /** The job that sends this event. `jobId` and `step` together identify the event; a repeat has the same values. */
    jobId: string;
    step: string;
    /** The id of the request that asked for the work, or of the event that led to it. */
    causedBy?: string;
    /** The trace context of that request (W3C Trace Context). */
    traceparent?: string;
    recordingConfigurationArn: string;
  };
  /**
   * A recording did not begin, broke off, or IVS never reported its end.
   * urn:channelkeeper:event:recordingFailed:1
   */
  'Recording Failed': {
    channelArn: string;
    /**
     * GET /v1/recordings/{recordingId} returns the recording. It identifies the event too; a repeat has the same
     * value.
     */
    recordingId: string;
    bucketName?: string;
    /** The place of the objects in the bucket. */
    prefix?: string;
    /** The streams merged into the recording. */
    streamIds: string[];
    /** The reason of IVS, such as InternalServerException; `EndUnreported` when IVS reported no end. */
    failureReason: string;
  };
  /**
   * A recording has ended and can be played.
   * urn:channelkeeper:event:recordingReady:1
   */
  'Recording Ready': {
    channelArn: string;
    /**
     * GET /v1/recordings/{recordingId} returns the recording. It identifies the event too; a repeat has the same
     * value.
     */
    recordingId: string;
    bucketName?: string;
    /** The place of the objects in the bucket. */
    prefix?: string;
    /** The streams merged into the recording. */
    streamIds: string[];
    durationSeconds?: number;
  };
  /**
   * A live stream will be stopped. Its players receive the same news as timed metadata.
   * urn:channelkeeper:event:streamEndingSoon:1
   */
  'Stream Ending Soon': {
    channelArn: string;
    streamId: string;
    /** When the stream is stopped. */
    endsAt: string;
    /** The policy that stops it (`policy:<name>`), or the caller who asked for it. */
    because: string;
  };
  /**
   * The stream key of a channel was deleted on purpose. The channel has none until a caller creates one.
   * urn:channelkeeper:event:streamKeyDeleted:1
   */
  'Stream Key Deleted': {
    /** The job that sends this event. `jobId` and `step` together identify the event; a repeat has the same values. */
    jobId: string;
    step: string;
    /** The id of the request that asked for the work, or of the event that led to it. */
    causedBy?: string;
    /** The trace context of that request (W3C Trace Context). */
    traceparent?: string;
    channelArn: string;
    streamKeyArn: string;
  };
  /**
   * A channel has a new stream key, and the old one is refused. The event has the ARNs only; GET /v1/stream-keys/{streamKeyId} returns the value.
   * urn:channelkeeper:event:streamKeyRotated:1
   */
  'Stream Key Rotated': {
    /** The job that sends this event. `jobId` and `step` together identify the event; a repeat has the same values. */
    jobId: string;
    step: string;
    /** The id of the request that asked for the work, or of the event that led to it. */
    causedBy?: string;
    /** The trace context of that request (W3C Trace Context). */
    traceparent?: string;
    channelArn: string;
    streamKeyArn: string;
    previousStreamKeyArn?: string;
  };
  /**
   * A policy will rotate the stream key of a channel. The encoder needs the new key from then on.
   * urn:channelkeeper:event:streamKeyRotationDue:1
   */
  'Stream Key Rotation Due': {
    channelArn: string;
    streamKeyArn?: string;
    /** When the rotation begins to be tried. A live channel defers it. */
    plannedFor: string;
    /** When the key becomes older than the policy allows. */
    tooOldFrom: string;
    /** The name of the policy. */
    policy: string;
  };
  /**
   * The ingest of a live stream delivers enough data again.
   * urn:channelkeeper:event:streamRecovered:1
   */
  'Stream Recovered': {
    channelArn: string;
    streamId: string;
    /** When IVS saw it. `streamId`, the type and `at` together identify the event; a repeat has the same values. */
    at: string;
  };
  /**
   * The ingest of a live stream runs short of data, or exceeds a limit.
   * urn:channelkeeper:event:streamUnhealthy:1
   */
  'Stream Unhealthy': {
    channelArn: string;
    streamId: string;
    /** When IVS saw it. `streamId`, the type and `at` together identify the event; a repeat has the same values. */
    at: string;
    /** `starvation` is followed by Stream Recovered or by the end of the stream; a breach of a limit is not. */
    cause: 'starvation' | 'limitBreach';
    /** The limit that was exceeded, such as Ingest Bitrate. */
    limitName?: string;
  };
  /**
   * A viewer has been banned from a channel, and the sessions of the viewer are being revoked. GET /v1/channels/{channelId}/viewer-bans lists the viewers.
   * urn:channelkeeper:event:viewerBanned:1
   */
  'Viewer Banned': {
    /** The job that sends this event. `jobId` and `step` together identify the event; a repeat has the same values. */
    jobId: string;
    step: string;
    /** The id of the request that asked for the work, or of the event that led to it. */
    causedBy?: string;
    /** The trace context of that request (W3C Trace Context). */
    traceparent?: string;
    channelArn: string;
    /** The end of the ban, unless it is lifted. */
    until: string;
  };
  /**
   * Every pair of a batch has been sent to IVS. GET /v1/jobs/{jobId}/results lists the pairs that IVS refused.
   * urn:channelkeeper:event:viewersRevoked:1
   */
  'Viewers Revoked': {
    /** The job that sends this event. `jobId` and `step` together identify the event; a repeat has the same values. */
    jobId: string;
    step: string;
    /** The id of the request that asked for the work, or of the event that led to it. */
    causedBy?: string;
    /** The trace context of that request (W3C Trace Context). */
    traceparent?: string;
    total: number;
    revoked: number;
    failed: number;
  };
}

interface Sent<Type extends keyof EventDetails> {
  version: '0';
  id: string;
  source: 'channelkeeper';
  account: string;
  time: string;
  region: string;
  resources: string[];
  'detail-type': Type;
  detail: EventDetails[Type];
}

/** An event as EventBridge delivers it; `detail-type` determines the type of `detail`. */
export type EventOf<Type extends keyof EventDetails> = { [T in Type]: Sent<T> }[Type];
export type ChannelkeeperEvent = EventOf<keyof EventDetails>;
