import { adtsHeader, type AacConfiguration } from './aac.ts';
import { annexB, type AvcConfiguration } from './avc.ts';
import type { Codecs, Container, Room, Track, Unit } from './container.ts';

// MPEG transport streams (ISO/IEC 13818-1).

const PACKET_BYTES = 188;
const HEADER_BYTES = 4;
/** The bytes of a packet after its header. */
const ROOM_BYTES = PACKET_BYTES - HEADER_BYTES;
/** The bytes of a time stamp, and of an adaptation field with a clock reference. */
const STAMP_BYTES = 5;
const REFERENCE_BYTES = 8;
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

/** Returns a time in ticks of the 90 kHz clock, which has 33 bits and begins anew after them. */
function ticksOf(ms: number): number {
  const ticks = Math.round(ms * TICKS_PER_MS) % 2 ** 33;
  return ticks < 0 ? ticks + 2 ** 33 : ticks;
}

/** Writes a time stamp with its prefix and marker bits, and returns the end of it. */
function writeStamp(bytes: Buffer, at: number, prefix: number, ms: number): number {
  const ticks = ticksOf(ms);
  bytes[at] = (prefix << 4) | (Math.floor(ticks / 2 ** 30) << 1) | 1;
  bytes.writeUInt16BE((((ticks / 2 ** 15) & 0x7fff) << 1) | 1, at + 1);
  bytes.writeUInt16BE(((ticks & 0x7fff) << 1) | 1, at + 3);
  return at + STAMP_BYTES;
}

/** The clock reference of a frame, which its first packet carries. */
interface Reference {
  readonly ms: number;
  readonly isKey: boolean;
}

/** Writes the flags of an adaptation field and its clock reference. */
function writeReference(bytes: Buffer, at: number, { ms, isKey }: Reference): void {
  const base = ticksOf(ms);
  bytes[at] = isKey ? 0x50 : 0x10;
  bytes.writeUInt32BE(Math.floor(base / 2), at + 1);
  bytes[at + 5] = ((base & 1) << 7) | 0x7e;
  bytes[at + 6] = 0;
}

/** Writes the packets of one transport stream, whose counters go on from segment to segment. */
export class TransportStream implements Container {
  readonly #counters = new Map<number, number>();

  video(configuration: AvcConfiguration, frame: Buffer, isKey: boolean): Buffer[] | undefined {
    return annexB(configuration, frame, isKey);
  }

  audio(configuration: AacConfiguration, frame: Buffer): Buffer[] {
    return [adtsHeader(configuration, frame), frame];
  }

  initialization(): undefined {
    return undefined;
  }

  /** Writes the tables that describe the program; each segment begins with them. */
  begin(tracks: readonly Track[], _codecs: Codecs, room: Room): void {
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
    const pointed = (table: Buffer): Buffer[] => [
      Buffer.from([0]),
      table,
      Buffer.alloc(ROOM_BYTES - 1 - table.length, 0xff),
    ];
    this.#packets(room, PAT_PID, pointed(pat));
    this.#packets(room, PMT_PID, pointed(pmt));
  }

  /** Writes the packets of one unit. */
  unit({ track, shownAtMs, atMs, payload, isKey = false }: Unit, room: Room): void {
    const { pid, streamId } = TRACKS[track];
    const isVideo = track === 'video';
    const isReordered = isVideo && shownAtMs !== atMs;
    const stampBytes = isReordered ? 2 * STAMP_BYTES : STAMP_BYTES;
    const header = Buffer.allocUnsafe(9 + stampBytes);
    header.writeUInt32BE(0x100 | streamId);
    // The length of a frame of video may be too large to be stated, and need not be.
    header.writeUInt16BE(isVideo ? 0 : sizeOf(payload) + 3 + stampBytes, 4);
    header[6] = 0x84;
    header[7] = isReordered ? 0xc0 : 0x80;
    header[8] = stampBytes;
    const at = writeStamp(header, 9, isReordered ? 3 : 2, shownAtMs + AHEAD_MS);
    if (isReordered) writeStamp(header, at, 1, atMs + AHEAD_MS);
    this.#packets(room, pid, [header, ...payload], isVideo ? { ms: atMs, isKey } : undefined);
  }

  end(): void {
    // A transport stream needs no end.
  }

  /** Splits bytes into packets. The last one is filled up by its adaptation field. */
  #packets(room: Room, pid: number, parts: readonly Buffer[], reference?: Reference): void {
    const field = reference ? REFERENCE_BYTES : 0;
    let left = sizeOf(parts);
    const packets = room(Math.ceil((left + field) / ROOM_BYTES) * PACKET_BYTES);
    let counter = this.#counters.get(pid) ?? 0;
    let part = 0;
    let from = 0;
    for (let packet = 0; packet < packets.length; packet += PACKET_BYTES) {
      const isFirst = packet === 0;
      const size = Math.min(ROOM_BYTES - (isFirst ? field : 0), left);
      left -= size;
      const end = packet + PACKET_BYTES;
      let at = packet + HEADER_BYTES;
      packets[packet] = SYNC;
      packets[packet + 1] = (isFirst ? 0x40 : 0) | (pid >> 8);
      packets[packet + 2] = pid & 0xff;
      packets[packet + 3] = (size < ROOM_BYTES ? 0x30 : 0x10) | counter;
      counter = (counter + 1) % 16;
      if (size < ROOM_BYTES) {
        packets[at] = ROOM_BYTES - size - 1;
        packets.fill(0xff, at + 1, end - size);
        // The flags of a field without a clock reference are all zero.
        if (size < ROOM_BYTES - 1) packets[at + 1] = 0;
        if (isFirst && reference) writeReference(packets, at + 1, reference);
        at = end - size;
      }
      while (at < end) {
        const source = parts[part];
        if (!source) throw new Error('a packet is not full');
        const copied = source.copy(packets, at, from, from + end - at);
        at += copied;
        from += copied;
        if (from < source.length) continue;
        part += 1;
        from = 0;
      }
    }
    this.#counters.set(pid, counter);
  }
}

/** Returns the size of parts together, in bytes. */
function sizeOf(parts: readonly Buffer[]): number {
  let size = 0;
  for (const part of parts) size += part.length;
  return size;
}
