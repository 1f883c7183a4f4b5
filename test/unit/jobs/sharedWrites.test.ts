import { describe, expect, it } from 'vitest';
import type { EndedJob } from '../../../lib/jobs/job.ts';
import { isCertain, sharesNextWrite } from '../../../lib/jobs/sharedWrites.ts';
import { workflows, type WorkflowName } from '../../../lib/workflows/workflows.ts';
import { jobAt, NOW, type JobFields } from './sample.ts';

const shares = (
  workflow: WorkflowName,
  from: string,
  to: string,
  { leaseUntil = NOW + 40_000, acting = true } = {},
): boolean =>
  sharesNextWrite(
    workflows[workflow],
    jobAt(from, { leaseUntil }),
    { kind: 'outcome' },
    { set: { step: to, acting }, dueAt: undefined },
    NOW,
  );

describe('the outcome of a step', () => {
  it.each<[WorkflowName, string, string, string]>([
    ['deleteChannel', 'deleting', 'announcing', 'a deletion is announced'],
    ['rotateStreamKeyNow', 'notingStreamKey', 'reserving', 'slots are reserved'],
    ['rotateStreamKeyNow', 'revoking', 'notingOldStreams', 'sessions are read'],
    ['rotateStreamKeyNow', 'creating', 'recording', 'a new key is recorded'],
    ['rotateStreamKeyNow', 'recording', 'announcing', 'what was recorded is announced'],
  ])('%s: from %s to %s it shares the next write: %s', (workflow, from, to) => {
    expect(shares(workflow, from, to)).toBe(true);
  });

  it.each<[WorkflowName, string, string, string]>([
    ['deleteChannel', 'notingStreamKey', 'revoking', 'the key to revoke is noted first'],
    ['deleteChannel', 'revoking', 'stopping', 'something changes next'],
    ['updateChannelNow', 'updating', 'announcing', 'a repeat may find the channel live'],
    ['provisionChannel', 'creating', 'recording', 'a repeat must look for the channel'],
    ['revokeViewers', 'revoking', 'announcing', 'the progress is kept'],
    ['suspendChannel', 'verifying', 'notingDark', 'a repeat may find a key'],
    ['retireAttachment', 'listing', 'beginning', 'children are begun'],
  ])('%s: from %s to %s it is written first: %s', (workflow, from, to) => {
    expect(shares(workflow, from, to)).toBe(false);
  });

  it('is written while there is time in the lease for the next step', () => {
    expect(shares('deleteChannel', 'deleting', 'announcing', { leaseUntil: NOW + 24_999 })).toBe(
      false,
    );
  });

  it('is written when the job does not go on', () => {
    expect(shares('deleteChannel', 'deleting', 'announcing', { acting: false })).toBe(false);
  });
});

const certain = (written: string, fields: JobFields = {}): boolean =>
  isCertain(
    workflows.deleteChannel,
    jobAt(written),
    jobAt('done', {
      status: 'succeeded',
      ending: 'succeeded',
      finishedAt: NOW,
      ...fields,
    }) as EndedJob,
  );

describe('the end of a job', () => {
  it.each(['deleting', 'announcing'])('is certain while it was last written at %s', (step) => {
    expect(certain(step)).toBe(true);
  });

  it.each<[string, string, JobFields]>([
    ['the step may come to another outcome', 'stopping', {}],
    ['it is not a success', 'announcing', { status: 'cancelled', ending: 'cancelled' }],
    ['its parent must be told first', 'deleting', { parent: { jobId: 'p', index: 0 } }],
    [
      'another job is to be started again',
      'deleting',
      { supersedes: [{ jobId: 'x', startsAgain: true }] },
    ],
    ['a cancel has been asked for', 'deleting', { cancel: { by: 'x', at: NOW } }],
  ])('is not certain when %s', (_why, written, fields) => {
    expect(certain(written, fields)).toBe(false);
  });
});
