import { z } from 'zod';
import { isOperationName } from '../protocol/model.ts';

const milliseconds = z.number().min(0);

/**
 * The documented calls per second, by operation, for each account and region (IVS service quotas;
 * not adjustable in IVS).
 */
const RATES: Record<string, number> = {
  BatchGetChannel: 5,
  CreateChannel: 5,
  DeleteChannel: 5,
  GetChannel: 5,
  ListChannels: 5,
  UpdateChannel: 5,
  BatchGetStreamKey: 5,
  CreateStreamKey: 5,
  DeleteStreamKey: 5,
  GetStreamKey: 5,
  ListStreamKeys: 5,
  GetStream: 5,
  GetStreamSession: 5,
  ListStreams: 5,
  ListStreamSessions: 5,
  StopStream: 5,
  CreatePlaybackRestrictionPolicy: 5,
  DeletePlaybackRestrictionPolicy: 5,
  GetPlaybackRestrictionPolicy: 5,
  ListPlaybackRestrictionPolicies: 5,
  UpdatePlaybackRestrictionPolicy: 5,
  CreateRecordingConfiguration: 3,
  DeleteRecordingConfiguration: 3,
  GetRecordingConfiguration: 3,
  ListRecordingConfigurations: 3,
  DeletePlaybackKeyPair: 3,
  GetPlaybackKeyPair: 3,
  ImportPlaybackKeyPair: 3,
  ListPlaybackKeyPairs: 3,
  // UpdateAdConfiguration is not in the list of quotas; it gets the rate of its siblings.
  CreateAdConfiguration: 3,
  DeleteAdConfiguration: 3,
  GetAdConfiguration: 3,
  ListAdConfigurations: 3,
  UpdateAdConfiguration: 3,
  InsertAdBreak: 1,
  // This rate is per channel; see metadataPerAccountRate.
  PutMetadata: 5,
  StartViewerSessionRevocation: 10,
  BatchStartViewerSessionRevocation: 2,
  TagResource: 10,
  UntagResource: 10,
  ListTagsForResource: 10,
};

/**
 * Every setting of ivs-local with its default. Times are milliseconds. A setting marked unconfirmed
 * is a choice, not knowledge about IVS.
 */
