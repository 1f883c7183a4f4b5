import type { World } from '../world.ts';

/**
 * Removes all faults and the encoders of the previous run, and lets time pass so that the next run
 * does not pay for this run's plain reads with its quota.
 */
export async function calm(world: World): Promise<void> {
  const { ivs } = world.stack;
  world.fateOf = () => undefined;
  ivs.setFaults([]);
  ivs.setChaos({ drop: 0, duplicate: 0, reorder: 0, delayMs: [500, 2_000] });
  for (const { encoderId } of ivs.encoders()) ivs.disconnectEncoder(encoderId);
  await world.advance(3_000);
}
