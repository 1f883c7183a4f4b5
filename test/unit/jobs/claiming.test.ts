import { describe, expect, it } from 'vitest';
import type { Job } from '../../../lib/jobs/job.ts';
import { abandoning, superseding } from '../../../lib/jobs/endings.ts';
import { cancelIsDue, claiming, readyAt } from '../../../lib/jobs/transitions.ts';
import { diverting, LEASE_MS } from '../../../lib/jobs/stepping.ts';
import { deleteChannel } from '../../../lib/workflows/deleteChannel.ts';
import { revokeViewers } from '../../../lib/workflows/revokeViewers.ts';
import { rotateStreamKeyWhenIdle } from '../../../lib/workflows/rotateStreamKeyWhenIdle.ts';
import { stopStream } from '../../../lib/workflows/stopStream.ts';
import { after, jobAt, moment, NOW, type JobFields } from './sample.ts';

const asked = { by: 'ann', at: NOW - 100 };
const resting = (fields: JobFields = {}): Job =>
  jobAt('deleting', { acting: false, wakeAt: NOW - 1_000, ...fields });
const waiting = (fields: JobFields = {}): Job =>
  jobAt('awaitingStreamEnd', {
    status: 'waiting',
    acting: false,
    waitsFor: 'streamEnded',
    parkedAt: NOW - 30_000,
    wakeAt: NOW + 60_000,
    ...fields,
  });

describe('readiness', () => {
  it.each<[string, Job, number]>([
    ['when its lease ends, while somebody is doing it', jobAt('deleting'), NOW + 40_000],
    [
      'not by a signal, while somebody is doing it',
      jobAt('deleting', { signals: 1 }),
      NOW + 40_000,
    ],
    [
      'not by a cancel, while somebody is doing it',
      jobAt('stopping', { cancel: asked }),
      NOW + 40_000,
    ],
    ['when its rest is over', resting(), NOW - 1_000],
    ['when its wait has lasted long enough', waiting(), NOW + 60_000],
    ['at once, when a signal has come to its wait', waiting({ signals: 3, signalsSeen: 2 }), 0],
    [
      'not by signals that its wait has seen',
      waiting({ signals: 3, signalsSeen: 3 }),
      NOW + 60_000,
    ],
    [
      'not by a signal while it rests: what it rests for is no stream',
      resting({ signals: 1, wakeAt: NOW + 5_000 }),
      NOW + 5_000,
    ],
    ['at once, when it can be cancelled', waiting({ cancel: asked }), 0],
    [
      'as ever, when it can no longer be cancelled',
      jobAt('announcing', { acting: false, wakeAt: NOW + 7, cancel: asked }),
      NOW + 7,
    ],
  ])('a job is ready %s', (_name, job, expected) => {
    expect(readyAt(deleteChannel, job)).toBe(expected);
  });
});

describe('due cancels', () => {
  it.each<[string, boolean, Job]>([
    ['when nobody asked', false, jobAt('stopping')],
    ['before the point of no return', true, jobAt('stopping', { cancel: asked })],
    ['at it, not yet tried', true, jobAt('deleting', { cancel: asked })],
    [
      'at it, when an attempt may have succeeded',
      false,
      jobAt('deleting', { cancel: asked, uncertain: true }),
    ],
    [
      'at a step whose attempt may have taken the key',
      false,
      jobAt('revoking', { cancel: asked, uncertain: true }),
    ],
    ['past it', false, jobAt('announcing', { cancel: asked })],
    [
      'when it has been settled',
      false,
      jobAt('stopping', { cancel: { ...asked, result: 'cancelled' } }),
    ],
  ])('a cancel %s is due: %s', (_name, due, job) => {
    expect(cancelIsDue(deleteChannel, job)).toBe(due);
  });

  it('a cancel is due at any step of a workflow without a point of no return', () => {
    expect(cancelIsDue(stopStream, jobAt('stopping', { cancel: asked }))).toBe(true);
  });
});

