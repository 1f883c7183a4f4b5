import { adts, type AacConfiguration } from './aac.ts';
import { annexB, type AvcConfiguration } from './avc.ts';
import type { Container, Track, Unit } from './container.ts';

// MPEG transport streams (ISO/IEC 13818-1).

const PACKET_BYTES = 188;
const HEADER_BYTES = 4;
const SYNC = 0x47;
const PAT_PID = 0;
const PMT_PID = 0x1000;
const PROGRAM = 1;
/** Ticks of the 90 kHz clock in a millisecond. */
const TICKS_PER_MS = 90;
/** How far a frame is sent before it is shown, in ms: decoders need some time. */
const AHEAD_MS = 700;

/** The elementary streams. The numbers are those of ISO/IEC 13818-1, tables 2-22 and 2-34. */
const TRACKS = {
  video: { pid: 0x100, streamId: 0xe0, streamType: 0x1b },
  audio: { pid: 0x101, streamId: 0xc0, streamType: 0x0f },
  /** ID3 tags (Apple, "Timed Metadata for HTTP Live Streaming"). */
  id3: { pid: 0x102, streamId: 0xbd, streamType: 0x15 },
} as const satisfies Record<Track, object>;

/** Both members of a metadata descriptor that name the format: an identifier of its own, ID3. */
const ID3_FORMAT = [0xff, 0xff, 0x49, 0x44, 0x33, 0x20, 0xff, 0x49, 0x44, 0x33, 0x20];
/**
 * Descriptors that tell of the ID3 tags, for the program and for their stream (Apple, "Timed
 * Metadata for HTTP Live Streaming"). ffmpeg does not know the stream without them.
 */
const PROGRAM_DESCRIPTOR = [0x25, 15, ...ID3_FORMAT, 0, 0x1f, 0, PROGRAM];
const ID3_DESCRIPTOR = [0x26, 13, ...ID3_FORMAT, 0, 0x0f];

const CRC = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte << 24;
  for (let bit = 0; bit < 8; bit++) value = (value << 1) ^ (value & 0x80000000 ? 0x04c11db7 : 0);
  return value >>> 0;
});

function crcOf(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = ((crc << 8) ^ (CRC[((crc >>> 24) ^ byte) & 0xff] ?? 0)) >>> 0;
  return crc;
}

/** Returns a table of one section, which fits into a packet. */
function section(tableId: number, id: number, content: readonly number[]): Buffer {
  const length = content.length + 9;
  const table = Buffer.from([
    tableId,
    0xb0 | (length >> 8),
    length & 0xff,
    id >> 8,
    id & 0xff,
    0xc1,
    0,
    0,
    ...content,
  ]);
  const checked = Buffer.alloc(table.length + 4);
  table.copy(checked);
  checked.writeUInt32BE(crcOf(table), table.length);
  return checked;
}

/** Writes a 33-bit time stamp with its marker bits. */
function stamp(prefix: number, ms: number): number[] {
  const ticks = BigInt(Math.round(ms * TICKS_PER_MS)) & 0x1ffffffffn;
  const high = Number(ticks >> 30n);
  const middle = Number((ticks >> 15n) & 0x7fffn);
  const low = Number(ticks & 0x7fffn);
  return [
    (prefix << 4) | (high << 1) | 1,
    middle >> 7,
    ((middle & 0x7f) << 1) | 1,
    low >> 7,
    ((low & 0x7f) << 1) | 1,
  ];
}

/** Returns the adaptation field with a clock reference. */
function clockReference(ms: number, isKey: boolean): number[] {
  const base = BigInt(Math.round(ms * TICKS_PER_MS)) & 0x1ffffffffn;
  return [
    7,
    isKey ? 0x50 : 0x10,
    Number(base >> 25n) & 0xff,
    Number(base >> 17n) & 0xff,
    Number(base >> 9n) & 0xff,
    Number(base >> 1n) & 0xff,
    (Number(base & 1n) << 7) | 0x7e,
    0,
  ];
}

/** Writes the packets of one transport stream, whose counters go on from segment to segment. */
export class TransportStream implements Container {
  readonly #counters = new Map<number, number>();

