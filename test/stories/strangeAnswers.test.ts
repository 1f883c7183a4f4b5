import { describe, expect } from 'vitest';
import type { Fault } from '../../local/ivs/state/faults.ts';
import { givenChannel, givenLiveChannel, isThere, jobIn, keysOf } from '../given.ts';
import type { World } from '../world.ts';
import { it } from '../worldTest.ts';

/**
 * Answers that name no error, as an API Gateway, a proxy or a load balancer sends them, and errors
 * that pass with fresh credentials.
 */
const ANSWERS: readonly (readonly [what: string, answer: Omit<Fault, 'operation'>])[] = [
  ['a 429 without a name', { status: 429, answer: 'unnamed' }],
  ['a 429 in HTML', { status: 429, answer: 'html' }],
  ['a 408 without a name', { status: 408, answer: 'unnamed' }],
  ['a 503 with an empty body', { status: 503, answer: 'empty' }],
  ['a 502 in HTML', { status: 502, answer: 'html' }],
  ['expired credentials', { error: 'ExpiredTokenException' }],
  ['expired credentials, in the word of other services', { error: 'ExpiredToken', status: 400 }],
];

describe('strange answers of IVS', () => {
  const befall = (world: World, operation: string, answer: Omit<Fault, 'operation'>): void =>
    world.stack.ivs.setFaults([{ operation, ...answer, count: 2 }]);
  const isWornOff = async (world: World): Promise<boolean> =>
    ((await (await fetch(`${world.stack.ivs.url}/_local/faults`)).json()) as { faults: [] }).faults
      .length === 0;

  it.for(ANSWERS)('a job outlives %s to StopStream', async ([_what, answer], { world }) => {
    const channel = await givenLiveChannel(world);
    befall(world, 'StopStream', answer);
    const job = await world.ended(
      jobIn(await world.http('DELETE', `/v1/channels/${channel.id}`)).id,
    );
    expect(job.status).toBe('succeeded');
    expect([await isWornOff(world), await isThere(world, channel)]).toEqual([true, false]);
  });

  it.for(ANSWERS)('a job outlives %s to CreateStreamKey', async ([_what, answer], { world }) => {
    const channel = await givenChannel(world);
    const before = await keysOf(world, channel);
    befall(world, 'CreateStreamKey', answer);
    const job = await world.ended(
      jobIn(await world.http('POST', `/v1/channels/${channel.id}/stream-key-rotations?when=now`))
        .id,
    );
    expect(job.status).toBe('succeeded');
    const after = await keysOf(world, channel);
    expect([await isWornOff(world), after.length, after[0]?.arn === before[0]?.arn]).toEqual([
      true,
      1,
      false,
    ]);
  });

  it.for(ANSWERS)('a job outlives %s to GetStream', async ([_what, answer], { world }) => {
    const channel = await givenLiveChannel(world);
    befall(world, 'GetStream', answer);
    const job = await world.ended(
      jobIn(await world.http('DELETE', `/v1/channels/${channel.id}/stream`)).id,
    );
    expect(job.status).toBe('succeeded');
    expect([await isWornOff(world), world.stack.ivs.isLive(channel.arn)]).toEqual([true, false]);
  });
});