describe('taking up a job', () => {
  it('a job at rest intends its step again', () => {
    const change = claiming(deleteChannel, resting({ uncertain: true, attempts: 2 }), moment());
    expect(change).toMatchObject({
      set: { status: 'running', acting: true, leaseUntil: NOW + LEASE_MS, uncertain: true },
      dueAt: NOW + LEASE_MS,
    });
    expect(after(resting({ attempts: 2 }), change)).toMatchObject({
      step: 'deleting',
      attempts: 2,
    });
  });

  it('a job whose runner is gone tells that its last attempt is uncertain', () => {
    const orphan = jobAt('deleting', { leaseUntil: NOW - 20_000 });
    const { set } = claiming(deleteChannel, orphan, moment());
    expect(set).toMatchObject({
      acting: true,
      uncertain: true,
      parkedMs: 20_000,
      timeline: [{ step: 'deleting', outcome: 'orphaned', at: NOW }],
    });
  });

  it.each<[string, Job, number]>([
    ['parked without a slot', resting({ parkedAt: NOW - 9_000, parkedMs: 500 }), 9_500],
    ['resting after a refusal', resting({ parkedAt: NOW - 7_000, wakeAt: NOW - 3_000 }), 7_000],
    ['before its rest is over, as after a cancel', resting({ wakeAt: NOW + 3_000 }), 0],
    ['out of a wait', waiting({ signals: 1, parkedMs: 1 }), 30_001],
  ])('a job %s adds up the time it was parked', (_name, job, parkedMs) => {
    const change = claiming(deleteChannel, job, moment());
    expect(change.set.parkedMs).toBe(parkedMs);
    expect(after(job, change)).not.toHaveProperty('parkedAt');
  });

  it.each<[string, JobFields, string, string]>([
    ['by a signal', { signals: 1 }, 'signalled', 'deleting'],
    ['when the time is up', { wakeAt: NOW }, 'timeUp', 'deleting'],
  ])('a job leaves a wait %s', (_name, fields, told, next) => {
    const change = claiming(deleteChannel, waiting({ turns: 2, ...fields }), moment());
    expect(change.set).toMatchObject({
      step: next,
      status: 'running',
      acting: true,
      turns: 3,
      timeline: [{ step: 'awaitingStreamEnd', outcome: told, durationMs: 30_000 }],
    });
    expect(after(waiting(), change)).not.toHaveProperty('waitsFor');
  });

  it('a wait can lead to one step by its signal and to another by its time', () => {
    expect(claiming(rotateStreamKeyWhenIdle, waiting({ signals: 1 }), moment()).set.step).toBe(
      'looking',
    );
    expect(claiming(rotateStreamKeyWhenIdle, waiting(), moment()).set).toMatchObject({
      step: 'onAirTooLong',
      status: 'failed',
      ending: 'stillLive',
    });
  });

  it('a job leaves waits as often as waitsMax allows, and then fails', () => {
    const last = claiming(deleteChannel, waiting({ turns: deleteChannel.waitsMax - 1 }), moment());
    expect(last.set).toMatchObject({ turns: deleteChannel.waitsMax, step: 'deleting' });
    const over = claiming(
      deleteChannel,
      waiting({ turns: deleteChannel.waitsMax, memory: { streamKeyRevoked: true } }),
      moment(),
    );
    expect(over.set).toMatchObject({
      status: 'failed',
      ending: 'failed',
      left: ['keyless'],
      error: { class: 'exhausted', name: 'GaveUp' },
    });
    expect(after(waiting(), over)).not.toHaveProperty('waitsFor');
  });

  const deadlineMs = deleteChannel.deadlineSeconds * 1_000;
  it.each<[string, JobFields, string]>([
    ['at the deadline', { createdAt: NOW - deadlineMs, wakeAt: NOW }, 'running'],
    ['past the deadline', { createdAt: NOW - deadlineMs - 1, wakeAt: NOW }, 'failed'],
    [
      'past it, but for the time it was parked before',
      { createdAt: NOW - deadlineMs - 1, wakeAt: NOW, parkedMs: 1 },
      'running',
    ],
    [
      'past it, but for the time it was parked just now',
      { createdAt: NOW - 2 * deadlineMs, parkedAt: NOW - deadlineMs },
      'running',
    ],
  ])('a job %s is %s', (_name, fields, status) => {
    const { set } = claiming(deleteChannel, resting(fields), moment());
    expect(set.status).toBe(status);
    if (status === 'failed')
      expect(set).toMatchObject({
        error: { class: 'exhausted', message: expect.stringContaining('deadline') },
      });
  });

  it('a cancelled job goes to give back its takings, even past the deadline', () => {
    const job = waiting({ cancel: asked, createdAt: 0, memory: { streamKeyRevoked: true } });
    expect(claiming(deleteChannel, job, moment()).set).toMatchObject({
      step: 'returningStreamKey',
      status: 'running',
      acting: true,
      cancel: { ...asked, result: 'cancelled' },
    });
    expect(after(job, claiming(deleteChannel, job, moment()))).not.toHaveProperty('waitsFor');
  });

  it('a cancelled job is not diverted when its attempt may have succeeded', () => {
    const orphan = jobAt('revoking', { leaseUntil: NOW - 1, cancel: asked });
    const { set } = claiming(deleteChannel, orphan, moment());
    expect(set).toMatchObject({ acting: true, uncertain: true });
    expect(set).not.toHaveProperty('step');
  });

  it('a cancelled job waits until a read shows whether its attempt took effect', () => {
    const orphan = jobAt('deleting', { leaseUntil: NOW - 1, cancel: asked });
    const { set } = claiming(deleteChannel, orphan, moment());
    expect(set).toMatchObject({ acting: false, uncertain: true, wakeAt: NOW + 40_000 });
    expect(set).not.toHaveProperty('step');

    const settled = jobAt('deleting', { acting: false, uncertain: true, cancel: asked });
    expect(claiming(deleteChannel, { ...settled, lateCallUntil: NOW }, moment()).set).toMatchObject(
      { acting: true, uncertain: true },
    );
  });
});

