import { api, type Job } from '../api/client.ts';
import type { Verb } from '../parts/verb.ts';
import { hasEnded } from '../words/jobs.ts';

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

/** Returns the ways to steer a job in its present state. */
export function jobVerbs(job: Job): Verb[] {
  if (!hasEnded(job)) return [cancel(job.id), abandon(job.id)];
  const isRedrivable = job.status !== 'succeeded' && job.redrivenBy === undefined;
  return isRedrivable ? [redrive(job.id)] : [];
}
