import { describe, expect, it } from 'vitest';
import { cancelIsDue, claiming, concluding } from '../../../lib/jobs/transitions.ts';
import { LEASE_MS, skippingWait } from '../../../lib/jobs/stepping.ts';
import type { Job } from '../../../lib/jobs/job.ts';
import { deleteChannel } from '../../../lib/workflows/deleteChannel.ts';
import { provisionChannel } from '../../../lib/workflows/provisionChannel.ts';
import { revokeViewers } from '../../../lib/workflows/revokeViewers.ts';
import { suspendChannel } from '../../../lib/workflows/suspendChannel.ts';
import { updateChannelBlocked } from '../../../lib/workflows/updateChannelBlocked.ts';
import { after, jobAt, moment, NOW, outcome, parked, refused } from './sample.ts';

describe('after an outcome', () => {
  it.each([
    ['deleting', 'deleted', 'announcing'],
    ['deleting', 'stillLive', 'notingStreamKey'],
    ['notingStreamKey', 'none', 'stopping'],
    ['revoking', 'revoked', 'stopping'],
  ])('%s: %s is followed by the intention of %s', (step, word, next) => {
    const change = concluding(
      deleteChannel,
      jobAt(step, { attempts: 3, uncertain: true }),
      outcome(word),
      moment(),
    );
    expect(change).toMatchObject({
      set: {
        step: next,
        status: 'running',
        acting: true,
        leaseUntil: NOW + LEASE_MS,
        attempts: 0,
        uncertain: false,
      },
      dueAt: NOW + LEASE_MS,
    });
    expect(change.unlessSignalled).toBeUndefined();
  });

  it('an outcome adds its job state to the earlier one', () => {
    const job = jobAt('revoking', { memory: { streamKeyArn: 'arn', streamKeyRevoked: false } });
    const { set } = concluding(
      deleteChannel,
      job,
      outcome('revoked', { memory: { streamKeyRevoked: true }, effect: true }),
      moment(),
    );
    expect(set).toMatchObject({
      memory: { streamKeyArn: 'arn', streamKeyRevoked: true },
      effects: true,
    });
    expect(
      concluding(deleteChannel, jobAt('stopping', { effects: true }), outcome('notLive'), moment())
        .set.effects,
    ).toBe(true);
  });

  it('an outcome begins a wait, unless a signal has come', () => {
    const change = concluding(
      deleteChannel,
      jobAt('stopping', { signals: 4, signalsSeen: 2 }),
      outcome('stopping'),
      moment(),
    );
    expect(change).toMatchObject({
      set: {
        step: 'awaitingStreamEnd',
        status: 'waiting',
        acting: false,
        waitsFor: 'streamEnded',
        wakeAt: NOW + 90_000,
        parkedAt: NOW,
        signalsSeen: 4,
      },
      dueAt: NOW + 90_000,
      unlessSignalled: true,
    });
  });

  it('an outcome releases the next step when the time is up', () => {
    const change = concluding(
      deleteChannel,
      jobAt('deleting', { attempts: 2 }),
      outcome('stillLive'),
      moment({ untilMs: NOW }),
    );
    expect(change).toMatchObject({
      set: { step: 'notingStreamKey', status: 'running', acting: false, wakeAt: NOW, attempts: 0 },
      dueAt: NOW,
    });
  });

  it('an outcome ends the job even when the time is up', () => {
    const { set } = concluding(
      deleteChannel,
      jobAt('announcing'),
      outcome('announced'),
      moment({ untilMs: NOW }),
    );
    expect(set).toMatchObject({
      step: 'done',
      status: 'succeeded',
      ending: 'succeeded',
      acting: false,
      finishedAt: NOW,
      announced: false,
    });
  });

  it('an outcome that leads to the same step begins it anew', () => {
    const { set } = concluding(
      revokeViewers,
      jobAt('revoking', { attempts: 5, uncertain: true }),
      outcome('more', { memory: { done: 25 } }),
      moment(),
    );
    expect(set).toMatchObject({
      step: 'revoking',
      attempts: 0,
      uncertain: false,
      memory: { done: 25 },
    });
  });

  it('an outcome that the workflow does not know is an error, not a step', () => {
    expect(() =>
      concluding(deleteChannel, jobAt('deleting'), outcome('vanished'), moment()),
    ).toThrow('no next step for the outcome vanished');
  });
});

