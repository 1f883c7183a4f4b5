import type { World } from '../world.ts';

/**
 * No faults, no encoders of the run before, and its plain reads must not cost the next one its
 * quota.
 */
export async function calm(world: World): Promise<void> {
  const { ivs } = world.stack;
  world.fateOf = () => undefined;
  ivs.setFaults([]);
  ivs.setChaos({ drop: 0, duplicate: 0, reorder: 0, delayMs: [500, 2_000] });
  for (const { encoderId } of ivs.encoders()) ivs.disconnectEncoder(encoderId);
  await world.advance(3_000);
}
