import type { Clock } from '../../clock.ts';
import type { Random } from '../../random.ts';
import { ingestOf, isPublishing, type Media } from '../state/session.ts';
import type { EncoderRecord, State } from '../state/state.ts';
import type { Streams } from './streams.ts';

export interface EncoderView {
  encoderId: string;
  channelArn: string;
  state: EncoderRecord['state'];
}

export interface EncoderRequest {
  channelArn: string;
  /**
   * Default: the current key of the channel. As in a real encoder, it does not change when the
   * channel gets another key.
   */
  streamKey?: string | undefined;
  /**
   * Retries this many milliseconds after being cut or refused, until the encoder is deleted;
   * default: no retry.
   */
  reconnectAfterMs?: number | undefined;
  /**
   * Retries as OBS Studio does: after 2 s, then 1.5 times as long each time, up to 25 times; a
   * success begins anew. A key that is refused at the first connect is not tried again.
   */
  reconnect?: 'obs' | undefined;
  /** As in `?priority=N`: takes over the stream if the channel has one. */
  priority?: number | undefined;
  /** The media that the encoder sends; absent: unknown, which exceeds no limit. */
  media?: Media | undefined;
}

/**
 * Encoders without video, for tests and demonstrations. They connect, are cut or refused, and
 * reconnect as real encoders do.
 */
export class Encoders {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #state: State;
  readonly #streams: Streams;
  readonly #retries = new Map<string, () => void>();

  constructor(parts: { clock: Clock; random: Random; state: State; streams: Streams }) {
    this.#clock = parts.clock;
    this.#random = parts.random;
    this.#state = parts.state;
    this.#streams = parts.streams;
  }

