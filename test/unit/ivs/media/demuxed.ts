// Reads transport streams apart, to check what ivs-local writes. It shares no code with the writer.

export interface Pes {
  readonly pid: number;
  /** In ticks of 90 kHz. */
  readonly pts: number;
  readonly dts: number;
  readonly payload: Buffer;
  /** The clock reference of its first packet, in ticks. */
  readonly pcr?: number;
}

export interface Demuxed {
  /** The stream types of the program map, by PID. */
  readonly streams: ReadonlyMap<number, number>;
  readonly units: readonly Pes[];
  /** The PIDs on which a counter did not go on by one. */
  readonly gaps: readonly number[];
}

const stampAt = (bytes: Buffer, at: number): number =>
  (((bytes[at] ?? 0) >> 1) & 7) * 2 ** 30 +
  (bytes.readUInt16BE(at + 1) >> 1) * 2 ** 15 +
  (bytes.readUInt16BE(at + 3) >> 1);

function pesOf(pid: number, bytes: Buffer, pcr: number | undefined): Pes {
  const headerBytes = bytes.readUInt8(8);
  const hasDts = (bytes.readUInt8(7) & 0x40) !== 0;
  const stated = bytes.readUInt16BE(4);
  const end = stated === 0 ? bytes.length : 6 + stated;
  const pts = stampAt(bytes, 9);
  return {
    pid,
    pts,
    dts: hasDts ? stampAt(bytes, 14) : pts,
    payload: bytes.subarray(9 + headerBytes, end),
    ...(pcr !== undefined && { pcr }),
  };
}

/**
 * Reads the packets of a transport stream.
 * @throws Error when it is not one
 */
export function demuxed(bytes: Buffer): Demuxed {
  const counters = new Map<number, number>();
  const open = new Map<number, { parts: Buffer[]; pcr: number | undefined }>();
  const streams = new Map<number, number>();
  const units: Pes[] = [];
  const gaps: number[] = [];
  const close = (pid: number): void => {
    const unit = open.get(pid);
    if (unit) units.push(pesOf(pid, Buffer.concat(unit.parts), unit.pcr));
    open.delete(pid);
  };
  for (let at = 0; at < bytes.length; at += 188) {
    const packet = bytes.subarray(at, at + 188);
    if (packet[0] !== 0x47 || packet.length !== 188) throw new Error(`No packet at ${at}`);
    const pid = packet.readUInt16BE(1) & 0x1fff;
    const begins = (packet.readUInt8(1) & 0x40) !== 0;
    const flags = packet.readUInt8(3);
    const expected = counters.get(pid);
    if (expected !== undefined && expected !== (flags & 15)) gaps.push(pid);
    counters.set(pid, ((flags & 15) + 1) % 16);
    const field = (flags & 0x20) === 0 ? 0 : packet.readUInt8(4) + 1;
    const hasPcr = field > 6 && (packet.readUInt8(5) & 0x10) !== 0;
    const pcr = hasPcr ? packet.readUInt32BE(6) * 2 + (packet.readUInt8(10) >> 7) : undefined;
    const payload = packet.subarray(4 + field);
    if (pid === 0x1000) {
      const table = payload.subarray(1);
      const end = 3 + (table.readUInt16BE(1) & 0xfff) - 4;
      for (let row = 12 + (table.readUInt16BE(10) & 0xfff); row < end;) {
        streams.set(table.readUInt16BE(row + 1) & 0x1fff, table.readUInt8(row));
        row += 5 + (table.readUInt16BE(row + 3) & 0xfff);
      }
    } else if (pid !== 0 && begins) {
      close(pid);
      open.set(pid, { parts: [payload], pcr });
    } else if (pid !== 0) open.get(pid)?.parts.push(payload);
  }
  for (const pid of open.keys()) close(pid);
  return { streams, units, gaps };
}

/** Returns the types of the units in a frame with start codes (ISO/IEC 14496-10, table 7-1). */
export function unitTypes(frame: Buffer): number[] {
  const types: number[] = [];
  for (let at = 0; at + 4 < frame.length; at++)
    if (frame.readUInt32BE(at) === 1) types.push(frame.readUInt8(at + 4) & 0x1f);
  return types;
}
