import { expect } from 'vitest';
import { idOf } from '../../lib/arns.ts';
import { readResults } from '../../lib/records/childJobs.ts';
import { givenManyChannels, idIn, isThere, refuse, type GivenChannel } from '../given.ts';
import type { Answer, World } from '../world.ts';
import type { Scenario } from './scenario.ts';

/** Creates a channel at IVS. */
async function givenChannel(world: World): Promise<GivenChannel> {
  const [arn = ''] = await givenManyChannels(world, 1);
  return { arn, id: idOf(arn) };
}

/**
 * Makes a request as a caller does who repeats it under the same Idempotency-Key when the process
 * that had it has died: as soon as the answer says that it may be made again.
 */
async function untilAnswered(world: World, ask: () => Promise<Answer>): Promise<Answer> {
  let answer = await ask();
  const isUnderWay = (): boolean => answer.body.type === '/problems/request-under-way';
  for (let tries = 0; isUnderWay() && tries < 5; tries++) {
    await world.advance(1_000 * Number(answer.headers.get('retry-after')));
    answer = await ask();
  }
  return answer;
}

/** Plans an operation with a canary and applies it. Returns the last answer, with the job. */
async function plansAndApplies(world: World, body: object, n: number): Promise<Answer> {
  const headers = { 'idempotency-key': `scenario-${n}` };
  const planned = await untilAnswered(world, () =>
    world.http('POST', '/v1/operations', { body: { ...body, canary: 1 }, headers }),
  );
  if (planned.status !== 201) return planned;
  const { id, jobId } = planned.body.operation as { id: string; jobId: string };
  const applied = await untilAnswered(world, () =>
    world.http('POST', `/v1/operations/${id}/apply`, {
      body: { autoContinueAfter: 'PT0S' },
      headers,
    }),
  );
  return { ...applied, body: { ...applied.body, job: { id: jobId } } };
}

/** An operation with a canary and one channel after it. */
export const operationScenario: Scenario = {
  name: 'channels are deleted by an operation, with a canary',
  workflow: 'runOperation',
  every: 11,
  children: ['deleteChannel'],
  async given(world, n) {
    const one = await givenChannel(world);
    const two = await givenChannel(world);
    const other = await givenChannel(world);
    const ids = [one.id, two.id];
    for (const id of ids) await world.http('GET', `/v1/channels/${id}`);
    return {
      ask: () => plansAndApplies(world, { workflow: 'deleteChannel', selection: { ids } }, n),
      async check(job) {
        expect(job).toMatchObject({
          status: 'succeeded',
          memory: { total: 2, done: 2, succeeded: 2, failed: 0 },
        });
        const parent = { subject: job.subject, jobId: job.id };
        const results = await readResults(world.app.store, parent, 0, 10);
        expect(results.map(({ outcome }) => outcome)).toEqual(['succeeded', 'succeeded']);
        expect([await isThere(world, one), await isThere(world, two)]).toEqual([false, false]);
        expect(await isThere(world, other)).toBe(true);
      },
    };
  },
};

/** Returns the job of a deletion that IVS has refused. */
async function givenFailure(world: World, { id }: GivenChannel): Promise<string> {
  refuse(world, 'DeleteChannel');
  const jobId = idIn(await world.http('DELETE', `/v1/channels/${id}`));
  expect((await world.ended(jobId)).status).toBe('failed');
  refuse(world);
  return jobId;
}

/** An operation that redrives two failed jobs. */
export const jobOperationScenario: Scenario = {
  name: 'failed deletions are redriven by an operation, with a canary',
  workflow: 'runOperation',
  every: 13,
  async given(world, n) {
    const channels = [await givenChannel(world), await givenChannel(world)];
    const ids: string[] = [];
    for (const channel of channels) ids.push(await givenFailure(world, channel));
    return {
      ask: () => plansAndApplies(world, { steering: 'redrive', jobs: { ids } }, n),
      async check(job) {
        expect(job).toMatchObject({
          status: 'succeeded',
          memory: { total: 2, done: 2, succeeded: 2, failed: 0 },
        });
        for (const channel of channels) expect(await isThere(world, channel)).toBe(false);
        for (const id of ids) {
          const { redrivenBy = '' } = await world.job(id);
          expect(await world.job(redrivenBy)).toMatchObject({ status: 'succeeded', redriveOf: id });
        }
        const parent = { subject: job.subject, jobId: job.id };
        const results = await readResults(world.app.store, parent, 0, 10);
        expect(results.map(({ steered = '' }) => steered).toSorted()).toEqual(ids.toSorted());
      },
    };
  },
};
