import { describe, expect } from 'vitest';
import type { App } from '../../../lib/app.ts';
import type { Subject } from '../../../lib/subjects.ts';
import { jobIdOf, type Job, type Performed } from '../../../lib/jobs/job.ts';
import { newJob } from '../../../lib/jobs/newJob.ts';
import { perform, runOf } from '../../../lib/jobs/perform.ts';
import { appendChunks } from '../../../lib/records/viewerSessionRevocations.ts';
import type { ActionName } from '../../../lib/actions/actions.ts';
import { cutOf, RATE_LIMITERS, reserve } from '../../../lib/jobs/rateLimiter.ts';
import { givenChannel, useUp, type GivenChannel } from '../../given.ts';
import type { Workflow } from '../../../lib/definition/define.ts';
import { deleteChannel } from '../../../lib/workflows/deleteChannel.ts';
import { revokeViewers } from '../../../lib/workflows/revokeViewers.ts';
import type { World } from '../../world.ts';
import { it } from '../../worldTest.ts';
import type { JobFields } from './sample.ts';

const BATCH: Subject = 'viewerSessionRevocation/0123456789abcdef';
/** Forty pairs go in two calls, and each of the others in a call of its own. */
const PAIRS = 42;

let channel: GivenChannel;
it.beforeEach(async ({ world }) => {
  channel = await givenChannel(world, { authorized: true });
});

const attempt = (
  world: World,
  action: ActionName,
  fields: JobFields,
  app: App = world.app,
): Promise<Performed> => {
  const subject: Subject = fields.subject ?? `channel/${channel.id}`;
  const job = newJob(world.app, jobIdOf(subject, '0123456789abcdef'), {
    workflow: 'deleteChannel',
    subject,
    input: {},
    caller: 'tester',
  });
  const workflow: Workflow = subject === BATCH ? revokeViewers : deleteChannel;
  const run = runOf(job, world.clock.now() + 30_000);
  const performed = perform(app, workflow, { ...job, ...fields } as Job, action, run);
  // Time passes until each call has its slot.
  return world.during(performed, 'the end of the attempt', () => world.advance(100));
};

describe('attempts that are refused in the middle', () => {
  it.beforeEach(({ world }) => {
    const pairs = Array.from({ length: PAIRS }, (_, n) => ({
      channelArn: channel.arn,
      viewerId: `viewer-${n}`,
      viewerSessionVersionsLessThanOrEqualTo: 1,
    }));
    return appendChunks(world.app.store, BATCH, pairs, world.clock.now());
  });
  const revoke = (world: World): Promise<Performed> =>
    attempt(world, 'revokeNextViewers', { subject: BATCH, input: { total: PAIRS } });

  it('an attempt that is refused for good after a call is uncertain', async ({ world }) => {
    const error = 'AccessDeniedException';
    world.stack.ivs.setFaults([{ operation: 'StartViewerSessionRevocation', error }]);
    expect(await revoke(world)).toMatchObject({
      kind: 'refused',
      error: { class: 'refused' },
      uncertain: true,
    });
    expect(world.count('BatchStartViewerSessionRevocation')).toBeGreaterThan(0);
  });

  it('an attempt that is refused because IVS was called too often after a call is uncertain', async ({
    world,
  }) => {
    world.stack.ivs.setFaults([
      { operation: 'BatchStartViewerSessionRevocation', viewerId: 'viewer-0', code: '503' },
      { operation: 'StartViewerSessionRevocation', error: 'ThrottlingException' },
    ]);
    expect(await revoke(world)).toMatchObject({
      kind: 'refused',
      error: { class: 'throttled' },
      uncertain: true,
    });
  });

  it('a single call that comes too soon is left to the next attempt', async ({ world }) => {
    const operation = 'StartViewerSessionRevocation';
    world.stack.ivs.setFaults([{ operation, error: 'ThrottlingException' }]);
    const from = world.clock.now();
    expect(await revoke(world)).toMatchObject({
      kind: 'outcome',
      result: { outcome: 'more', memory: { done: 40, failed: 0 } },
    });
    expect(world.count(operation)).toBe(1);
    expect((await world.app.store.get(RATE_LIMITERS))?.[cutOf(operation)]).toBeGreaterThanOrEqual(
      from,
    );
  });

  it('single calls do not let the batches wait', async ({ world }) => {
    await useUp(world, 'StartViewerSessionRevocation', world.clock.now() + 5_000);
    const from = world.clock.now();
    expect(await revoke(world)).toMatchObject({ result: { memory: { done: 40 } } });
    expect(world.clock.now() - from).toBeLessThan(2_000);
  });

  it('an attempt without a slot after a call is uncertain', async ({ world }) => {
    // The time of the lease is up before the slot of the second call comes.
    const leaseUntil = world.clock.now() + 6_100;
    const fields = { subject: BATCH, input: { total: PAIRS }, leaseUntil };
    expect(await attempt(world, 'revokeNextViewers', fields)).toMatchObject({
      kind: 'parked',
      uncertain: true,
    });
    expect(world.count('BatchStartViewerSessionRevocation')).toBe(1);
  });
});

