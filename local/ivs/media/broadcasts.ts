import type { Clock } from '../../clock.ts';
import { Broadcast } from './broadcast.ts';
import type { ContainerFormat } from './container.ts';

/** For how long the last segments of a stream remain, in ms. Players need them to reach its end. */
const KEPT_MS = 60_000;

/** The streams of real encoders, by stream id. They are in memory only, as the encoders are. */
export class Broadcasts {
  readonly #clock: Clock;
  readonly #byStream = new Map<string, Broadcast>();
  readonly #forgetting = new Map<string, () => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Returns the broadcast of a stream, and begins it if there is none. */
  open(streamId: string, format: ContainerFormat): Broadcast {
    const opened = this.#byStream.get(streamId) ?? new Broadcast(this.#clock, format);
    this.#byStream.set(streamId, opened);
    return opened;
  }

  of(streamId: string): Broadcast | undefined {
    return this.#byStream.get(streamId);
  }

  /** Ends a stream; its last segments remain for a while. */
  end(streamId: string): void {
    const broadcast = this.#byStream.get(streamId);
    if (!broadcast || this.#forgetting.has(streamId)) return;
    broadcast.end();
    this.#forgetting.set(
      streamId,
      this.#clock.after(KEPT_MS, () => {
        this.#byStream.delete(streamId);
        this.#forgetting.delete(streamId);
      }),
    );
  }

  close(): void {
    for (const cancel of this.#forgetting.values()) cancel();
    for (const broadcast of this.#byStream.values()) broadcast.end();
    this.#forgetting.clear();
    this.#byStream.clear();
  }
}
