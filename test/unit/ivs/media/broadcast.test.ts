import { expect, it } from 'vitest';
import { VirtualClock } from '../../../../local/clock.ts';
import { readAacConfiguration } from '../../../../local/ivs/media/aac.ts';
import { Broadcast } from '../../../../local/ivs/media/broadcast.ts';
import { encode, PLAIN } from '../../../../local/ivs/media/plainEncoder.ts';
import { draw } from '../../../../local/ivs/media/drawing.ts';
import { demuxed, unitTypes } from './demuxed.ts';

const VIDEO = 0x100;
const AUDIO = 0x101;
const ID3 = 0x102;
const AAC = readAacConfiguration(Buffer.from([0x12, 0x10]));
const PICTURE = draw('test', 0);
const KEY_FRAME = encode(PICTURE);
const FRAME = encode(PICTURE, PICTURE, 1);

interface Feed {
  readonly broadcast: Broadcast;
  /** Sends frames for a time, in ms, with a key frame every `keyMs`. */
  readonly send: (lengthMs: number, keyMs?: number) => void;
  /** Moves the encoder's clock, in ms. */
  readonly jump: (byMs: number) => void;
}

/** Returns a broadcast with an encoder that sends 25 frames a second, and sound if asked to. */
function fed({ hasSound = true, startsAtMs = 90_000 } = {}): Feed {
  const clock = new VirtualClock(Date.parse('2026-11-23T10:00:00Z'));
  const broadcast = new Broadcast(clock);
  let encoderMs = startsAtMs;
  broadcast.takeVideo({ kind: 'configuration', configuration: PLAIN }, encoderMs);
  if (hasSound && AAC)
    broadcast.takeAudio({ kind: 'configuration', configuration: AAC }, encoderMs);
  return {
    broadcast,
    send(lengthMs, keyMs = 2_000) {
      for (let atMs = 0; atMs < lengthMs; atMs += 40) {
        const isKey = atMs % keyMs === 0;
        const frame = isKey ? KEY_FRAME : FRAME;
        broadcast.takeVideo({ kind: 'frame', isKey, frame, shownAfterMs: 80 }, encoderMs);
        if (hasSound) broadcast.takeAudio({ kind: 'frame', frame: Buffer.alloc(90, 7) }, encoderMs);
        encoderMs += 40;
        clock.moveTo(clock.now() + 40);
      }
    },
    jump: (byMs) => void (encoderMs += byMs),
  };
}

function segment(broadcast: Broadcast, number: number): Buffer {
  const bytes = broadcast.read(number)?.bytes;
  if (!Buffer.isBuffer(bytes)) throw new Error(`Segment ${number} is not complete.`);
  return bytes;
}
const numbers = (broadcast: Broadcast): number[] =>
  broadcast.window().segments.map(({ number }) => number);

it('cuts at key frames, and each segment can be decoded alone', () => {
  const { broadcast, send } = fed();
  send(2_000);
  expect(broadcast.picture()).toBeUndefined();
  send(6_200);

  expect(broadcast.window().segments.map(({ durationMs }) => durationMs)).toEqual([
    2_000, 2_000, 2_000, 2_000,
  ]);
  for (const number of numbers(broadcast)) {
    const { streams, units } = demuxed(segment(broadcast, number));
    expect([...streams]).toEqual([
      [VIDEO, 0x1b],
      [AUDIO, 0x0f],
    ]);
    const frames = units.filter(({ pid }) => pid === VIDEO);
    expect(frames).toHaveLength(50);
    // A delimiter, both parameter sets, and the frame.
    expect(unitTypes(frames[0]?.payload ?? Buffer.alloc(0))).toEqual([9, 7, 8, 5]);
    expect(unitTypes(frames[1]?.payload ?? Buffer.alloc(0))).toEqual([9, 1]);
  }
});

it('goes on from segment to segment: counters, time stamps and clock references', () => {
  const { broadcast, send } = fed();
  send(10_200);

  const { gaps, units } = demuxed(
    Buffer.concat(numbers(broadcast).map((number) => segment(broadcast, number))),
  );

  expect(gaps).toEqual([]);
  const frames = units.filter(({ pid }) => pid === VIDEO);
  expect(frames.map(({ dts }) => dts)).toEqual(frames.map((_, n) => 63_000 + n * 3_600));
  for (const { pts, dts, pcr = Infinity } of frames) {
    expect(pts - dts).toBe(80 * 90);
    expect(pcr).toBeLessThanOrEqual(dts);
  }
  const sounds = units.filter(({ pid }) => pid === AUDIO);
  expect(sounds).toHaveLength(250);
  // Each frame of sound has its header.
  expect(sounds.every(({ payload }) => payload.readUInt16BE(0) === 0xfff1)).toBe(true);
  expect(sounds.every(({ payload }) => payload.length === 97)).toBe(true);
});