  /**
   * Continues after a restart: streaming encoders still stream, and connecting encoders try again.
   */
  resume(): void {
    const fed = new Set<string>();
    for (const encoder of this.#state.encoders.all()) {
      const session =
        encoder.streamId === undefined ? undefined : this.#state.sessions.get(encoder.streamId);
      if (session && isPublishing(session)) {
        fed.add(session.streamId);
        this.#streams.reattach(session.streamId, () => this.#cut(encoder.encoderId));
      } else if (encoder.state === 'refused') this.#tryLater(encoder);
      else if (encoder.state !== 'stopped') this.#cut(encoder.encoderId);
    }
    // A kill between the write of a session and that of its encoder leaves a session that no
    // encoder feeds.
    for (const session of this.#state.sessions.all())
      if (session.source === 'simulated' && !fed.has(session.streamId))
        this.#streams.lose(session.streamId);
  }

  /** Connects an encoder at once and returns its id. Its state says whether it was admitted. */
  connect(request: EncoderRequest): string {
    const encoderId = `encoder-${this.#random.alphanumeric(12)}`;
    const streamKeyValue =
      request.streamKey ?? this.#state.streamKeys.of(request.channelArn)[0]?.streamKey.value;
    this.#save({
      sequence: this.#state.nextSequence(),
      encoderId,
      channelArn: request.channelArn,
      state: 'connecting',
      ...(streamKeyValue !== undefined && { streamKeyValue }),
      ...(request.reconnectAfterMs !== undefined && { reconnectAfterMs: request.reconnectAfterMs }),
      ...(request.reconnect && { reconnect: request.reconnect }),
      ...(request.priority !== undefined && { priority: request.priority }),
      ...(request.media && { media: request.media }),
    });
    this.#try(encoderId);
    return encoderId;
  }

  /**
   * Removes an encoder, with a clean disconnect or (abrupt) without one. Returns false when no
   * encoder has this id.
   */
  disconnect(encoderId: string, abrupt = false): boolean {
    const encoder = this.#state.encoders.get(encoderId);
    if (!encoder) return false;
    this.#retries.get(encoderId)?.();
    this.#retries.delete(encoderId);
    if (encoder.streamId !== undefined && abrupt) this.#streams.lose(encoder.streamId);
    if (encoder.streamId !== undefined && !abrupt) this.#streams.disconnect(encoder.streamId);
    this.#state.encoders.delete(encoderId);
    return true;
  }

  /**
   * Changes the media that an encoder sends; `silent` stops or resumes the flow of data. Returns
   * false when no encoder has this id.
   */
  change(
    encoderId: string,
    { silent, ...media }: Media & { silent?: boolean | undefined },
  ): boolean {
    const encoder = this.#state.encoders.get(encoderId);
    if (!encoder) return false;
    const given = Object.fromEntries(
      Object.entries(media).filter(([, value]) => value !== undefined),
    ) as Media;
    const next = { ...encoder, media: { ...encoder.media, ...given } };
    this.#save(next);
    if (encoder.streamId === undefined) return true;
    if (silent === true) this.#streams.lose(encoder.streamId);
    if (silent === false) this.#streams.recover(encoder.streamId);
    this.#streams.describe(encoder.streamId, ingestOf(next.media) ?? {});
    return true;
  }

  views(): EncoderView[] {
    return this.#state.encoders
      .all()
      .map(({ encoderId, channelArn, state }) => ({ encoderId, channelArn, state }));
  }

  close(): void {
    for (const cancel of this.#retries.values()) cancel();
    this.#retries.clear();
  }

  #try(encoderId: string): void {
    const encoder = this.#state.encoders.get(encoderId);
    if (!encoder) return;
    const { channelArn, streamKeyValue, priority, media = {} } = encoder;
    const cut = (): void => this.#cut(encoderId);
    const session =
      streamKeyValue === undefined
        ? undefined
        : this.#streams.connect({
            streamKeyValue,
            channelArn,
            source: 'simulated',
            cut,
            priority,
            ingest: ingestOf(media),
          });
    // An encoder that exceeded a limit at once has been cut already.
    if (session && isPublishing(session))
      this.#save({
        ...encoder,
        state: 'streaming',
        streamId: session.streamId,
        ...(encoder.reconnect && { hasStreamed: true as const, failures: 0 }),
      });
    else if (!session) {
      const { reconnect, failures = 0 } = encoder;
      const refused: EncoderRecord = {
        ...encoder,
        state: 'refused',
        ...(reconnect && { failures: failures + 1 }),
      };
      if (encoder.state !== 'refused' || reconnect) this.#save(refused);
      this.#tryLater(refused);
    }
  }

  #cut(encoderId: string): void {
    const encoder = this.#state.encoders.get(encoderId);
    if (!encoder) return;
    const { streamId: _gone, ...rest } = encoder;
    this.#save({
      ...rest,
      state: pauseMs(encoder) === undefined ? 'stopped' : 'connecting',
    });
    this.#tryLater(encoder);
  }

  #tryLater(encoder: EncoderRecord): void {
    const { encoderId } = encoder;
    this.#retries.get(encoderId)?.();
    const afterMs = pauseMs(encoder);
    if (afterMs !== undefined)
      this.#retries.set(
        encoderId,
        this.#clock.after(afterMs, () => this.#try(encoderId)),
      );
  }

  #save(encoder: EncoderRecord): void {
    this.#state.encoders.put(encoder.encoderId, encoder);
  }
}

/** The pace of OBS Studio 29: the first pause in ms, its growth and the number of tries. */
const OBS = { pauseMs: 2_000, growth: 1.5, triesMax: 25 };

/** Returns the pause before an encoder tries again, in ms; undefined if it does not. */
function pauseMs({
  reconnect,
  reconnectAfterMs,
  failures = 0,
  hasStreamed,
}: EncoderRecord): number | undefined {
  if (reconnect === undefined) return reconnectAfterMs;
  return hasStreamed && failures < OBS.triesMax ? OBS.pauseMs * OBS.growth ** failures : undefined;
}
