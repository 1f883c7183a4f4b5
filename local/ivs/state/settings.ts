import { z } from 'zod';

const milliseconds = z.number().min(0);

/**
 * Documented calls per second per operation, account and region (IVS service quotas; not adjustable
 * there).
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
  // UpdateAdConfiguration has no row in the quotas; it gets what its siblings have.
  CreateAdConfiguration: 3,
  DeleteAdConfiguration: 3,
  GetAdConfiguration: 3,
  ListAdConfigurations: 3,
  UpdateAdConfiguration: 3,
  InsertAdBreak: 1,
  // By channel; see metadataPerAccountRate.
  PutMetadata: 5,
  StartViewerSessionRevocation: 10,
  BatchStartViewerSessionRevocation: 2,
  TagResource: 10,
  UntagResource: 10,
  ListTagsForResource: 10,
};

/**
 * Every knob of ivs-local with its default. Times are milliseconds. An entry marked unconfirmed is
 * a choice, not knowledge.
 */
const schema = z.strictObject({
  /** Session Created to Stream Start: IVS says 6–7 s with 2-second keyframes. */
  streamStartMs: milliseconds.default(6_500),
  /**
   * From the stop to Session Ended, and to Stream End; the order of the two is not fixed in IVS.
   */
  sessionEndedMs: milliseconds.default(200),
  streamEndMs: milliseconds.default(1_000),
  /** From the last data to Starvation Start, and to the end of the session (30 s is documented). */
  starvationStartMs: milliseconds.default(3_000),
  lossEndMs: milliseconds.default(30_000),
  /** StopStream between Session Created and Stream Start; unconfirmed. */
  stopBeforeStreamStart: z
    .enum(['ChannelNotBroadcasting', 'stops'])
    .default('ChannelNotBroadcasting'),
  /**
   * Whether deleting a key ends the session that runs on it; unconfirmed, AWS's text suggests that
   * it does not.
   */
  deletedKeyEndsSession: z.boolean().default(false),
  /**
   * AWS's material disagrees: the reference says 409, the CLI examples say the change waits for the
   * next stream.
   */
  updateChannelWhileLive: z.enum(['ConflictException', 'allowed']).default('ConflictException'),
  /** From the moment that a limit is broken to the event and the end of the session. */
  limitBreachMs: milliseconds.default(2_000),
  /** Over how long the bitrate of a real encoder is measured. */
  bitrateWindowMs: z.number().min(1).default(5_000),
  /**
   * Bits per second; BASIC up to 480 lines and above, all other types, and STANDARD with
   * multitrack.
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
   * From Stream Start to Recording Start, and from Stream End (beyond the reconnect window) to
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
  /** Without a playlist fetched for so long, a viewer is gone. */
  viewerGoneMs: milliseconds.default(30_000),
  /**
   * The country of viewers, as an ISO 3166-1 alpha-2 code, unless a request says otherwise; empty:
   * unknown, which is served.
   */
  viewerCountry: z
    .string()
    .regex(/^(?:[A-Z]{2})?$/)
    .default(''),
  /**
   * Answers name addresses of this machine for playback and ingest, so that players and encoders
   * take them as they are. Off: those of IVS.
   */
  localAddresses: z.boolean().default(false),
  /** A recording configuration is CREATING for so long. */
  recordingConfigurationSettlesMs: milliseconds.default(3_000),
  /** The regions of buckets by name; a bucket that is not named is in the region of the call. */
  bucketRegions: z.record(z.string(), z.string()).default({}),
  /**
   * UpdatePlaybackRestrictionPolicy while an attached channel is live; unconfirmed, the CLI
   * examples say it waits for the next stream.
   */
  updatePolicyWhileLive: z.enum(['ConflictException', 'allowed']).default('allowed'),
  /** InsertAdBreak on a live channel without an ad configuration; unconfirmed. */
  adBreakWithoutAdConfiguration: z
    .enum(['ValidationException', 'allowed'])
    .default('ValidationException'),
  /** Reads see what was true so long ago; how far IVS's own lag behind is unconfirmed. */
  readLagMs: milliseconds.default(0),
  /**
   * Whether AWS has verified the account for IVS; until then most operations but plain reads,
   * StopStream, PutMetadata and tags are refused.
   */
  accountVerified: z.boolean().default(true),
  /** A value of the wrong JSON type, or no JSON at all; unconfirmed. */
  unreadableInput: z
    .enum(['SerializationException', 'ValidationException'])
    .default('SerializationException'),
  /**
   * Refuse calls without an Authorization header, as IVS does. One that is there is checked for its
   * shape in any case.
   */
  requireSignature: z.boolean().default(false),
  /**
   * Off: no rate and no quota of resources or sizes is in force, whatever the settings below say.
   */
  quotas: z.boolean().default(true),
  recordingConfigurationsMax: z.int().min(0).default(20),
  playbackKeyPairsMax: z.int().min(0).default(3),
  playbackRestrictionPoliciesMax: z.int().min(0).default(3),
  adConfigurationsMax: z.int().min(0).default(20),
  countriesPerPolicyMax: z.int().min(0).default(200),
  originsPerPolicyMax: z.int().min(0).default(5),
  tagsPerResourceMax: z.int().min(0).default(50),
  metadataBytesMax: z.int().min(1).default(1_024),
  /** PutMetadata calls per second on top of its rate, which counts by channel. */
  metadataPerAccountRate: z.number().positive().default(155),
  channelsMax: z.int().min(0).default(5_000),
  streamKeysPerChannelMax: z.int().min(0).default(1),
  throttling: z.boolean().default(true),
  /** Calls per second by operation; an operation without a rate is not throttled. */
  rates: z.record(z.string(), z.number().positive()).default(RATES),
  /**
   * Waits before each further try to hand over an event; after the last one it is recorded as
   * undelivered.
   */
  deliveryRetryMs: z.array(milliseconds).default([1_000, 5_000, 30_000]),
  /** Most an event is held back, beyond its delay, when chaos reorders it. */
  reorderMs: milliseconds.default(5_000),
  sessionRetentionDays: z.number().positive().default(60),
  revocationRetentionHours: z.number().positive().default(24),
  /** How many events and requests are kept for reading back; the oldest go first. */
  eventsKept: z.int().min(1).default(10_000),
  metadataKept: z.int().min(1).default(1_000),
  requestsKept: z.int().min(1).default(100_000),
});

export type Settings = z.output<typeof schema>;

/**
 * Defaults with `changes` over them; `rates` are merged by operation.
 * @throws ZodError on an unknown or ill-typed setting
 */
export function settingsFrom(changes: Partial<Settings> = {}): Settings {
  return schema.parse({ ...changes, rates: { ...RATES, ...changes.rates } });
}

/**
 * Applies a change read from outside to `settings` in place.
 * @throws ZodError, leaving `settings` as it was
 */
export function changeSettings(settings: Settings, changes: unknown): void {
  const given = z.record(z.string(), z.unknown()).parse(changes);
  const rates = z.record(z.string(), z.unknown()).default({}).parse(given['rates']);
  Object.assign(
    settings,
    schema.parse({ ...settings, ...given, rates: { ...settings.rates, ...rates } }),
  );
}
