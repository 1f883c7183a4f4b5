// The boxes of MP4 (ISO/IEC 14496-12).

/** A box: its size, its type of four characters and its contents. */
export function box(type: string, ...contents: readonly (Buffer | readonly number[])[]): Buffer {
  const parts = contents.map((content) =>
    Buffer.isBuffer(content) ? content : Buffer.from(content),
  );
  const header = Buffer.alloc(8);
  header.writeUInt32BE(parts.reduce((sum, { length }) => sum + length, header.length));
  header.write(type, 4, 'latin1');
  return Buffer.concat([header, ...parts]);
}

/** A box with a version and flags. */
export const fullBox = (
  type: string,
  version: number,
  flags: number,
  ...contents: readonly (Buffer | readonly number[])[]
): Buffer => box(type, u32((version << 24) | flags), ...contents);

/** Returns numbers in 16 bits each. */
export const u16 = (...values: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 2);
  for (const [n, value] of values.entries()) bytes.writeUInt16BE(value & 0xffff, n * 2);
  return bytes;
};

/** Returns numbers in 32 bits each; negative ones as two's complement. */
export const u32 = (...values: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [n, value] of values.entries()) bytes.writeUInt32BE(value >>> 0, n * 4);
  return bytes;
};

/** Returns a number in 64 bits. */
export const u64 = (value: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(Math.max(0, Math.round(value))));
  return bytes;
};

/** Returns a text that ends with a zero. */
export const text = (value: string): Buffer => Buffer.from(`${value}\0`);