const schema = z.strictObject({
  /** From Session Created to Stream Start: IVS states 6–7 s with 2-second keyframes. */
  streamStartMs: milliseconds.default(6_500),
  /**
   * From the stop to Session Ended, and from the stop to Stream End. IVS does not fix the order of
   * the two.
   */
  sessionEndedMs: milliseconds.default(200),
  streamEndMs: milliseconds.default(1_000),
  /**
   * From the last data to Starvation Start, and from the last data to the end of the session (30 s
   * is documented).
   */
  starvationStartMs: milliseconds.default(3_000),
  lossEndMs: milliseconds.default(30_000),
  /**
   * From Session Created to the end of a session whose encoder has sent no picture that IVS takes.
   * Unconfirmed; IVS says that it does not support sound alone, and the time is that of a loss.
   */
  pictureWithinMs: milliseconds.default(30_000),
  /** The result of StopStream between Session Created and Stream Start; unconfirmed. */
  stopBeforeStreamStart: z
    .enum(['ChannelNotBroadcasting', 'stops'])
    .default('ChannelNotBroadcasting'),
  /**
   * Whether deleting a key ends the session that uses it. Unconfirmed; AWS's documentation suggests
   * that it does not.
   */
  deletedKeyEndsSession: z.boolean().default(false),
  /**
   * The result of UpdateChannel on a live channel. AWS's documentation disagrees: the reference
   * says 409, the CLI examples say that the change applies from the next stream.
   */
  updateChannelWhileLive: z.enum(['ConflictException', 'allowed']).default('ConflictException'),
  /** Whether RTMP without TLS is refused on channels whose `insecureIngest` is false, as in IVS. */
  strictIngest: z.boolean().default(false),
  /** From the moment when a limit is exceeded to the event and the end of the session. */
  limitBreachMs: milliseconds.default(2_000),
  /** The time over which the bitrate of a real encoder is measured. */
  bitrateWindowMs: z.number().min(1).default(5_000),
  /**
   * Bits per second, for BASIC up to 480 lines, BASIC above 480 lines, all other types, and
   * STANDARD with multitrack.
   */
  ingestBitrateMax: z
    .strictObject({
      basicSd: z.number(),
      basic: z.number(),
      single: z.number(),
      multitrack: z.number(),
    })
    .default({ basicSd: 1_500_000, basic: 3_500_000, single: 8_500_000, multitrack: 15_000_000 }),
  ingestPixelsMax: z.number().min(1).default(2_100_000),
  ingestEdgeMax: z.number().min(1).default(1_920),
  concurrentStreamsMax: z.int().min(0).default(100),
  concurrentViewsMax: z.int().min(0).default(15_000),
  takeoversPerStreamMax: z.int().min(0).default(100),
  /**
   * From Stream Start to Recording Start, and from Stream End (plus the reconnect window) to
   * Recording End.
   */
  recordingStartMs: milliseconds.default(1_000),
  recordingEndMs: milliseconds.default(10_000),
  /** Recordings into these buckets fail, at their start or at their end. */
  recordingFailures: z.record(z.string(), z.enum(['start', 'end'])).default({}),
  /** How long before its target time an ad break is announced. */
  adBreakLeadMs: milliseconds.default(10_000),
  /** From a revocation to its effect; no figure is known. */
  revocationEffectMs: milliseconds.default(5_000),
  /** A viewer that has fetched no playlist for this long no longer counts. */
  viewerGoneMs: milliseconds.default(30_000),
  /**
   * The country of viewers, as an ISO 3166-1 alpha-2 code, unless a request states another one.
   * Empty: unknown; such viewers are served.
   */
  viewerCountry: z
    .string()
    .regex(/^(?:[A-Z]{2})?$/)
    .default(''),
  /**
   * Whether answers contain local addresses for playback and ingest, which players and encoders can
   * use directly. Off: the addresses of IVS.
   */
  localAddresses: z.boolean().default(false),
  /** How long a recording configuration is CREATING. */
  recordingConfigurationSettlesMs: milliseconds.default(3_000),
  /** The regions of buckets, by name. A bucket that is not listed is in the region of the call. */
  bucketRegions: z.record(z.string(), z.string()).default({}),
  /**
   * The result of UpdatePlaybackRestrictionPolicy while an attached channel is live. Unconfirmed;
   * the CLI examples say that the change applies from the next stream.
   */
  updatePolicyWhileLive: z.enum(['ConflictException', 'allowed']).default('allowed'),
  /** The result of InsertAdBreak on a live channel without an ad configuration; unconfirmed. */
  adBreakWithoutAdConfiguration: z
    .enum(['ValidationException', 'allowed'])
    .default('ValidationException'),
  /** Reads see the state of this long ago. How far the reads of IVS lag behind is unconfirmed. */
  readLagMs: milliseconds.default(0),
  /**
   * Whether AWS has verified the account for IVS. Before that, most operations are refused, except
   * plain reads, StopStream, PutMetadata and the tag operations.
   */
  accountVerified: z.boolean().default(true),
  /** The error for a value of the wrong JSON type, or for input that is not JSON; unconfirmed. */
  unreadableInput: z
    .enum(['SerializationException', 'ValidationException'])
    .default('SerializationException'),
  /**
   * Whether calls without an Authorization header are refused, as IVS does. The form of a header
   * that is present is always checked.
   */
  requireSignature: z.boolean().default(false),
  /** Off: no rate and no quota of resources or sizes applies, regardless of the settings below. */
  quotas: z.boolean().default(true),
  recordingConfigurationsMax: z.int().min(0).default(20),
  playbackKeyPairsMax: z.int().min(0).default(3),
  playbackRestrictionPoliciesMax: z.int().min(0).default(3),
  adConfigurationsMax: z.int().min(0).default(20),
  countriesPerPolicyMax: z.int().min(0).default(200),
  originsPerPolicyMax: z.int().min(0).default(5),
  tagsPerResourceMax: z.int().min(0).default(50),
  metadataBytesMax: z.int().min(1).default(1_024),
  /**
   * PutMetadata calls per second for the whole account, in addition to the rate for each channel.
   */
  metadataPerAccountRate: z.number().positive().default(155),
  channelsMax: z.int().min(0).default(5_000),
  streamKeysPerChannelMax: z.int().min(0).default(1),
  throttling: z.boolean().default(true),
  /** Calls per second, by operation. An operation without a rate is not throttled. */
  rates: z
    .record(
      z.string().refine((name): boolean => isOperationName(name), 'is not an operation of IVS'),
      z.number().positive(),
    )
    .default(RATES),
  /**
   * The waits before each further attempt to deliver an event. After the last attempt the event is
   * recorded as undelivered.
   */
  deliveryRetryMs: z.array(milliseconds).default([1_000, 5_000, 30_000]),
  /** The longest time that an event is held back, beyond its delay, when chaos reorders it. */
  reorderMs: milliseconds.default(5_000),
  sessionRetentionDays: z.number().positive().default(60),
  revocationRetentionHours: z.number().positive().default(24),
  /**
   * The numbers of events, metadata and requests that can be read back; the oldest are dropped
   * first.
   */
  eventsKept: z.int().min(1).default(10_000),
  metadataKept: z.int().min(1).default(1_000),
  requestsKept: z.int().min(1).default(100_000),
});

export type Settings = z.output<typeof schema>;

/**
 * Returns the defaults with `changes` applied; `rates` are merged by operation.
 * @throws ZodError for an unknown or ill-typed setting
 */
export function settingsFrom(changes: Partial<Settings> = {}): Settings {
  return schema.parse({ ...changes, rates: { ...RATES, ...changes.rates } });
}

/**
 * Applies external input to `settings` in place.
 * @throws ZodError, leaving `settings` unchanged
 */
export function changeSettings(settings: Settings, changes: unknown): void {
  const given = z.record(z.string(), z.unknown()).parse(changes);
  const rates = z.record(z.string(), z.unknown()).default({}).parse(given['rates']);
  Object.assign(
    settings,
    schema.parse({ ...settings, ...given, rates: { ...settings.rates, ...rates } }),
  );
}
