import type { AdjustableClock } from './adjustableClock.ts';
import type { Agenda } from './agenda.ts';
import type { Events } from './events.ts';
import type { Faults } from './faults.ts';
import type { MetadataLog } from './metadata.ts';
import type { Places } from './places.ts';
import type { Playback } from './playback/playback.ts';
import type { Viewers } from './playback/viewers.ts';
import type { RequestLog } from './requests.ts';
import type { Settings } from './settings.ts';

/** What the control API reaches of the simulator. */
export interface ControlParts {
  clock: AdjustableClock;
  places: Places;
  events: Events;
  viewers: Viewers;
  playback: Playback;
  requests: RequestLog;
  faults: Faults;
  /** Calls that were answered and have not taken effect yet. */
  lateCalls: Agenda;
  metadata: MetadataLog;
  settings: Settings;
  /** What `reset` goes back to. */
  initialSettings: Partial<Settings> | undefined;
  /** Starts what the state holds, and fills it if it is to begin with something. */
  begin: () => void;
}
