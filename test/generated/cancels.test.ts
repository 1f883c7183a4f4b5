import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allChannels } from '../../lib/ivs/channels.ts';
import { isFinal, type Job } from '../../lib/jobs/job.ts';
import { readSuspension } from '../../lib/records/suspensions.ts';
import { readJob } from '../../lib/jobs/table.ts';
import { listIds } from '../../lib/jobs/jobIndexes.ts';
import { isThere, keysOf, timelineOf, tagKey } from '../given.ts';
import type { Fate } from '../invocations.ts';
import { World } from '../world.ts';
import { calm } from './calm.ts';
import { changesSomething } from './changes.ts';
import { ALL, interruptions, PATIENCE_MS } from './interruptions.ts';
import type { Prepared, Scenario } from './scenario.ts';
import { scenariosOfShard } from './shard.ts';

const MS_MAX = 20 * 60_000;
const TAGS = { team: 'night' };

/** Far from the numbers of the other generated tests, which helps the reader of a log. */
let runs = 10_000;

/**
 * Scenarios whose first call to IVS is the point of no return. The runner that makes this call no
 * longer checks for a cancel once it has begun.
 */
const AT_ONCE = new Set([
  'an idle channel is deleted',
  'a channel is made',
  'a recording configuration is made',
  'an idle channel is changed',
  'an ad break is inserted by a reaction',
  'a viewer is banned',
  'a viewer is banned again after a lift',
  'a suspended channel is resumed',
  'a live channel is suspended, its encoder coming back',
]);

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;

interface Played {
  job: Job | undefined;
  /** Whether there were enough calls for the cancel to come in. */
  struck: boolean;
}

/** Returns the id of the requested job, which is no job's child, nor redriven by one. */
async function newJob(world: World, old: ReadonlySet<string>): Promise<string | undefined> {
  const ids = (await listIds(world.app, 20)).map(({ id }) => id).filter((id) => !old.has(id));
  const jobs = await Promise.all(ids.map((id) => readJob(world.app, id)));
  return jobs.find((job) => job && !job.parent && !job.tells)?.id;
}

/**
 * Plays a scenario in which a caller requests a cancel, over HTTP, just when the system is about to
 * make its change number `at`. The cancel is recorded before that call goes out. `fate` is the
 * call's fate after that. Checks the end.
 */
async function play(world: World, scenario: Scenario, at: number, fate: Fate): Promise<Played> {
  await calm(world);
  // Each run begins at the same distance from the schedules, so that all make the same calls.
  await world.advance(MINUTE_MS + SECOND_MS - (world.clock.now() % MINUTE_MS));
  const prepared = await scenario.given(world, ++runs);
  if (prepared.channel) await tagKey(world, prepared.channel, TAGS);
  const old = new Set((await listIds(world.app, 50)).map(({ id }) => id));
  let index = 0;
  let struck = false;
  let cancel: Promise<Response> | undefined;
  world.fateOf = async (call) => {
    if (struck || call.functionName === undefined || !changesSomething(call) || index++ !== at)
      return undefined;
    struck = true;
    const id = await newJob(world, old);
    const job = id === undefined ? undefined : await readJob(world.app, id);
    // The job does not exist yet or has already ended, so there is nothing to cancel.
    if (!job || isFinal(job)) return undefined;
    // The request bypasses the world, which would wait until all is quiet. The system is not quiet
    // before this call has gone out.
    const headers = { authorization: `Bearer ${await world.stack.issuer.mint({})}` };
    cancel = fetch(`${world.stack.url}/v1/jobs/${job.id}/cancel`, { method: 'POST', headers });
    const answered = new AbortController();
    const settled = (): void => answered.abort();
    void cancel.then(settled, settled);
    await noted(world, job.id, answered.signal);
    return fate;
  };
  let answer = await prepared.ask();
  for (let tries = 0; answer.status >= 500 && tries < 5; tries++) answer = await prepared.ask();
  prepared.afterwards?.();
  const id = await newJob(world, old);
  if (id === undefined) throw new Error(`${answer.status}: no job came of it.`);
  const job = await world.ended(id, MS_MAX);
  world.fateOf = () => undefined;
  if (!cancel) return { job: undefined, struck };
  expect([200, 202, 409, 500]).toContain((await cancel).status);
  await checkEnd(world, job, prepared);
  return { job, struck };
}

