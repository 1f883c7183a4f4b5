import { test } from 'vitest';
import { World, type WorldOptions } from './world.ts';

type OnCleanup = (close: () => Promise<void>) => void;

/** Opens a world. Vitest closes it when the scope of the fixture ends, however the tests end. */
async function opened(options: WorldOptions, onCleanup: OnCleanup): Promise<World> {
  const world = await World.open(options);
  onCleanup(() => world.close());
  return world;
}

/**
 * Returns a test function whose tests each get a `world` of their own. A test that does not use
 * `world` opens no world. Vitest's `override` does not work here: at the top of a file it applies
 * to all files that run in the same process.
 */
export const itIn = (options: WorldOptions) =>
  test
    .extend('worldOptions', options)
    .extend('world', ({ worldOptions }, { onCleanup }) => opened(worldOptions, onCleanup));

export const it = itIn({});

const manages = (deployment: string): WorldOptions => ({
  environment: { MANAGED_CHANNELS: `deployment=${deployment}` },
});

/**
 * Returns a test function whose tests get two deployments, each with its own table, address and
 * issuer: `world`, which manages the channels of eu, and `other`, which manages those of us.
 */
export const itInTwo = (options: WorldOptions = {}) =>
  itIn({ ...options, ...manages('eu') }).extend('other', async ({ world }, { onCleanup }) => {
    const other = await world.beside({ seed: 2, ...manages('us') });
    onCleanup(() => other.close());
    return other;
  });

/** Returns a test function whose tests share one `world`, closed at the end of the file. */
export const itInOne = (options: WorldOptions = {}) =>
  test
    .extend('worldOptions', { scope: 'file' }, options)
    .extend('world', { scope: 'file' }, ({ worldOptions }, { onCleanup }) =>
      opened(worldOptions, onCleanup),
    );
