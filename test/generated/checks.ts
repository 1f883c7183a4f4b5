import { expect } from 'vitest';
import { idOf } from '../../lib/arns.ts';
import type { Job } from '../../lib/jobs/job.ts';
import { givenManyChannels, type GivenChannel } from '../given.ts';
import type { World } from '../world.ts';

/**
 * Creates a channel directly at IVS. Over our API, its creation would take more time than the
 * scenario that follows.
 */
export async function givenChannel(
  world: World,
  fields: Record<string, unknown> = {},
): Promise<GivenChannel> {
  const [arn = ''] = await givenManyChannels(world, 1, fields);
  return { arn, id: idOf(arn) };
}

export const publishedOf = (world: World, type: string, job: Job): Record<string, unknown>[] =>
  world.published(type).filter(({ jobId }) => jobId === job.id);

/**
 * Checks that an event was sent at least once, and always with the same job id and step, so that
 * readers can recognise repeats.
 */
export function expectPublished(world: World, type: string, job: Job): void {
  const said = publishedOf(world, type, job);
  expect(said.length, `"${type}" of ${job.id}`).toBeGreaterThan(0);
  expect(new Set(said.map(({ step }) => step)).size).toBe(1);
}

export const headersOf = (n: number): Record<string, string> => ({
  'idempotency-key': `scenario-${n}`,
});