it.for([
  ['looked and got no answer', 'lookWhetherLive', 'GetStream', 'InternalServerException', false],
  ['was refused its only call', 'stopStream', 'StopStream', 'AccessDeniedException', false],
  ['got no answer to its only call', 'stopStream', 'StopStream', 'InternalServerException', true],
] as const)(
  'an attempt that %s: %s, %s, %s, is uncertain: %s',
  async ([_how, action, operation, error, uncertain], { world }) => {
    world.stack.ivs.setFaults([{ operation, error }]);
    expect(await attempt(world, action, {})).toMatchObject({ kind: 'refused', uncertain });
  },
);

it.for([
  ['gives up its slot to emergencies that come meanwhile', 20, 4_000],
  ['keeps its slot when a single emergency comes', 1, 2_000],
] as const)('a normal call %s', async ([_what, emergencies, notBefore], { world }) => {
  const operation = 'StopStream';
  await useUp(world, operation, world.clock.now() + 2_000);
  const from = world.clock.now();
  const performed = attempt(world, 'stopStream', {});
  await world.during(
    (async () => {
      while (world.clock.now() < from + 1_000) await world.app.clock.sleep(100);
    })(),
    'a second',
    () => world.advance(100),
  );
  await reserve(world.app, 'emergency', [{ operation, count: emergencies }], 10_000);
  await performed;
  const [call] = world.stack.ivs.requests().filter((request) => request.operation === operation);
  const cameAfter = Date.parse(call?.at ?? '') - from;
  expect(cameAfter).toBeGreaterThanOrEqual(notBefore);
  expect(cameAfter).toBeLessThan(notBefore + 2_500);
});

it('a throttled call slows the rate limiter', async ({ world }) => {
  world.stack.ivs.setFaults([{ operation: 'StopStream', error: 'ThrottlingException' }]);
  const share = async (): Promise<unknown> =>
    (await world.app.store.get(RATE_LIMITERS))?.[cutOf('StopStream')];
  const from = world.clock.now();
  await attempt(world, 'stopStream', {});
  expect(await share()).toBe(from);
});

it.for([
  ['DynamoDB or EventBridge', Object.assign(new Error('down'), { $metadata: {} }), 'unavailable'],
  ['our own code', new TypeError('down'), 'internal'],
])(
  'a failure of %s has the class of an outage, or not',
  async ([_whose, error, kind], { world }) => {
    const store = { ...world.app.store, update: () => Promise.reject(error) };
    expect(await attempt(world, 'recordStreamKey', {}, { ...world.app, store })).toMatchObject({
      kind: 'refused',
      error: { class: kind },
      again: true,
    });
  },
);