describe('the end of a job', () => {
  it.each([
    ['deleting', 'notFound', { status: 'failed', ending: 'notFound', step: 'missing' }],
    ['announcing', 'announced', { status: 'succeeded', ending: 'succeeded', step: 'done' }],
    ['lookingForChannel', 'there', { status: 'cancelled', ending: 'cancelled', step: 'cancelled' }],
  ])('a job ends from %s by the outcome %s', (step, word, expected) => {
    const change = concluding(deleteChannel, jobAt(step), outcome(word), moment());
    expect(change.set).toMatchObject(expected);
    // The end is announced again until the announcement is recorded.
    expect(change.dueAt).toBeGreaterThan(NOW);
  });

  it.each([
    ['a failure', 'revoking', refused({ again: false, uncertain: false }), true, ['keyless']],
    [
      'a failure that took no key',
      'revoking',
      refused({ again: false, uncertain: false }),
      false,
      undefined,
    ],
    [
      'a failure that may have taken something',
      'revoking',
      refused({ again: false, uncertain: true }),
      false,
      ['unknownOutcomeOf:revoking'],
    ],
    ['success', 'announcing', outcome('announced'), true, undefined],
    ['a channel that is gone', 'deleting', outcome('notFound'), true, undefined],
    [
      'a cancellation that gave it back',
      'lookingForChannel',
      outcome('there', { memory: { streamKeyRevoked: false } }),
      true,
      undefined,
    ],
    [
      'a cancellation that could not',
      'returningStreamKey',
      refused({ again: false, uncertain: false }),
      true,
      ['keyless'],
    ],
  ])('the end after %s says what is left', (_name, step, performed, streamKeyRevoked, left) => {
    const { set } = concluding(
      deleteChannel,
      jobAt(step, { memory: { streamKeyRevoked } }),
      performed,
      moment(),
    );
    expect(set.status).not.toBe('running');
    expect(set.left).toEqual(left);
  });

  it('a job ends as a deletion when its unanswered call deleted the channel', () => {
    const job = jobAt('announcing', { cancel: { by: 'ann', at: NOW - 5, result: 'cancelled' } });
    expect(concluding(deleteChannel, job, outcome('announced'), moment()).set).toMatchObject({
      status: 'succeeded',
      cancel: { result: 'tooLate' },
    });
  });

  it.each([
    ['refused since, without effect', { lateCallUntil: NOW + 1 }, 'stillLive', 'deleting'],
    ['settled before that', { lateCallUntil: NOW }, 'stillLive', undefined],
    ['answered', {}, 'stillLive', undefined],
  ])('an end of a step whose call was %s leaves doubt, or none', (_what, late, word, inDoubt) => {
    expect(
      concluding(
        deleteChannel,
        jobAt('deleting', { uncertain: true, ...late }),
        outcome(word),
        moment(),
      ).set.inDoubt,
    ).toBe(inDoubt);
  });

  it('an end after a late call keeps the next job of its subject waiting', () => {
    const { set } = concluding(
      deleteChannel,
      jobAt('announcing', { lateCallUntil: NOW + 7 }),
      outcome('announced'),
      moment(),
    );
    expect(set.unsettledUntil).toBe(NOW + 7);
  });

  it('an end settles a request to cancel that came too late', () => {
    const job = jobAt('announcing', { cancel: { by: 'ann', at: NOW - 5 } });
    expect(concluding(deleteChannel, job, outcome('announced'), moment()).set.cancel).toEqual({
      by: 'ann',
      at: NOW - 5,
      result: 'tooLate',
    });
  });

  it('an end in success forgets the error of an attempt; a failure keeps it', () => {
    const earlier = { class: 'unavailable', name: 'StreamUnavailable', message: 'm' } as const;
    expect(
      after(
        jobAt('announcing', { error: earlier }),
        concluding(
          deleteChannel,
          jobAt('announcing', { error: earlier }),
          outcome('announced'),
          moment(),
        ),
      ),
    ).not.toHaveProperty('error');
    expect(
      concluding(
        deleteChannel,
        jobAt('deleting', { error: earlier }),
        refused({ again: false }),
        moment(),
      ).set.error?.name,
    ).toBe('InternalServerException');
  });
});

