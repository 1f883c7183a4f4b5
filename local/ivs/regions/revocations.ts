import type { RevocationRecord } from '../state/state.ts';
import type { World } from './region.ts';

const keyOf = (channelArn: string, viewerId: string): string => `${channelArn}/${viewerId}`;

/**
 * Notes that a viewer's sessions up to `version` are revoked; a later call never lowers it, nor
 * puts off what was revoked before. Revoking somebody nobody has ever seen succeeds, as in IVS.
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

/** Older ones have long taken effect, and the oldest that is kept stands for them. */
const STEPS_MAX = 50;

const stepsOf = ({
  steps,
  viewerSessionVersionsLessThanOrEqualTo: version,
  atMs,
}: RevocationRecord): { version: number; atMs: number }[] => steps ?? [{ version, atMs }];

/**
 * Looked for only when there is a power of two of them: that is hardly ever, and often enough that
 * they do not pile up.
 */
function forgetOld(world: World): void {
  const { revocations } = world.state;
  if ((revocations.size & (revocations.size - 1)) !== 0) return;
  revocations.forget((revocation) => !isKept(world, revocation));
}

/** The revocations still in force, oldest first. How long IVS keeps them is not known. */
export function revocations(world: World): RevocationRecord[] {
  return world.state.revocations.all().filter((revocation) => isKept(world, revocation));
}

/** Whether a revocation covers a viewer's session of this version and has taken effect. */
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
