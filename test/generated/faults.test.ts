import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Job } from '../../lib/jobs/job.ts';
import type { Call, Fate } from '../invocations.ts';
import { World } from '../world.ts';
import { idOf } from './answered.ts';
import { calm } from './calm.ts';
import { changesSomething } from './changes.ts';
import { interruptions, PATIENCE_MS } from './interruptions.ts';
import type { Scenario } from './scenario.ts';
import { scenariosOfShard } from './shard.ts';

/**
 * The time limit of a scenario, in virtual time. A crash costs two sweeps, and one crash may follow
 * from another.
 */
const MS_MAX = 20 * 60_000;

/** Numbers each run, so that no two runs share a key or a name. */
let runs = 0;

interface Strike {
  /** The job as it ended. */
  job: Job;
  /** Whether the fault occurred. */
  struck: boolean;
  /** Every call from the request to the end. */
  calls: Call[];
}

interface Fault {
  /**
   * Picks the call that the fault strikes, and its fate. `index` counts the calls that change
   * something, from the request on.
   */
  strike?: (call: Call, index: number) => Fate;
  /** Sets up the faults that occur elsewhere, once everything is in place. */
  arm?: () => void;
}

/**
 * Plays a scenario with one fault in it, from a quiet world to the end of its job, and checks that
 * end.
 */
async function play(
  world: World,
  scenario: Scenario,
  { strike = () => undefined, arm }: Fault = {},
): Promise<Strike> {
  await calm(world);
  const { ask, afterwards, check } = await scenario.given(world, ++runs);
  arm?.();
  const from = world.calls.length;
  let index = 0;
  let struck = false;
  world.fateOf = (call) => {
    // The calls of the test itself do not belong to the system.
    if (struck || call.functionName === undefined || !changesSomething(call)) return undefined;
    const fate = strike(call, index++);
    struck = fate !== undefined;
    return fate;
  };
  let answer = await ask();
  // A caller who gets no answer, or no answer of ours, retries with the same Idempotency-Key.
  for (let tries = 0; answer.status >= 500 && tries < 5; tries++) answer = await ask();
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(500);
  const id = idOf(world, answer);
  afterwards?.();
  const job = await world.ended(id, MS_MAX);
  const calls = world.calls.slice(from);
  world.fateOf = () => undefined;
  world.stack.ivs.setFaults([]);
  await check(job);
  return { job, struck, calls };
}

/** Returns the operations of IVS that a scenario's functions call. */
const operationsIn = (calls: readonly Call[]): string[] => [
  ...new Set(
    calls
      .filter(({ service, functionName }) => service === 'ivs' && functionName)
      .map(({ operation }) => operation),
  ),
];

/** Plays every fault at every change of every scenario. */
describe.each(scenariosOfShard())('$workflow: $name', (scenario) => {
  let world: World;
  beforeAll(async () => {
    world = await World.open({ seed: 7 });
  });
  afterAll(() => world.close());

  it('succeeds without a fault', async () => {
    const { job, calls } = await play(world, scenario);
    expect(operationsIn(calls).length).toBeGreaterThan(0);
    expect(job.timeline.length).toBeGreaterThan(0);
  });

  // A crash before a change is the same as a crash after the change before it, so a sample is
  // enough.
  const fates: [string, Fate, { stride?: number; first?: number }][] = [
    ['the process dies before', 'crashBefore', { stride: 4 }],
    ['the process dies after', 'crashAfter', { first: 1 }],
    ['the response is lost of', 'lostResponse', { first: 2 }],
  ];
  it.each(fates)(
    'comes to the same end when %s any one change',
    { timeout: PATIENCE_MS },
    async (_what, fate, which) => {
      let strikes = 0;
      for (const n of interruptions(scenario, which)) {
        const { struck } = await play(world, scenario, {
          strike: (_call, index) => (index === n ? fate : undefined),
        });
        if (!struck) break;
        strikes++;
      }
      expect(strikes).toBeGreaterThan(0);
    },
  );

  it('comes to the same end when one operation of IVS is refused twice', async () => {
    const { calls } = await play(world, scenario);
    for (const operation of operationsIn(calls)) {
      for (const error of ['ThrottlingException', 'InternalServerException']) {
        const { job } = await play(world, scenario, {
          arm: () => world.stack.ivs.setFaults([{ operation, error, count: 2 }]),
        });
        expect(job.status, `${operation} ${error}`).not.toBe('cancelled');
      }
    }
  });

  it('comes to the same end when every event is lost, doubled, or out of order', async () => {
    for (const chaos of [
      { drop: 1 },
      { duplicate: 1 },
      { delayMs: [0, 30_000] as [number, number], reorder: 1 },
    ]) {
      await play(world, scenario, { arm: () => world.stack.ivs.setChaos(chaos) });
    }
  });
});
