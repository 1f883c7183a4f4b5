import { createHash } from 'node:crypto';
import type { Random } from '../../random.ts';

/** Resources in the shapes of the IVS API. IVS returns them as they are stored. */
export interface Channel {
  arn: string;
  name: string;
  latencyMode: 'NORMAL' | 'LOW';
  type: 'BASIC' | 'STANDARD' | 'ADVANCED_SD' | 'ADVANCED_HD';
  recordingConfigurationArn: string;
  ingestEndpoint: string;
  playbackUrl: string;
  authorized: boolean;
  tags: Record<string, string>;
  insecureIngest: boolean;
  preset: '' | 'HIGHER_BANDWIDTH_DELIVERY' | 'CONSTRAINED_BANDWIDTH_DELIVERY';
  srt: { endpoint: string; passphrase: string };
  playbackRestrictionPolicyArn: string;
  multitrackInputConfiguration: {
    enabled: boolean;
    policy: 'ALLOW' | 'REQUIRE';
    maximumResolution: 'SD' | 'HD' | 'FULL_HD';
  };
  containerFormat: 'TS' | 'FRAGMENTED_MP4';
  adConfigurationArn: string;
}

export interface StreamKey {
  arn: string;
  value: string;
  channelArn: string;
  tags: Record<string, string>;
}

/**
 * Says which renditions and thumbnails go to the bucket, and for how long a stream that returns
 * within the window continues the same recording.
 */
export interface RecordingConfiguration {
  arn: string;
  name: string;
  destinationConfiguration: { s3?: { bucketName: string } };
  state: 'CREATING' | 'CREATE_FAILED' | 'ACTIVE';
  tags: Record<string, string>;
  thumbnailConfiguration: {
    recordingMode: 'DISABLED' | 'INTERVAL';
    targetIntervalSeconds?: number;
    resolution?: string;
    storage?: string[];
  };
  recordingReconnectWindowSeconds: number;
  renditionConfiguration: { renditionSelection: 'ALL' | 'NONE' | 'CUSTOM'; renditions: string[] };
}

export interface PlaybackKeyPair {
  arn: string;
  name: string;
  fingerprint: string;
  tags: Record<string, string>;
}

export interface PlaybackRestrictionPolicy {
  arn: string;
  /** Empty: all countries. */
  allowedCountries: string[];
  allowedOrigins: string[];
  enableStrictOriginEnforcement: boolean;
  name: string;
  tags: Record<string, string>;
}

export interface AdConfiguration {
  arn: string;
  name: string;
  mediaTailorPlaybackConfigurations: { playbackConfigurationArn?: string }[];
  postRollConfiguration: { enabled: boolean; durationSeconds: number };
  tags: Record<string, string>;
}

/**
 * The region and account of a resource. An ARN contains both, so the state of several places can
 * exist side by side.
 */
export interface Place {
  region: string;
  accountId: string;
}

/** Returns a place as one word, as journals and snapshots name it. */
export const placeName = ({ region, accountId }: Place): string => `${region}/${accountId}`;

/** Returns the place of an ARN's resource; undefined for a text that is not an ARN of IVS. */
export function placeOfArn(arn: string): Place | undefined {
  const [, region, accountId] = /^arn:aws:ivs:([a-z0-9-]+):([0-9]+):/.exec(arn) ?? [];
  return region !== undefined && accountId !== undefined ? { region, accountId } : undefined;
}

/** Returns the ARN of a resource of `kind`, for example `channel`. */
export const arnIn = (place: Place, kind: string, id: string): string =>
  `arn:aws:ivs:${place.region}:${place.accountId}:${kind}/${id}`;

/**
 * Returns the host prefix that all channels of an account and region share: 12 hexadecimal digits.
 */
function hostPrefix(place: Place): string {
  return createHash('sha256')
    .update(`${place.accountId}/${place.region}`)
    .digest('hex')
    .slice(0, 12);
}

/**
 * Returns the parts of a new channel that IVS chooses: its identity and its addresses. SRT
 * passphrases have 69 characters in AWS's samples.
 */
export function newChannelAddress(
  place: Place,
  random: Random,
): Pick<Channel, 'arn' | 'ingestEndpoint' | 'playbackUrl' | 'srt'> {
  const id = random.alphanumeric(12);
  const prefix = hostPrefix(place);
  return {
    arn: arnIn(place, 'channel', id),
    ingestEndpoint: `${prefix}.global-contribute.live-video.net`,
    playbackUrl: `https://${prefix}.${place.region}.playback.live-video.net/api/video/v1/${place.region}.${place.accountId}.channel.${id}.m3u8`,
    srt: { endpoint: `${prefix}.srt.live-video.net`, passphrase: random.alphanumeric(69) },
  };
}

/**
 * Returns a new stream key. Its value is `sk_<region>_<12>_<30>`; that the middle part is the id of
 * the key is a guess (it is not that of the channel).
 */
export function newStreamKey(
  place: Place,
  random: Random,
  channelArn: string,
  tags: Record<string, string>,
): StreamKey {
  const id = random.alphanumeric(12);
  return {
    arn: arnIn(place, 'stream-key', id),
    value: `sk_${place.region}_${id}_${random.alphanumeric(30)}`,
    channelArn,
    tags,
  };
}