describe('ends from outside', () => {
  it('a workflow without obligations is cancelled at its present step', () => {
    const { set } = diverting(
      revokeViewers,
      jobAt('revoking', { workflow: 'revokeViewers', cancel: asked }),
      moment(),
    );
    expect(set).toMatchObject({
      status: 'cancelled',
      ending: 'cancelled',
      cancel: { ...asked, result: 'cancelled' },
      finishedAt: NOW,
    });
    expect(set).not.toHaveProperty('left', expect.anything());
  });

  it('an abandoned job says by whom, why, and what it left', () => {
    const { set } = abandoning(
      resting({ cancel: asked, memory: { streamKeyRevoked: true } }),
      deleteChannel,
      'bob',
      'stuck',
      NOW,
    );
    expect(set).toMatchObject({
      status: 'cancelled',
      left: ['keyless'],
      cancel: { by: 'bob', at: NOW, reason: 'stuck', result: 'abandoned' },
    });
  });

  it('a job abandoned in an attempt cannot know the outcome', () => {
    const { set } = abandoning(jobAt('revoking'), deleteChannel, 'bob', 'stuck', NOW);
    expect(set.left).toEqual(['unknownOutcomeOf:revoking']);
  });

  it('a superseded job names the one that took its place', () => {
    const change = superseding(
      waiting(),
      deleteChannel,
      'channel-AbCdEf123456-fedcba9876543210',
      NOW,
    );
    expect(change.set).toMatchObject({
      status: 'cancelled',
      ending: 'cancelled',
      supersededBy: 'channel-AbCdEf123456-fedcba9876543210',
    });
    expect(after(waiting(), change)).not.toHaveProperty('waitsFor');
  });
});
