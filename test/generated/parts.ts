import { expect } from 'vitest';
import { idOf } from '../../lib/arns.ts';
import type { Job } from '../../lib/jobs/job.ts';
import { encoderState, givenManyChannels, putOnAir, type GivenChannel } from '../given.ts';
import type { World } from '../world.ts';

// The parts that the scenarios share.

export const TAGS = { team: 'night' };

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

export const givenLiveChannel = async (
  world: World,
  encoder: { reconnectAfterMs?: number } = {},
  fields: Record<string, unknown> = {},
): ReturnType<typeof putOnAir> => putOnAir(world, await givenChannel(world, fields), encoder);

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

export const isRefused = (world: World, encoderId: string): boolean =>
  encoderState(world, encoderId) === 'refused';

/** Checks that no stream of the channel was stopped, so that the stream ended by itself. */
export function expectUncut(world: World, channel: GivenChannel): void {
  expect(
    world.stack.ivs
      .requests()
      .some(
        ({ operation, channelArn }) => operation === 'StopStream' && channelArn === channel.arn,
      ),
  ).toBe(false);
}
