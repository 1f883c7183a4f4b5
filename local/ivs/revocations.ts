import type { RevocationRecord } from './state.ts';
import type { World } from './world.ts';

/**
 * Notes that a viewer's sessions up to `version` are revoked; a later call never lowers it. Revoking somebody nobody
 * has ever seen succeeds, as in IVS.
 */
export function revoke({ state, clock }: World, channelArn: string, viewerId: string, version: number): void {
  const key = `${channelArn}/${viewerId}`;
  const before = state.revocations.get(key);
  state.revocations.put(key, {
    sequence: before?.sequence ?? state.nextSequence(), channelArn, viewerId, atMs: clock.now(),
    viewerSessionVersionsLessThanOrEqualTo: Math.max(version, before?.viewerSessionVersionsLessThanOrEqualTo ?? 0),
  });
}

/** The revocations still in force, oldest first. How long IVS keeps them is not known. */
export function revocations({ state, clock, settings }: World): RevocationRecord[] {
  const sinceMs = clock.now() - settings.revocationRetentionHours * 3_600_000;
  return state.revocations.all().filter(({ atMs }) => atMs > sinceMs);
}
