import { expectPromisedCosts, playEvents, printCosts, withoutSchedules } from '../eventLoad.ts';
import { itIn } from '../worldTest.ts';

const it = itIn({ journal: true, template: await withoutSchedules() });
/** A multiple of the kinds of events. */
const EVENTS = 10_002;

it('10,000 events a minute cost no scan, and as many writes each as few do', async ({ world }) => {
  const from = world.clock.now();
  const costs = await playEvents(world, EVENTS);
  printCosts(costs);
  expectPromisedCosts(costs, world.clock.now() - from);
}, 1_800_000);
