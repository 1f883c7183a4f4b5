import type { Job, Performed, RunningJob } from '../../../lib/jobs/job.ts';
import type { JobChange } from '../../../lib/jobs/table.ts';
import type { Moment } from '../../../lib/jobs/stepping.ts';
import type { Result } from '../../../lib/actions/context.ts';

/** The time at which everything here happens, unless a test says otherwise. */
export const NOW = 1_800_000_000_000;

export const moment = (fields: Partial<Moment> = {}): Moment => ({
  now: NOW,
  untilMs: NOW + 60_000,
  chance: 0,
  ...fields,
});

/** The members of a job that a test overrides. */
export type JobFields = Partial<{ [Member in keyof Job]: Job[Member] }>;

/**
 * Returns a deleteChannel job at the given step, with a runner at work. The job is frozen, because
 * a function must describe its changes in a JobChange.
 */
export function jobAt(step: string, fields: JobFields = {}): Job {
  const running: RunningJob = {
    id: 'channel-AbCdEf123456-0123456789abcdef',
    subject: 'channel/AbCdEf123456',
    workflow: 'deleteChannel',
    workflowVersion: 1,
    status: 'running',
    step,
    version: 3,
    writer: 'w',
    signals: 0,
    signalsSeen: 0,
    acting: true,
    leaseUntil: NOW + 40_000,
    wakeAt: NOW - 1_000,
    uncertain: false,
    effects: false,
    attempts: 0,
    turns: 0,
    parkedMs: 0,
    input: {},
    memory: {},
    requestedBy: 'tester',
    createdAt: NOW - 10_000,
    updatedAt: NOW - 1_000,
    announced: false,
    timeline: [],
    timelineDropped: 0,
  };
  return Object.freeze({ ...running, ...fields } as Job);
}

/** Returns the job as it is after a change was written. */
export function after(job: Job, { set }: JobChange): Job {
  const written = Object.entries({ ...job, ...set }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(written) as unknown as Job;
}

export const outcome = (word: string, more: Partial<Result<string>> = {}): Performed => ({
  at: NOW - 200,
  calls: [],
  kind: 'outcome',
  result: { outcome: word, ...more },
});

export const refused = (
  fields: Partial<Extract<Performed, { kind: 'refused' }>> = {},
): Performed => ({
  at: NOW - 200,
  calls: [
    {
      operation: 'DeleteChannel',
      at: NOW - 200,
      durationMs: 200,
      requestId: 'r-1',
      error: 'InternalServerException',
    },
  ],
  kind: 'refused',
  error: {
    class: 'unavailable',
    name: 'InternalServerException',
    message: 'DeleteChannel: down',
    operation: 'DeleteChannel',
  },
  again: true,
  uncertain: true,
  ...fields,
});

export const parked = (
  fields: Partial<Extract<Performed, { kind: 'parked' }>> = {},
): Performed => ({
  at: NOW,
  calls: [],
  kind: 'parked',
  untilMs: NOW + 5_000,
  uncertain: false,
  ...fields,
});
