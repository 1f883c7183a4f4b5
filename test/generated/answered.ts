import { expect } from 'vitest';
import { subjectOfJobId } from '../../lib/jobs/job.ts';
import { idIn } from '../given.ts';
import type { World } from '../world.ts';

/**
 * Returns the id of the job behind an answer. An answer that does not need to show the job names it
 * in a link.
 */
export function idOf(world: World, answer: Awaited<ReturnType<World['http']>>): string {
  if (answer.body.job) return idIn(answer);
  const id = /\/v1\/jobs\/([^>"\s]+)/.exec(answer.headers.get('link') ?? '')?.[1];
  expect(
    id && subjectOfJobId(id),
    `${answer.status} ${JSON.stringify(answer.body)} ${world.logged.at(-1)}`,
  ).toBeTruthy();
  return id ?? '';
}
