import type { Random } from '../../local/random.ts';
import { allChannels } from '../../lib/ivs/channels.ts';
import { itemsOf } from '../../lib/ivs/pages.ts';
import { listPlaybackKeyPairs } from '../../lib/ivs/playbackKeyPairs.ts';
import { listRecordingConfigurations } from '../../lib/ivs/recordingConfigurations.ts';
import { listStreamKeys } from '../../lib/ivs/streamKeys.ts';
import type { World } from '../world.ts';
import type { AccountTraces, TaggedAtIvs } from './accountWide.ts';

export interface Channel {
  arn: string;
  id: string;
}

/** An encoder and the stream key that it was given. Like a real encoder, it keeps that key. */
export interface Encoder {
  encoderId: string;
  channelArn: string;
  streamKeyArn: string | undefined;
}

/** Calls IVS for the simulation itself, without faults and without using up any caller's quota. */
export type Frankly = <Output>(ask: () => Promise<Output>) => Promise<Output>;

const channelOf = (arn: string): Channel => ({ arn, id: arn.slice(arn.lastIndexOf('/') + 1) });

export interface ChannelAtIvs extends Channel {
  name: string;
  latencyMode: string;
  /** Empty when the channel refers to no recording configuration. */
  recordingConfigurationArn: string;
  tags: Record<string, string>;
  streamKeyArns: string[];
}

/** The channels of a run and their streams, which begin, break off, come back and end. */
export class Population {
  readonly channels: Channel[] = [];
  readonly encoders: Encoder[] = [];
  readonly #world: World;
  readonly #random: Random;
  readonly #frankly: Frankly;

  constructor(world: World, random: Random, frankly: Frankly) {
    this.#world = world;
    this.#random = random;
    this.#frankly = frankly;
  }

  add(arn: string): void {
    if (!this.channels.some((channel) => channel.arn === arn)) this.channels.push(channelOf(arn));
  }

  /** Most callers do not ask again for a channel after they have heard of its deletion. */
  forget(path: string): void {
    const at = this.channels.findIndex(({ id }) => path.endsWith(id));
    if (at >= 0 && this.#random.chance(0.8)) this.channels.splice(at, 1);
  }

  any(): Channel | undefined {
    return this.channels[this.#random.integer(0, this.channels.length - 1)];
  }

  anyEncoder(): Encoder | undefined {
    return this.encoders[this.#random.integer(0, this.encoders.length - 1)];
  }

  /**
   * Connects an encoder to a channel with its present key. A stubborn encoder comes back whenever
   * it is cut.
   */
  async goLive({ arn }: Channel): Promise<void> {
    const keys = await this.#frankly(() => listStreamKeys(this.#world.app.ivs, arn));
    const reconnectAfterMs = this.#random.chance(0.5)
      ? this.#random.integer(200, 5_000)
      : undefined;
    const encoderId = this.#world.stack.ivs.connectEncoder({
      channelArn: arn,
      ...(reconnectAfterMs !== undefined && { reconnectAfterMs }),
    });
    this.encoders.push({
      encoderId,
      channelArn: arn,
      streamKeyArn: keys === 'notFound' ? undefined : keys[0]?.arn,
    });
  }

  /** Takes an encoder away: its stream ends, or the encoder just falls silent. */
  endStream(): void {
    const [encoder] = this.encoders.splice(this.#random.integer(0, this.encoders.length - 1), 1);
    if (encoder)
      this.#world.stack.ivs.disconnectEncoder(encoder.encoderId, {
        abrupt: this.#random.chance(0.3),
      });
  }

  endAllStreams(): void {
    for (const { encoderId } of this.encoders.splice(0))
      this.#world.stack.ivs.disconnectEncoder(encoderId);
  }

  /** Returns the encoders that are on air. */
  onAir(): Encoder[] {
    const streaming = new Set(
      this.#world.stack.ivs
        .encoders()
        .flatMap(({ encoderId, state }) => (state === 'streaming' ? [encoderId] : [])),
    );
    return this.encoders.filter(({ encoderId }) => streaming.has(encoderId));
  }

  /** Returns the key pairs and the recording configurations that IVS has. */
  accountAtIvs(): Promise<Pick<AccountTraces, 'keyPairs' | 'recordingConfigurations'>> {
    const { ivs } = this.#world.app;
    const all = async (
      found: AsyncIterable<{ arn?: string | undefined; tags?: Record<string, string> | undefined }>,
    ): Promise<TaggedAtIvs[]> => {
      const listed: TaggedAtIvs[] = [];
      for await (const { arn = '', tags = {} } of found) listed.push({ arn, tags });
      return listed;
    };
    return this.#frankly(async () => ({
      keyPairs: await all(itemsOf((page) => listPlaybackKeyPairs(ivs, page))),
      recordingConfigurations: await all(itemsOf((page) => listRecordingConfigurations(ivs, page))),
    }));
  }

  /** Returns every channel that IVS has, with its tags and the ARNs of its stream keys. */
  atIvs(): Promise<ChannelAtIvs[]> {
    const { ivs } = this.#world.app;
    return this.#frankly(async () => {
      const found = [];
      for await (const {
        arn = '',
        tags = {},
        name = '',
        latencyMode = '',
        recordingConfigurationArn = '',
      } of allChannels(ivs)) {
        const keys = await listStreamKeys(ivs, arn);
        found.push({
          ...channelOf(arn),
          tags,
          name,
          latencyMode,
          recordingConfigurationArn,
          streamKeyArns: keys === 'notFound' ? [] : keys.map((key) => key.arn ?? ''),
        });
      }
      return found;
    });
  }
}
