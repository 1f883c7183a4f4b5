import { Journal, type Snapshot } from './journal.ts';
import type { AdConfiguration, Channel, PlaybackKeyPair, PlaybackRestrictionPolicy, RecordingConfiguration, StreamKey } from './resources.ts';
import type { SessionRecord } from './session.ts';

/** Every record knows its place in creation order, which lists and their cursors follow. */
interface Ordered {
  sequence: number;
}

export interface ChannelRecord extends Ordered {
  channel: Channel;
}

export interface StreamKeyRecord extends Ordered {
  streamKey: StreamKey;
}

/** An encoder of ours that sends no video, only connects and disconnects; see encoders.ts. */
export interface EncoderRecord extends Ordered {
  encoderId: string;
  channelArn: string;
  /** The key it was set up with, as a real encoder would be; absent when the channel had none. */
  streamKeyValue?: string;
  reconnectAfterMs?: number;
  state: 'connecting' | 'streaming' | 'refused' | 'stopped';
  /** The session it feeds while streaming. */
  streamId?: string;
}

export interface RevocationRecord extends Ordered {
  channelArn: string;
  viewerId: string;
  viewerSessionVersionsLessThanOrEqualTo: number;
  atMs: number;
}

/** `recordingConfiguration.state` is what was true when it was made; what is true now is `recordingConfigurationAt` of recordingState.ts. */
export interface RecordingConfigurationRecord extends Ordered {
  recordingConfiguration: RecordingConfiguration;
  /** From then on its state is `settlesAs`. */
  settlesAtMs: number;
  settlesAs: 'ACTIVE' | 'CREATE_FAILED';
}

export interface PlaybackKeyPairRecord extends Ordered {
  playbackKeyPair: PlaybackKeyPair;
  /** PEM as it was imported; tokens are verified with it. */
  publicKeyMaterial: string;
}

export interface PlaybackRestrictionPolicyRecord extends Ordered {
  playbackRestrictionPolicy: PlaybackRestrictionPolicy;
}

export interface AdConfigurationRecord extends Ordered {
  adConfiguration: AdConfiguration;
}

/** Records of one kind under their keys, each change in the journal before it is visible. Records are replaced, never altered. */
export class Table<R extends Ordered> {
  readonly #name: string;
  readonly #journal: Journal | undefined;
  readonly #groupOf: (record: R) => string;
  readonly #records = new Map<string, R>();
  readonly #groups = new Map<string, Map<string, R>>();

  /** @param groupOf what `of` looks records up by; it never changes for a record */
  constructor(name: string, journal: Journal | undefined, groupOf: (record: R) => string, snapshot?: Snapshot) {
    this.#name = name;
    this.#journal = journal;
    this.#groupOf = groupOf;
    // What the journal holds was written by this class; its shape is not checked again.
    for (const [key, record] of snapshot?.get(name) ?? []) this.#set(key, record as R);
  }

  get(key: string): R | undefined {
    return this.#records.get(key);
  }

  has(key: string): boolean {
    return this.#records.has(key);
  }

  get size(): number {
    return this.#records.size;
  }

  /** All records, oldest first. */
  all(): R[] {
    return [...this.#records.values()];
  }

  /** The records of one group, oldest first. */
  of(group: string): R[] {
    return [...(this.#groups.get(group)?.values() ?? [])];
  }

  put(key: string, record: R): R {
    this.#journal?.append({ table: this.#name, key, record });
    this.#set(key, record);
    return record;
  }

  delete(key: string): void {
    const record = this.#records.get(key);
    if (!record) return;
    this.#journal?.append({ table: this.#name, key });
    this.#records.delete(key);
    this.#groups.get(this.#groupOf(record))?.delete(key);
  }

  #set(key: string, record: R): void {
    this.#records.set(key, record);
    const group = this.#groups.get(this.#groupOf(record)) ?? new Map<string, R>();
    this.#groups.set(this.#groupOf(record), group.set(key, record));
  }
}

/** All that ivs-local remembers, in memory and, with a folder, in a journal there. */
export class State {
  readonly channels: Table<ChannelRecord>;
  readonly streamKeys: Table<StreamKeyRecord>;
  readonly sessions: Table<SessionRecord>;
  readonly encoders: Table<EncoderRecord>;
  readonly revocations: Table<RevocationRecord>;
  readonly recordingConfigurations: Table<RecordingConfigurationRecord>;
  readonly playbackKeyPairs: Table<PlaybackKeyPairRecord>;
  readonly playbackRestrictionPolicies: Table<PlaybackRestrictionPolicyRecord>;
  readonly adConfigurations: Table<AdConfigurationRecord>;
  readonly #journal: Journal | undefined;
  #sequence: number;

  constructor(folder: string | null) {
    const journal = folder === null ? undefined : new Journal(folder);
    this.#journal = journal;
    this.channels = new Table('channels', journal, ({ channel }) => channel.arn, journal?.snapshot);
    this.streamKeys = new Table('streamKeys', journal, ({ streamKey }) => streamKey.channelArn, journal?.snapshot);
    this.sessions = new Table('sessions', journal, ({ channelArn }) => channelArn, journal?.snapshot);
    this.encoders = new Table('encoders', journal, ({ channelArn }) => channelArn, journal?.snapshot);
    this.revocations = new Table('revocations', journal, ({ channelArn }) => channelArn, journal?.snapshot);
    const { snapshot } = journal ?? {};
    this.recordingConfigurations = new Table('recordingConfigurations', journal, ({ recordingConfiguration: { arn } }) => arn, snapshot);
    this.playbackKeyPairs = new Table('playbackKeyPairs', journal, ({ playbackKeyPair: { arn } }) => arn, snapshot);
    this.playbackRestrictionPolicies = new Table('playbackRestrictionPolicies', journal, ({ playbackRestrictionPolicy: { arn } }) => arn, snapshot);
    this.adConfigurations = new Table('adConfigurations', journal, ({ adConfiguration: { arn } }) => arn, snapshot);
    const tables: { all(): Ordered[] }[] = [
      this.channels, this.streamKeys, this.sessions, this.encoders, this.revocations,
      this.recordingConfigurations, this.playbackKeyPairs, this.playbackRestrictionPolicies, this.adConfigurations,
    ];
    this.#sequence = Math.max(0, ...tables.map((table) => table.all().reduce((most, { sequence }) => Math.max(most, sequence), 0)));
  }

  /** How many records there have ever been; it never goes back, not even over a restart. */
  get sequence(): number {
    return this.#sequence;
  }

  nextSequence(): number {
    return ++this.#sequence;
  }

  close(): void {
    this.#journal?.close();
  }
}
