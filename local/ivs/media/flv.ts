import { readAacConfiguration, type AacConfiguration } from './aac.ts';
import { readAvcConfiguration, type AvcConfiguration } from './avc.ts';

// The tags of RTMP and FLV (Adobe, "Video File Format Specification", version 10; Veovera,
// "Enhanced RTMP", version 2).

/** The contents of a tag with video. */
export type VideoTag =
  | { kind: 'configuration'; configuration: AvcConfiguration }
  | { kind: 'frame'; isKey: boolean; frame: Buffer; shownAfterMs: number }
  /** A codec that IVS does not take, by its name. */
  | { kind: 'unsupported'; codec: string }
  | { kind: 'other' };

/** The contents of a tag with audio. */
export type AudioTag =
  | { kind: 'configuration'; configuration: AacConfiguration }
  | { kind: 'frame'; frame: Buffer }
  | { kind: 'unsupported'; codec: string }
  | { kind: 'other' };

const VIDEO_CODECS: Readonly<Record<number, string>> = {
  2: 'h263',
  3: 'screen',
  4: 'vp6',
  5: 'vp6a',
  6: 'screen2',
};
const AVC = 7;
const AUDIO_CODECS: Readonly<Record<number, string>> = {
  0: 'pcm',
  1: 'adpcm',
  2: 'mp3',
  3: 'pcm',
  6: 'nellymoser',
  7: 'g711',
  8: 'g711',
  11: 'speex',
  14: 'mp3',
};
const AAC = 10;
const ENHANCED_AUDIO = 9;
const KEY_FRAME = 1;

/** The packet types of Enhanced RTMP. */
const SEQUENCE_START = 0;
const CODED_FRAMES = 1;
const CODED_FRAMES_X = 3;

const other = { kind: 'other' } as const;
/** Returns the name of a codec, of four printable characters. */
const fourCc = (tag: Buffer): string =>
  tag
    .toString('latin1', 1, 5)
    .replaceAll(/[^ -~]/g, '?')
    .trimEnd();
/** Returns a signed number of 24 bits in ms. */
const compositionMs = (tag: Buffer, at: number): number => tag.readIntBE(at, 3);

const configurationOf = (record: Buffer): VideoTag => {
  const configuration = readAvcConfiguration(record);
  return configuration ? { kind: 'configuration', configuration } : other;
};

/** Reads a tag with video. The frame is a part of the tag, not a copy. */
export function readVideoTag(tag: Buffer): VideoTag {
  const [first = 0, packetType = 0] = tag;
  const isKey = ((first >> 4) & 7) === KEY_FRAME;
  if ((first & 0x80) !== 0) return readEnhancedVideo(tag, isKey);
  const codec = first & 0x0f;
  if (codec !== AVC) return { kind: 'unsupported', codec: VIDEO_CODECS[codec] ?? `flv${codec}` };
  if (tag.length < 5) return other;
  if (packetType === 0) return configurationOf(tag.subarray(5));
  return packetType === 1
    ? { kind: 'frame', isKey, frame: tag.subarray(5), shownAfterMs: compositionMs(tag, 2) }
    : other;
}

function readEnhancedVideo(tag: Buffer, isKey: boolean): VideoTag {
  if (tag.length < 5) return other;
  const codec = fourCc(tag);
  if (codec !== 'avc1') return { kind: 'unsupported', codec };
  const packetType = (tag[0] ?? 0) & 0x0f;
  if (packetType === SEQUENCE_START) return configurationOf(tag.subarray(5));
  if (packetType === CODED_FRAMES && tag.length >= 8)
    return { kind: 'frame', isKey, frame: tag.subarray(8), shownAfterMs: compositionMs(tag, 5) };
  return packetType === CODED_FRAMES_X
    ? { kind: 'frame', isKey, frame: tag.subarray(5), shownAfterMs: 0 }
    : other;
}

/** Reads a tag with audio. The frame is a part of the tag, not a copy. */
export function readAudioTag(tag: Buffer): AudioTag {
  const [first = 0, packetType = 0] = tag;
  const codec = first >> 4;
  if (codec === ENHANCED_AUDIO) return readEnhancedAudio(tag);
  if (codec !== AAC) return { kind: 'unsupported', codec: AUDIO_CODECS[codec] ?? `flv${codec}` };
  return readAac(tag.subarray(2), packetType === 0);
}

function readEnhancedAudio(tag: Buffer): AudioTag {
  if (tag.length < 5) return other;
  const codec = fourCc(tag);
  if (codec !== 'mp4a') return { kind: 'unsupported', codec };
  const packetType = (tag[0] ?? 0) & 0x0f;
  return packetType === SEQUENCE_START || packetType === CODED_FRAMES
    ? readAac(tag.subarray(5), packetType === SEQUENCE_START)
    : other;
}

function readAac(content: Buffer, isConfiguration: boolean): AudioTag {
  if (!isConfiguration) return { kind: 'frame', frame: content };
  const configuration = readAacConfiguration(content);
  return configuration ? { kind: 'configuration', configuration } : other;
}
