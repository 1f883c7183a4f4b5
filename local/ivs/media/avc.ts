import { Bits } from './bits.ts';

// H.264 as RTMP carries it: a decoder configuration record (ISO/IEC 14496-15, 5.3.3.1) and frames
// whose units are preceded by their lengths. Transport streams carry units with start codes
// (ISO/IEC 14496-10, Annex B).

/** The properties of an H.264 stream. */
export interface AvcConfiguration {
  /** The decoder configuration record, as MP4 carries it too. */
  readonly record: Buffer;
  /** The units that a decoder needs first: sequence and picture parameter sets. */
  readonly parameterSets: readonly Buffer[];
  /** The number of bytes before each unit of a frame that state its length. */
  readonly lengthBytes: number;
  /** As in RFC 6381, such as `avc1.42C01E`. */
  readonly codec: string;
  readonly profile: number;
  /** Ten times the level: 30 for level 3. */
  readonly level: number;
  /** The size of the picture in pixels, after cropping. */
  readonly width: number;
  readonly height: number;
}

const START_CODE = Buffer.from([0, 0, 0, 1]);
/** An access unit delimiter, which players of transport streams expect before each frame. */
const DELIMITER = Buffer.from([0, 0, 0, 1, 9, 0xf0]);
/** Profiles whose sequence parameter sets describe the chroma format. */
const WITH_CHROMA = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134]);

/** Reads a decoder configuration record; returns undefined when it is not one. */
export function readAvcConfiguration(record: Buffer): AvcConfiguration | undefined {
  if (record[0] !== 1 || record.length < 7) return undefined;
  try {
    const parameterSets: Buffer[] = [];
    let at = 5;
    for (const mask of [0x1f, 0xff]) {
      const count = record.readUInt8(at++) & mask;
      for (let n = 0; n < count; n++) {
        const length = record.readUInt16BE(at);
        const unit = record.subarray(at + 2, at + 2 + length);
        if (length === 0 || unit.length < length) return undefined;
        parameterSets.push(Buffer.from(unit));
        at += 2 + length;
      }
    }
    const [sequence] = parameterSets;
    if (!sequence) return undefined;
    const [, profile = 0, , level = 0] = sequence;
    return {
      record: Buffer.from(record),
      parameterSets,
      lengthBytes: (record.readUInt8(4) & 3) + 1,
      codec: `avc1.${sequence.subarray(1, 4).toString('hex').toUpperCase()}`,
      profile,
      level,
      ...sizeIn(sequence),
    };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Removes the bytes that keep start codes out of a unit. */
function unescaped(unit: Buffer): Buffer {
  const bytes: number[] = [];
  for (const [at, byte] of unit.entries())
    if (!(byte === 3 && unit[at - 1] === 0 && unit[at - 2] === 0)) bytes.push(byte);
  return Buffer.from(bytes);
}

/** Returns the size of the picture in a sequence parameter set (ISO/IEC 14496-10, 7.3.2.1.1). */
function sizeIn(unit: Buffer): { width: number; height: number } {
  const bits = new Bits(unescaped(unit).subarray(4));
  const profile = unit[1] ?? 0;
  bits.unsigned();
  let chroma = 1;
  if (WITH_CHROMA.has(profile)) {
    chroma = bits.unsigned();
    if (chroma === 3) bits.bit();
    bits.unsigned();
    bits.unsigned();
    bits.bit();
    if (bits.bit() === 1)
      for (let n = 0; n < (chroma === 3 ? 12 : 8); n++)
        if (bits.bit() === 1) skipScalingList(bits, n < 6 ? 16 : 64);
  }
  bits.unsigned();
  const order = bits.unsigned();
  if (order === 0) bits.unsigned();
  else if (order === 1) {
    bits.bit();
    bits.signed();
    bits.signed();
    for (let left = bits.unsigned(); left > 0; left--) bits.signed();
  }
  bits.unsigned();
  bits.bit();
  const columns = bits.unsigned() + 1;
  const rows = bits.unsigned() + 1;
  const fields = 2 - bits.bit();
  if (fields === 2) bits.bit();
  bits.bit();
  const crop = bits.bit() === 1 ? [0, 0, 0, 0].map(() => bits.unsigned()) : [0, 0, 0, 0];
  const [left = 0, right = 0, top = 0, bottom = 0] = crop;
  const stepX = chroma === 1 || chroma === 2 ? 2 : 1;
  const stepY = (chroma === 1 ? 2 : 1) * fields;
  return {
    width: columns * 16 - (left + right) * stepX,
    height: rows * 16 * fields - (top + bottom) * stepY,
  };
}

function skipScalingList(bits: Bits, count: number): void {
  let last = 8;
  let next = 8;
  for (let n = 0; n < count; n++) {
    if (next !== 0) next = (last + bits.signed() + 256) % 256;
    last = next === 0 ? last : next;
  }
}

/** Returns the units of a frame, or undefined when their lengths are wrong. */
export function unitsOf(
  { lengthBytes }: Pick<AvcConfiguration, 'lengthBytes'>,
  frame: Buffer,
): Buffer[] | undefined {
  const units: Buffer[] = [];
  let at = 0;
  while (at + lengthBytes <= frame.length) {
    const length = frame.readUIntBE(at, lengthBytes);
    at += lengthBytes;
    if (length > frame.length - at) return undefined;
    if (length > 0) units.push(frame.subarray(at, at + length));
    at += length;
  }
  return at === frame.length ? units : undefined;
}

/**
 * Returns a frame as transport streams carry it, in parts of the frame itself. A key frame begins
 * with the parameter sets, so that a decoder can begin with it.
 * @returns undefined when the lengths of its units are wrong
 */
export function annexB(
  configuration: AvcConfiguration,
  frame: Buffer,
  isKey: boolean,
): Buffer[] | undefined {
  const units = unitsOf(configuration, frame);
  if (!units) return undefined;
  const parts: Buffer[] = [DELIMITER];
  if (isKey) for (const unit of configuration.parameterSets) parts.push(START_CODE, unit);
  for (const unit of units) if (((unit[0] ?? 0) & 0x1f) !== 9) parts.push(START_CODE, unit);
  return parts;
}
