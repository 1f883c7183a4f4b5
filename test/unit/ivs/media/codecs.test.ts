import { describe, expect, it } from 'vitest';
import { adtsHeader, readAacConfiguration } from '../../../../local/ivs/media/aac.ts';
import { annexB, readAvcConfiguration } from '../../../../local/ivs/media/avc.ts';
import { readAudioTag, readVideoTag } from '../../../../local/ivs/media/flv.ts';
import { PLAIN } from '../../../../local/ivs/media/plainEncoder.ts';

const bytes = (hex: string): Buffer => Buffer.from(hex.replaceAll(' ', ''), 'hex');
/** Returns a decoder configuration record of one sequence and one picture parameter set. */
function recordOf(sequence: string, picture = '68ce3c80'): Buffer {
  const [sps, pps] = [bytes(sequence), bytes(picture)];
  return Buffer.concat([
    Buffer.from([1, sps[1] ?? 0, sps[2] ?? 0, sps[3] ?? 0, 0xff, 0xe1, 0, sps.length]),
    sps,
    Buffer.from([1, 0, pps.length]),
    pps,
  ]);
}

describe('H.264', () => {
  // The sequence parameter sets that x264 (ffmpeg 5.1) writes for these pictures.
  it.for([
    ['Baseline', '6742c01ed900a02ff97011000003000100000300320f162e48', 640, 360],
    ['Main', '674d401feca02802dd80880000030008000003019078c18cb0', 1_280, 720],
    ['High', '67640028acd940780227e5c044000003000400000300c83c60c658', 1_920, 1_080],
    ['interlaced', '67640028acd94078044fde0220000003002000000643e2c5b2c0', 1_920, 1_080],
    ['4:4:4', '67f4001e919b281485fc7cf808800000030080000019078b16cb', 642, 362],
  ] as const)('reads the size of a picture: %s', ([, sequence, width, height]) => {
    const read = readAvcConfiguration(recordOf(sequence));
    expect(read).toMatchObject({ lengthBytes: 4 });
    expect([read?.width, read?.height]).toEqual([width, height]);
  });

  it('names the codec by profile, constraints and level', () => {
    expect(PLAIN.codec).toBe('avc1.42C01E');
    const [sequence = Buffer.alloc(0)] = PLAIN.parameterSets;
    expect(readAvcConfiguration(recordOf(sequence.toString('hex')))).toMatchObject({
      codec: 'avc1.42C01E',
      profile: 66,
      level: 30,
      width: 320,
      height: 180,
    });
  });

  it('refuses records that are cut off or are something else', () => {
    const whole = recordOf(PLAIN.parameterSets[0]?.toString('hex') ?? '');
    for (let length = 0; length < whole.length; length++)
      expect(readAvcConfiguration(whole.subarray(0, length)), `${length} bytes`).toBeUndefined();
    expect(readAvcConfiguration(Buffer.alloc(64))).toBeUndefined();
    expect(readAvcConfiguration(recordOf('67'))).toBeUndefined();
  });

  it('replaces lengths by start codes, and refuses lengths that are wrong', () => {
    const frame = bytes('00000002 4101 00000001 06');
    expect(Buffer.concat(annexB(PLAIN, frame, false) ?? []).toString('hex')).toBe(
      '0000000109f00000000141010000000106',
    );
    for (const wrong of ['00000003 4101', '00000002 4101 00', 'ffffffff 41'])
      expect(annexB(PLAIN, bytes(wrong), false), wrong).toBeUndefined();
  });
});

describe('AAC', () => {
  it.for([
    ['stereo at 44.1 kHz', '1210', 'mp4a.40.2', 44_100, 2],
    ['mono at 48 kHz', '1188', 'mp4a.40.2', 48_000, 1],
    ['a rate in full', '17805dc010', 'mp4a.40.2', 48_000, 2],
    ['HE-AAC, whose core has half the rate', '2b920800', 'mp4a.40.5', 44_100, 2],
  ] as const)('reads %s', ([, config, codec, sampleRate, channels]) => {
    expect(readAacConfiguration(bytes(config))).toMatchObject({ codec, sampleRate, channels });
  });

  it('refuses a configuration that ADTS cannot carry', () => {
    // An empty one, a rate that does not exist, channels that are described elsewhere, and USAC.
    for (const config of ['', '12', '1690', '1200', 'f9484000'])
      expect(readAacConfiguration(bytes(config)), config).toBeUndefined();
  });

  it('writes a header that states rate, channels and length', () => {
    const configuration = readAacConfiguration(bytes('1210'));
    if (!configuration) throw new Error('The configuration is good.');
    expect(adtsHeader(configuration, Buffer.alloc(200)).toString('hex')).toBe('fff1508019fffc');
  });
});

describe('the tags of RTMP', () => {
  it('reads frames, whose pictures may be shown before they come', () => {
    expect(readVideoTag(bytes('17 01 000050 aabb'))).toEqual({
      kind: 'frame',
      isKey: true,
      frame: bytes('aabb'),
      shownAfterMs: 80,
    });
    expect(readVideoTag(bytes('27 01 ffffff aa'))).toMatchObject({
      isKey: false,
      shownAfterMs: -1,
    });
    expect(readAudioTag(bytes('af 01 aabb'))).toEqual({ kind: 'frame', frame: bytes('aabb') });
  });

  it('reads H.264 and AAC in the tags of Enhanced RTMP', () => {
    const avc = Buffer.from('avc1').toString('hex');
    expect(readVideoTag(bytes(`91 ${avc} 000050 aa`))).toMatchObject({
      kind: 'frame',
      isKey: true,
      shownAfterMs: 80,
    });
    expect(readVideoTag(bytes(`a3 ${avc} aa`))).toMatchObject({ kind: 'frame', isKey: false });
    const aac = Buffer.from('mp4a').toString('hex');
    expect(readAudioTag(bytes(`90 ${aac} 1210`))).toMatchObject({ kind: 'configuration' });
    expect(readAudioTag(bytes(`91 ${aac} aabb`))).toMatchObject({ kind: 'frame' });
  });

  it('names codecs that IVS does not take', () => {
    const hevc = Buffer.from('hvc1').toString('hex');
    expect(readVideoTag(bytes(`90 ${hevc} 01`))).toEqual({ kind: 'unsupported', codec: 'hvc1' });
    expect(readVideoTag(bytes('22 00'))).toEqual({ kind: 'unsupported', codec: 'h263' });
    expect(readAudioTag(bytes('2f ff'))).toEqual({ kind: 'unsupported', codec: 'mp3' });
  });

  it('takes every tag that is cut off for something else', () => {
    for (const tag of ['17', '1701', '170100', '97', '91617663', 'af00', '9f6d'])
      expect([readVideoTag(bytes(tag)).kind, readAudioTag(bytes(tag)).kind], tag).not.toContain(
        'configuration',
      );
    expect(readVideoTag(Buffer.alloc(0)).kind).toBe('unsupported');
  });
});
