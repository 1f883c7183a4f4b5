import type { IngestConfiguration } from '../state/session.ts';

/** H.264 profiles by their `profile_idc`. */
const AVC_PROFILES: Readonly<Record<number, string>> = {
  66: 'Baseline',
  77: 'Main',
  88: 'Extended',
  100: 'High',
  110: 'High 10',
  122: 'High 4:2:2',
  244: 'High 4:4:4',
};

/**
 * Returns the configuration that onMetaData describes, whose bitrates are in kilobits. FLV's codec
 * numbers are mapped to the codecs that they almost always stand for.
 */
export function ingestConfiguration(
  metadata: Record<string, unknown> | undefined,
): IngestConfiguration | undefined {
  if (!metadata) return undefined;
  const number = (name: string, scale = 1): number | undefined =>
    typeof metadata[name] === 'number' ? Math.round(metadata[name] * scale) : undefined;
  const video = {
    codec: metadata['videocodecid'] === 7 ? 'avc1' : undefined,
    encoder: typeof metadata['encoder'] === 'string' ? metadata['encoder'] : undefined,
    targetBitrate: number('videodatarate', 1_000),
    targetFramerate: number('framerate'),
    videoHeight: number('height'),
    videoWidth: number('width'),
  };
  const audio = {
    codec: metadata['audiocodecid'] === 10 ? 'mp4a.40.2' : undefined,
    targetBitrate: number('audiodatarate', 1_000),
    sampleRate: number('audiosamplerate'),
    channels: typeof metadata['stereo'] === 'boolean' ? (metadata['stereo'] ? 2 : 1) : undefined,
  };
  return { ...track('video', video), ...track('audio', audio) };
}

/** Returns the known members of a track; an empty object when none of them is known. */
function track(
  kind: 'video' | 'audio',
  members: Record<string, string | number | undefined>,
): IngestConfiguration {
  const known = Object.fromEntries(
    Object.entries(members).filter(([, value]) => value !== undefined),
  );
  return Object.keys(known).length > 0 ? { [kind]: { ...known, track: 'Track0' } } : {};
}

/**
 * Returns the profile and level of an AVC sequence header in an FLV video tag; undefined for any
 * other tag.
 */
export function avcConfiguration(tag: Buffer): IngestConfiguration | undefined {
  const [first = 0, packetType, , , , version, profile, , level] = tag;
  if (
    (first & 0x8f) !== 7 ||
    packetType !== 0 ||
    version !== 1 ||
    profile === undefined ||
    level === undefined
  )
    return undefined;
  const avcProfile = AVC_PROFILES[profile];
  return {
    video: {
      track: 'Track0',
      codec: 'avc1',
      ...(avcProfile !== undefined && { avcProfile }),
      avcLevel: (level / 10).toFixed(1),
    },
  };
}