it('describes the picture as it is, and the sound only if there is sound', () => {
  const loud = fed();
  loud.send(4_200);
  expect(loud.broadcast.picture()).toMatchObject({
    width: 320,
    height: 180,
    framerate: 25,
    codecs: ['avc1.42C01E', 'mp4a.40.2'],
  });
  const bits = Math.max(...[0, 1].map((n) => segment(loud.broadcast, n).length * 8));
  expect(loud.broadcast.picture()?.bandwidth).toBe(Math.ceil(bits / 2));

  const silent = fed({ hasSound: false });
  silent.send(4_200);
  expect(silent.broadcast.picture()?.codecs).toEqual(['avc1.42C01E']);
  expect([...demuxed(segment(silent.broadcast, 0)).streams.keys()]).toEqual([VIDEO]);
});

it('cuts at the first key frame after two seconds, or without one after fifteen', () => {
  const often = fed();
  often.send(8_100, 500);
  expect(often.broadcast.window().segments.map(({ durationMs }) => durationMs)).toEqual([
    2_000, 2_000, 2_000, 2_000,
  ]);
  const seldom = fed();
  seldom.send(4_000, 5_000);
  seldom.send(2_000, 5_000);
  expect(seldom.broadcast.window().segments.map(({ durationMs }) => durationMs)).toEqual([4_000]);
  const never = fed();
  never.send(40_000, 1e9);
  expect(never.broadcast.window().segments.map(({ durationMs }) => durationMs)).toEqual([
    15_000, 15_000,
  ]);
});

it('lists the latest five segments and keeps thirty seconds', () => {
  const { broadcast, send } = fed();
  send(120_200);
  expect(numbers(broadcast)).toEqual([55, 56, 57, 58, 59]);
  expect(broadcast.window().next).toBe(60);
  const kept = Array.from({ length: 60 }, (_, n) => n).filter((n) => broadcast.read(n));
  expect(kept).toEqual(Array.from({ length: 15 }, (_, n) => 45 + n));
});

it('uses the memory of an old segment again, once nobody reads it', () => {
  const { broadcast, send } = fed({ hasSound: false });
  send(4_200);
  const [slow, quick] = [broadcast.read(0), broadcast.read(1)];
  if (!Buffer.isBuffer(slow?.bytes) || !Buffer.isBuffer(quick?.bytes))
    throw new Error('The segments are not complete.');
  const before = Buffer.from(slow.bytes);
  quick.done();
  send(60_000);
  expect(broadcast.read(1)).toBeUndefined();
  const memories = new Set(
    Array.from({ length: 40 }, (_, n) => broadcast.read(n)?.bytes).map(
      (bytes) => Buffer.isBuffer(bytes) && bytes.buffer,
    ),
  );
  expect(memories.has(quick.bytes.buffer)).toBe(true);
  expect(memories.has(slow.bytes.buffer)).toBe(false);
  expect(slow.bytes.equals(before)).toBe(true);
});

it('states the time of day at which each segment began', () => {
  const { broadcast, send } = fed();
  send(6_200);
  expect(broadcast.window().segments.map(({ startsAtMs }) => startsAtMs)).toEqual(
    [0, 2_000, 4_000].map((ms) => Date.parse('2026-11-23T10:00:00Z') + ms),
  );
});

it('goes on over a jump of the clock of the encoder', () => {
  const { broadcast, send, jump } = fed();
  send(2_000);
  jump(-80_000);
  send(2_000);
  jump(3_600_000);
  send(2_200);
  const { units } = demuxed(
    Buffer.concat(numbers(broadcast).map((number) => segment(broadcast, number))),
  );
  const times = units.filter(({ pid }) => pid === VIDEO).map(({ dts }) => dts);
  for (const [n, dts] of times.slice(1).entries())
    expect(dts - (times[n] ?? 0)).toBeLessThanOrEqual(3_600);
  expect(broadcast.window().segments.some(({ isDiscontinuous }) => isDiscontinuous)).toBe(false);
});

