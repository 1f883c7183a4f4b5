import { expectPromisedCosts, playEvents, withoutSchedules } from '../eventLoad.ts';
import { itIn } from '../worldTest.ts';

const it = itIn({ journal: true, template: await withoutSchedules() });
const EVENTS = 300;

it('an event costs its entry, its state and one decision, and never a scan', async ({ world }) => {
  const from = world.clock.now();
  const costs = await playEvents(world, EVENTS);
  expectPromisedCosts(costs, world.clock.now() - from);
});
