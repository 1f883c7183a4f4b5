import { Bits } from './bits.ts';

// AAC as RTMP carries it: an AudioSpecificConfig (ISO/IEC 14496-3, 1.6.2.1) and bare frames.
// Transport streams carry each frame with an ADTS header (ISO/IEC 13818-7, 6.2).

/** The properties of an AAC stream. */
export interface AacConfiguration {
  /** The AudioSpecificConfig, as MP4 carries it too. */
  readonly record: Buffer;
  /** As in RFC 6381, such as `mp4a.40.2`. */
  readonly codec: string;
  /** The sampling rate of the sound in Hz; that of the core may be half of it. */
  readonly sampleRate: number;
  /** The sampling rate of the core, of which a frame has 1,024 samples. In Hz. */
  readonly coreRate: number;
  readonly channels: number;
  /** The members of the ADTS header: the object type of the core, and the index of its rate. */
  readonly coreType: number;
  readonly rateIndex: number;
}

const RATES = [
  96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000,
  7_350,
] as const;
/** The number of channels by channel configuration; 0 is described elsewhere and not supported. */
const CHANNELS = [0, 1, 2, 3, 4, 5, 6, 8] as const;
const EXPLICIT_RATE = 15;
const ESCAPE = 31;
const SBR = 5;
const PS = 29;
const ADTS_BYTES = 7;
/** The samples of a frame. */
export const SAMPLES_PER_FRAME = 1_024;

/** Reads an AudioSpecificConfig; returns undefined when ADTS could not carry such frames. */
export function readAacConfiguration(config: Buffer): AacConfiguration | undefined {
  try {
    const bits = new Bits(config);
    const typeOf = (): number => {
      const type = bits.read(5);
      return type === ESCAPE ? 32 + bits.read(6) : type;
    };
    const rateOf = (): number => {
      const index = bits.read(4);
      if (index !== EXPLICIT_RATE) return index;
      const stated = bits.read(24);
      return RATES.findIndex((rate) => rate === stated);
    };
    const type = typeOf();
    const rateIndex = rateOf();
    const channels = CHANNELS[bits.read(4)] ?? 0;
    const isExtended = type === SBR || type === PS;
    const sampleRate = RATES[isExtended ? rateOf() : rateIndex];
    const coreType = isExtended ? typeOf() : type;
    // ADTS has two bits for the type: Main, LC, SSR and LTP.
    const coreRate = RATES[rateIndex];
    const isKnown = sampleRate !== undefined && coreRate !== undefined && channels > 0;
    if (!isKnown || coreType < 1 || coreType > 4) return undefined;
    const record = Buffer.from(config);
    return {
      record,
      coreRate,
      codec: `mp4a.40.${type}`,
      sampleRate,
      channels,
      coreType,
      rateIndex,
    };
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Returns the ADTS header of a frame. */
export function adtsHeader(
  { coreType, rateIndex, channels }: AacConfiguration,
  frame: Buffer,
): Buffer {
  const configuration = CHANNELS.findIndex((count) => count === channels);
  const length = frame.length + ADTS_BYTES;
  return Buffer.from([
    0xff,
    0xf1,
    ((coreType - 1) << 6) | (rateIndex << 2) | (configuration >> 2),
    ((configuration & 3) << 6) | (length >> 11),
    (length >> 3) & 0xff,
    ((length & 7) << 5) | 0x1f,
    0xfc,
  ]);
}
