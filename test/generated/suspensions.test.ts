import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { abandonJob, startJob } from '../../lib/jobs/commands.ts';
import { subjectIdOf } from '../../lib/subjects.ts';
import { isFinal } from '../../lib/jobs/job.ts';
import { readJob } from '../../lib/jobs/table.ts';
import { listIds } from '../../lib/jobs/jobIndexes.ts';
import { readSuspension } from '../../lib/records/suspensions.ts';
import { workflows } from '../../lib/workflows/workflows.ts';
import { isThere, keysOf, timelineOf } from '../given.ts';
import { World } from '../world.ts';
import { calm } from './calm.ts';
import { changesSomething } from './changes.ts';
import type { Scenario } from './scenario.ts';
import { scenarios } from './scenarios.ts';

/** Far from the numbers of the other generated tests, which helps the reader of a log. */
let runs = 20_000;

/**
 * The scenarios that give a channel a key. No other scenario can put a dark channel back on air.
 */
const raced = scenarios.filter(({ workflow }) =>
  Object.values(workflows[workflow].steps).some(
    (step) => 'does' in step && ['createStreamKey', 'returnStreamKey'].includes(step.does),
  ),
);

/** Returns the job that is at work on a channel. */
async function jobOnChannel(
  world: World,
  old: ReadonlySet<string>,
): Promise<{ id: string; channelId: string } | undefined> {
  for (const { id } of await listIds(world.app, 20)) {
    const job = old.has(id) ? undefined : await readJob(world.app, id);
    if (job && !isFinal(job) && job.subject.startsWith('channel/'))
      return { id, channelId: subjectIdOf(job.subject) };
  }
  return undefined;
}

/**
 * Plays a scenario in which the job is abandoned and its channel suspended just when the system is
 * about to make its change number `at`. The runner of that change knows of neither and still makes
 * it.
 * @returns whether there is a change with that number, and whether there was a job to abandon at it
 */
async function play(
  world: World,
  scenario: Scenario,
  at: number,
): Promise<{ struck: boolean; suspended: boolean }> {
  await calm(world);
  const { ask, afterwards } = await scenario.given(world, ++runs);
  const old = new Set((await listIds(world.app, 50)).map(({ id }) => id));
  let index = 0;
  let struck = false;
  let suspension: { id: string; channelId: string } | undefined;
  world.fateOf = async (call) => {
    if (struck || call.functionName === undefined || !changesSomething(call) || index++ !== at)
      return undefined;
    struck = true;
    const held = await jobOnChannel(world, old);
    if (!held) return undefined;
    await abandonJob(world.app, held.id, { by: 'operator' });
    const { job } = await startJob(
      world.app,
      {
        workflow: 'suspendChannel',
        subject: `channel/${held.channelId}`,
        input: {},
        caller: 'operator',
      },
      0,
    );
    suspension = { id: job.id, channelId: held.channelId };
    return undefined;
  };
  await ask();
  afterwards?.();
  await world.until('the change is made, or there is none', () => struck || index <= at, 60_000);
  await world.advance(struck ? 0 : 30_000);
  if (suspension) await checkDark(world, suspension);
  return { struck, suspended: suspension !== undefined };
}

async function checkDark(
  world: World,
  { id, channelId }: { id: string; channelId: string },
): Promise<void> {
  const job = await world.ended(id, 10 * 60_000);
  await world.advance(60_000);
  const channel = { id: channelId, arn: `arn:aws:ivs:us-west-2:123456789012:channel/${channelId}` };
  const about = JSON.stringify(timelineOf(job));
  if (!(await isThere(world, channel))) return;
  expect(job.status, about).toBe('succeeded');
  expect(await readSuspension(world.app.store, channelId), about).toBeDefined();
  expect(await keysOf(world, channel), about).toEqual([]);
  expect(world.stack.ivs.isLive(channel.arn), about).toBe(false);
}

describe.each(raced)('$workflow: $name, and is abandoned', (scenario) => {
  let world: World;
  beforeAll(async () => {
    world = await World.open({ seed: 13 });
  });
  afterAll(() => world.close());

  it(
    'leaves a channel dark that is suspended in its place, at whichever change',
    { timeout: 120_000 },
    async () => {
      let [changes, suspensions] = [0, 0];
      for (let at = 0, struck = true; struck; at += 3) {
        const played = await play(world, scenario, at);
        struck = played.struck;
        if (struck) changes++;
        if (played.suspended) suspensions++;
      }
      expect(changes).toBeGreaterThan(1);
      expect(suspensions).toBeGreaterThan(0);
    },
  );
});
