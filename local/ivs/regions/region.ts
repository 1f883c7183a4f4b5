import type { Clock } from '../../clock.ts';
import type { Random } from '../../random.ts';
import type { Broadcasts } from '../media/broadcasts.ts';
import type { Faults } from '../state/faults.ts';
import type { MetadataLog } from '../state/metadata.ts';
import type { Viewers } from '../streams/viewers.ts';
import type { Place } from '../state/resources.ts';
import type { Settings } from '../state/settings.ts';
import type { State } from '../state/state.ts';
import type { Streams } from '../streams/streams.ts';

/** The parts of the simulator that an operation may touch. */
export interface World {
  clock: Clock;
  random: Random;
  settings: Settings;
  place: Place;
  state: State;
  streams: Streams;
  /** The pictures and sounds of real encoders. */
  broadcasts: Broadcasts;
  faults: Faults;
  viewers: Viewers;
  /** The origin of the HTTP server, such as `http://127.0.0.1:4100`. */
  origin: string;
  metadata: MetadataLog;
}
