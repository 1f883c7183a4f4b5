import type { Content } from '../media/source.ts';
import { simulationOf, type Simulation } from '../media/simulation.ts';
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
    const { streamId, source, startedAtMs, endedAtMs } = session;
    const nowMs = clock.now();
    const isGone = startedAtMs === undefined || nowMs - (endedAtMs ?? nowMs) > REACHED_MS;
    if (isGone) this.#simulations.delete(streamId);
    if (isGone) return undefined;
    if (source === 'rtmp') return broadcasts.of(streamId);
    const known =
      this.#simulations.get(streamId) ?? simulationOf({ ...session, startedAtMs }, metadata);
    this.#simulations.set(streamId, known);
    return known.at(nowMs, endedAtMs);
  }

  forget(): void {
    this.#simulations.clear();
  }
}