it('begins a new segment with another encoder, and says so', () => {
  const { broadcast, send } = fed();
  send(3_000);
  broadcast.interrupt();
  send(3_000);
  expect(
    broadcast
      .window()
      .segments.map(({ durationMs, isDiscontinuous }) => [durationMs, isDiscontinuous]),
  ).toEqual([
    [2_000, false],
    [1_000 - 40 + 33, false],
    [2_000, true],
  ]);
});

it('puts metadata into the next segment, which alone has a track for it', () => {
  const { broadcast, send } = fed();
  send(4_200);
  const text = '{"question":"½ or ⅓?"}';
  broadcast.putMetadata(text);
  broadcast.putMetadata('2');
  send(4_200);

  const tags = (number: number) =>
    demuxed(segment(broadcast, number)).units.filter(({ pid }) => pid === ID3);

  expect([0, 1, 2, 3].map((number) => tags(number).length)).toEqual([0, 0, 0, 2]);
  // The IVS player does not play a segment with a track that has no content.
  expect([1, 2, 3].map((number) => demuxed(segment(broadcast, number)).streams.has(ID3))).toEqual([
    false,
    false,
    true,
  ]);
  const [tag] = tags(3);
  // A tag of version 2.4 with one frame TXXX, in UTF-8, whose description is empty.
  const size = Buffer.byteLength(text) + 2;
  expect(tag?.payload.toString('latin1', 0, 3)).toBe('ID3');
  expect([...(tag?.payload.subarray(3, 10) ?? [])]).toEqual([4, 0, 0, 0, 0, 0, size + 10]);
  expect(tag?.payload.toString('latin1', 10, 14)).toBe('TXXX');
  expect([...(tag?.payload.subarray(14, 22) ?? [])]).toEqual([0, 0, 0, size, 0, 0, 3, 0]);
  expect(tag?.payload.toString('utf8', 22)).toBe(text);
});

it('sends the segment that grows as it comes, and ends with it', async () => {
  const { broadcast, send } = fed();
  send(2_200);
  const growing = broadcast.read(1)?.bytes;
  if (growing === undefined || Buffer.isBuffer(growing)) throw new Error('It does not grow.');
  const chunks: Buffer[] = [];
  const read = (async () => {
    for await (const chunk of growing) chunks.push(chunk);
  })();
  await new Promise(setImmediate);
  const early = Buffer.concat(chunks).length;
  expect(early).toBeGreaterThan(0);
  send(2_000);
  await new Promise(setImmediate);
  expect(Buffer.concat(chunks).length).toBeGreaterThan(early);
  send(40);
  await read;
  expect(Buffer.concat(chunks)).toEqual(segment(broadcast, 1));
});

it('lists each segment as soon as it is complete, and the one that grows', () => {
  const { broadcast, send } = fed();
  const seen = (): unknown[] => [
    numbers(broadcast),
    broadcast.window().next,
    broadcast.window().isOver,
  ];
  // A follower may read the list between two segments.
  broadcast.follow(() => broadcast.window());
  expect(seen()).toEqual([[], undefined, false]);
  send(1_000);
  expect(seen()).toEqual([[], 0, false]);
  send(2_100);
  expect(seen()).toEqual([[0], 1, false]);
  broadcast.interrupt();
  send(1_000);
  expect(seen()).toEqual([[0, 1], 2, false]);
  broadcast.end();
  expect(seen()).toEqual([[0, 1, 2], undefined, true]);
});

it('keeps its last segment when it ends', () => {
  const { broadcast, send } = fed();
  send(5_000);
  broadcast.end();
  send(4_000);
  expect(broadcast.window()).toMatchObject({
    isOver: true,
    segments: [{ durationMs: 2_000 }, { durationMs: 2_000 }, { durationMs: 960 + 33 }],
  });
  expect(broadcast.window().next).toBeUndefined();
});

it('leaves out what nobody can decode', () => {
  const { broadcast, send } = fed();
  // Before the first key frame, and a frame whose lengths are wrong.
  broadcast.takeVideo({ kind: 'frame', isKey: false, frame: FRAME, shownAfterMs: 0 }, 90_000);
  broadcast.takeAudio({ kind: 'frame', frame: Buffer.alloc(9) }, 90_000);
  broadcast.takeVideo(
    { kind: 'frame', isKey: true, frame: Buffer.from([0, 0, 9, 9, 1]), shownAfterMs: 0 },
    90_000,
  );
  expect(broadcast.window()).toEqual({ segments: [], isOver: false });
  send(2_200);
  expect(numbers(broadcast)).toEqual([0]);
});