describe('refusals', () => {
  it.each([0, 1, 2, 3, 4, 8, 9, 20])(
    'refusal number %i makes the next attempt wait longer, with jitter and a bound',
    (attempts) => {
      const base = Math.min(300_000, 1_000 * 2 ** attempts);
      for (const chance of [0, 0.5, 0.999_999]) {
        const change = concluding(
          deleteChannel,
          jobAt('deleting', { attempts }),
          refused(),
          moment({ chance }),
        );
        expect(change.set).toMatchObject({
          status: 'running',
          acting: false,
          attempts: attempts + 1,
          uncertain: true,
          parkedAt: NOW,
        });
        expect(change.set).not.toHaveProperty('step');
        expect(change.dueAt).toBe(change.set.wakeAt);
        expect(change.set.wakeAt).toBeGreaterThanOrEqual(NOW + base * 0.75);
        expect(change.set.wakeAt).toBeLessThanOrEqual(NOW + base);
      }
    },
  );

  it('two jobs that fail at the same moment do not come back at the same moment', () => {
    const wakesAt = (chance: number) =>
      concluding(deleteChannel, jobAt('deleting', { attempts: 5 }), refused(), moment({ chance }))
        .set.wakeAt ?? 0;
    expect(wakesAt(0.9) - wakesAt(0.1)).toBeGreaterThan(1_000);
  });

  const HOUR_MS = 3_600_000;
  it.each([
    ['unavailable', 12 * HOUR_MS],
    ['throttled', 12 * HOUR_MS],
    ['conflict', HOUR_MS / 2],
    ['internal', HOUR_MS / 2],
  ] as const)(
    'refusals of class %s end the job when the step has failed for so long, with the reason',
    (kind, patienceMs) => {
      const error = { class: kind, name: 'Name', message: 'm' };
      const failing = (sinceMs: number) =>
        concluding(
          deleteChannel,
          jobAt('deleting', {
            attempts: 100,
            failingSince: NOW - sinceMs,
            failingAs: { class: kind, since: NOW - sinceMs },
          }),
          refused({ error }),
          moment(),
        ).set;
      expect(failing(patienceMs - 1)).toMatchObject({
        status: 'running',
        failingSince: NOW - patienceMs + 1,
      });
      expect(failing(patienceMs)).toMatchObject({
        status: 'failed',
        ending: 'failed',
        error: { class: kind },
      });
    },
  );

  it('a refusal of a new class has the time of its class, and half a day in all', () => {
    const conflict = { class: 'conflict', name: 'ConflictException', message: 'm' } as const;
    const after = (hours: number, minutes: number) =>
      concluding(
        deleteChannel,
        jobAt('deleting', {
          failingSince: NOW - hours * HOUR_MS,
          failingAs: { class: 'conflict', since: NOW - minutes * 60_000 },
        }),
        refused({ error: conflict }),
        moment(),
      ).set;
    expect(
      concluding(
        deleteChannel,
        jobAt('deleting', {
          failingSince: NOW - HOUR_MS,
          failingAs: { class: 'unavailable', since: NOW - HOUR_MS },
        }),
        refused({ error: conflict }),
        moment(),
      ).set,
    ).toMatchObject({
      status: 'running',
      failingAs: { class: 'conflict', since: NOW },
    });
    expect(after(11, 29)).toMatchObject({ status: 'running' });
    expect(after(11, 30)).toMatchObject({ status: 'failed' });
    expect(after(12, 1)).toMatchObject({ status: 'failed' });
  });

  it('a refused announcement never gives up, not even at the deadline', () => {
    const job = jobAt('announcing', { attempts: 1_000, failingSince: 0, createdAt: 0 });
    expect(concluding(deleteChannel, job, refused({ again: false }), moment()).set).toMatchObject({
      status: 'running',
      acting: false,
    });
    expect(
      claiming(deleteChannel, { ...job, acting: false, wakeAt: NOW }, moment()).set,
    ).toMatchObject({ status: 'running', acting: true });
  });

  it('a refused suspension gives up only when the refusal is for good', () => {
    const job = jobAt('stopping', { workflow: 'suspendChannel', attempts: 1_000, failingSince: 0 });
    expect(concluding(suspendChannel, job, refused(), moment()).set).toMatchObject({
      status: 'running',
    });
    expect(concluding(suspendChannel, job, refused({ again: false }), moment()).set).toMatchObject({
      status: 'failed',
    });
  });

  it.each([0, 4, 5])(
    'a refused emergency, number %i, is tried again within a second',
    (attempts) => {
      const { set } = concluding(
        suspendChannel,
        jobAt('stopping', { workflow: 'suspendChannel', attempts }),
        refused(),
        moment({ chance: 0.999 }),
      );
      expect(set.wakeAt).toBeLessThanOrEqual(NOW + 1_000);
    },
  );

  it.each([0, 1, 9])(
    'a creation of unknown outcome, number %i, rests until it has landed or never will',
    (attempts) => {
      const job = jobAt('creating', { workflow: 'provisionChannel', attempts });
      expect(
        concluding(provisionChannel, job, refused(), moment()).set.wakeAt,
      ).toBeGreaterThanOrEqual(NOW + 40_000);
      expect(
        claiming(provisionChannel, { ...job, leaseUntil: NOW - 1 }, moment()).set,
      ).toMatchObject({ acting: false, uncertain: true, wakeAt: NOW + 40_000 });
    },
  );

  it('a step that only looks leaves no doubt when its runner dies', () => {
    expect(
      claiming(deleteChannel, jobAt('notingStreamKey', { leaseUntil: NOW - 1 }), moment()).set,
    ).toMatchObject({ acting: true, uncertain: false });
  });

  it('a final refusal is not tried again', () => {
    const { set } = concluding(
      deleteChannel,
      jobAt('deleting'),
      refused({ again: false, uncertain: false }),
      moment(),
    );
    expect(set).toMatchObject({ status: 'failed', attempts: 1 });
  });

  it('a refusal while giving back ends the job as cancelled all the same', () => {
    const job = jobAt('returningStreamKey', {
      cancel: { by: 'ann', at: NOW, result: 'cancelled' },
      memory: { streamKeyRevoked: true },
    });
    const { set } = concluding(
      deleteChannel,
      job,
      refused({ again: false, uncertain: false }),
      moment(),
    );
    expect(set).toMatchObject({
      status: 'cancelled',
      ending: 'cancelled',
      left: ['keyless'],
      error: { name: 'InternalServerException' },
    });
  });

  it.each([
    [false, false, false],
    [false, true, true],
    [true, false, true],
  ])('uncertain before: %s, this attempt: %s, from now on: %s', (before, now, then) => {
    const job = jobAt('deleting', { uncertain: before });
    expect(
      concluding(deleteChannel, job, refused({ uncertain: now }), moment()).set.uncertain,
    ).toBe(then);
    expect(concluding(deleteChannel, job, parked({ uncertain: now }), moment()).set.uncertain).toBe(
      then,
    );
  });
});

