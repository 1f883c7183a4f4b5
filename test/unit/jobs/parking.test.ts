import { describe, expect, it } from 'vitest';
import { concluding } from '../../../lib/jobs/transitions.ts';
import type { JobError } from '../../../lib/jobs/job.ts';
import { deleteChannel } from '../../../lib/workflows/deleteChannel.ts';
import { jobAt, moment, NOW, parked } from './sample.ts';

describe('attempts without a slot', () => {
  it('a job without a slot is parked, which is no failed attempt', () => {
    const { set, dueAt } = concluding(
      deleteChannel,
      jobAt('deleting', { attempts: 7 }),
      parked({ untilMs: NOW + 5_000 }),
      moment({ chance: 0.5 }),
    );
    expect(set).toMatchObject({
      status: 'running',
      acting: false,
      parkedAt: NOW,
      wakeAt: NOW + 5_250,
    });
    expect(set).not.toHaveProperty('attempts');
    expect(dueAt).toBe(NOW + 5_250);
  });

  it('a job asks less often the longer it has no slot, at least every ten seconds', () => {
    const restMs = (parks: number) =>
      (concluding(
        deleteChannel,
        jobAt('deleting', { parks }),
        parked({ untilMs: NOW }),
        moment({ chance: 0.5 }),
      ).set.wakeAt ?? 0) - NOW;
    expect([restMs(0), restMs(5)]).toEqual([250, 250]);
    expect(restMs(10)).toBeGreaterThan(restMs(7));
    expect(restMs(1_000)).toBeGreaterThan(5_000);
    expect(restMs(1_000)).toBeLessThanOrEqual(10_000);
  });

  it('a failing step without a slot rests as long as after its last failure', () => {
    const restMs = (attempts: number, kind: JobError['class']) =>
      (concluding(
        deleteChannel,
        jobAt('deleting', { attempts, error: { class: kind, name: 'E', message: 'E' } }),
        parked({ untilMs: NOW }),
        moment({ chance: 0.5 }),
      ).set.wakeAt ?? 0) - NOW;
    expect(restMs(1, 'throttled')).toBeLessThanOrEqual(1_000);
    expect(restMs(20, 'throttled')).toBeGreaterThan(4 * 60_000);
    expect(restMs(20, 'unavailable')).toBeGreaterThan(4 * 60_000);
    expect(restMs(20, 'conflict')).toBeLessThanOrEqual(30_000);
  });

  it('a job goes on at once when its slot has come meanwhile', () => {
    expect(
      concluding(deleteChannel, jobAt('deleting'), parked({ untilMs: NOW - 5_000 }), moment()).set
        .wakeAt,
    ).toBe(NOW);
  });
});
