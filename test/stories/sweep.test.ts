import { beforeEach, describe, expect } from 'vitest';
import { isoTime } from '../../lib/clock.ts';
import type { Subject } from '../../lib/subjects.ts';
import { jobIdOf, type Job } from '../../lib/jobs/job.ts';
import { placeJob } from '../../lib/jobs/table.ts';
import { givenChannel, givenLiveChannel, givenManyChannels, jobIn } from '../given.ts';
import type { Call } from '../invocations.ts';
import { jobAt } from '../unit/jobs/sample.ts';
import type { World } from '../world.ts';
import { itIn } from '../worldTest.ts';

const MINUTE_MS = 60_000;

/** Returns the id of the job that a call publishes as due. */
function dueIn({ operation, input }: Call): string | undefined {
  const [entry] =
    operation === 'PutEvents' ? (input.Entries as { DetailType: string; Detail: string }[]) : [];
  return entry?.DetailType === 'Job Due'
    ? (JSON.parse(entry.Detail) as { jobId: string }).jobId
    : undefined;
}

describe('the sweep', () => {
  const it = itIn({ settings: { concurrentStreamsMax: 200 } });

  const rotateWhenIdle = async (world: World, id: string): Promise<string> =>
    jobIn(await world.http('POST', `/v1/channels/${id}/stream-key-rotations?when=idle`)).id;
  const dueAt = async (world: World, job: Pick<Job, 'subject'>): Promise<string> =>
    String((await world.app.store.get({ pk: job.subject, sk: 'job' }))?.dueSk);

  /** Starts streams that are no job's concern and whose events are lost. */
  async function givenOtherStreams(world: World, count: number): Promise<void> {
    const { ivs } = world.stack;
    for (const channelArn of await givenManyChannels(world, count))
      ivs.connectEncoder({ channelArn });
    ivs.setChaos({ drop: 1 });
    await world.advance(10_000);
  }

  it('asks IVS once a minute for live streams, and no more without a cause', async ({ world }) => {
    await givenLiveChannel(world);
    const before = world.calls.length;
    await world.advance(3 * MINUTE_MS);

    const asked = world.calls
      .slice(before)
      .flatMap(({ service, operation }) => (service === 'ivs' ? [operation] : []));
    expect(asked).toEqual(['ListStreams', 'ListStreams', 'ListStreams']);
  });

  const dueJobs = async (
    world: World,
    count: number,
    fields: Partial<Job> = {},
    dueAt = world.clock.now() - 10_000,
  ): Promise<void> => {
    const now = world.clock.now();
    for (let n = 0; n < count; n++) {
      const subject: Subject = `channel/${fields.priority ?? 'Due'}${n}`;
      const job = jobAt('stopping', {
        id: jobIdOf(subject, '0123456789abcdef'),
        subject,
        acting: false,
        createdAt: now,
        updatedAt: now,
        wakeAt: now,
        ...fields,
      });
      await placeJob(world.app, job, undefined, dueAt + n);
    }
  };

  it('publishes an emergency before a backlog of other jobs', async ({ world }) => {
    await dueJobs(world, 1_000);
    await dueJobs(
      world,
      1,
      { workflow: 'suspendChannel', priority: 'emergency' },
      world.clock.now() - 1_000,
    );
    world.stack.bus.setChaos({ drop: 1 });

    await world.advance(MINUTE_MS);

    const [first] = world
      .published('Job Due')
      .filter(({ jobId }) => String(jobId).includes('emergency'));
    expect(first).toBeDefined();
    expect(world.published('Job Due')[0]).toEqual(first);
  });

  it('publishes every due job, also when the bus refuses one', async ({ world }) => {
    await dueJobs(world, 20);
    const { bus } = world.app;
    const publish = bus.publish.bind(bus);
    const told: string[] = [];
    bus.publish = async (...events) => {
      for (const [type, detail] of events) {
        if (type !== 'Job Due') continue;
        if (detail.jobId.includes('-Due0-'))
          throw new Error('The event bus refused the event "Job Due": InternalFailure.');
        told.push(detail.jobId);
      }
      return publish(...events);
    };

    await world.advance(MINUTE_MS - 1);

    expect(new Set(told).size).toBe(19);
    expect(
      world.logged.some(
        (line) => line.includes('The sweep failed for one item') && line.includes('Due0'),
      ),
    ).toBe(true);
  });

  it('publishes due jobs without a list of streams, and no dead letter', async ({ world }) => {
    await dueJobs(world, 3);
    world.stack.ivs.setFaults([{ operation: 'ListStreams', error: 'InternalServerException' }]);

    await world.advance(10 * MINUTE_MS);

    expect(
      new Set(world.published('Job Due').map(({ jobId }) => jobId)).size,
    ).toBeGreaterThanOrEqual(3);
    expect(world.stack.lambda.deadLetters()).toEqual([]);
  });

  it('reports a job that nobody gets on after half an hour', async ({ world }) => {
    await dueJobs(world, 1);
    world.stack.bus.setChaos({ drop: 1 });
    const isReported = (): boolean =>
      world.logged.some(
        (line) =>
          line.includes('"level":"error"') &&
          line.includes('Job stranded') &&
          line.includes('Due0'),
      );

    await world.advance(25 * MINUTE_MS);
    expect(isReported()).toBe(false);
    await world.advance(10 * MINUTE_MS);
    expect(isReported()).toBe(true);
  });

  it('asks for all waiting jobs together, all pages, and no job asks itself', async ({ world }) => {
    await givenOtherStreams(world, 100);
    const streams = [
      await givenLiveChannel(world),
      await givenLiveChannel(world),
      await givenLiveChannel(world),
    ];
    const jobs = [];
    for (const { id } of streams) jobs.push(await rotateWhenIdle(world, id));
    const [looks, lists] = [world.count('GetStream'), world.count('ListStreams')];

    await world.advance(10 * MINUTE_MS);

    // 103 streams are two pages.
    expect(world.count('ListStreams') - lists).toBe(2 * 10);
    expect(world.count('GetStream')).toBe(looks);
    for (const id of jobs)
      expect(await world.job(id)).toMatchObject({ status: 'waiting', signals: 0 });

    // The stream that was created last is on the second page, and only its job is woken.
    world.stack.ivs.disconnectEncoder(streams[2]?.encoderId ?? '');
    expect(await world.ended(jobs[2] ?? '', 2 * MINUTE_MS)).toMatchObject({ status: 'succeeded' });
    // The job looks at the signal, when it has its slots, and right before it deletes the key.
    expect(world.count('GetStream') - looks).toBe(3);
  });

  /** Stores `count` jobs at rest, on channels that do not exist. */
  async function givenResting(
    world: World,
    name: string,
    count: number,
    dueAt: number,
    fields: (now: number) => Partial<Job>,
  ): Promise<Job[]> {
    const now = world.clock.now();
    const jobs = Array.from({ length: count }, (_, n): Job => {
      const subject: Subject = `channel/${name}${n}`;
      return jobAt('deleting', {
        id: jobIdOf(subject, '0123456789abcdef'),
        subject,
        acting: false,
        createdAt: now,
        updatedAt: now,
        ...fields(now),
      });
    });
    for (const job of jobs) await placeJob(world.app, job, undefined, dueAt);
    return jobs;
  }
  /** Stores jobs that are due. */
  const givenDue = (world: World, count: number): Promise<Job[]> =>
    givenResting(world, 'Due', count, world.clock.now(), (now) => ({ wakeAt: now }));
  /** Stores jobs that wait for the end of a stream that has ended. */
  const givenEnded = (world: World, count: number): Promise<Job[]> => {
    const wakeAt = world.clock.now() + 60 * MINUTE_MS;
    return givenResting(world, 'Ended', count, wakeAt, () => ({
      step: 'awaitingStreamEnd',
      status: 'waiting',
      waitsFor: 'streamEnded',
      wakeAt,
    }));
  };

  it('publishes no more than the rate limiters serve, and the rest later', async ({ world }) => {
    const jobs = await givenDue(world, 250);
    world.stack.bus.setChaos({ drop: 1 });

    await world.advance(10_000);
    expect(world.published('Job Due')).toHaveLength(240);
    await world.advance(MINUTE_MS);

    // The jobs of the first sweep have been moved out of the second sweep's way.
    const said = world.published('Job Due').map(({ jobId }) => jobId);
    expect(said).toHaveLength(250);
    expect(new Set(said)).toEqual(new Set(jobs.map(({ id }) => id)));
  });

  it('gives due jobs and ended streams half of its hints each', async ({ world }) => {
    await givenDue(world, 130);
    await givenEnded(world, 130);
    world.stack.bus.setChaos({ drop: 1 });

    await world.advance(10_000);

    const said = world
      .published('Job Due')
      .map(({ jobId }) => String(jobId).replace(/^channel-([A-Z][a-z]+).*$/, '$1'));
    expect(said.filter((name) => name === 'Due')).toHaveLength(120);
    expect(said.filter((name) => name === 'Ended')).toHaveLength(120);
  });

  it('publishes due jobs also while IVS does not list its streams', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    await rotateWhenIdle(world, channel.id);
    const jobs = await givenDue(world, 3);
    world.stack.ivs.setFaults([{ operation: 'ListStreams', error: 'InternalServerException' }]);

    await world.advance(MINUTE_MS);

    expect(new Set(world.published('Job Due').map(({ jobId }) => jobId))).toEqual(
      new Set(jobs.map(({ id }) => id)),
    );
    expect(world.logged.filter((line) => line.includes('ListStreams'))).not.toEqual([]);
  });

  it('compares every waiting job with the list, however many wait', async ({ world }) => {
    // Neither an event nor a sweep has reported the streams, so the waiting job is the only trace
    // of them.
    await world.advance(MINUTE_MS + 1_000 - (world.clock.now() % MINUTE_MS));
    world.stack.ivs.setChaos({ drop: 1 });
    const [lasting, ending] = [await givenLiveChannel(world), await givenLiveChannel(world)];
    const id = await rotateWhenIdle(world, ending.id);
    // The others' waits end sooner than this job's wait, so the index returns them first.
    const dueSk = isoTime(world.clock.now() + 60 * MINUTE_MS);
    const others = Array.from({ length: 1_100 }, (_, n) => ({
      pk: `channel/${lasting.id}`,
      sk: `other#${n}`,
      duePk: `streamEnded#${n % 4}`,
      dueSk,
    }));
    await Promise.all(others.map((row) => world.app.store.put(row)));
    expect(world.clock.now() % MINUTE_MS).toBeLessThan(50_000);

    world.stack.ivs.disconnectEncoder(ending.encoderId);

    expect((await world.ended(id, 3 * MINUTE_MS)).status).toBe('succeeded');
  });

  it("moves a job out of the next sweep's way, and repeats a lost hint", async ({ world }) => {
    const [job] = await givenDue(world, 1);
    const saidAt: number[] = [];
    world.fateOf = async (call) => {
      if (call.functionName !== 'sweep' || dueIn(call) === undefined) return undefined;
      saidAt.push(world.clock.now());
      expect(await dueAt(world, job!)).toBe(isoTime(world.clock.now() + 90_000));
      return saidAt.length === 1 ? 'crashBefore' : undefined;
    };

    expect((await world.ended(job?.id ?? '', 5 * MINUTE_MS)).ending).toBe('notFound');

    expect(saidAt).toHaveLength(2);
    expect((saidAt[1] ?? 0) - (saidAt[0] ?? 0)).toBe(2 * MINUTE_MS);
  });

  describe('the hand-over', () => {
    /** Makes a deletion whose first call takes longer than the request has time for. */
    async function deleteSlowly(world: World): Promise<Awaited<ReturnType<World['http']>>> {
      const { id } = await givenLiveChannel(world);
      let slow = true;
      world.fateOf = async (call) => {
        if (slow && call.operation === 'ListStreamKeys') {
          slow = false;
          world.clock.moveTo(world.clock.now() + 3_000);
        }
        const jobId = dueIn(call);
        if (jobId !== undefined) released.push(await world.job(jobId));
        return undefined;
      };
      return world.http('DELETE', `/v1/channels/${id}`);
    }
    let released: Job[] = [];
    beforeEach(() => {
      released = [];
    });

    it('releases a job before it publishes that the job is due', async ({ world }) => {
      const { id } = jobIn(await deleteSlowly(world));

      expect(released).toMatchObject([{ id, step: 'revoking', status: 'running', acting: false }]);
      expect(released[0]?.wakeAt).toBeLessThanOrEqual(world.clock.now());
      expect((await world.ended(id, 30_000)).status).toBe('succeeded');
      expect(
        world.calls.some(
          ({ functionName, operation }) => functionName === 'jobDue' && operation === 'StopStream',
        ),
      ).toBe(true);
    });

    it('finds a released job again when its hint was lost', async ({ world }) => {
      world.stack.bus.setChaos({ drop: 1 });
      const { id } = jobIn(await deleteSlowly(world));
      await world.advance(1_000);
      expect(await world.job(id)).toMatchObject({ step: 'revoking', acting: false });
      world.stack.bus.setChaos({ drop: 0 });

      expect((await world.ended(id, 2 * MINUTE_MS)).status).toBe('succeeded');
    });
  });

  it('forgets a copy for the history of a job that never gave way', async ({ world }) => {
    const { id } = await givenChannel(world);
    expect((await world.http('DELETE', `/v1/channels/${id}`)).status).toBe(204);
    const job = await world.app.store.get({ pk: `channel/${id}`, sk: 'job' });
    const jobId = String(job?.id);
    // The process that was to place the next job died right after it had copied this one, before
    // this job's end was announced.
    const copy = { pk: `channel/${id}`, sk: `job#${jobId}` };
    await world.app.store.put({
      ...job,
      ...copy,
      announced: false,
      version: Number(job?.version) - 1,
      duePk: 'due#0',
      dueSk: isoTime(world.clock.now()),
    });

    await world.advance(10 * MINUTE_MS);

    expect(world.published('Job Due')).toEqual([]);
    expect(
      world.published('Job Succeeded').filter((detail) => detail.jobId === jobId),
    ).toHaveLength(1);
    expect(await world.app.store.get(copy)).not.toHaveProperty('duePk');
  });

  it('announces the end of a job whose announcement was lost', async ({ world }) => {
    const channel = await givenChannel(world);
    world.fateOf = ({ operation, functionName, input }) =>
      operation === 'PutEvents' &&
      functionName === 'commands' &&
      JSON.stringify(input).includes('Job Succeeded')
        ? 'crashBefore'
        : undefined;

    const rotations = () =>
      world.published('Job Succeeded').filter(({ workflow }) => workflow === 'rotateStreamKeyNow');
    const path = `/v1/channels/${channel.id}/stream-key-rotations?when=now`;
    expect((await world.http('POST', path)).status).toBe(500);
    expect(rotations()).toEqual([]);
    await world.advance(3 * MINUTE_MS);

    expect(rotations()).toHaveLength(1);
  });
});
