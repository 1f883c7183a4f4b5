import type { IncomingHttpHeaders } from 'node:http';
import type { Clock } from '../../clock.ts';
import type { Random } from '../../random.ts';
import { channelOfKey } from '../streams/admission.ts';
import type { Broadcasts } from '../media/broadcasts.ts';
import type { RecordingFiles } from '../recording/recordingFiles.ts';
import { Encoders } from '../streams/encoders.ts';
import type { Events } from '../state/events.ts';
import type { Faults } from '../state/faults.ts';
import type { Journal, Snapshot } from '../state/journal.ts';
import type { MetadataLog } from '../state/metadata.ts';
import { credentialScope } from '../protocol/signature.ts';
import { placeName, placeOfArn, type Channel, type Place } from '../state/resources.ts';
import type { Settings } from '../state/settings.ts';
import { State } from '../state/state.ts';
import { Streams } from '../streams/streams.ts';
import type { Viewers } from '../streams/viewers.ts';
import type { World } from './region.ts';

/** One account in one region. */
export interface Region {
  world: World;
  encoders: Encoders;
}

/** The parts that all regions and accounts share. */
interface Shared {
  clock: Clock;
  random: Random;
  settings: Settings;
  events: Events;
  broadcasts: Broadcasts;
  /** Undefined: recordings are events only. */
  recordingFiles: RecordingFiles | undefined;
  faults: Faults;
  viewers: Viewers;
  metadata: MetadataLog;
  /** The origin of the HTTP server, for local playback URLs. */
  origin: string;
  journal: Journal | undefined;
  /** The region and account of requests without a signature. */
  home: Place;
  /** Accounts by access key. */
  accounts: ReadonlyMap<string, string>;
}

/** Empty regions are dropped once there are more than this number of regions. */
const REGIONS_KEPT_EMPTY = 64;

/** All accounts and regions, each with its own state, streams and quotas. A new one is empty. */
export class Places {
  readonly #shared: Shared;
  readonly #regions = new Map<string, Region>();

  constructor(shared: Shared) {
    this.#shared = shared;
    this.at(shared.home);
    for (const place of placesIn(shared.journal?.snapshot ?? new Map())) this.at(place);
  }

  at(place: Place): Region {
    const name = placeName(place);
    const known = this.#regions.get(name);
    if (known) return known;
    if (this.#regions.size >= REGIONS_KEPT_EMPTY) this.#forgetEmpty();
    const region = this.#made(place);
    this.#regions.set(name, region);
    return region;
  }

  home(): Region {
    return this.at(this.#shared.home);
  }

  all(): Region[] {
    return [...this.#regions.values()];
  }

  /**
   * Returns the region of a request: that of its credential scope, in the account of its access
   * key. A request without a signature belongs to the home region. An access key of twelve digits
   * is itself the account; an unknown access key belongs to the home account.
   */
  ofRequest(headers: IncomingHttpHeaders): Region {
    const scope = credentialScope(headers);
    if (!scope) return this.home();
    const { accessKeyId, region } = scope;
    const named =
      this.#shared.accounts.get(accessKeyId) ??
      (/^[0-9]{12}$/.test(accessKeyId) ? accessKeyId : undefined);
    return this.at({ region, accountId: named ?? this.#shared.home.accountId });
  }

  /** Returns the region that an ARN names; the home region when the named region is unknown. */
  ofArn(arn: string): Region {
    const place = placeOfArn(arn);
    return (place && this.#regions.get(placeName(place))) ?? this.home();
  }

  /** Returns the streams that a stream key gives access to, and the channel that it belongs to. */
  ofStreamKey(streamKeyValue: string): { streams: Streams; channel: Channel } | undefined {
    for (const { world } of this.#regions.values()) {
      const opened = channelOfKey(world.state, streamKeyValue);
      if (opened) return { streams: world.streams, channel: opened.channel };
    }
    return undefined;
  }

  /**
   * Drops the regions in which no resource was ever created, so that a client that makes up regions
   * cannot fill the memory.
   */
  #forgetEmpty(): void {
    for (const [name, region] of this.#regions)
      if (region.world.state.sequence === 0 && region !== this.home()) this.#regions.delete(name);
  }

  /** Continues from the stored state. */
  resume(): void {
    for (const { world, encoders } of this.all()) {
      world.streams.resume();
      encoders.resume();
    }
  }

  /**
   * Cuts all encoders and cancels all pending steps before the state is replaced. `resume` must
   * follow.
   */
  halt(): void {
    for (const { world, encoders } of this.all()) {
      encoders.close();
      world.streams.halt();
      encoders.close();
    }
  }

  close(): void {
    for (const { world, encoders } of this.all()) {
      encoders.close();
      world.streams.close();
    }
  }

  #made(place: Place): Region {
    const { journal, home: _home, accounts: _accounts, ...shared } = this.#shared;
    const { clock, random } = shared;
    const state = new State(journal, place);
    const streams = new Streams({ ...shared, state, place });
    return {
      world: { ...shared, place, state, streams },
      encoders: new Encoders({ clock, random, state, streams }),
    };
  }
}

/** Returns the places that hold records, by the names of a journal's tables. */
function placesIn(snapshot: Snapshot): Place[] {
  return [...snapshot.keys()].flatMap((name) => {
    const [, region, accountId] = /@([a-z0-9-]+)\/([0-9]+)$/.exec(name) ?? [];
    return region !== undefined && accountId !== undefined ? [{ region, accountId }] : [];
  });
}

/** Returns how many records a journal has counted, so that the same seed does not repeat ids. */
export function sequenceIn(snapshot: Snapshot): number {
  let sum = 0;
  for (const records of snapshot.values()) {
    let most = 0;
    // State wrote the records of a journal, so their shape is not checked again.
    for (const record of records.values())
      most = Math.max(most, (record as { sequence: number }).sequence);
    sum += most;
  }
  return sum;
}
