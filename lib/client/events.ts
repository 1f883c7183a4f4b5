// Printed from events/sent/ by `npm run docs`; a test fails when it is stale. Do not edit it.

/** What each event says, by its `detail-type`. Members may be added; what would change the meaning of one is another event. */
export interface EventDetails {
  /**
   * An ad configuration is gone; no channel refers to it.
   * urn:channelkeeper:event:adConfigurationDeleted:1
   */
  'Ad Configuration Deleted': {
    /** The job that says this. With `step` it tells a repeat from a second event. */
    jobId: string;
    step: string;
    adConfigurationArn: string;
  };
  /**
   * A channel is gone. May be said more than once, always with the same job id and step.
   * urn:channelkeeper:event:channelDeleted:1
   */
  'Channel Deleted': {
    /** The job that says this. With `step` it tells a repeat from a second event. */
    jobId: string;
    step: string;
    channelArn: string;
  };
  /**
   * A suspended channel has a stream key again. The ARN only: the value is read with GET /v1/stream-keys/{streamKeyId}.
   * urn:channelkeeper:event:channelResumed:1
   */
  'Channel Resumed': {
    /** The job that says this. With `step` it tells a repeat from a second event. */
    jobId: string;
    step: string;
    channelArn: string;
    streamKeyArn: string;
  };
  /**
   * A channel is dark and has no stream key; it stays so until it is resumed.
   * urn:channelkeeper:event:channelSuspended:1
   */
  'Channel Suspended': {
    /** The job that says this. With `step` it tells a repeat from a second event. */
    jobId: string;
    step: string;
    channelArn: string;
    /** From the acceptance of the request until nothing was on any more, measured, in milliseconds. */
    timeToDarkMs: number;
  };
  /**
   * A channel has been changed. The new values are read with GET /v1/channels/{channelId}.
   * urn:channelkeeper:event:channelUpdated:1
   */
  'Channel Updated': {
    /** The job that says this. With `step` it tells a repeat from a second event. */
    jobId: string;
    step: string;
    channelArn: string;
    /** The names of the fields that the request gave. */
    fields: string[];
  };
  /**
   * A job was cancelled, by a caller or for a request that goes before it, and has given back what it took.
   * urn:channelkeeper:event:jobCancelled:1
   */
  'Job Cancelled': {
    /** The job that says this. With `step` it tells a repeat from a second event. */
    jobId: string;
    step: string;
    workflow: string;
    subject: string;
    status: 'cancelled';
    /** The word the workflow ended with, e.g. succeeded, notFound, stillLive. */
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
    /** What the job took and could not give back, e.g. keyless. */
    left?: string[];
  };
  /**
   * A hint from us to ourselves that a job can go on. It may be lost: the sweep finds the job again.
   * urn:channelkeeper:event:jobDue:1
   */
  'Job Due': {
    /** The job that says this. With `step` it tells a repeat from a second event. */
    jobId: string;
  };
  /**
   * A job gave up, and says why and what it left undone. It can be redriven or abandoned.
   * urn:channelkeeper:event:jobFailed:1
   */
  'Job Failed': {
    /** The job that says this. With `step` it tells a repeat from a second event. */
    jobId: string;
    step: string;
    workflow: string;
    subject: string;
    status: 'failed';
    /** The word the workflow ended with, e.g. succeeded, notFound, stillLive. */
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
    /** What the job took and could not give back, e.g. keyless. */
    left?: string[];
  };
  /**
   * A job did what was asked.
   * urn:channelkeeper:event:jobSucceeded:1
   */
  'Job Succeeded': {
    /** The job that says this. With `step` it tells a repeat from a second event. */
    jobId: string;
    step: string;
    workflow: string;
    subject: string;
    status: 'succeeded';
    /** The word the workflow ended with, e.g. succeeded, notFound, stillLive. */
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
    /** What the job took and could not give back, e.g. keyless. */
    left?: string[];
  };
  /**
   * A playback restriction policy is gone; no channel refers to it.
   * urn:channelkeeper:event:playbackRestrictionPolicyDeleted:1
   */
  'Playback Restriction Policy Deleted': {
    /** The job that says this. With `step` it tells a repeat from a second event. */
    jobId: string;
    step: string;
    playbackRestrictionPolicyArn: string;
  };
  /**
   * A recording configuration has been made and can be attached to channels.
   * urn:channelkeeper:event:recordingConfigurationCreated:1
   */
  'Recording Configuration Created': {
    /** The job that says this. With `step` it tells a repeat from a second event. */
    jobId: string;
    step: string;
    recordingConfigurationArn: string;
  };
  /**
   * A recording configuration is gone; no channel refers to it.
   * urn:channelkeeper:event:recordingConfigurationDeleted:1
   */
  'Recording Configuration Deleted': {
    /** The job that says this. With `step` it tells a repeat from a second event. */
    jobId: string;
    step: string;
    recordingConfigurationArn: string;
  };
  /**
   * A channel has a new stream key; the old one is refused from now on. ARNs only: the value is read with GET /v1/stream-keys/{streamKeyId}.
   * urn:channelkeeper:event:streamKeyRotated:1
   */
  'Stream Key Rotated': {
    /** The job that says this. With `step` it tells a repeat from a second event. */
    jobId: string;
    step: string;
    channelArn: string;
    streamKeyArn: string;
    previousStreamKeyArn?: string;
  };
  /**
   * Every pair of a batch has been asked for. Which ones IVS refused is at GET /v1/jobs/{jobId}/results.
   * urn:channelkeeper:event:viewersRevoked:1
   */
  'Viewers Revoked': {
    /** The job that says this. With `step` it tells a repeat from a second event. */
    jobId: string;
    step: string;
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

/** An event as EventBridge hands it to its readers; `detail-type` tells what `detail` is. */
export type EventOf<Type extends keyof EventDetails> = { [T in Type]: Sent<T> }[Type];
export type ChannelkeeperEvent = EventOf<keyof EventDetails>;