  video(configuration: AvcConfiguration, frame: Buffer, isKey: boolean): Buffer | undefined {
    return annexB(configuration, frame, isKey);
  }

  audio(configuration: AacConfiguration, frame: Buffer): Buffer {
    return adts(configuration, frame);
  }

  initialization(): undefined {
    return undefined;
  }

  /** Returns the tables that describe the program; each segment begins with them. */
  begin(tracks: readonly Track[]): Buffer {
    const pat = section(0, PROGRAM, [0, PROGRAM, 0xe0 | (PMT_PID >> 8), PMT_PID & 0xff]);
    const clockPid = TRACKS.video.pid;
    const streams = tracks.flatMap((track) => {
      const { pid, streamType } = TRACKS[track];
      const descriptor = track === 'id3' ? ID3_DESCRIPTOR : [];
      return [streamType, 0xe0 | (pid >> 8), pid & 0xff, 0xf0, descriptor.length, ...descriptor];
    });
    const pmt = section(2, PROGRAM, [
      0xe0 | (clockPid >> 8),
      clockPid & 0xff,
      0xf0,
      PROGRAM_DESCRIPTOR.length,
      ...PROGRAM_DESCRIPTOR,
      ...streams,
    ]);
    const pointed = (table: Buffer): Buffer =>
      Buffer.concat([
        Buffer.from([0]),
        table,
        Buffer.alloc(PACKET_BYTES - HEADER_BYTES - 1 - table.length, 0xff),
      ]);
    return Buffer.concat([
      this.#packets(PAT_PID, pointed(pat)),
      this.#packets(PMT_PID, pointed(pmt)),
    ]);
  }

  /** Returns the packets of one unit. */
  unit({ track, shownAtMs, atMs, payload, isKey = false }: Unit): Buffer {
    const { pid, streamId } = TRACKS[track];
    const isVideo = track === 'video';
    const stamps =
      isVideo && shownAtMs !== atMs
        ? [...stamp(3, shownAtMs + AHEAD_MS), ...stamp(1, atMs + AHEAD_MS)]
        : stamp(2, shownAtMs + AHEAD_MS);
    const length = payload.length + 3 + stamps.length;
    const header = Buffer.from([
      0,
      0,
      1,
      streamId,
      // The length of a frame of video may be too large to be stated, and need not be.
      ...(isVideo ? [0, 0] : [length >> 8, length & 0xff]),
      0x84,
      stamps.length === 10 ? 0xc0 : 0x80,
      stamps.length,
      ...stamps,
    ]);
    return this.#packets(
      pid,
      Buffer.concat([header, payload]),
      isVideo ? clockReference(atMs, isKey) : undefined,
    );
  }

  end(): Buffer {
    return Buffer.alloc(0);
  }

  /** Splits bytes into packets. The last one is filled up by its adaptation field. */
  #packets(pid: number, bytes: Buffer, adaptation: readonly number[] = []): Buffer {
    const room = PACKET_BYTES - HEADER_BYTES;
    const count = Math.ceil((bytes.length + adaptation.length) / room);
    const packets = Buffer.alloc(count * PACKET_BYTES, 0xff);
    let counter = this.#counters.get(pid) ?? 0;
    let from = 0;
    for (let n = 0; n < count; n++) {
      const at = n * PACKET_BYTES;
      const field = n === 0 ? adaptation : [];
      const size = Math.min(room - field.length, bytes.length - from);
      const filled = room - size;
      packets[at] = SYNC;
      packets[at + 1] = (n === 0 ? 0x40 : 0) | (pid >> 8);
      packets[at + 2] = pid & 0xff;
      packets[at + 3] = (filled > 0 ? 0x30 : 0x10) | counter;
      counter = (counter + 1) % 16;
      packets.set(field, at + HEADER_BYTES);
      if (filled > 0) packets[at + HEADER_BYTES] = filled - 1;
      // The flags of a field without a clock reference are all zero.
      if (filled > 1 && field.length === 0) packets[at + HEADER_BYTES + 1] = 0;
      bytes.copy(packets, at + HEADER_BYTES + filled, from, from + size);
      from += size;
    }
    this.#counters.set(pid, counter);
    return packets;
  }
}
