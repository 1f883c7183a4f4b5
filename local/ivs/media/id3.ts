const UTF_8 = 3;
const HEADER_BYTES = 10;

/** Returns a size in four bytes of seven bits each. */
const synchsafe = (size: number): number[] => [
  (size >> 21) & 0x7f,
  (size >> 14) & 0x7f,
  (size >> 7) & 0x7f,
  size & 0x7f,
];

/**
 * Returns an ID3v2.4 tag with a text in one TXXX frame (id3.org, "ID3 tag version 2.4.0"), which is
 * how IVS carries timed metadata. Players report the text as a cue.
 */
export function textTag(text: string): Buffer {
  // The frame begins with its encoding and a description, which is empty.
  const content = Buffer.concat([Buffer.from([UTF_8, 0]), Buffer.from(text)]);
  return Buffer.concat([
    Buffer.from('ID3'),
    Buffer.from([4, 0, 0, ...synchsafe(content.length + HEADER_BYTES)]),
    Buffer.from('TXXX'),
    Buffer.from([...synchsafe(content.length), 0, 0]),
    content,
  ]);
}
