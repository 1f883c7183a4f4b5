import { describe, expect } from 'vitest';
import { ALARMS, alarmsOn } from '../alarms.ts';
import {
  givenChannel,
  givenLiveChannel,
  goLive,
  jobIn,
  refuse,
  rotate,
  suspend,
} from '../given.ts';
import { revokeMany, SMALL_TABLE } from '../givenViewers.ts';
import { givenDeadLetter } from '../givenDeadLetters.ts';
import { givesUpAt } from '../../lib/jobs/queries.ts';
import type { World } from '../world.ts';
import { itIn } from '../worldTest.ts';

const it = itIn({ journal: true });
const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** The functions that a schedule runs, the alarm of each, and the minutes after which it is on. */
const SCHEDULED = [
  ['sweep', 'sweep', 7],
  ['measure', 'measure', 7],
  ['runTimedReactions', 'timed-reactions', 7],
  ['refreshChannels', 'refresh', 17],
  ['closeLostEnds', 'lost-ends', 32],
] as const;

/** The alarms of other faults. */
const OTHERS = [
  'viewer-bans',
  'rotation',
  'workers',
  'jobs-late',
  'jobs-stranded',
  'suspended-not-dark',
  'quota-starved',
  'keys-overdue',
  'dark-fast-burn',
  'dark-slow-burn',
  'deleted-fast-burn',
  'deleted-slow-burn',
  'events-late',
  'journal',
  'jobs-failed',
  'dead-letters',
  'dead-letters-unread',
  'api-errors',
  'functions-throttled',
  'keys-throttled',
  'table-throttled',
] as const;
type Name = (typeof OTHERS)[number] | (typeof SCHEDULED)[number][1];

/** The alarms that the tests of this file have raised. */
const raised = new Set<string>();

/** Checks which alarms are on. */
function expectAlarms(world: World, since: number, names: readonly Name[]): void {
  expect(alarmsOn(world, since).toSorted()).toEqual(names.toSorted());
  for (const name of names) raised.add(name);
}

/** Lets each invocation of these functions fail at its first call. */
const fail = (world: World, ...functions: readonly string[]): void => {
  world.fateOf = ({ functionName }) =>
    functions.includes(functionName ?? '') ? 'crashBefore' : undefined;
};

const remove = (world: World, { id }: { id: string }): Promise<{ id: string }> =>
  world.http('DELETE', `/v1/channels/${id}`).then(jobIn);

