import type { Components } from '../../lib/client/api.ts';

type Problem = Components['schemas']['Problem'];

const isProblem = (body: unknown): body is Problem =>
  typeof body === 'object' && body !== null && 'title' in body && 'detail' in body;

/** Returns the reason of a refusal in words: that of the problem document, if there is one. */
export function refusalOf(status: number, body: unknown): string {
  if (isProblem(body)) {
    const fields = (body.errors ?? []).map(({ field, rule }) => `${field} ${rule}`);
    return [`${body.title}. ${body.detail}`, ...fields].join(' · ');
  }
  if (status === 0) return 'The deployment cannot be reached. The next attempt follows by itself.';
  return `The deployment answered ${status}.`;
}

/** Returns the id of the job that a problem is about; undefined if it is about none. */
export const jobIdIn = (body: unknown): string | undefined =>
  isProblem(body) ? body.jobId : undefined;
