import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listStreamKeys } from '../../lib/ivs/streamKeys.ts';
import type { Job } from '../../lib/jobs/job.ts';
import { listIds } from '../../lib/jobs/jobIndexes.ts';
import { readJob } from '../../lib/jobs/table.ts';
import { readSuspension } from '../../lib/records/suspensions.ts';
import { isProtected, PROTECTED_TAG } from '../../lib/tags.ts';
import { workflows, type WorkflowName } from '../../lib/workflows/workflows.ts';
import { askIvs, isThere, timelineOf, type GivenChannel } from '../given.ts';
import { World, type Answer } from '../world.ts';
import { idOf } from './answered.ts';
import { calm } from './calm.ts';
import { changesSomething } from './changes.ts';
import { interruptions, PATIENCE_MS } from './interruptions.ts';
import type { Prepared, Scenario } from './scenario.ts';
import { scenarios } from './scenarios.ts';

const MS_MAX = 20 * 60_000;
/** The calls that take a channel off air, or take away what it cannot get back. */
const HARM = /^(?:DeleteChannel|DeleteStreamKey|StopStream)$/;

/** Far from the numbers of the other generated tests, which helps the reader of a log. */
let runs = 30_000;

const harmful = (name: WorkflowName): boolean => workflows[name].harms.length > 0;
/** The scenarios of one channel; a story protects one of the channels of an operation. */
const harming = scenarios.filter(
  ({ workflow, children = [] }) =>
    workflow !== 'runOperation' && [workflow, ...children].some(harmful),
);

const protect = async (world: World, { arn }: GivenChannel): Promise<void> => {
  const body = { tags: { [PROTECTED_TAG]: 'true' } };
  // The channel may be gone by then.
  const { status } = await askIvs(world, `tags/${encodeURIComponent(arn)}`, body);
  expect([200, 404]).toContain(status);
};

/** Returns how often IVS did harm to a channel. */
const harmsTo = (world: World, { arn }: GivenChannel): string[] =>
  world.stack.ivs
    .requests()
    .filter(
      ({ operation, channelArn, outcome }) =>
        HARM.test(operation) && channelArn === arn && outcome === 'ok',
    )
    .map(({ operation }) => operation);

const channelOf = ({ channel }: Prepared): GivenChannel => {
  if (!channel) throw new Error('A scenario that does harm names its channel.');
  return channel;
};

/** Returns the stream keys of a channel, whatever the quotas say. */
async function keysNow(world: World, { arn }: GivenChannel): ReturnType<typeof listStreamKeys> {
  const { settings } = world.stack.ivs;
  settings.quotas = false;
  const keys = await listStreamKeys(world.app.ivs, arn);
  settings.quotas = true;
  return keys;
}

/** Waits for the end of the job behind an answer, and returns it with its children. */
async function ended(world: World, answer: Answer): Promise<Job[]> {
  const job = await world.ended(idOf(world, answer), MS_MAX);
  const ids = (await listIds(world.app, 5)).map(({ id }) => id);
  const jobs = await Promise.all(ids.map((id) => readJob(world.app, id)));
  return [job, ...jobs.filter((child) => child?.parent?.jobId === job.id)].filter(
    (one) => one !== undefined,
  );
}

/** Checks that a channel that was not deleted has its stream key, and is not suspended. */
async function expectSpared(world: World, channel: GivenChannel, about: string): Promise<void> {
  expect(await isThere(world, channel), about).toBe(true);
  const keys = await keysNow(world, channel);
  expect(keys, about).toHaveLength(1);
  expect(await readSuspension(world.app.store, channel.id), about).toBeUndefined();
}

const onPurpose = ({ workflow }: Scenario): boolean => workflow.startsWith('deleteStreamKey');

const told = (jobs: readonly Job[]): string =>
  jobs.map((job) => `${job.workflow} ${job.ending} ${timelineOf(job).join(', ')}`).join('; ');

describe.each(harming)('$workflow: $name', (scenario: Scenario) => {
  let world: World;
  beforeAll(async () => {
    world = await World.open({ seed: 13 });
  });
  afterAll(() => world.close());

  it('does no harm to a channel that is protected', { timeout: 60_000 }, async () => {
    await calm(world);
    const prepared = await scenario.given(world, ++runs);
    const channel = channelOf(prepared);
    const keys = await keysNow(world, channel);
    const wasLive = world.stack.ivs.isLive(channel.arn);
    await protect(world, channel);

    const jobs = await ended(world, await prepared.ask());

    expect(harmsTo(world, channel), told(jobs)).toEqual([]);
    expect(jobs.map(({ ending }) => ending)).toContain('protected');
    await expectSpared(world, channel, told(jobs));
    expect(await keysNow(world, channel)).toEqual(keys);
    expect(world.stack.ivs.isLive(channel.arn)).toBe(wasLive);
  });

  it(
    'does no more harm once the tag is set, whichever change is interrupted',
    { timeout: PATIENCE_MS },
    async () => {
      const ends = new Set<string>();
      for (const at of interruptions(scenario)) {
        await calm(world);
        const prepared = await scenario.given(world, ++runs);
        const channel = channelOf(prepared);
        let struck = false;
        let before: string[] = [];
        let wasKeyless = false;
        let index = 0;
        world.fateOf = async (call) => {
          if (struck || call.functionName === undefined || !changesSomething(call))
            return undefined;
          if (index++ !== at) return undefined;
          struck = true;
          await protect(world, channel);
          before = harmsTo(world, channel);
          wasKeyless = onPurpose(scenario) && (await keysNow(world, channel)).length === 0;
          return 'crashBefore';
        };
        let answer = await prepared.ask();
        for (let tries = 0; answer.status >= 500 && tries < 5; tries++)
          answer = await prepared.ask();
        prepared.afterwards?.();
        const jobs = await ended(world, answer);
        world.fateOf = () => undefined;
        if (!struck) break;
        const about = `${at}: ${told(jobs)}`;
        expect(harmsTo(world, channel), about).toEqual(before);
        for (const { ending } of jobs) ends.add(ending ?? '');
        // A key that was deleted on purpose before the tag was set is not given back.
        const wasDark = jobs.some(
          ({ workflow, status, parent }) =>
            parent && workflow === 'suspendChannel' && status === 'succeeded',
        );
        // A suspension that stood before the tag was set stays.
        const isSpared = jobs.some(({ ending }) => ending === 'protected');
        if (isSpared && wasDark) expect(await isThere(world, channel), about).toBe(true);
        else if (isSpared && !wasKeyless) await expectSpared(world, channel, about);
      }
      expect([...ends]).toContain('protected');
    },
  );
});

it('plays every workflow that says that it does harm', () => {
  const played = new Set(harming.flatMap(({ workflow, children = [] }) => [workflow, ...children]));
  const all = (Object.keys(workflows) as WorkflowName[]).filter(harmful);
  expect(all.length).toBeGreaterThan(6);
  expect(all.filter((name) => !played.has(name))).toEqual([]);
});

it('a channel is protected by the value true alone', () => {
  const of = (value: string): boolean => isProtected({ [PROTECTED_TAG]: value });
  expect([of('true'), of('false'), of('True'), of(''), isProtected()]).toEqual([
    true,
    false,
    false,
    false,
    false,
  ]);
});
