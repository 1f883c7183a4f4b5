import { millisecondsAt } from '../../clock.ts';
import type { Picture, Content } from '../media/source.ts';
import { Simulation } from '../media/simulation.ts';
import type { Region } from '../regions/regions.ts';
import type { SessionRecord } from '../state/session.ts';

/** For how long players reach the end of a stream that has ended, in ms. */
const REACHED_MS = 60_000;

/** The pictures and sounds of the streams, from real and from simulated encoders. */
export class Contents {
  readonly #simulations = new Map<string, Simulation>();

  /** Returns the content of a stream; undefined when players cannot get it any more, or yet. */
  of(
    { clock, broadcasts, metadata }: Region['world'],
    session: SessionRecord,
  ): Content | undefined {
    const { streamId, source, startedAtMs, endedAtMs, channel } = session;
    const nowMs = clock.now();
    const isGone = startedAtMs === undefined || nowMs - (endedAtMs ?? nowMs) > REACHED_MS;
    if (isGone) this.#simulations.delete(streamId);
    if (isGone) return undefined;
    if (source === 'rtmp') return broadcasts.of(streamId);
    const known =
      this.#simulations.get(streamId) ??
      new Simulation({
        name: channel.name,
        startedAtMs,
        texts: () =>
          metadata
            .all()
            .filter((put) => put.streamId === streamId)
            .map(({ metadata: text, at }) => ({ text, atMs: millisecondsAt(at) })),
      });
    this.#simulations.set(streamId, known);
    return known.at(nowMs, endedAtMs);
  }

  forget(): void {
    this.#simulations.clear();
  }
}

/**
 * Returns the picture that a playlist describes. A simulated encoder may claim to send a larger
 * picture than it does.
 */
export function describedPicture(
  content: Content,
  { source, ingest }: SessionRecord,
): Picture | undefined {
  const picture = content.picture();
  if (source === 'rtmp' || !picture) return picture;
  const { videoWidth, videoHeight, targetFramerate, targetBitrate } = ingest?.video ?? {};
  return {
    ...picture,
    width: videoWidth ?? picture.width,
    height: videoHeight ?? picture.height,
    framerate: targetFramerate ?? picture.framerate,
    bandwidth: targetBitrate ?? picture.bandwidth,
  };
}
