import { expect } from 'vitest';
import { askIvs, givenManyChannels } from '../given.ts';
import { it } from '../worldTest.ts';

const MINUTE_MS = 60_000;
const READS = ['ListChannels', 'BatchGetChannel', 'GetChannel'];

/** A twentieth of five calls a second, for a minute. */
const CALLS_A_MINUTE_MAX = 15;

it('sees a change in the console among 10,000 channels within 15 minutes', async ({ world }) => {
  const arns = await givenManyChannels(world, 10_000);
  await world.advance(30 * MINUTE_MS);
  const before = READS.map((operation) => world.count(operation));
  const changed = [arns[17], arns[5_000], arns[9_990]].map((arn) => arn ?? '');
  for (const arn of changed)
    await askIvs(world, 'UpdateChannel', { arn, containerFormat: 'FRAGMENTED_MP4' });

  await world.advance(15 * MINUTE_MS);

  const after = READS.map((operation) => world.count(operation));
  for (const [n, count] of after.entries())
    expect(count - (before[n] ?? 0), READS[n]).toBeLessThanOrEqual(15 * CALLS_A_MINUTE_MAX);
  for (const arn of changed) {
    const { body } = await world.http('GET', `/v1/channels/${arn.split('/')[1] ?? ''}`);
    expect(body.channel).toMatchObject({ containerFormat: 'FRAGMENTED_MP4' });
  }
  expect(world.count('GetChannel')).toBe(0);
}, 1_800_000);
