import type { AacConfiguration } from './aac.ts';
import { unitsOf, type AvcConfiguration } from './avc.ts';
import { box, fullBox, text, u32, u64 } from './boxes.ts';
import type { Codecs, Container, Room, Track, Unit } from './container.ts';
import {
  AUDIO_FRAME_TICKS,
  AUDIO_ID,
  mp4Initialization,
  TICKS,
  VIDEO_ID,
} from './mp4Initialization.ts';

/**
 * The schemes by which players know an ID3 tag: that of the Amazon IVS player (1.56), which reads
 * it in version 0 alone, and that of all others (AOM, "Carriage of ID3 Timed Metadata in CMAF").
 */
const IVS_ID3 = 'urn:twitch:id3';
const AOM_ID3 = 'https://aomedia.org/emsg/ID3';
/** Flags of a sample: one that needs no other, and one that does and is no point of entry. */
const KEY_SAMPLE = 0x02000000;
const OTHER_SAMPLE = 0x01010000;
/** Sound that is this far from its expected time, in ms, counts anew from its own. */
const DRIFT_MS = 60;

/** A segment that grows is sent in fragments of this length, in ms. */
const FRAGMENT_MS = 500;

/** A frame of a track. Times in ticks of its track. */
interface Sample {
  readonly at: number;
  readonly duration: number;
  readonly shownAfter: number;
  readonly payload: Buffer;
  readonly isKey: boolean;
}

/**
 * Writes fragmented MP4 (ISO/IEC 14496-12, 8.8), a fragment each half second, so that a segment can
 * be sent as it grows.
 */
export class FragmentedMp4 implements Container {
  #sequence = 0;
  #events = 0;
  /** The frame of video whose duration is not known yet. */
  #held: Omit<Sample, 'duration'> | undefined;
  /** The frames that are not written yet. */
  #video: Sample[] = [];
  #sound: Sample[] = [];
  #audioRate = 0;
  /** The time at which the next frame of sound is expected, in samples. */
  #audioAt = -Infinity;

  video(configuration: AvcConfiguration, frame: Buffer): Buffer[] | undefined {
    return unitsOf(configuration, frame) && [frame];
  }

  audio(_configuration: AacConfiguration, frame: Buffer): Buffer[] {
    return [frame];
  }

  initialization(codecs: Codecs): Buffer {
    return mp4Initialization(codecs);
  }

  begin(_tracks: readonly Track[], { audio }: Codecs): void {
    if (audio && audio.coreRate !== this.#audioRate) {
      this.#audioRate = audio.coreRate;
      this.#audioAt = -Infinity;
    }
  }

  unit(unit: Unit, room: Room): void {
    if (unit.track === 'id3') return this.#event(unit, room);
    if (unit.track === 'audio') return this.#takeSound(unit, room);
    const { atMs, shownAtMs, payload, isKey = false } = unit;
    const at = ticks(atMs);
    this.#release(atMs);
    const shownAfter = ticks(shownAtMs) - at;
    this.#held = { at, shownAfter, payload: Buffer.concat(payload), isKey };
    const [first] = this.#video;
    if (first && at - first.at >= ticks(FRAGMENT_MS)) this.#fragment(room);
  }

  end(atMs: number, room: Room): void {
    this.#release(atMs);
    this.#fragment(room);
  }

  /** Completes the frame of video that is held, as the next one is due. */
  #release(nextMs: number): void {
    const held = this.#held;
    this.#held = undefined;
    if (held) this.#video.push({ ...held, duration: Math.max(1, ticks(nextMs) - held.at) });
  }

  /**
   * Takes a frame of sound. The times of an encoder are whole milliseconds; counting in samples
   * keeps the sound without gaps.
   */
  #takeSound({ atMs, payload }: Unit, room: Room): void {
    const told = Math.round((atMs * this.#audioRate) / 1_000);
    const isFar = Math.abs(told - this.#audioAt) > (DRIFT_MS * this.#audioRate) / 1_000;
    const at = isFar ? told : this.#audioAt;
    // A fragment has one time for each track.
    if (isFar) this.#fragment(room);
    this.#audioAt = at + AUDIO_FRAME_TICKS;
    this.#sound.push({
      at,
      duration: AUDIO_FRAME_TICKS,
      shownAfter: 0,
      payload: Buffer.concat(payload),
      isKey: true,
    });
  }

  /**
   * Writes event messages (ISO/IEC 23009-1, 5.10.3.3) with an ID3 tag, one for each kind of
   * player. In version 0 the time is relative to the segment, and a tag comes at its beginning.
   */
  #event({ atMs, payload }: Unit, room: Room): void {
    const value = text('');
    const duration = 0;
    const forIvs = u32(TICKS, 0, duration, ++this.#events);
    const forOthers = [u32(TICKS), u64(ticks(atMs)), u32(duration, ++this.#events)];
    write(room, [
      fullBox('emsg', 0, 0, text(IVS_ID3), value, forIvs, ...payload),
      fullBox('emsg', 1, 0, ...forOthers, text(AOM_ID3), value, ...payload),
    ]);
  }

  /** Writes the frames that are not written yet; the payloads of the tracks follow each other. */
  #fragment(room: Room): void {
    const tracks = [
      { id: VIDEO_ID, samples: this.#video },
      { id: AUDIO_ID, samples: this.#sound },
    ].filter(({ samples }) => samples.length > 0);
    [this.#video, this.#sound] = [[], []];
    if (tracks.length === 0) return;
    this.#sequence += 1;
    const moof = (offset: number): Buffer => {
      let from = offset;
      const fragments = tracks.map(({ id, samples }) => {
        const fragment = traf(id, samples, from);
        for (const { payload } of samples) from += payload.length;
        return fragment;
      });
      return box('moof', fullBox('mfhd', 0, 0, u32(this.#sequence)), ...fragments);
    };
    const payloads = tracks.flatMap(({ samples }) => samples.map(({ payload }) => payload));
    write(room, [moof(moof(0).length + HEADER_BYTES), box('mdat', ...payloads)]);
  }
}

/** @param offset of its first payload from the beginning of the fragment, in bytes */
function traf(id: number, samples: readonly Sample[], offset: number): Buffer {
  const entries = samples.flatMap(({ duration, payload, isKey, shownAfter }) => [
    duration,
    payload.length,
    isKey ? KEY_SAMPLE : OTHER_SAMPLE,
    shownAfter,
  ]);
  return box(
    'traf',
    // Offsets count from the fragment.
    fullBox('tfhd', 0, 0x020000, u32(id)),
    fullBox('tfdt', 1, 0, u64(samples[0]?.at ?? 0)),
    // Version 1 has signed times; the flags name the members of a sample.
    fullBox('trun', 1, 0x000f01, u32(samples.length, offset, ...entries)),
  );
}

const ticks = (ms: number): number => Math.round((ms * TICKS) / 1_000);
const HEADER_BYTES = 8;

function write(room: Room, boxes: readonly Buffer[]): void {
  for (const one of boxes) one.copy(room(one.length));
}
