import type { RevocationRecord } from '../state/state.ts';
import type { World } from './region.ts';

const keyOf = (channelArn: string, viewerId: string): string => `${channelArn}/${viewerId}`;

/**
 * Records that a viewer's sessions up to `version` are revoked. A later call never lowers the
 * version, nor delays an earlier revocation. Revoking an unknown viewer succeeds, as in IVS.
 */
export function revoke(world: World, channelArn: string, viewerId: string, version: number): void {
  const { state, clock } = world;
  const key = keyOf(channelArn, viewerId);
  const known = state.revocations.get(key);
  if (!known) forgetOld(world);
  const before = known && isKept(world, known) ? known : undefined;
  const steps = before ? stepsOf(before) : [];
  const covered = steps.some((step) => step.version >= version);
  state.revocations.put(key, {
    sequence: before?.sequence ?? state.nextSequence(),
    channelArn,
    viewerId,
    atMs: clock.now(),
    viewerSessionVersionsLessThanOrEqualTo: Math.max(
      version,
      before?.viewerSessionVersionsLessThanOrEqualTo ?? 0,
    ),
    steps: covered ? steps : [...steps.slice(-STEPS_MAX), { version, atMs: clock.now() }],
  });
}

/**
 * The number of earlier steps that are kept. Older steps took effect long ago, and the oldest one
 * that is kept represents them.
 */
const STEPS_MAX = 50;

const stepsOf = ({
  steps,
  viewerSessionVersionsLessThanOrEqualTo: version,
  atMs,
}: RevocationRecord): { version: number; atMs: number }[] => steps ?? [{ version, atMs }];

/**
 * Deletes expired revocations, but only when their number is a power of two: rarely enough to be
 * cheap, and often enough to keep them from piling up.
 */
function forgetOld(world: World): void {
  const { revocations } = world.state;
  if ((revocations.size & (revocations.size - 1)) !== 0) return;
  revocations.forget((revocation) => !isKept(world, revocation));
}

/** Returns the revocations still in force, oldest first. How long IVS keeps them is not known. */
export function revocations(world: World): RevocationRecord[] {
  return world.state.revocations.all().filter((revocation) => isKept(world, revocation));
}

/** Returns whether a revocation covers a viewer's session of this version and has taken effect. */
export function isRevoked(
  world: World,
  channelArn: string,
  viewerId: string,
  version: number,
): boolean {
  const revocation = world.state.revocations.get(keyOf(channelArn, viewerId));
  if (!revocation || !isKept(world, revocation)) return false;
  const beforeMs = world.clock.now() - world.settings.revocationEffectMs;
  return stepsOf(revocation).some((step) => version <= step.version && step.atMs <= beforeMs);
}

const isKept = ({ clock, settings }: World, { atMs }: RevocationRecord): boolean =>
  atMs > clock.now() - settings.revocationRetentionHours * 3_600_000;
