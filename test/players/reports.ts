// The page tells the test this.

/** The reports of a player. */
export interface Seen {
  readonly states: string[];
  readonly cues: string[];
  readonly errors: { type: string; code: number; isFatal: boolean }[];
}

/** The picture and the sound that the video element has. */
export interface Shown {
  /** Red, green and blue in the middle, from 0 to 255. */
  readonly colour: readonly number[];
  readonly width: number;
  readonly height: number;
  readonly seconds: number;
  /** The bytes of sound that the browser has decoded. */
  readonly soundBytes: number;
  readonly isMuted: boolean;
}

export interface Players {
  playWithIvs(url: string): void;
  playWithHls(url: string): void;
  seen(): Seen;
  shown(): Shown;
  /** How far the IVS player is behind, in seconds, and whether it plays with low latency. */
  latency(): { seconds: number; isLow: boolean };
}