describe('jobs that give back when they fail', () => {
  const at = (step: string, fields: Partial<Job> = {}): Job =>
    jobAt(step, {
      workflow: 'updateChannelBlocked',
      memory: { streamKeyRevoked: true },
      ...fields,
    });
  const error = { class: 'refused', name: 'AccessDeniedException', message: 'm' } as const;
  const failure = { error };

  it.each([
    [false, failure],
    [true, { ...failure, unknown: 'updating' }],
  ])(
    'a failing job goes to give back first, with its reason (outcome unknown: %s)',
    (uncertain, expected) => {
      const change = concluding(
        updateChannelBlocked,
        at('updating'),
        refused({ again: false, uncertain, error }),
        moment(),
      );
      expect(change.set).toMatchObject({
        step: 'givingBack',
        status: 'running',
        acting: true,
        failure: expected,
      });
      expect(change.set.finishedAt).toBeUndefined();
    },
  );

  it('a job goes to give back when its waits are used up', () => {
    const job = at('stopping', { turns: updateChannelBlocked.waitsMax });
    const wait = concluding(updateChannelBlocked, job, outcome('stopping'), moment());
    expect(
      skippingWait(updateChannelBlocked, { ...job, signals: 1 }, wait, moment()).set,
    ).toMatchObject({
      step: 'givingBack',
      failure: { error: { class: 'exhausted' } },
    });
  });

  it('a job that gave back ends as failed, for its reason, and leaves no key taken', () => {
    const given = outcome('announced', { memory: { streamKeyRevoked: false } });
    const { set } = concluding(
      updateChannelBlocked,
      at('announcingReturned', { failure }),
      given,
      moment(),
    );
    expect(set).toMatchObject({ status: 'failed', ending: 'failed', error });
    expect(set.left).toBeUndefined();
  });

  it('a job that gave back tells of the outcome it never heard', () => {
    const { set } = concluding(
      updateChannelBlocked,
      at('givingBack', { failure: { error, unknown: 'updating' } }),
      outcome('nothingTaken'),
      moment(),
    );
    expect(set.left).toEqual(['keyless', 'unknownOutcomeOf:updating']);
  });

  it('a job does not go to give back twice', () => {
    const { set } = concluding(
      updateChannelBlocked,
      at('givingBack', { failure }),
      refused({ again: false, uncertain: false }),
      moment(),
    );
    expect(set).toMatchObject({ status: 'failed', error, left: ['keyless'] });
  });

  it('a job that gives back is past cancelling', () => {
    const job = at('givingBack', { failure, cancel: { by: 'ann', at: NOW } });
    expect(
      concluding(updateChannelBlocked, job, outcome('nothingTaken'), moment()).set,
    ).toMatchObject({ status: 'failed', cancel: { result: 'tooLate' } });
    expect(cancelIsDue(updateChannelBlocked, job)).toBe(false);
  });
});

