import { isoTime } from '../../lib/clock.ts';
import type { Night } from './night.ts';
import type { Act, Cue } from './score.ts';
import { configurationId, type Stage } from './stage.ts';

/** How the time of the night passes. */
export interface Pace {
  /** Moves the clock to a time, in ms since the epoch. */
  reach(at: number): Promise<void>;
}

/** The streams that are played, by their id in the journal. */
interface OnAir {
  readonly channelArn: string;
  encoderId: string;
  takeovers: number;
}

/** An act on a stream that has been connected. */
type ActOnStream = Exclude<Act, { does: 'connect' | 'deleteChannel' | 'insertAdBreak' }>;

type Print = (line: string) => void;

/** Plays acts on a stage, one after the other. */
class Player {
  readonly #stage: Stage;
  readonly #onAir = new Map<string, OnAir>();
  /** The recording configuration that each channel has, by its ARN. */
  readonly #attached = new Map<string, string>();

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  /** Performs an act. Returns what was done, or the reason why it could not be. */
  async perform(channelId: string, act: Act): Promise<string> {
    const { ivs } = this.#stage;
    const channelArn = this.#stage.arnOf('channel', channelId);
    const said = await this.#done(channelArn, act);
    // The steps that are due at this moment are taken.
    ivs.clock.advance(0);
    return said;
  }

  async #done(channelArn: string, act: Act): Promise<string> {
    if (act.does === 'connect') return this.#connect(channelArn, act);
    if (act.does === 'deleteChannel')
      return this.#called('the channel is deleted', 'POST', 'DeleteChannel', { arn: channelArn });
    if (act.does === 'insertAdBreak') {
      const { durationSeconds } = act;
      const body = { channelArn, durationSeconds };
      return this.#called('an ad break is inserted', 'POST', 'InsertAdBreak', body);
    }
    const stream = this.#onAir.get(act.streamId);
    return stream ? this.#onStream(stream, act) : `not played: ${act.streamId} is not on air`;
  }

  async #onStream(stream: OnAir, act: ActOnStream): Promise<string> {
    const { ivs } = this.#stage;
    const { channelArn, encoderId } = stream;
    const encoder = `_local/encoders/${encoderId}`;
    if (act.does === 'cut') {
      ivs.disconnectEncoder(encoderId);
      return 'the encoder disconnects';
    }
    if (act.does === 'silence')
      return this.#called('the encoder falls silent', 'PUT', encoder, { silent: true });
    if (act.does === 'resume')
      return this.#called('the encoder sends again', 'PUT', encoder, { silent: false });
    if (act.does === 'breach')
      return this.#called('the encoder sends more than it may', 'PUT', encoder, act.media);
    if (act.does === 'fail') {
      const body = { channelArn, reason: act.reason };
      return this.#called('IVS fails the stream', 'POST', '_local/streams/fail', body);
    }
    stream.takeovers++;
    stream.encoderId = ivs.connectEncoder({ channelArn, priority: stream.takeovers });
    return 'another encoder takes over';
  }

  async #called(done: string, method: 'POST' | 'PUT', path: string, body: object): Promise<string> {
    const refusal = await this.#stage.call(method, path, body);
    return refusal === undefined ? done : `not played: ${refusal}`;
  }

  async #connect(
    channelArn: string,
    { streamId, startsAfterMs, media, recorded }: Act & { does: 'connect' },
  ): Promise<string> {
    const { ivs, arnOf } = this.#stage;
    const { settings } = ivs;
    const configuration = recorded
      ? arnOf(
          'recording-configuration',
          configurationId(recorded.bucketName, recorded.windowSeconds),
        )
      : '';
    if (configuration !== (this.#attached.get(channelArn) ?? '')) {
      const body = { arn: channelArn, recordingConfigurationArn: configuration };
      const refusal = await this.#stage.call('POST', 'UpdateChannel', body);
      if (refusal !== undefined) return `not played: ${refusal}`;
      this.#attached.set(channelArn, configuration);
    }
    if (recorded) {
      const { [recorded.bucketName]: _before, ...others } = settings.recordingFailures;
      settings.recordingFailures = {
        ...others,
        ...(recorded.fails && { [recorded.bucketName]: recorded.fails }),
      };
    }
    settings.streamStartMs = startsAfterMs;
    const encoderId = ivs.connectEncoder({ channelArn, media });
    this.#onAir.set(streamId, { channelArn, encoderId, takeovers: 0 });
    const state = ivs.encoders().find((encoder) => encoder.encoderId === encoderId)?.state;
    return state === 'streaming'
      ? 'an encoder connects'
      : `not played: the encoder is ${state ?? 'gone'}`;
  }
}

/** Plays a night to its end, and prints each moment. */
export async function play(
  night: Night,
  cues: readonly Cue[],
  { stage, pace, print }: { stage: Stage; pace: Pace; print: Print },
): Promise<void> {
  const names = new Map(night.channels.map(({ id, name }) => [id, name]));
  const width = Math.max(0, ...[...names.values()].map(({ length }) => length));
  const player = new Player(stage);
  for (const { at, channelId, words, act } of cues) {
    await pace.reach(at);
    const done = act && (await player.perform(channelId, act));
    const time = isoTime(at).replace(/\.\d+Z$/, 'Z');
    const name = (names.get(channelId) ?? channelId).padEnd(width);
    const told = words ?? '(the journal has no event)';
    print(`${time}  ${name}  ${told}${done === undefined ? '' : ` → ${done}`}`);
  }
  await pace.reach(night.to);
}
