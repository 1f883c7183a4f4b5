import { SAMPLES_PER_FRAME, type AacConfiguration } from './aac.ts';
import type { AvcConfiguration } from './avc.ts';
import { box, fullBox, text, u16, u32 } from './boxes.ts';
import type { Codecs } from './container.ts';

/** The ids of the tracks. */
export const VIDEO_ID = 1;
export const AUDIO_ID = 2;
/** The ticks of a second of video. Sound counts in its own samples. */
export const TICKS = 90_000;

/** The matrix of a picture that is neither turned nor moved. */
const MATRIX = u32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000);
/** The language `und`. */
const UNDETERMINED = 0x55c4;
const FULL_VOLUME = 0x0100;
/** The track is enabled, and part of the presentation. */
const ENABLED = 3;

/** Returns the initialization of a fragmented MP4: its tracks, without any sample. */
export function mp4Initialization({ video, audio }: Codecs): Buffer {
  const tracks = [
    trak(VIDEO_ID, TICKS, video, box('vmhd', u32(1, 0, 0)), avc1(video)),
    ...(audio
      ? [trak(AUDIO_ID, audio.coreRate, undefined, box('smhd', u32(0, 0)), mp4a(audio))]
      : []),
  ];
  const ids = audio ? [VIDEO_ID, AUDIO_ID] : [VIDEO_ID];
  const mvhd = fullBox(
    'mvhd',
    0,
    0,
    // Times of creation, time scale, duration, rate, volume, and the next id.
    u32(0, 0, 1_000, 0, 0x10000),
    u16(FULL_VOLUME, 0, 0, 0, 0, 0),
    MATRIX,
    u32(0, 0, 0, 0, 0, 0, ids.length + 1),
  );
  const defaults = ids.map((id) => fullBox('trex', 0, 0, u32(id, 1, 0, 0, 0)));
  return Buffer.concat([
    box('ftyp', Buffer.from('iso6'), u32(1), Buffer.from('iso6mp41avc1')),
    box('moov', mvhd, ...tracks, box('mvex', ...defaults)),
  ]);
}

/** @param size of the picture; absent: the track is sound */
function trak(
  id: number,
  timescale: number,
  size: { width: number; height: number } | undefined,
  mediaHeader: Buffer,
  entry: Buffer,
): Buffer {
  const tkhd = fullBox(
    'tkhd',
    0,
    ENABLED,
    u32(0, 0, id, 0, 0, 0, 0),
    u16(0, 0, size ? 0 : FULL_VOLUME, 0),
    MATRIX,
    u32((size?.width ?? 0) << 16, (size?.height ?? 0) << 16),
  );
  const mdhd = fullBox('mdhd', 0, 0, u32(0, 0, timescale, 0), u16(UNDETERMINED, 0));
  const hdlr = fullBox(
    'hdlr',
    0,
    0,
    u32(0),
    Buffer.from(size ? 'vide' : 'soun'),
    u32(0, 0, 0),
    text(size ? 'video' : 'sound'),
  );
  const dinf = box('dinf', fullBox('dref', 0, 0, u32(1), fullBox('url ', 0, 1)));
  // The tables of samples are empty: the fragments have them.
  const stbl = box(
    'stbl',
    fullBox('stsd', 0, 0, u32(1), entry),
    fullBox('stts', 0, 0, u32(0)),
    fullBox('stsc', 0, 0, u32(0)),
    fullBox('stsz', 0, 0, u32(0, 0)),
    fullBox('stco', 0, 0, u32(0)),
  );
  return box('trak', tkhd, box('mdia', mdhd, hdlr, box('minf', mediaHeader, dinf, stbl)));
}

function avc1({ width, height, record }: AvcConfiguration): Buffer {
  return box(
    'avc1',
    // Reserved, and the index of the data reference.
    u16(0, 0, 0, 1),
    u32(0, 0, 0, 0),
    u16(width, height),
    // 72 dots an inch, one frame a sample, no name, 24 bits of colour.
    u32(0x480000, 0x480000, 0),
    u16(1),
    Buffer.alloc(32),
    u16(0x18, 0xffff),
    box('avcC', record),
  );
}

function mp4a({ channels, coreRate, record }: AacConfiguration): Buffer {
  // Descriptors of ISO/IEC 14496-1, 7.2.6: a tag, a length and contents.
  const descriptor = (
    tag: number,
    ...contents: readonly (Buffer | readonly number[])[]
  ): Buffer => {
    const body = Buffer.concat(contents.map((content) => Buffer.from(content)));
    return Buffer.concat([Buffer.from([tag, body.length]), body]);
  };
  const AAC = 0x40;
  const AUDIO_STREAM = 0x15;
  const decoder = descriptor(4, [AAC, AUDIO_STREAM, 0, 0, 0], u32(0, 0), descriptor(5, record));
  const esds = fullBox(
    'esds',
    0,
    0,
    descriptor(3, u16(AUDIO_ID), [0], decoder, descriptor(6, [2])),
  );
  return box(
    'mp4a',
    u16(0, 0, 0, 1),
    u32(0, 0),
    // Channels, bits a sample, and the rate as a number with 16 bits behind its point.
    u16(channels, 16, 0, 0),
    u32((coreRate & 0xffff) << 16),
    esds,
  );
}

/** The duration of a frame of sound, in ticks of its track. */
export const AUDIO_FRAME_TICKS = SAMPLES_PER_FRAME;