it('an outcome that was heard in the end is not left unknown', () => {
  const job = jobAt('returningStreamKey', {
    uncertain: true,
    cancel: { by: 'ann', at: NOW, result: 'cancelled' },
  });
  expect(
    concluding(deleteChannel, job, outcome('nothingTaken'), moment()).set.left,
  ).toBeUndefined();
});

describe('waits that a signal forestalled', () => {
  const job = jobAt('stopping', { memory: { streamKeyRevoked: true } });
  const wait = concluding(
    deleteChannel,
    job,
    outcome('stopping', { memory: { streamId: 'st-1' }, effect: true }),
    moment(),
  );
  const signalled = { ...job, signals: 1 };

  it('a forestalled wait leads on to the intended step, and keeps the job state', () => {
    const change = skippingWait(deleteChannel, signalled, wait, moment());
    expect(change).toMatchObject({
      set: {
        step: 'deleting',
        status: 'running',
        acting: true,
        leaseUntil: NOW + LEASE_MS,
        turns: 1,
        signalsSeen: 1,
        effects: true,
        memory: { streamKeyRevoked: true, streamId: 'st-1' },
      },
      dueAt: NOW + LEASE_MS,
    });
    expect(change.unlessSignalled).toBeUndefined();
    expect(change.set.timeline?.map(({ step, outcome }) => `${step}: ${outcome}`)).toEqual([
      'stopping: stopping',
      'awaitingStreamEnd: signalled',
    ]);
    expect(after(signalled, change)).not.toHaveProperty('waitsFor');
  });

  it('a forestalled wait counts: signals without end do not keep a job going', () => {
    const { set } = skippingWait(
      deleteChannel,
      { ...signalled, turns: deleteChannel.waitsMax },
      wait,
      moment(),
    );
    expect(set).toMatchObject({
      status: 'failed',
      error: { class: 'exhausted' },
      left: ['keyless'],
    });
  });

  it('a forestalled wait is released when the time is up', () => {
    expect(
      skippingWait(deleteChannel, signalled, wait, moment({ untilMs: NOW })).set,
    ).toMatchObject({ step: 'deleting', acting: false, wakeAt: NOW });
  });

  it('a forestalled wait must have been a wait', () => {
    const intention = concluding(deleteChannel, jobAt('deleting'), outcome('stillLive'), moment());
    expect(() => skippingWait(deleteChannel, signalled, intention, moment())).toThrow(
      'is not a wait',
    );
  });
});
