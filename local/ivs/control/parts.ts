import type { AdjustableClock } from '../state/adjustableClock.ts';
import type { Agenda } from '../streams/timers.ts';
import type { Broadcasts } from '../media/broadcasts.ts';
import type { RecordingFiles } from '../recording/recordingFiles.ts';
import type { Events } from '../state/events.ts';
import type { Faults } from '../state/faults.ts';
import type { MetadataLog } from '../state/metadata.ts';
import type { Places } from '../regions/regions.ts';
import type { Playback } from '../playback/playback.ts';
import type { Viewers } from '../streams/viewers.ts';
import type { RequestLog } from '../state/requestLog.ts';
import type { Settings } from '../state/settings.ts';

/** The parts of the simulator that the control API can reach. */
export interface ControlParts {
  clock: AdjustableClock;
  places: Places;
  events: Events;
  viewers: Viewers;
  broadcasts: Broadcasts;
  recordingFiles: RecordingFiles | undefined;
  playback: Playback;
  requests: RequestLog;
  faults: Faults;
  /** Calls that were answered but have not taken effect yet. */
  lateCalls: Agenda;
  metadata: MetadataLog;
  settings: Settings;
  /** The settings that `reset` restores. */
  initialSettings: Partial<Settings> | undefined;
  /**
   * Starts everything that the state holds, and creates the initial resources if there are any to
   * create.
   */
  begin: () => void;
}