/** Waits until a job's cancel is in the table or has been refused. */
async function noted(world: World, id: string, answered: AbortSignal): Promise<void> {
  while (!answered.aborted && !(await readJob(world.app, id))?.cancel)
    await new Promise((done) => setImmediate(done));
}

/**
 * Checks that the cancel was too late and all the work was done, or that it was in time and
 * everything is as it was.
 */
async function checkEnd(world: World, job: Job, { channel, check }: Prepared): Promise<void> {
  const about = `${job.workflow} ${job.status} ${JSON.stringify(timelineOf(job))}`;
  if (job.status !== 'cancelled') {
    if (job.cancel) expect(job.cancel.result, about).toBe('tooLate');
    return check(job);
  }
  expect(job.cancel?.result, about).toBe('cancelled');
  // A channel that was detached stays detached, two key pairs stay, and the job reports it.
  const detached = job.memory.detached ?? 0;
  // The suspension before a deletion that can be taken back stays, and the job reports it.
  const isDark =
    job.input.undoable === true &&
    channel !== undefined &&
    (await readSuspension(world.app.store, channel.id)) !== undefined;
  const left = [
    ...(isDark ? ['suspended'] : []),
    ...(job.memory.bothKeyPairs ? ['bothKeyPairs'] : []),
    ...(job.memory.doneAnyway ? ['doneAnyway'] : []),
    // A runner died in the middle of a call, and the next attempt found the channel live.
    ...(job.inDoubt === undefined ? [] : [`unknownOutcomeOf:${job.inDoubt}`]),
    ...(detached > 0 ? [`detachedChannels:${detached}`] : []),
  ];
  expect(job.left, about).toEqual(left.length > 0 ? left : undefined);
  expect(
    world.published('Job Cancelled').filter(({ jobId }) => jobId === job.id).length,
    about,
  ).toBeGreaterThan(0);
  // The work of a scheduled job can have passed its point of no return.
  if (channel && job.memory.doneAnyway !== true && !isDark) {
    expect(await isThere(world, channel), about).toBe(true);
    expect(
      (await keysOf(world, channel)).map(({ tags }) => tags),
      about,
    ).toEqual([TAGS]);
  }
  if (job.workflow === 'revokeViewers') expect(job.memory.done ?? 0, about).toBeLessThanOrEqual(60);
  if (job.workflow === 'provisionChannel') {
    const { name } = job.input.channel as { name: string };
    for await (const made of allChannels(world.app.ivs)) expect(made.name, about).not.toBe(name);
  }
}

/** Cancels every scenario at every change. */
describe.each(scenariosOfShard())('$workflow: $name', (scenario) => {
  let world: World;
  beforeAll(async () => {
    world = await World.open({ seed: 11 });
  });
  afterAll(() => world.close());

  it(
    'is cancelled, or ends as too late to cancel, at whichever call the cancel comes',
    { timeout: PATIENCE_MS },
    async () => {
      const ends = new Set<string>();
      for (const at of interruptions(scenario)) {
        const { struck, job } = await play(world, scenario, at, undefined);
        if (job) ends.add(job.status);
        if (!struck) break;
      }
      const possible = AT_ONCE.has(scenario.name) ? ['succeeded'] : ['cancelled', 'succeeded'];
      // A sample may miss the few changes after the point of no return.
      if (ALL) expect([...ends].toSorted()).toEqual(possible);
      else expect(possible).toEqual(expect.arrayContaining([...ends]));
      expect([...ends]).toContain(possible[0]);
    },
  );

  it.each<Fate>(['crashBefore', 'crashAfter'])(
    'is cancelled, or ends as too late, despite a %s right after the cancel',
    { timeout: PATIENCE_MS },
    async (fate) => {
      let cancels = 0;
      for (const at of interruptions(scenario, { first: 2 })) {
        const { struck, job } = await play(world, scenario, at, fate);
        if (job) cancels++;
        if (!struck) break;
      }
      expect(cancels).toBeGreaterThan(0);
    },
  );
});
