import { gunzipSync } from 'node:zlib';

/**
 * The contents of every segment: two seconds of black at 128 × 72, H.264 in an MPEG transport
 * stream.
 */
const PACKED = [
  'H4sICJDvA2sCA3NlZ3YudHMAc3cQFGBw+qDKwHiQgeE/438Gxj8NIh5CjGxubrkFqemcwalFZZnJqQaG5TXOp/4PLuDuwCDAwLCBF+x2BsYPDFobWTb9HxrAPQDodqYNQmC3P2T4wCAN',
  'IkT3+oYNAbc7MhgEBjAwVPPUMVDPVGAMPmBgaGhgVWRgv5EIilDODyAy3emA3DJBDv2nB1wYGJgZWECEhk3EDjeQZMYJJ36dBiAjtaOJyc4ngEFacN/v9/t+v163Cyv6AHS74Qxgqpln',
  'Qk23Uz8IOFMZEUHgOEuGpUbkANDtRiC3H4wZ5G7/uBDZ7VqM8qwGQLcbg9z+pGVwu527zhHZ7dZQt5sA3c7IvmZwu52X6yGy2z0Z3A/6AN1uCnK71pVB7vbpjchuj3SAuN0M5HbfP4Pb',
  '7fwqishuz2yAuN0c5PZClUHu9g0Hkd1eeQDidguQ26f4DG63C9omIru9o0HgQzDQ7ZYgt28vGeRuP4VSvs+YYH/QBwA1nFdtjAkAAA==',
].join('');

const TEMPLATE = gunzipSync(Buffer.from(PACKED, 'base64'));
const PACKET_BYTES = 188;
/** Two seconds in ticks of the 90 kHz clock of transport streams. */
const TICKS = 180_000;

/**
 * Returns segment `number` of a stream: the two seconds with time stamps and packet counters that
 * continue those of the previous segment.
 */
export function segment(number: number): Buffer {
  const bytes = Buffer.from(TEMPLATE);
  const counts = new Map<number, number>();
  for (let at = 0; at < bytes.length; at += PACKET_BYTES)
    counts.set(
      pidAt(bytes, at),
      (counts.get(pidAt(bytes, at)) ?? 0) + (hasPayload(bytes, at) ? 1 : 0),
    );
  for (let at = 0; at < bytes.length; at += PACKET_BYTES)
    restamp(bytes, at, number * (counts.get(pidAt(bytes, at)) ?? 0), number * TICKS);
  return bytes;
}

const pidAt = (bytes: Buffer, at: number): number => bytes.readUInt16BE(at + 1) & 0x1fff;
const hasPayload = (bytes: Buffer, at: number): boolean => ((bytes[at + 3] ?? 0) & 0x10) !== 0;

/**
 * Updates one packet (ISO/IEC 13818-1): its counter, its clock reference, and the time stamps of a
 * frame that begins in it.
 */
function restamp(bytes: Buffer, at: number, packets: number, ticks: number): void {
  const flags = bytes[at + 3] ?? 0;
  bytes[at + 3] = (flags & 0xf0) | (((flags & 0x0f) + packets) % 16);
  const adaptation = (flags & 0x20) !== 0 ? (bytes[at + 4] ?? 0) : -1;
  if (adaptation > 0 && ((bytes[at + 5] ?? 0) & 0x10) !== 0) {
    const base = bytes.readUInt32BE(at + 6) * 2 + ((bytes[at + 10] ?? 0) >> 7) + ticks;
    bytes.writeUInt32BE(Math.floor(base / 2) % 2 ** 32, at + 6);
    bytes[at + 10] = ((bytes[at + 10] ?? 0) & 0x7f) | ((base % 2) << 7);
  }
  const payload = at + 5 + adaptation;
  const begins =
    hasPayload(bytes, at) &&
    ((bytes[at + 1] ?? 0) & 0x40) !== 0 &&
    bytes.readUIntBE(payload, 3) === 1;
  if (!begins) return;
  const stamps = (bytes[payload + 7] ?? 0) >> 6;
  if (stamps >= 2) addTicks(bytes, payload + 9, ticks);
  if (stamps === 3) addTicks(bytes, payload + 14, ticks);
}

/**
 * Adds ticks to a 33-bit time stamp, which is spread over five bytes with marker bits in between.
 */
function addTicks(bytes: Buffer, at: number, ticks: number): void {
  const [a = 0, , c = 0] = bytes.subarray(at, at + 5);
  const low = (bytes.readUInt16BE(at + 1) >> 1) * 2 ** 15 + (bytes.readUInt16BE(at + 3) >> 1);
  const stamp = (((a >> 1) & 7) * 2 ** 30 + low + ticks) % 2 ** 33;
  bytes[at] = (a & 0xf1) | (Math.floor(stamp / 2 ** 30) << 1);
  bytes.writeUInt16BE((Math.floor(stamp / 2 ** 15) % 2 ** 15) * 2 + (c & 1), at + 1);
  bytes.writeUInt16BE((stamp % 2 ** 15) * 2 + 1, at + 3);
}