describe('an alarm', () => {
  it('is silent while all is well, and while much is done', async ({ world }) => {
    const since = world.clock.now();
    for (let n = 0; n < 3; n++) {
      await suspend(world, await givenLiveChannel(world, { reconnectAfterMs: 500 }));
      await world.ended((await remove(world, await givenLiveChannel(world))).id);
      await world.ended(jobIn(await rotate(world, await givenLiveChannel(world), 'now')).id);
    }
    await world.advance(20 * MINUTE_MS);
    expectAlarms(world, since, []);
  });

  it.for(SCHEDULED)('tells that %s fails: %s', async ([functionName, name, minutes], { world }) => {
    await givenChannel(world, { tags: { 'channelkeeper:rotate-every': '30d' } });
    const since = world.clock.now();
    fail(world, functionName);
    await world.advance(minutes * MINUTE_MS);
    expectAlarms(world, since, [name]);
  });

  it('tells that the schedules fail whose alarms are patient', async ({ world }) => {
    const since = world.clock.now();
    fail(world, 'renewViewerBans', 'rotateStreamKeys');
    await world.advance(185 * MINUTE_MS);
    expectAlarms(world, since, ['rotation', 'viewer-bans']);
  });

  it('tells that the workers fail, that jobs are late, and then that they are stranded', async ({
    world,
  }) => {
    const since = world.clock.now();
    const channel = await givenLiveChannel(world);
    fail(world, 'jobDue', 'emergencyJobDue', 'streamState');
    await remove(world, channel);
    await world.advance(16 * MINUTE_MS);
    expectAlarms(world, since, ['jobs-late', 'workers']);
    await world.advance(25 * MINUTE_MS);
    expectAlarms(world, since, ['jobs-late', 'jobs-stranded', 'workers']);
    world.fateOf = () => undefined;
    await world.advance(15 * MINUTE_MS);
    expectAlarms(world, since, []);
  });

  it('tells that IVS throttles for a long time', async ({ world }) => {
    const since = world.clock.now();
    const channels = [
      await givenChannel(world),
      await givenChannel(world),
      await givenChannel(world),
    ];
    refuse(world, 'DeleteStreamKey', 'ThrottlingException');
    for (const channel of channels) await rotate(world, channel, 'now');
    await world.advance(5 * MINUTE_MS);
    expectAlarms(world, since, []);
    await world.advance(15 * MINUTE_MS);
    expectAlarms(world, since, ['quota-starved']);
    refuse(world);
    await world.advance(20 * MINUTE_MS);
    expectAlarms(world, since, []);
  });

  it('tells that a key is long overdue', async ({ world }) => {
    const tags = { 'channelkeeper:rotate-every': '1d' };
    await goLive(world, await givenChannel(world, { tags }));
    await world.advance(7 * MINUTE_MS);
    world.clock.moveTo(world.clock.now() + 70 * HOUR_MS);
    const since = world.clock.now();
    await world.advance(20 * MINUTE_MS);
    expectAlarms(world, since, []);
    world.clock.moveTo(world.clock.now() + 4 * HOUR_MS);
    await world.advance(20 * MINUTE_MS);
    expectAlarms(world, world.clock.now() - 20 * MINUTE_MS, ['keys-overdue']);
  });

  it('tells that suspended channels stay on air for too long', async ({ world }) => {
    const since = world.clock.now();
    const channels = [await givenLiveChannel(world), await givenLiveChannel(world)];
    refuse(world, 'StopStream', 'InternalServerException');
    const jobs = [];
    for (const { id } of channels)
      jobs.push(jobIn(await world.http('POST', `/v1/channels/${id}/suspension`)));
    await world.advance(45 * SECOND_MS);
    refuse(world);
    for (const { id } of jobs) await world.ended(id);
    await world.advance(2 * MINUTE_MS);
    expectAlarms(world, since, ['dark-fast-burn', 'dark-slow-burn']);
  });

  it('tells that a suspended channel does not go dark, as long as that is so', async ({
    world,
  }) => {
    const since = world.clock.now();
    const { id } = await givenLiveChannel(world);
    refuse(world, 'StopStream', 'InternalServerException');
    const job = jobIn(await world.http('POST', `/v1/channels/${id}/suspension`));
    await world.advance(90 * SECOND_MS);
    expectAlarms(world, since, []);
    await world.advance(90 * SECOND_MS);
    expectAlarms(world, since, ['suspended-not-dark']);
    await world.advance(10 * MINUTE_MS);
    expectAlarms(world, since, ['suspended-not-dark']);
    refuse(world);
    await world.ended(job.id);
    await world.advance(2 * MINUTE_MS);
    expectAlarms(world, since, []);
  });

  it('tells that deletions take too long', async ({ world }) => {
    const since = world.clock.now();
    refuse(world, 'DeleteChannel', 'InternalServerException');
    const jobs = [];
    for (let n = 0; n < 2; n++) jobs.push(await remove(world, await givenLiveChannel(world)));
    await world.advance(2.5 * MINUTE_MS);
    refuse(world);
    for (const { id } of jobs) await world.ended(id);
    await world.advance(2 * MINUTE_MS);
    expectAlarms(world, since, ['deleted-fast-burn', 'deleted-slow-burn']);
  });

  it('tells that events come late', async ({ world }) => {
    const since = world.clock.now();
    world.stack.bus.setChaos({ delayMs: [3 * MINUTE_MS, 4 * MINUTE_MS] });
    for (let n = 0; n < 8; n++) {
      const { encoderId } = await givenLiveChannel(world);
      await world.advance(90 * SECOND_MS);
      world.stack.ivs.disconnectEncoder(encoderId);
      await world.advance(90 * SECOND_MS);
    }
    expectAlarms(world, since, ['events-late']);
  });

  it('tells that the journal is not written', async ({ world }) => {
    const since = world.clock.now();
    fail(world, 'journal');
    for (let n = 0; n < 12; n++) {
      await givenLiveChannel(world);
      await world.advance(MINUTE_MS);
    }
    // The events that were tried three times are among the dead letters.
    expectAlarms(world, since, ['dead-letters', 'journal']);
  });

  it('tells that a job gave up', async ({ world }) => {
    refuse(world, 'DeleteChannel', 'InternalServerException');
    const { id } = await remove(world, await givenChannel(world));
    world.clock.moveTo((givesUpAt(await world.job(id)) ?? 0) - MINUTE_MS);
    const since = world.clock.now();
    expect((await world.ended(id, HOUR_MS)).ending).toBe('failed');
    expectAlarms(world, since, ['jobs-failed']);
    await world.advance(MINUTE_MS);
    expectAlarms(world, since, []);
  });

  it('tells that an event was given up, and that nobody keeps it', async ({ world }) => {
    const since = world.clock.now();
    await givenDeadLetter(world, ({ functionName }) =>
      functionName === 'keepDeadLetters' ? 'crashBefore' : undefined,
    );
    await world.advance(MINUTE_MS);
    expectAlarms(world, since, ['dead-letters']);
    await world.advance(20 * MINUTE_MS);
    expectAlarms(world, since, ['dead-letters-unread']);
    world.fateOf = () => undefined;
    await world.advance(5 * MINUTE_MS);
    expectAlarms(world, since, []);
  });

  it('tells that callers get errors', async ({ world }) => {
    const since = world.clock.now();
    fail(world, 'queries');
    for (let n = 0; n < 10; n++) {
      await world.advance(MINUTE_MS);
      expect((await world.http('GET', '/v1/jobs')).status).toBe(500);
    }
    expectAlarms(world, since, ['api-errors']);
    world.fateOf = () => undefined;
    for (let n = 0; n < 5; n++) {
      await world.advance(MINUTE_MS);
      await world.http('GET', '/v1/jobs');
    }
    expectAlarms(world, since, []);
  });

  it.for([
    ['queries', 'GET /v1/jobs', 10, 'functions-throttled'],
    ['keys', 'DELETE /v1/stream-keys/AbCdEf123456?channelId=AbCdEf123456', 1, 'keys-throttled'],
  ] as const)(
    'tells that Lambda refuses %s',
    async ([functionName, asked, times, name], { world }) => {
      const since = world.clock.now();
      const [method = '', path = ''] = asked.split(' ');
      world.aws.refused.add(functionName);
      for (let n = 0; n < times; n++) await world.http(method, path);
      expectAlarms(world, since, [name]);
      await world.advance(6 * MINUTE_MS);
      expectAlarms(world, since, []);
    },
  );

  it('tells that the table is throttled, and no job loses its work', async ({ world }) => {
    const since = world.clock.now();
    world.aws.capacity = SMALL_TABLE;
    const id = await revokeMany(world, await givenChannel(world));
    await world.advance(11 * MINUTE_MS);
    expectAlarms(world, since, ['table-throttled']);
    world.aws.capacity = undefined;
    expect((await world.ended(id)).ending).toBe('succeeded');
    await world.advance(10 * MINUTE_MS);
    expectAlarms(world, since, []);
  });

  it('is raised by a test of this file, which runs as a whole', () => {
    expect([...raised].toSorted()).toEqual([...ALARMS.keys()].toSorted());
  });
});
