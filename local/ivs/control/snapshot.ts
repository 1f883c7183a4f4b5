import { z } from 'zod';
import type { ControlParts } from './parts.ts';
import type { Places } from '../regions/regions.ts';
import type { Place } from '../state/resources.ts';
import { settingsFrom } from '../state/settings.ts';
import type { StateSnapshot } from '../state/state.ts';

const snapshot = z.strictObject({
  version: z.literal(1),
  places: z.array(
    z.strictObject({
      region: z.string().regex(/^[a-z0-9-]+$/),
      accountId: z.string().regex(/^[0-9]+$/),
      tables: z.record(
        z.string(),
        z.array(z.tuple([z.string(), z.looseObject({ sequence: z.int().min(0) })])),
      ),
    }),
  ),
});

/**
 * Returns everything that survives a restart, including stream key values, but no settings, events
 * or viewers.
 */
export function snapshotOf(places: Places): {
  version: 1;
  places: (Place & { tables: StateSnapshot })[];
} {
  const filled = places
    .all()
    .filter((region) => !region.world.state.empty || region === places.home());
  return {
    version: 1,
    places: filled.map(({ world: { place, state } }) => ({ ...place, tables: state.snapshot() })),
  };
}

/**
 * Replaces all state by a snapshot. Streaming encoders are cut, simulated encoders of the snapshot
 * continue to stream, and steps that fell due since the snapshot was taken happen now. The records
 * are trusted, so only a result of `snapshotOf` may be passed.
 * @throws ZodError for a value that is not a snapshot, before anything is changed
 */
export function restore(parts: ControlParts, input: unknown): void {
  const { places: given } = snapshot.parse(input);
  empty(parts);
  for (const { tables, ...place } of given) parts.places.at(place).world.state.replace(tables);
  parts.places.resume();
}

/**
 * Restores the state of a first start: only the initial resources, no faults and the initial
 * settings. The clock continues from its current time.
 */
export function reset(parts: ControlParts): void {
  empty(parts);
  for (const part of [parts.events, parts.requests, parts.metadata]) part.clear();
  parts.playback.forget();
  parts.faults.set([]);
  Object.assign(parts.settings, settingsFrom(parts.initialSettings));
  parts.clock.unfreeze();
  parts.begin();
}

function empty({ places, viewers, broadcasts, recordingFiles, lateCalls }: ControlParts): void {
  lateCalls.clear();
  places.halt();
  recordingFiles?.forget();
  broadcasts.close();
  for (const { world } of places.all()) world.state.replace({});
  viewers.clear();
}
