import { expect } from 'vitest';
import { arnOf, idOf } from '../lib/arns.ts';
import { operationSubject } from '../lib/api/operationView.ts';
import type { Job } from '../lib/jobs/job.ts';
import { readResults, type ChildResult } from '../lib/records/childJobs.ts';
import { askIvs, givenManyChannels } from './given.ts';
import type { Answer, Asked, World } from './world.ts';

/** An operation as the API shows it. */
export interface ShownOperation {
  readonly id: string;
  readonly status: string;
  readonly total: number;
  readonly live: number;
  readonly calls: Readonly<Record<string, number>>;
  readonly etaSeconds?: number;
  readonly awaitingEnd?: number;
  readonly jobId: string;
  readonly pausedFor?: string;
  readonly progress: Readonly<
    Record<'begun' | 'done' | 'succeeded' | 'skipped' | 'failed', number>
  >;
}

/** Creates channels directly at IVS and reads each over our API. Returns their ids. */
export async function givenFleet(
  world: World,
  count: number,
  fields: Record<string, unknown> = {},
): Promise<string[]> {
  const ids = (await givenManyChannels(world, count, fields)).map(idOf);
  for (const id of ids) expect((await world.http('GET', `/v1/channels/${id}`)).status).toBe(200);
  // A read that waits its turn waits for fractions of a ms, which real clocks do not have.
  await world.advance(1_000 - (world.clock.now() % 1_000));
  return ids;
}

/** Returns how many of these channels IVS still has. */
export async function left(world: World, ids: readonly string[]): Promise<number> {
  const { settings } = world.stack.ivs;
  settings.quotas = false;
  const there = await Promise.all(
    ids.map(
      async (id) =>
        (await askIvs(world, 'GetChannel', { arn: arnOf(world.app.config, 'channel', id) })).ok,
    ),
  );
  settings.quotas = true;
  return there.filter(Boolean).length;
}

/** Returns the operation that an answer shows. */
export function operationIn(answer: Answer): ShownOperation {
  expect(answer.body, answer.text).toHaveProperty('operation');
  return answer.body.operation as ShownOperation;
}

/** Plans an operation over our API. */
export async function plan(
  world: World,
  body: Record<string, unknown>,
  asked: Omit<Asked, 'body'> = {},
): Promise<ShownOperation> {
  const answer = await world.http('POST', '/v1/operations', { ...asked, body });
  expect(answer.status, answer.text).toBe(201);
  return operationIn(answer);
}

/** Steers an operation over our API. */
export async function steer(
  world: World,
  { id }: Pick<ShownOperation, 'id'>,
  verb: 'apply' | 'pause' | 'resume' | 'cancel',
  body?: Record<string, unknown>,
): Promise<ShownOperation> {
  const answer = await world.http('POST', `/v1/operations/${id}/${verb}`, {
    ...(verb === 'apply' && { body: body ?? {} }),
  });
  expect(answer.status, answer.text).toBe(200);
  return operationIn(answer);
}

/** Returns an operation as it is now. */
export const shown = async (
  world: World,
  { id }: Pick<ShownOperation, 'id'>,
): Promise<ShownOperation> => operationIn(await world.http('GET', `/v1/operations/${id}`));

/** Lets time pass until an operation has a status. Returns the operation as it is then. */
export async function untilIs(
  world: World,
  operation: Pick<ShownOperation, 'id' | 'jobId'>,
  status: string,
  msMax = 30 * 60_000,
): Promise<ShownOperation> {
  let now = await shown(world, operation);
  let callsSeen = -1;
  await world.until(
    `the operation is ${status}`,
    async () => {
      if (world.calls.length === callsSeen) return false;
      now = await shown(world, operation);
      callsSeen = world.calls.length;
      return now.status === status;
    },
    msMax,
  );
  return now;
}

/** Returns the results of an operation, as they are stored. */
export const resultsOf = ({ app }: World, { id, jobId }: ShownOperation): Promise<ChildResult[]> =>
  readResults(app.store, { subject: operationSubject(id), jobId }, 0, 20_000);

/** Returns the job of an operation. */
export const jobOf = (world: World, { jobId }: Pick<ShownOperation, 'jobId'>): Promise<Job> =>
  world.job(jobId);

/** Returns the times at which the children of an operation began, in ms since the epoch. */
export async function begunTimes(world: World, { jobId }: ShownOperation): Promise<number[]> {
  const times: number[] = [];
  for (let cursor = ''; ;) {
    const { body } = await world.http('GET', `/v1/jobs?limit=100${cursor}`);
    for (const job of body.jobs as { parent?: string; createdAt: string }[])
      if (job.parent === jobId) times.push(Date.parse(job.createdAt));
    if (typeof body.nextCursor !== 'string') return times;
    cursor = `&cursor=${body.nextCursor}`;
  }
}
