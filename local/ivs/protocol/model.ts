import type { IvsErrorName } from './errors.ts';
import type { ShapeName, StructureOf } from './shapes.ts';

/** An operation as the service model has it. */
interface Modelled {
  method: 'POST' | 'GET' | 'DELETE';
  /** `operation`: POST /<name> with a JSON body. `tags`: /tags/<ARN, percent-encoded whole>. */
  path: 'operation' | 'tags';
  /** Of success; 204 has no body, 200 with no output has none either. */
  status: 200 | 204;
  required: readonly string[];
  members: Readonly<Record<string, ShapeName>>;
  /** What it declares; the common errors of AWS, throttling above all, come on top. */
  errors: readonly IvsErrorName[];
}

/** All 41 operations of IVS (service model 2020-07-14). */
export const MODEL = {
  CreateChannel: {
    method: 'POST', path: 'operation', status: 200, required: [],
    members: {
      name: 'ChannelName', latencyMode: 'ChannelLatencyMode', type: 'ChannelType', authorized: 'Boolean', recordingConfigurationArn: 'ChannelRecordingConfigurationArn',
      tags: 'Tags', insecureIngest: 'Boolean', preset: 'TranscodePreset', playbackRestrictionPolicyArn: 'ChannelPlaybackRestrictionPolicyArn',
      multitrackInputConfiguration: 'MultitrackInputConfiguration', containerFormat: 'ContainerFormat', adConfigurationArn: 'ChannelAdConfigurationArn',
    },
    errors: ['ResourceNotFoundException', 'AccessDeniedException', 'ValidationException', 'PendingVerification', 'ServiceQuotaExceededException'],
  },
  GetChannel: {
    method: 'POST', path: 'operation', status: 200, required: ['arn'], members: { arn: 'ChannelArn' },
    errors: ['ResourceNotFoundException', 'AccessDeniedException', 'ValidationException'],
  },
  ListChannels: {
    method: 'POST', path: 'operation', status: 200, required: [],
    members: {
      filterByName: 'ChannelName', filterByRecordingConfigurationArn: 'ChannelRecordingConfigurationArn',
      filterByPlaybackRestrictionPolicyArn: 'ChannelPlaybackRestrictionPolicyArn', filterByAdConfigurationArn: 'ChannelAdConfigurationArn', nextToken: 'PaginationToken',
      maxResults: 'MaxChannelResults',
    },
    errors: ['AccessDeniedException', 'ValidationException', 'ConflictException'],
  },
  UpdateChannel: {
    method: 'POST', path: 'operation', status: 200, required: ['arn'],
    members: {
      arn: 'ChannelArn', name: 'ChannelName', latencyMode: 'ChannelLatencyMode', type: 'ChannelType', authorized: 'Boolean',
      recordingConfigurationArn: 'ChannelRecordingConfigurationArn', insecureIngest: 'Boolean', preset: 'TranscodePreset',
      playbackRestrictionPolicyArn: 'ChannelPlaybackRestrictionPolicyArn', multitrackInputConfiguration: 'MultitrackInputConfiguration',
      containerFormat: 'ContainerFormat', adConfigurationArn: 'ChannelAdConfigurationArn',
    },
    errors: ['ResourceNotFoundException', 'AccessDeniedException', 'ValidationException', 'PendingVerification', 'ConflictException'],
  },
  DeleteChannel: {
    method: 'POST', path: 'operation', status: 204, required: ['arn'], members: { arn: 'ChannelArn' },
    errors: ['ResourceNotFoundException', 'AccessDeniedException', 'ValidationException', 'PendingVerification', 'ConflictException'],
  },
  BatchGetChannel: {
    method: 'POST', path: 'operation', status: 200, required: ['arns'], members: { arns: 'ChannelArnList' },
    errors: ['AccessDeniedException', 'ValidationException', 'ServiceUnavailable'],
  },
  CreateStreamKey: {
    method: 'POST', path: 'operation', status: 200, required: ['channelArn'], members: { channelArn: 'ChannelArn', tags: 'Tags' },
    errors: ['ResourceNotFoundException', 'AccessDeniedException', 'ValidationException', 'PendingVerification', 'ServiceQuotaExceededException'],
  },
  GetStreamKey: {
    method: 'POST', path: 'operation', status: 200, required: ['arn'], members: { arn: 'StreamKeyArn' },
    errors: ['ResourceNotFoundException', 'AccessDeniedException', 'ValidationException'],
  },
  ListStreamKeys: {
    method: 'POST', path: 'operation', status: 200, required: ['channelArn'],
    members: { channelArn: 'ChannelArn', nextToken: 'PaginationToken', maxResults: 'MaxStreamKeyResults' },
    errors: ['ResourceNotFoundException', 'AccessDeniedException', 'ValidationException'],
  },
  DeleteStreamKey: {
    method: 'POST', path: 'operation', status: 204, required: ['arn'], members: { arn: 'StreamKeyArn' },
    errors: ['ResourceNotFoundException', 'AccessDeniedException', 'ValidationException', 'PendingVerification'],
  },
  BatchGetStreamKey: {
    method: 'POST', path: 'operation', status: 200, required: ['arns'], members: { arns: 'StreamKeyArnList' },
    errors: ['AccessDeniedException', 'ValidationException', 'ServiceUnavailable'],
  },
  GetStream: {
    method: 'POST', path: 'operation', status: 200, required: ['channelArn'], members: { channelArn: 'ChannelArn' },
    errors: ['ResourceNotFoundException', 'AccessDeniedException', 'ValidationException', 'ChannelNotBroadcasting'],
  },
  ListStreams: {
    method: 'POST', path: 'operation', status: 200, required: [], members: { filterBy: 'StreamFilters', nextToken: 'PaginationToken', maxResults: 'MaxStreamResults' },
    errors: ['AccessDeniedException', 'ValidationException'],
  },
  StopStream: {
    method: 'POST', path: 'operation', status: 200, required: ['channelArn'], members: { channelArn: 'ChannelArn' },
    errors: ['ResourceNotFoundException', 'AccessDeniedException', 'ValidationException', 'ChannelNotBroadcasting', 'StreamUnavailable'],
  },
  GetStreamSession: {
    method: 'POST', path: 'operation', status: 200, required: ['channelArn'], members: { channelArn: 'ChannelArn', streamId: 'StreamId' },
    errors: ['ResourceNotFoundException', 'AccessDeniedException', 'ValidationException'],
  },
  ListStreamSessions: {
    method: 'POST', path: 'operation', status: 200, required: ['channelArn'],
    members: { channelArn: 'ChannelArn', nextToken: 'PaginationToken', maxResults: 'MaxStreamResults' },
    errors: ['ResourceNotFoundException', 'AccessDeniedException', 'ValidationException'],
  },
  PutMetadata: {
    method: 'POST', path: 'operation', status: 204, required: ['channelArn', 'metadata'], members: { channelArn: 'ChannelArn', metadata: 'StreamMetadata' },
    errors: ['ResourceNotFoundException', 'AccessDeniedException', 'ValidationException', 'ChannelNotBroadcasting', 'ThrottlingException'],
  },
  StartViewerSessionRevocation: {
    method: 'POST', path: 'operation', status: 200, required: ['channelArn', 'viewerId'],
    members: { channelArn: 'ChannelArn', viewerId: 'ViewerId', viewerSessionVersionsLessThanOrEqualTo: 'ViewerSessionVersion' },
    errors: ['ResourceNotFoundException', 'InternalServerException', 'AccessDeniedException', 'ValidationException', 'ThrottlingException', 'PendingVerification'],
  },
  BatchStartViewerSessionRevocation: {
    method: 'POST', path: 'operation', status: 200, required: ['viewerSessions'], members: { viewerSessions: 'BatchStartViewerSessionRevocationViewerSessionList' },
    errors: ['AccessDeniedException', 'ValidationException', 'PendingVerification', 'ThrottlingException'],
  },
  CreateRecordingConfiguration: {
    method: 'POST', path: 'operation', status: 200, required: ['destinationConfiguration'],
    members: {
      name: 'RecordingConfigurationName', destinationConfiguration: 'DestinationConfiguration', tags: 'Tags', thumbnailConfiguration: 'ThumbnailConfiguration',
      recordingReconnectWindowSeconds: 'RecordingReconnectWindowSeconds', renditionConfiguration: 'RenditionConfiguration',
    },
    errors: ['InternalServerException', 'AccessDeniedException', 'ValidationException', 'PendingVerification', 'ConflictException', 'ServiceQuotaExceededException'],
  },
  GetRecordingConfiguration: {
    method: 'POST', path: 'operation', status: 200, required: ['arn'], members: { arn: 'RecordingConfigurationArn' },
    errors: ['ResourceNotFoundException', 'InternalServerException', 'AccessDeniedException', 'ValidationException'],
  },
  ListRecordingConfigurations: {
    method: 'POST', path: 'operation', status: 200, required: [], members: { nextToken: 'PaginationToken', maxResults: 'MaxRecordingConfigurationResults' },
    errors: ['InternalServerException', 'AccessDeniedException', 'ValidationException'],
  },
  DeleteRecordingConfiguration: {
    method: 'POST', path: 'operation', status: 204, required: ['arn'], members: { arn: 'RecordingConfigurationArn' },
    errors: ['ResourceNotFoundException', 'InternalServerException', 'AccessDeniedException', 'ValidationException', 'ConflictException'],
  },
  ImportPlaybackKeyPair: {
    method: 'POST', path: 'operation', status: 200, required: ['publicKeyMaterial'],
    members: { publicKeyMaterial: 'PlaybackPublicKeyMaterial', name: 'PlaybackKeyPairName', tags: 'Tags' },
    errors: ['AccessDeniedException', 'ValidationException', 'PendingVerification', 'ConflictException', 'ServiceQuotaExceededException'],
  },
  GetPlaybackKeyPair: {
    method: 'POST', path: 'operation', status: 200, required: ['arn'], members: { arn: 'PlaybackKeyPairArn' },
    errors: ['ResourceNotFoundException', 'AccessDeniedException', 'ValidationException'],
  },
  ListPlaybackKeyPairs: {
    method: 'POST', path: 'operation', status: 200, required: [], members: { nextToken: 'PaginationToken', maxResults: 'MaxPlaybackKeyPairResults' },
    errors: ['AccessDeniedException', 'ValidationException'],
  },
  DeletePlaybackKeyPair: {
    method: 'POST', path: 'operation', status: 200, required: ['arn'], members: { arn: 'PlaybackKeyPairArn' },
    errors: ['ResourceNotFoundException', 'AccessDeniedException', 'ValidationException', 'PendingVerification'],
  },
  CreatePlaybackRestrictionPolicy: {
    method: 'POST', path: 'operation', status: 200, required: [],
    members: {
      allowedCountries: 'PlaybackRestrictionPolicyAllowedCountryList', allowedOrigins: 'PlaybackRestrictionPolicyAllowedOriginList',
      enableStrictOriginEnforcement: 'PlaybackRestrictionPolicyEnableStrictOriginEnforcement', name: 'PlaybackRestrictionPolicyName', tags: 'Tags',
    },
    errors: ['AccessDeniedException', 'ValidationException', 'PendingVerification', 'ThrottlingException', 'ServiceQuotaExceededException'],
  },
  GetPlaybackRestrictionPolicy: {
    method: 'POST', path: 'operation', status: 200, required: ['arn'], members: { arn: 'PlaybackRestrictionPolicyArn' },
    errors: ['ResourceNotFoundException', 'AccessDeniedException', 'ValidationException', 'PendingVerification'],
  },
  ListPlaybackRestrictionPolicies: {
    method: 'POST', path: 'operation', status: 200, required: [], members: { nextToken: 'PaginationToken', maxResults: 'MaxPlaybackRestrictionPolicyResults' },
    errors: ['AccessDeniedException', 'ValidationException', 'PendingVerification', 'ConflictException'],
  },
  UpdatePlaybackRestrictionPolicy: {
    method: 'POST', path: 'operation', status: 200, required: ['arn'],
    members: {
      arn: 'PlaybackRestrictionPolicyArn', allowedCountries: 'PlaybackRestrictionPolicyAllowedCountryList', allowedOrigins: 'PlaybackRestrictionPolicyAllowedOriginList',
      enableStrictOriginEnforcement: 'PlaybackRestrictionPolicyEnableStrictOriginEnforcement', name: 'PlaybackRestrictionPolicyName',
    },
    errors: ['ResourceNotFoundException', 'AccessDeniedException', 'ValidationException', 'PendingVerification', 'ConflictException'],
  },
  DeletePlaybackRestrictionPolicy: {
    method: 'POST', path: 'operation', status: 204, required: ['arn'], members: { arn: 'PlaybackRestrictionPolicyArn' },
    errors: ['ResourceNotFoundException', 'AccessDeniedException', 'ValidationException', 'PendingVerification', 'ConflictException'],
  },
  CreateAdConfiguration: {
    method: 'POST', path: 'operation', status: 200, required: ['mediaTailorPlaybackConfigurations'],
    members: {
      name: 'AdConfigurationName', mediaTailorPlaybackConfigurations: 'MediaTailorPlaybackConfigurationsList', postRollConfiguration: 'PostRollConfiguration',
      tags: 'Tags',
    },
    errors: [
      'ResourceNotFoundException', 'InternalServerException', 'AccessDeniedException', 'ValidationException', 'PendingVerification', 'ThrottlingException',
      'ConflictException', 'ServiceQuotaExceededException',
    ],
  },
  GetAdConfiguration: {
    method: 'POST', path: 'operation', status: 200, required: ['arn'], members: { arn: 'AdConfigurationArn' },
    errors: ['ResourceNotFoundException', 'InternalServerException', 'AccessDeniedException', 'ValidationException'],
  },
  ListAdConfigurations: {
    method: 'POST', path: 'operation', status: 200, required: [], members: { nextToken: 'PaginationToken', maxResults: 'MaxAdConfigurationResults' },
    errors: ['InternalServerException', 'AccessDeniedException', 'ValidationException'],
  },
  UpdateAdConfiguration: {
    method: 'POST', path: 'operation', status: 200, required: ['arn'],
    members: {
      arn: 'AdConfigurationArn', name: 'AdConfigurationName', mediaTailorPlaybackConfigurations: 'MediaTailorPlaybackConfigurationsList',
      postRollConfiguration: 'PostRollConfiguration',
    },
    errors: [
      'ResourceNotFoundException', 'InternalServerException', 'AccessDeniedException', 'ValidationException', 'PendingVerification', 'ThrottlingException',
      'ConflictException', 'ServiceQuotaExceededException',
    ],
  },
  DeleteAdConfiguration: {
    method: 'POST', path: 'operation', status: 204, required: ['arn'], members: { arn: 'AdConfigurationArn' },
    errors: ['ResourceNotFoundException', 'InternalServerException', 'AccessDeniedException', 'ValidationException', 'ConflictException'],
  },
  InsertAdBreak: {
    method: 'POST', path: 'operation', status: 200, required: ['channelArn', 'durationSeconds'], members: { channelArn: 'ChannelArn', durationSeconds: 'AdDurationSeconds' },
    errors: [
      'ResourceNotFoundException', 'InternalServerException', 'AccessDeniedException', 'ValidationException', 'ChannelNotBroadcasting', 'ThrottlingException',
      'ConflictException',
    ],
  },
  TagResource: {
    method: 'POST', path: 'tags', status: 200, required: ['resourceArn', 'tags'], members: { resourceArn: 'ResourceArn', tags: 'Tags' },
    errors: ['ResourceNotFoundException', 'InternalServerException', 'ValidationException'],
  },
  UntagResource: {
    method: 'DELETE', path: 'tags', status: 200, required: ['resourceArn', 'tagKeys'], members: { resourceArn: 'ResourceArn', tagKeys: 'TagKeyList' },
    errors: ['ResourceNotFoundException', 'InternalServerException', 'ValidationException'],
  },
  ListTagsForResource: {
    method: 'GET', path: 'tags', status: 200, required: ['resourceArn'], members: { resourceArn: 'ResourceArn' },
    errors: ['ResourceNotFoundException', 'InternalServerException', 'ValidationException'],
  },
} as const satisfies Record<string, Modelled>;

export type OperationName = keyof typeof MODEL;

/** The checked input of an operation. */
export type InputOf<Name extends OperationName> = StructureOf<(typeof MODEL)[Name]['members'], (typeof MODEL)[Name]['required'][number]>;

export const isOperationName = (name: string): name is OperationName => Object.hasOwn(MODEL, name);
