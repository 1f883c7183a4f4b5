import { api, type Job } from '../api/client.ts';
import type { Verb } from '../parts/verb.ts';
import { awaitsApproval, hasEnded } from '../words/jobs.ts';

const redrive = (jobId: string): Verb => ({
  name: 'redrive',
  label: 'Redrive',
  effect: 'A new job does the same work. It continues where this one stopped.',
  send: ({ query, header }) =>
    api().POST('/v1/jobs/{jobId}/redrive', { params: { path: { jobId }, query, header } }),
});

const cancel = (jobId: string): Verb => ({
  name: 'cancel',
  label: 'Cancel job',
  effect:
    'The job stops and gives back what it took. It can be cancelled until its point of no return.',
  send: ({ query, header }) =>
    api().POST('/v1/jobs/{jobId}/cancel', { params: { path: { jobId }, query, header } }),
});

const abandon = (jobId: string): Verb => ({
  name: 'abandon',
  label: 'Abandon',
  isDanger: true,
  effect:
    'The job ends where it stands and frees its subject. It gives nothing back. This is the last resort.',
  send: ({ query, header }) =>
    api().POST('/v1/jobs/{jobId}/abandon', { params: { path: { jobId }, query, header } }),
});

const approve = (jobId: string): Verb => ({
  name: 'approve',
  label: 'Approve',
  effect:
    'The work begins, at its time if it has one. The person who asked for it cannot approve it.',
  planned: 'The work may begin.',
  send: ({ query, header }) =>
    api().POST('/v1/jobs/{jobId}/approve', { params: { path: { jobId }, query, header } }),
});

const reject = (jobId: string): Verb => ({
  name: 'reject',
  label: 'Reject',
  effect:
    'The job is cancelled, and the work is never begun. The person who asked for it cannot reject it.',
  planned: 'The work is never begun.',
  send: ({ query, header }) =>
    api().POST('/v1/jobs/{jobId}/reject', { params: { path: { jobId }, query, header } }),
});

const move = (jobId: string, from: string): Verb => ({
  name: 'move',
  label: 'Move',
  effect: 'The work begins at another time.',
  fields: [
    {
      name: 'at',
      label: 'Begins at',
      kind: 'time',
      required: true,
      initial: from,
      hint: 'In the time of this browser',
    },
  ],
  send: ({ query, header }, { at = '' }) =>
    api().PATCH('/v1/jobs/{jobId}', {
      params: { path: { jobId }, query, header },
      body: { at },
    }),
});

/** Returns the verbs of work that has not been begun yet. */
function verbsBefore(job: Job): Verb[] {
  const { id, scheduled, cancel } = job;
  return [
    ...(awaitsApproval(job) ? [approve(id), reject(id)] : []),
    ...(scheduled && !scheduled.job && !cancel ? [move(id, scheduled.at)] : []),
  ];
}

/** Returns the ways to steer a job in its present state. */
export function jobVerbs(job: Job): Verb[] {
  if (!hasEnded(job)) return [...verbsBefore(job), cancel(job.id), abandon(job.id)];
  const isRedrivable = job.status !== 'succeeded' && job.redrivenBy === undefined;
  return isRedrivable ? [redrive(job.id)] : [];
}
