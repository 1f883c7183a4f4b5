/**
 * The constraints on a value. `min` and `max` limit the code points of a string, the items of a
 * list, the entries of a map, and the value of a number.
 */
export type Shape =
  | { type: 'string'; min?: number; max?: number; pattern?: string; enum?: readonly string[] }
  | { type: 'integer' | 'long'; min?: number; max?: number }
  | { type: 'boolean' }
  | { type: 'list'; member: string; min?: number; max?: number }
  | { type: 'map'; key: string; value: string; min?: number; max?: number }
  | Structure;

export interface Structure {
  type: 'structure';
  required: readonly string[];
  members: Readonly<Record<string, string>>;
}

/**
 * Every input shape of IVS, as its service model (2020-07-14, the edition of 41 operations) states
 * it. Patterns are anchored when they are used: newer editions of the model leave out the anchors,
 * but the service anchors them. One pattern is corrected: the model's ResourceArn has `[a-z-]`
 * where it must mean `[a-z-]+`, and as written would match no ARN.
 */
export const SHAPES = {
  AdConfigurationArn: {
    type: 'string',
    min: 0,
    max: 128,
    pattern: 'arn:aws:ivs:[a-z0-9-]+:[0-9]+:ad-configuration/[a-zA-Z0-9-]+',
  },
  AdConfigurationName: { type: 'string', min: 0, max: 128, pattern: '[a-zA-Z0-9-_]*' },
  AdDurationSeconds: { type: 'integer', min: 1, max: 300 },
  BatchStartViewerSessionRevocationViewerSession: {
    type: 'structure',
    required: ['channelArn', 'viewerId'],
    members: {
      channelArn: 'ChannelArn',
      viewerId: 'ViewerId',
      viewerSessionVersionsLessThanOrEqualTo: 'ViewerSessionVersion',
    },
  },
  BatchStartViewerSessionRevocationViewerSessionList: {
    type: 'list',
    member: 'BatchStartViewerSessionRevocationViewerSession',
    min: 1,
    max: 20,
  },
  Boolean: { type: 'boolean' },
  ChannelAdConfigurationArn: {
    type: 'string',
    min: 0,
    max: 128,
    pattern: '^$|^arn:aws:ivs:[a-z0-9-]+:[0-9]+:ad-configuration/[a-zA-Z0-9-]+$',
  },
  ChannelArn: {
    type: 'string',
    min: 1,
    max: 128,
    pattern: 'arn:aws:ivs:[a-z0-9-]+:[0-9]+:channel/[a-zA-Z0-9-]+',
  },
  ChannelArnList: { type: 'list', member: 'ChannelArn', min: 1, max: 50 },
  ChannelLatencyMode: { type: 'string', enum: ['NORMAL', 'LOW'] },
  ChannelName: { type: 'string', min: 0, max: 128, pattern: '[a-zA-Z0-9-_]*' },
  ChannelPlaybackRestrictionPolicyArn: {
    type: 'string',
    min: 0,
    max: 128,
    pattern: '^$|^arn:aws:ivs:[a-z0-9-]+:[0-9]+:playback-restriction-policy/[a-zA-Z0-9-]+$',
  },
  ChannelRecordingConfigurationArn: {
    type: 'string',
    min: 0,
    max: 128,
    pattern: '^$|^arn:aws:ivs:[a-z0-9-]+:[0-9]+:recording-configuration/[a-zA-Z0-9-]+$',
  },
  ChannelType: { type: 'string', enum: ['BASIC', 'STANDARD', 'ADVANCED_SD', 'ADVANCED_HD'] },
  ContainerFormat: { type: 'string', enum: ['TS', 'FRAGMENTED_MP4'] },
  DestinationConfiguration: {
    type: 'structure',
    required: [],
    members: { s3: 'S3DestinationConfiguration' },
  },
  IsMultitrackInputEnabled: { type: 'boolean' },
  MaxAdConfigurationResults: { type: 'integer', min: 1, max: 100 },
  MaxChannelResults: { type: 'integer', min: 1, max: 100 },
  MaxPlaybackKeyPairResults: { type: 'integer', min: 1, max: 100 },
  MaxPlaybackRestrictionPolicyResults: { type: 'integer', min: 1, max: 100 },
  MaxRecordingConfigurationResults: { type: 'integer', min: 1, max: 100 },
  MaxStreamKeyResults: { type: 'integer', min: 1, max: 50 },
  MaxStreamResults: { type: 'integer', min: 1, max: 100 },
  MediaTailorPlaybackConfiguration: {
    type: 'structure',
    required: [],
    members: { playbackConfigurationArn: 'MediaTailorPlaybackConfigurationArn' },
  },
  MediaTailorPlaybackConfigurationArn: {
    type: 'string',
    min: 0,
    max: 128,
    pattern: 'arn:aws:mediatailor:[a-z0-9-]+:[0-9]+:playbackConfiguration/[a-zA-Z0-9-]+',
  },
  MediaTailorPlaybackConfigurationsList: {
    type: 'list',
    member: 'MediaTailorPlaybackConfiguration',
    min: 1,
    max: 3,
  },
  MultitrackInputConfiguration: {
    type: 'structure',
    required: [],
    members: {
      enabled: 'IsMultitrackInputEnabled',
      policy: 'MultitrackPolicy',
      maximumResolution: 'MultitrackMaximumResolution',
    },
  },
  MultitrackMaximumResolution: { type: 'string', enum: ['SD', 'HD', 'FULL_HD'] },
  MultitrackPolicy: { type: 'string', enum: ['ALLOW', 'REQUIRE'] },
  PaginationToken: { type: 'string', min: 0, max: 1024, pattern: '[a-zA-Z0-9+/=_-]*' },
  PlaybackKeyPairArn: {
    type: 'string',
    min: 1,
    max: 128,
    pattern: 'arn:aws:ivs:[a-z0-9-]+:[0-9]+:playback-key/[a-zA-Z0-9-]+',
  },
  PlaybackKeyPairName: { type: 'string', min: 0, max: 128, pattern: '[a-zA-Z0-9-_]*' },
  PlaybackPublicKeyMaterial: { type: 'string' },
  PlaybackRestrictionPolicyAllowedCountry: { type: 'string', min: 2, max: 2 },
  PlaybackRestrictionPolicyAllowedCountryList: {
    type: 'list',
    member: 'PlaybackRestrictionPolicyAllowedCountry',
  },
  PlaybackRestrictionPolicyAllowedOrigin: { type: 'string', min: 0, max: 128 },
  PlaybackRestrictionPolicyAllowedOriginList: {
    type: 'list',
    member: 'PlaybackRestrictionPolicyAllowedOrigin',
  },
  PlaybackRestrictionPolicyArn: {
    type: 'string',
    min: 1,
    max: 128,
    pattern: 'arn:aws:ivs:[a-z0-9-]+:[0-9]+:playback-restriction-policy/[a-zA-Z0-9-]+',
  },
  PlaybackRestrictionPolicyEnableStrictOriginEnforcement: { type: 'boolean' },
  PlaybackRestrictionPolicyName: { type: 'string', min: 0, max: 128, pattern: '[a-zA-Z0-9-_]*' },
  PostRollConfiguration: {
    type: 'structure',
    required: ['durationSeconds', 'enabled'],
    members: { durationSeconds: 'AdDurationSeconds', enabled: 'Boolean' },
  },
  RecordingConfigurationArn: {
    type: 'string',
    min: 0,
    max: 128,
    pattern: 'arn:aws:ivs:[a-z0-9-]+:[0-9]+:recording-configuration/[a-zA-Z0-9-]+',
  },
  RecordingConfigurationName: { type: 'string', min: 0, max: 128, pattern: '[a-zA-Z0-9-_]*' },
  RecordingMode: { type: 'string', enum: ['DISABLED', 'INTERVAL'] },
  RecordingReconnectWindowSeconds: { type: 'integer', min: 0, max: 300 },
  RenditionConfiguration: {
    type: 'structure',
    required: [],
    members: {
      renditionSelection: 'RenditionConfigurationRenditionSelection',
      renditions: 'RenditionConfigurationRenditionList',
    },
  },
  RenditionConfigurationRendition: {
    type: 'string',
    enum: ['SD', 'HD', 'FULL_HD', 'LOWEST_RESOLUTION'],
  },
  RenditionConfigurationRenditionList: { type: 'list', member: 'RenditionConfigurationRendition' },
  RenditionConfigurationRenditionSelection: { type: 'string', enum: ['ALL', 'NONE', 'CUSTOM'] },
  ResourceArn: {
    type: 'string',
    min: 1,
    max: 128,
    pattern: 'arn:aws:ivs:[a-z0-9-]+:[0-9]+:[a-z-]+/[a-zA-Z0-9-]+',
  },
  S3DestinationBucketName: { type: 'string', min: 3, max: 63, pattern: '[a-z0-9-.]+' },
  S3DestinationConfiguration: {
    type: 'structure',
    required: ['bucketName'],
    members: { bucketName: 'S3DestinationBucketName' },
  },
  StreamFilters: { type: 'structure', required: [], members: { health: 'StreamHealth' } },
  StreamHealth: { type: 'string', enum: ['HEALTHY', 'STARVING', 'UNKNOWN'] },
  StreamId: { type: 'string', min: 26, max: 26, pattern: 'st-[a-zA-Z0-9]+' },
  StreamKeyArn: {
    type: 'string',
    min: 1,
    max: 128,
    pattern: 'arn:aws:ivs:[a-z0-9-]+:[0-9]+:stream-key/[a-zA-Z0-9-]+',
  },
  StreamKeyArnList: { type: 'list', member: 'StreamKeyArn', min: 1, max: 50 },
  StreamMetadata: { type: 'string', min: 1 },
  TagKey: { type: 'string', min: 1, max: 128, pattern: '([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+)' },
  TagKeyList: { type: 'list', member: 'TagKey', min: 0, max: 50 },
  TagValue: { type: 'string', min: 0, max: 256, pattern: '([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)' },
  Tags: { type: 'map', key: 'TagKey', value: 'TagValue', min: 0, max: 50 },
  TargetIntervalSeconds: { type: 'long', min: 1, max: 60 },
  ThumbnailConfiguration: {
    type: 'structure',
    required: [],
    members: {
      recordingMode: 'RecordingMode',
      targetIntervalSeconds: 'TargetIntervalSeconds',
      resolution: 'ThumbnailConfigurationResolution',
      storage: 'ThumbnailConfigurationStorageList',
    },
  },
  ThumbnailConfigurationResolution: {
    type: 'string',
    enum: ['SD', 'HD', 'FULL_HD', 'LOWEST_RESOLUTION'],
  },
  ThumbnailConfigurationStorage: { type: 'string', enum: ['SEQUENTIAL', 'LATEST'] },
  ThumbnailConfigurationStorageList: { type: 'list', member: 'ThumbnailConfigurationStorage' },
  TranscodePreset: {
    type: 'string',
    enum: ['HIGHER_BANDWIDTH_DELIVERY', 'CONSTRAINED_BANDWIDTH_DELIVERY'],
  },
  ViewerId: { type: 'string', min: 1, max: 40 },
  ViewerSessionVersion: { type: 'integer', min: 0 },
} as const satisfies Record<string, Shape>;

export type ShapeName = keyof typeof SHAPES;

type Shapes = typeof SHAPES;

/** The TypeScript type of a validated value of a shape. */
export type ValueOf<Name> = Name extends ShapeName ? Value<Shapes[Name]> : never;

type Value<S> = S extends { enum: readonly (infer Member)[] }
  ? Member
  : S extends { type: 'string' }
    ? string
    : S extends { type: 'integer' | 'long' }
      ? number
      : S extends { type: 'boolean' }
        ? boolean
        : S extends { type: 'list'; member: infer Member }
          ? ValueOf<Member>[]
          : S extends { type: 'map'; value: infer Member }
            ? Record<string, ValueOf<Member>>
            : S extends { members: infer Members; required: readonly (infer Required)[] }
              ? StructureOf<Members, Required>
              : never;

/** Required members are present; the others may be missing but are never undefined. */
export type StructureOf<Members, Required> = {
  [Name in Extract<keyof Members, Required>]: ValueOf<Members[Name]>;
} & { [Name in Exclude<keyof Members, Required>]?: ValueOf<Members[Name]> };
