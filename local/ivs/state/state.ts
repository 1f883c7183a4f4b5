import type { Journal } from './journal.ts';
import type { RecordingRecord } from './recordingRecord.ts';
import {
  placeName,
  type AdConfiguration,
  type Channel,
  type Place,
  type PlaybackKeyPair,
  type PlaybackRestrictionPolicy,
  type RecordingConfiguration,
  type StreamKey,
} from './resources.ts';
import type { Media, SessionRecord } from './session.ts';
import { Table, type Ordered } from './table.ts';

/** The tables of a State: their records with their keys. */
export type StateSnapshot = Record<string, [key: string, record: Ordered][]>;

export interface ChannelRecord extends Ordered {
  channel: Channel;
}

export interface StreamKeyRecord extends Ordered {
  streamKey: StreamKey;
}

/** A simulated encoder, which sends no video and only connects and disconnects; see encoders.ts. */
export interface EncoderRecord extends Ordered {
  encoderId: string;
  channelArn: string;
  /**
   * The key that the encoder is configured with, as a real encoder would be; absent when the
   * channel had no key.
   */
  streamKeyValue?: string;
  reconnectAfterMs?: number;
  /** The pace of another program in place of `reconnectAfterMs`. */
  reconnect?: 'obs';
  /** The number of reconnects that were refused in a row. */
  failures?: number;
  /** The encoder has been admitted before. */
  hasStreamed?: true;
  /** Makes a connection a takeover when the channel already has a publisher. */
  priority?: number;
  media?: Media;
  state: 'connecting' | 'streaming' | 'refused' | 'stopped';
  /** The session that the encoder feeds while it is streaming. */
  streamId?: string;
}

export interface RevocationRecord extends Ordered {
  channelArn: string;
  viewerId: string;
  viewerSessionVersionsLessThanOrEqualTo: number;
  atMs: number;
  /**
   * The versions that were revoked, and when, as long as no later revocation covers them. They
   * determine when each revocation takes effect.
   */
  steps?: { version: number; atMs: number }[];
}

/**
 * `recordingConfiguration.state` is the state at creation; `recordingConfigurationAt` of
 * recordingState.ts returns the current state.
 */
export interface RecordingConfigurationRecord extends Ordered {
  recordingConfiguration: RecordingConfiguration;
  /** From this time on, the state is `settlesAs`. */
  settlesAtMs: number;
  settlesAs: 'ACTIVE' | 'CREATE_FAILED';
}

export interface PlaybackKeyPairRecord extends Ordered {
  playbackKeyPair: PlaybackKeyPair;
  /** The PEM as it was imported, with which tokens are verified. */
  publicKeyMaterial: string;
}

export interface PlaybackRestrictionPolicyRecord extends Ordered {
  playbackRestrictionPolicy: PlaybackRestrictionPolicy;
}

export interface AdConfigurationRecord extends Ordered {
  adConfiguration: AdConfiguration;
}

interface AnyTable {
  entries(): [key: string, record: Ordered][];
  fill(entries: readonly (readonly [key: string, record: Ordered])[]): void;
}

/** All resources of one account in one region, in memory and, with a journal, on disk. */
export class State {
  readonly channels: Table<ChannelRecord>;
  readonly streamKeys: Table<StreamKeyRecord>;
  readonly sessions: Table<SessionRecord>;
  readonly encoders: Table<EncoderRecord>;
  readonly revocations: Table<RevocationRecord>;
  readonly recordings: Table<RecordingRecord>;
  readonly recordingConfigurations: Table<RecordingConfigurationRecord>;
  readonly playbackKeyPairs: Table<PlaybackKeyPairRecord>;
  readonly playbackRestrictionPolicies: Table<PlaybackRestrictionPolicyRecord>;
  readonly adConfigurations: Table<AdConfigurationRecord>;
  readonly #tables: Record<string, AnyTable>;
  #sequence = 0;

  constructor(journal: Journal | undefined, place: Place) {
    const table = <R extends Ordered>(name: string, groupOf: (record: R) => string): Table<R> =>
      new Table(`${name}@${placeName(place)}`, journal, groupOf);
    const ofChannel = <R extends Ordered & { channelArn: string }>(name: string): Table<R> =>
      table<R>(name, ({ channelArn }) => channelArn);
    this.channels = table('channels', ({ channel }) => channel.arn);
    this.streamKeys = table('streamKeys', ({ streamKey }) => streamKey.channelArn);
    this.sessions = ofChannel('sessions');
    this.encoders = ofChannel('encoders');
    this.revocations = ofChannel('revocations');
    this.recordings = ofChannel('recordings');
    this.recordingConfigurations = table(
      'recordingConfigurations',
      ({ recordingConfiguration: { arn } }) => arn,
    );
    this.playbackKeyPairs = table('playbackKeyPairs', ({ playbackKeyPair: { arn } }) => arn);
    this.playbackRestrictionPolicies = table(
      'playbackRestrictionPolicies',
      ({ playbackRestrictionPolicy: { arn } }) => arn,
    );
    this.adConfigurations = table('adConfigurations', ({ adConfiguration: { arn } }) => arn);
    const {
      channels,
      streamKeys,
      sessions,
      encoders,
      revocations,
      recordings,
      recordingConfigurations,
      playbackKeyPairs,
      playbackRestrictionPolicies,
      adConfigurations,
    } = this;
    this.#tables = {
      channels,
      streamKeys,
      sessions,
      encoders,
      revocations,
      recordings,
      recordingConfigurations,
      playbackKeyPairs,
      playbackRestrictionPolicies,
      adConfigurations,
    };
    this.#countOn();
  }

  /**
   * The number of records that were ever created; after a restart, the sequence number of the
   * newest record that is left.
   */
  get sequence(): number {
    return this.#sequence;
  }

  nextSequence(): number {
    return ++this.#sequence;
  }

  /** Whether there are no records at all. */
  get empty(): boolean {
    return Object.values(this.#tables).every((table) => table.entries().length === 0);
  }

  /** Returns all records, by table and key, for `replace`. They include stream key values. */
  snapshot(): StateSnapshot {
    return Object.fromEntries(
      Object.entries(this.#tables).map(([name, table]) => [name, table.entries()]),
    );
  }

  /** Replaces all records by a snapshot. A table that the snapshot lacks becomes empty. */
  replace(snapshot: StateSnapshot): void {
    for (const [name, table] of Object.entries(this.#tables)) table.fill(snapshot[name] ?? []);
    this.#countOn();
  }

  #countOn(): void {
    for (const table of Object.values(this.#tables))
      for (const [, { sequence }] of table.entries())
        this.#sequence = Math.max(this.#sequence, sequence);
  }
}
