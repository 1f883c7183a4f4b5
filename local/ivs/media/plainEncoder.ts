import { BLOCK, COLUMNS, HEIGHT, ROWS } from './drawing.ts';
import type { AvcConfiguration } from './avc.ts';

// H.264 without compression (ISO/IEC 14496-10): a block that has changed is written with its
// samples as they are (I_PCM), and every other block is skipped. Decoders need nothing else for it.

const LINE = COLUMNS * BLOCK;
const BLOCKS = COLUMNS * ROWS;
/** Colour is the same in every block: grey with a touch of blue. */
const CHROMA = Buffer.concat([Buffer.alloc(64, 138), Buffer.alloc(64, 124)]);
const FRAME_NUMBER_BITS = 8;

/** Writes bits into bytes. */
class BitWriter {
  readonly #bytes: number[] = [];
  #bits = 0;

  write(value: number, count: number): this {
    for (let bit = count - 1; bit >= 0; bit--) {
      if (this.#bits % 8 === 0) this.#bytes.push(0);
      const last = this.#bytes.length - 1;
      this.#bytes[last] =
        (this.#bytes[last] ?? 0) | (((value >> bit) & 1) << (7 - (this.#bits % 8)));
      this.#bits += 1;
    }
    return this;
  }

  unsigned(value: number): this {
    const count = Math.floor(Math.log2(value + 1));
    return this.write(0, count).write(value + 1, count + 1);
  }

  align(): this {
    return this.write(0, (8 - (this.#bits % 8)) % 8);
  }

  /** Writes whole bytes after `align`. */
  bytes(bytes: Uint8Array): this {
    for (const byte of bytes) this.#bytes.push(byte);
    this.#bits += bytes.length * 8;
    return this;
  }

  /** Ends a unit and returns its bytes. */
  end(): Buffer {
    return Buffer.from(this.write(1, 1).align().#bytes);
  }
}

/** Returns a unit in which no start code appears by chance. */
function unit(header: number, content: Buffer): Buffer {
  const bytes = [header];
  let zeros = 0;
  for (const byte of content) {
    if (zeros === 2 && byte <= 3) {
      bytes.push(3);
      zeros = 0;
    }
    bytes.push(byte);
    zeros = byte === 0 ? zeros + 1 : 0;
  }
  return Buffer.from(bytes);
}

const sequence = (): Buffer =>
  unit(
    0x67,
    new BitWriter()
      // Constrained Baseline, level 3.
      .write(66, 8)
      .write(0xc0, 8)
      .write(30, 8)
      .unsigned(0)
      .unsigned(FRAME_NUMBER_BITS - 4)
      // Frames are shown in the order in which they are decoded.
      .unsigned(2)
      .unsigned(1)
      .write(0, 1)
      .unsigned(COLUMNS - 1)
      .unsigned(ROWS - 1)
      .write(0b11, 2)
      // The lines below the picture are cut off, two at a time.
      .write(1, 1)
      .unsigned(0)
      .unsigned(0)
      .unsigned(0)
      .unsigned((ROWS * BLOCK - HEIGHT) / 2)
      .write(0, 1)
      .end(),
  );

const pictureParameters = (): Buffer =>
  unit(
    0x68,
    new BitWriter()
      .unsigned(0)
      .unsigned(0)
      .write(0, 2)
      .unsigned(0)
      .unsigned(0)
      .unsigned(0)
      .write(0, 3)
      .unsigned(0)
      .unsigned(0)
      .unsigned(0)
      // Deblocking is controlled, so that it can be switched off.
      .write(0b100, 3)
      .end(),
  );

const SEQUENCE = sequence();
const PICTURE = pictureParameters();
const length = (set: Buffer): number[] => [set.length >> 8, set.length & 0xff];

/** The configuration of every stream that this encoder makes. */
export const PLAIN: AvcConfiguration = {
  // Profile, compatibility and level repeat those of the sequence; lengths have four bytes.
  record: Buffer.concat([
    Buffer.from([1, ...SEQUENCE.subarray(1, 4), 0xff]),
    Buffer.from([0xe1, ...length(SEQUENCE), ...SEQUENCE]),
    Buffer.from([1, ...length(PICTURE), ...PICTURE]),
  ]),
  parameterSets: [SEQUENCE, PICTURE],
  lengthBytes: 4,
  codec: 'avc1.42C01E',
  profile: 66,
  level: 30,
  width: COLUMNS * BLOCK,
  height: HEIGHT,
};

/** Returns the samples of a block: its brightness and its colour. */
function samplesOf(luma: Uint8Array, block: number): Buffer {
  const from = Math.floor(block / COLUMNS) * BLOCK * LINE + (block % COLUMNS) * BLOCK;
  const rows = Array.from({ length: BLOCK }, (_, row) =>
    luma.subarray(from + row * LINE, from + row * LINE + BLOCK),
  );
  return Buffer.concat([...rows, CHROMA]);
}

/**
 * Encodes a picture, as a frame whose unit is preceded by its length in four bytes.
 * @param luma the brightness of each pixel, from 1 to 255
 * @param before the picture before it; absent: a key frame
 * @param number the number of the frame since the last key frame
 */
export function encode(luma: Uint8Array, before?: Uint8Array, number = 0): Buffer {
  const bits = new BitWriter().unsigned(0);
  if (before)
    bits
      .unsigned(5)
      .unsigned(0)
      .write(number % 2 ** FRAME_NUMBER_BITS, FRAME_NUMBER_BITS)
      // The references are the usual ones: no override, no new order, no marks.
      .write(0, 3);
  else bits.unsigned(7).unsigned(0).write(0, FRAME_NUMBER_BITS).unsigned(0).write(0, 2);
  bits.unsigned(0).unsigned(1);
  let skipped = 0;
  for (let block = 0; block < BLOCKS; block++) {
    const samples = samplesOf(luma, block);
    if (before && samples.equals(samplesOf(before, block))) {
      skipped += 1;
      continue;
    }
    if (before) bits.unsigned(skipped);
    skipped = 0;
    // The type I_PCM follows the types of the slice itself.
    bits
      .unsigned(before ? 30 : 25)
      .align()
      .bytes(samples);
  }
  if (skipped > 0) bits.unsigned(skipped);
  const slice = unit(before ? 0x41 : 0x65, bits.end());
  const frame = Buffer.alloc(4 + slice.length);
  frame.writeUInt32BE(slice.length);
  slice.copy(frame, 4);
  return frame;
}
