import { spawnSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import ffmpeg from '@ffmpeg-installer/ffmpeg';
import { expect, it } from 'vitest';
import { VirtualClock } from '../../../../local/clock.ts';
import { readAacConfiguration } from '../../../../local/ivs/media/aac.ts';
import { Broadcast } from '../../../../local/ivs/media/broadcast.ts';
import { draw } from '../../../../local/ivs/media/drawing.ts';
import { encode, PLAIN } from '../../../../local/ivs/media/plainEncoder.ts';

// Fragmented MP4 as a reader of its own sees it: boxes, times, and pictures by ffmpeg.

const AAC = readAacConfiguration(Buffer.from([0x12, 0x10]));
const PICTURE = draw('test', 0);
const KEY_FRAME = encode(PICTURE);
const FRAME = encode(PICTURE, PICTURE, 1);

interface Box {
  readonly type: string;
  readonly content: Buffer;
}

/** Reads the boxes that follow one another in `bytes`. */
function boxes(bytes: Buffer): Box[] {
  const found: Box[] = [];
  for (let at = 0; at < bytes.length;) {
    const size = bytes.readUInt32BE(at);
    if (size < 8 || at + size > bytes.length) throw new Error(`No box at ${at}`);
    found.push({
      type: bytes.toString('latin1', at + 4, at + 8),
      content: bytes.subarray(at + 8, at + size),
    });
    at += size;
  }
  return found;
}

const inside = (found: readonly Box[], type: string): Box[] =>
  found.filter((one) => one.type === type).flatMap(({ content }) => boxes(content));

interface Run {
  readonly track: number;
  readonly at: number;
  /** The length of each sample, in ticks. */
  readonly durations: readonly number[];
}

/** Reads the samples of a segment, by fragment and track. */
function runs(segment: Buffer): Run[] {
  return boxes(segment)
    .filter(({ type }) => type === 'moof')
    .flatMap(({ content }) => boxes(content).filter(({ type }) => type === 'traf'))
    .map(({ content }) => {
      const [tfhd, tfdt, trun] = boxes(content).map((one) => one.content);
      if (!tfhd || !tfdt || !trun) throw new Error('The fragment is not whole');
      const count = trun.readUInt32BE(4);
      return {
        track: tfhd.readUInt32BE(4),
        at: Number(tfdt.readBigUInt64BE(4)),
        durations: Array.from({ length: count }, (_, n) => trun.readUInt32BE(12 + n * 16)),
      };
    });
}

function fed(): {
  broadcast: Broadcast;
  send: (lengthMs: number) => void;
  change: () => void;
} {
  const clock = new VirtualClock(Date.parse('2026-11-23T10:00:00Z'));
  const broadcast = new Broadcast(clock, 'FRAGMENTED_MP4');
  let encoderMs = 90_000;
  let samples = 0;
  broadcast.takeVideo({ kind: 'configuration', configuration: PLAIN }, encoderMs);
  if (AAC) broadcast.takeAudio({ kind: 'configuration', configuration: AAC }, encoderMs);
  return {
    broadcast,
    send(lengthMs) {
      for (let atMs = 0; atMs < lengthMs; atMs += 40) {
        const isKey = atMs % 2_000 === 0;
        const frame = isKey ? KEY_FRAME : FRAME;
        broadcast.takeVideo({ kind: 'frame', isKey, frame, shownAfterMs: 80 }, encoderMs);
        // As an encoder does: frames of 1,024 samples, at times in whole milliseconds.
        for (; (samples * 1_024_000) / 44_100 < encoderMs - 90_000 + 40; samples++) {
          const soundMs = 90_000 + Math.round((samples * 1_024_000) / 44_100);
          broadcast.takeAudio({ kind: 'frame', frame: Buffer.alloc(90, 7) }, soundMs);
        }
        encoderMs += 40;
        clock.moveTo(clock.now() + 40);
      }
    },
    change() {
      const record = Buffer.from(PLAIN.record);
      record[3] = 31;
      const parameterSets = [...PLAIN.parameterSets, Buffer.from([0x68, 1])];
      broadcast.takeVideo(
        { kind: 'configuration', configuration: { ...PLAIN, record, parameterSets } },
        encoderMs,
      );
    },
  };
}

const segment = (broadcast: Broadcast, number: number): Buffer => {
  const bytes = broadcast.read(number)?.bytes;
  if (!Buffer.isBuffer(bytes)) throw new Error(`Segment ${number} is not complete.`);
  return bytes;
};

it('has an initialization with both tracks, and segments of fragments alone', () => {
  const { broadcast, send } = fed();
  send(6_200);
  const initialization = boxes(broadcast.initialization(0) ?? Buffer.alloc(0));
  expect(initialization.map(({ type }) => type)).toEqual(['ftyp', 'moov']);
  expect(inside(initialization, 'moov').map(({ type }) => type)).toEqual([
    'mvhd',
    'trak',
    'trak',
    'mvex',
  ]);
  expect(broadcast.window().segments.map(({ map }) => map)).toEqual([0, 0, 0]);
  const types = boxes(segment(broadcast, 1)).map(({ type }) => type);
  expect(types).toEqual(['moof', 'mdat', 'moof', 'mdat', 'moof', 'mdat', 'moof', 'mdat']);
});

it('leaves no gap between frames, from segment to segment', () => {
  const { broadcast, send } = fed();
  send(8_200);
  const all = [0, 1, 2, 3].flatMap((number) => runs(segment(broadcast, number)));
  for (const [track, duration] of [
    [1, 3_600],
    [2, 1_024],
  ]) {
    const own = all.filter((run) => run.track === track);
    expect(new Set(own.flatMap(({ durations }) => durations))).toEqual(new Set([duration]));
    let next = own[0]?.at ?? 0;
    for (const { at, durations } of own) {
      expect(at).toBe(next);
      for (const one of durations) next += one;
    }
  }
});

it('can be decoded by others: every picture, of each segment alone', () => {
  chmodSync(ffmpeg.path, 0o755);
  const { broadcast, send } = fed();
  send(4_200);
  for (const number of [0, 1]) {
    const args = ['-hide_banner', '-i', 'pipe:0', '-map', '0:v', '-f', 'null', '-'];
    const { stderr } = spawnSync(ffmpeg.path, args, {
      input: Buffer.concat(
        [broadcast.initialization(0) ?? '', segment(broadcast, number)].map((x) => Buffer.from(x)),
      ),
      encoding: 'utf8',
    });
    expect(stderr).toMatch(/frame= +50 /);
    expect(stderr).toMatch(/Video: h264 \(Constrained Baseline\) \(avc1/);
    expect(stderr).toMatch(/Audio: aac \(LC\) \(mp4a .* 44100 Hz, stereo/);
  }
});

it('says where another initialization is needed, and forgets the old one', () => {
  const { broadcast, send, change } = fed();
  send(4_000);
  change();
  send(4_200);
  expect(
    broadcast.window().segments.map(({ map, isDiscontinuous }) => [map, isDiscontinuous]),
  ).toEqual([
    [0, false],
    [0, false],
    [1, true],
    [1, false],
  ]);
  expect(broadcast.initialization(0)).not.toEqual(broadcast.initialization(1));
  send(40_000);
  expect(broadcast.initialization(0)).toBeUndefined();
  expect(broadcast.initialization(1)).toBeDefined();
});

it('carries a text as an event for the IVS player, and as one for all others', () => {
  const { broadcast, send } = fed();
  send(2_200);
  broadcast.putMetadata('{"question":1}');
  send(4_200);
  const texts = (number: number): Box[] =>
    boxes(segment(broadcast, number)).filter(({ type }) => type === 'emsg');
  expect([texts(1), texts(2)].map(({ length }) => length)).toEqual([0, 2]);
  const [ivs, others] = texts(2).map(({ content }) => content);
  expect(ivs?.toString('latin1', 4)).toMatch(/^urn:twitch:id3\0\0/);
  expect(ivs?.readUInt8(0)).toBe(0);
  expect(others?.readUInt8(0)).toBe(1);
  expect(others?.includes('https://aomedia.org/emsg/ID3\0')).toBe(true);
  const [run] = runs(segment(broadcast, 2));
  expect(Number(others?.readBigUInt64BE(8))).toBe(run?.at);
  for (const one of [ivs, others]) expect(one?.includes('{"question":1}')).toBe(true);
});
