import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { Cause } from './cause.ts';
import type { Config } from './config.ts';
import { REQUEST_LIMITS } from './requestLimits.ts';

/**
 * All events that we send on our bus; `events/sent/` holds a sample and a schema of each. They
 * carry ARNs and counts, never the value of a key.
 */
export interface SentEvents {
  'Channel Deleted': OfJob & { channelArn: string };
  'Channel Updated': OfJob & { channelArn: string; fields: string[] };
  'Channel Suspended': OfJob & { channelArn: string; timeToDarkMs: number };
  'Channel Resumed': OfJob & { channelArn: string; streamKeyArn: string };
  'Stream Key Rotated': OfJob & {
    channelArn: string;
    streamKeyArn: string;
    previousStreamKeyArn?: string;
  };
  'Stream Key Rotation Due': {
    channelArn: string;
    streamKeyArn?: string;
    plannedFor: string;
    tooOldFrom: string;
    policy: string;
  };
  'Stream Ending Soon': { channelArn: string; streamId: string; endsAt: string; because: string };
  'Stream Key Deleted': OfJob & { channelArn: string; streamKeyArn: string };
  'Playback Key Pair Rotated': OfJob & {
    playbackKeyPairArn: string;
    previousPlaybackKeyPairArn: string;
  };
  'Viewer Banned': OfJob & { channelArn: string; until: string };
  'Viewers Revoked': OfJob & {
    total: number;
    revoked: number;
    failed: number;
  };
  'Recording Configuration Created': OfJob & {
    recordingConfigurationArn: string;
  };
  'Recording Configuration Deleted': OfJob & {
    recordingConfigurationArn: string;
  };
  'Playback Restriction Policy Deleted': OfJob & {
    playbackRestrictionPolicyArn: string;
  };
  'Ad Configuration Deleted': OfJob & { adConfigurationArn: string };
  'Stream Unhealthy': StreamHealth & { cause: 'starvation' | 'limitBreach'; limitName?: string };
  'Stream Recovered': StreamHealth;
  'Recording Ready': RecordingOver & { durationSeconds?: number };
  'Recording Failed': RecordingOver & { failureReason: string };
  'Job Succeeded': JobEnded;
  'Job Failed': JobEnded;
  'Job Cancelled': JobEnded;
  'Job Due': { jobId: string; priority?: 'emergency' };
}

/** The common part of the events that a job sends. Job and step identify the event. */
export interface OfJob extends Cause {
  jobId: string;
  step: string;
}

/** The common shape of the two events about the health of a stream; `at` is an ISO 8601 instant. */
export interface StreamHealth {
  channelArn: string;
  streamId: string;
  at: string;
}

/** The common shape of the two endings of a recording. */
export interface RecordingOver {
  channelArn: string;
  recordingId: string;
  bucketName?: string;
  prefix?: string;
  streamIds: string[];
}

/** The common shape of the three endings of a job. */
export interface JobEnded extends OfJob {
  workflow: string;
  subject: string;
  status: string;
  ending: string;
  requestedBy: string;
  reason?: string;
  error?: { class: string; name: string; message: string };
  left?: string[];
}

/** An event of ours: its type, its detail, and the ARNs of the resources that it is about. */
export type SentEvent = {
  [Type in keyof SentEvents]: readonly [
    type: Type,
    detail: SentEvents[Type],
    resources?: readonly string[],
  ];
}[keyof SentEvents];

export interface Bus {
  /**
   * Publishes up to ten events in one call.
   * @throws Error when the bus refused one of them. All must then be sent again; readers recognise
   * a repeat by its job id and step, or by its whole detail when no job sends it.
   */
  publish(...events: SentEvent[]): Promise<void>;
}

/**
 * Opens our event bus. This is the only EventBridge client; it is made at the first use, because
 * most invocations publish no event.
 */
export function openBus(config: Pick<Config, 'busName'>, client?: EventBridgeClient): Bus {
  let opened = client;
  return {
    async publish(...events) {
      opened ??= new EventBridgeClient(REQUEST_LIMITS);
      const { FailedEntryCount, Entries = [] } = await opened.send(
        new PutEventsCommand({
          Entries: events.map(([type, detail, resources = []]) => ({
            EventBusName: config.busName,
            Source: 'channelkeeper',
            DetailType: type,
            Detail: JSON.stringify(detail),
            Resources: [...resources],
          })),
        }),
      );
      if (!FailedEntryCount) return;
      const refused = Math.max(
        0,
        Entries.findIndex(({ ErrorCode }) => ErrorCode !== undefined),
      );
      throw new Error(
        `The event bus refused the event "${events[refused]?.[0]}": ` +
          `${Entries[refused]?.ErrorCode ?? 'no reason given'}.`,
      );
    },
  };
}
