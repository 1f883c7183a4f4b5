import type { AudioTag, VideoTag } from '../media/flv.ts';
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

/** FLV's codec numbers for the codecs that they almost always stand for. */
const VIDEO_CODECS: Readonly<Record<number, string>> = { 2: 'h263', 4: 'vp6', 7: 'avc1' };
const AUDIO_CODECS: Readonly<Record<number, string>> = { 2: 'mp3', 10: 'mp4a.40.2', 11: 'speex' };

/** Returns the name of a codec that Enhanced RTMP states as a number: its four characters. */
function fourCc(number: number): string {
  const characters = Buffer.alloc(4);
  characters.writeUInt32BE(number);
  return characters
    .toString('latin1')
    .replaceAll(/[^ -~]/g, '?')
    .trimEnd();
}

function codecOf(value: unknown, known: Readonly<Record<number, string>>): string | undefined {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value >= 2 ** 32)
    return undefined;
  return known[value] ?? (value > 0xffffff ? fourCc(value) : undefined);
}

/**
 * Returns the configuration that onMetaData describes, whose bitrates are in kilobits. A bitrate of
 * 0 means that the encoder does not say.
 */
export function ingestConfiguration(
  metadata: Record<string, unknown> | undefined,
): IngestConfiguration | undefined {
  if (!metadata) return undefined;
  const number = (name: string, scale = 1): number | undefined =>
    typeof metadata[name] === 'number' ? Math.round(metadata[name] * scale) : undefined;
  const bitrate = (name: string): number | undefined => number(name, 1_000) || undefined;
  const video = {
    codec: codecOf(metadata['videocodecid'], VIDEO_CODECS),
    encoder: typeof metadata['encoder'] === 'string' ? metadata['encoder'] : undefined,
    targetBitrate: bitrate('videodatarate'),
    targetFramerate: number('framerate'),
    videoHeight: number('height'),
    videoWidth: number('width'),
  };
  const audio = {
    codec: codecOf(metadata['audiocodecid'], AUDIO_CODECS),
    targetBitrate: bitrate('audiodatarate'),
    sampleRate: number('audiosamplerate'),
    channels: typeof metadata['stereo'] === 'boolean' ? (metadata['stereo'] ? 2 : 1) : undefined,
  };
  return { ...track('video', video), ...track('audio', audio) };
}

/**
 * Returns the known members of a track; an empty object when none of them is known. The name of the
 * encoder alone does not tell of a track.
 */
function track(
  kind: 'video' | 'audio',
  members: Record<string, string | number | undefined>,
): IngestConfiguration {
  const known = Object.fromEntries(
    Object.entries(members).filter(([, value]) => value !== undefined),
  );
  return Object.keys(known).some((name) => name !== 'encoder')
    ? { [kind]: { ...known, track: 'Track0' } }
    : {};
}

/** Returns what a tag of an encoder says about its video or audio; undefined if it says nothing. */
export function toldBy(
  tag: VideoTag | AudioTag,
  kind: 'video' | 'audio',
): IngestConfiguration | undefined {
  if (tag.kind === 'unsupported') return { [kind]: { track: 'Track0', codec: tag.codec } };
  if (tag.kind !== 'configuration') return undefined;
  const { configuration } = tag;
  if ('sampleRate' in configuration) {
    const { codec, sampleRate, channels } = configuration;
    return { audio: { track: 'Track0', codec, sampleRate, channels } };
  }
  const { profile, level, width, height } = configuration;
  const avcProfile = AVC_PROFILES[profile];
  return {
    video: {
      track: 'Track0',
      codec: 'avc1',
      ...(avcProfile !== undefined && { avcProfile }),
      avcLevel: (level / 10).toFixed(1),
      videoWidth: width,
      videoHeight: height,
    },
  };
}
