import { describe, expect } from 'vitest';
import {
  givenChannel,
  givenLiveChannel,
  goLive,
  isThere,
  jobIn,
  refuse,
  type GivenChannel,
} from '../given.ts';
import { PROTECTED_TAG } from '../../lib/tags.ts';
import type { Answer, World } from '../world.ts';
import { it, itIn } from '../worldTest.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

const stop = (world: World, { id }: GivenChannel, query: string, more = {}): Promise<Answer> =>
  world.http('DELETE', `/v1/channels/${id}/stream?${query}`, more);

const isLive = (world: World, { arn }: GivenChannel): boolean => world.stack.ivs.isLive(arn);

describe('a stream that is warned', () => {
  it('ends at the time that its players and our bus were told', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const from = world.clock.now();
    const answer = await stop(world, channel, 'graceSeconds=60');
    expect(answer.status).toBe(202);
    await world.advance(2 * SECOND_MS);
    const [told] = world.published('Stream Ending Soon');
    expect(told).toMatchObject({ channelArn: channel.arn, because: 'local-developer' });
    expect(String(told?.streamId)).toMatch(/^st-/);
    expect(world.count('PutMetadata')).toBe(1);
    const endsAt = Date.parse(String(told?.endsAt));
    expect(endsAt - from).toBeGreaterThanOrEqual(60 * SECOND_MS);
    expect(endsAt - from).toBeLessThan(63 * SECOND_MS);
    await world.advance(endsAt - world.clock.now() - SECOND_MS);
    expect(isLive(world, channel)).toBe(true);
    await world.until('it is off', () => !isLive(world, channel), 2 * MINUTE_MS);
    expect((await world.ended(jobIn(answer).id)).status).toBe('succeeded');
    expect(world.published('Stream Ending Soon')).toHaveLength(1);
  });

  it('goes on when the work is cancelled meanwhile', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const { id } = jobIn(await stop(world, channel, 'graceSeconds=60'));
    await world.advance(10 * SECOND_MS);
    await world.http('POST', `/v1/jobs/${id}/cancel`);
    await world.advance(3 * MINUTE_MS);
    expect((await world.job(id)).status).toBe('cancelled');
    expect(isLive(world, channel)).toBe(true);
  });

  it.for<[string, string, string]>([
    ['a deletion', 'DELETE', ''],
    ['a suspension', 'POST', '/suspension'],
  ])('is warned before %s too', async ([_what, method, path], { world }) => {
    const channel = await givenLiveChannel(world);
    const answer = await world.http(method, `/v1/channels/${channel.id}${path}?graceSeconds=30`);
    expect(answer.status).toBe(202);
    await world.advance(20 * SECOND_MS);
    expect(isLive(world, channel)).toBe(true);
    expect(world.published('Stream Ending Soon')).toHaveLength(1);
    await world.advance(2 * MINUTE_MS);
    expect((await world.ended(jobIn(answer).id)).status).toBe('succeeded');
    expect(isLive(world, channel)).toBe(false);
    if (method === 'DELETE') expect(await isThere(world, channel)).toBe(false);
    else
      expect((await world.http('GET', `/v1/channels/${channel.id}/suspension`)).status).toBe(200);
  });

  it('is warned before a time that is given, and again when it is moved', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const { id } = jobIn(await stop(world, channel, 'after=PT10M&graceSeconds=120'));
    await world.advance(5 * MINUTE_MS);
    expect(world.published('Stream Ending Soon')).toEqual([]);
    await world.advance(4 * MINUTE_MS);
    expect(world.published('Stream Ending Soon')).toHaveLength(1);
    const at = new Date(world.clock.now() + 20 * MINUTE_MS).toISOString();
    expect((await world.http('PATCH', `/v1/jobs/${id}`, { body: { at } })).status).toBe(200);
    await world.advance(17 * MINUTE_MS);
    expect(isLive(world, channel)).toBe(true);
    expect(world.published('Stream Ending Soon')).toHaveLength(1);
    await world.advance(2 * MINUTE_MS);
    const told = world.published('Stream Ending Soon');
    // The sweep comes once a minute, and the stream has its whole grace from the warning on.
    const endsAt = Date.parse(String(told.at(-1)?.endsAt));
    expect(endsAt - Date.parse(at)).toBeGreaterThanOrEqual(0);
    expect(endsAt - Date.parse(at)).toBeLessThanOrEqual(MINUTE_MS);
    await world.advance(endsAt - world.clock.now() - 2 * SECOND_MS);
    expect(isLive(world, channel)).toBe(true);
    await world.advance(3 * MINUTE_MS);
    expect(isLive(world, channel)).toBe(false);
  });

  it('is warned at once when its time is moved to within the grace', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const { id } = jobIn(await stop(world, channel, 'after=PT1H&graceSeconds=120'));
    await world.advance(5 * MINUTE_MS);
    const at = new Date(world.clock.now() + 10 * SECOND_MS).toISOString();
    expect((await world.http('PATCH', `/v1/jobs/${id}`, { body: { at } })).status).toBe(200);
    await world.advance(SECOND_MS);
    const [told] = world.published('Stream Ending Soon');
    const metadata = world.calls.filter(({ operation }) => operation === 'PutMetadata');
    // The function that moves the time has neither the action nor the right.
    expect(metadata.map(({ functionName }) => functionName)).toEqual(['jobDue']);
    await world.advance(Date.parse(String(told?.endsAt)) - world.clock.now() - 2 * SECOND_MS);
    expect(isLive(world, channel)).toBe(true);
    await world.advance(3 * MINUTE_MS);
    expect(isLive(world, channel)).toBe(false);
  });

  it('ends no earlier than it was told when it is moved to an earlier time', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const { id } = jobIn(await stop(world, channel, 'after=PT10M&graceSeconds=240'));
    await world.advance(8 * MINUTE_MS);
    const [told] = world.published('Stream Ending Soon');
    const at = new Date(world.clock.now() + 5 * SECOND_MS).toISOString();
    expect((await world.http('PATCH', `/v1/jobs/${id}`, { body: { at } })).status).toBe(200);
    await world.advance(Date.parse(String(told?.endsAt)) - world.clock.now() - SECOND_MS);
    expect(isLive(world, channel)).toBe(true);
    await world.advance(2 * MINUTE_MS);
    expect(isLive(world, channel)).toBe(false);
    expect(world.published('Stream Ending Soon')).toHaveLength(1);
  });

  it('is warned again when the work is done again', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    refuse(world, 'StopStream');
    const { id } = jobIn(await stop(world, channel, 'graceSeconds=30'));
    expect((await world.ended(id)).status).toBe('failed');
    world.stack.ivs.setFaults([]);
    await world.advance(10 * MINUTE_MS);
    const from = world.clock.now();
    await world.http('POST', `/v1/jobs/${id}/redrive`);
    await world.until('it is off', () => !isLive(world, channel), 2 * MINUTE_MS);
    expect(world.clock.now() - from).toBeGreaterThanOrEqual(30 * SECOND_MS);
    expect(world.published('Stream Ending Soon')).toHaveLength(2);
  });

  it('ends in time though IVS could not be asked, so nobody was told', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const at = world.clock.now() + 30 * MINUTE_MS;
    refuse(world, 'GetStream', 'InternalServerException');
    await stop(world, channel, `graceSeconds=1200&at=${new Date(at).toISOString()}`);
    await world.advance(29 * MINUTE_MS);
    expect(isLive(world, channel)).toBe(true);
    await world.advance(5 * MINUTE_MS);
    refuse(world);
    await world.until('it is off', () => !isLive(world, channel), HOUR_MS);
    expect(world.clock.now() - at).toBeLessThan(10 * MINUTE_MS);
    expect(world.published('Stream Ending Soon')).toEqual([]);
  });

  it('is stopped at its time when it begins after the warning', async ({ world }) => {
    const channel = await givenChannel(world);
    const at = world.clock.now() + 5 * MINUTE_MS;
    await stop(world, channel, `graceSeconds=240&at=${new Date(at).toISOString()}`);
    // The workers are away when the warning is due.
    world.clock.moveTo(at - MINUTE_MS);
    await world.advance(30 * SECOND_MS);
    await goLive(world, channel);
    await world.until('it is off', () => !isLive(world, channel), 10 * MINUTE_MS);
    expect(world.clock.now() - at).toBeLessThan(2 * MINUTE_MS);
    expect(world.published('Stream Ending Soon')).toEqual([]);
  });

  it('ends in time though IVS refuses the metadata, and our bus is told', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    refuse(world, 'PutMetadata');
    const { id } = jobIn(await stop(world, channel, 'graceSeconds=30'));
    await world.until('it is off', () => !isLive(world, channel), 2 * MINUTE_MS);
    expect((await world.ended(id)).status).toBe('succeeded');
    expect(world.published('Stream Ending Soon')).toHaveLength(1);
  });

  it.for([
    ['GetStream', 'ThrottlingException'],
    ['PutMetadata', 'InternalServerException'],
  ])('is warned although %s fails with %s at first', async ([operation, error], { world }) => {
    const channel = await givenLiveChannel(world);
    refuse(world, operation, error);
    await stop(world, channel, 'graceSeconds=600');
    await world.advance(20 * SECOND_MS);
    refuse(world);
    await world.advance(MINUTE_MS);
    const [told] = world.published('Stream Ending Soon');
    const endsAt = Date.parse(String(told?.endsAt));
    await world.advance(endsAt - world.clock.now() - SECOND_MS);
    expect(isLive(world, channel)).toBe(true);
    await world.until('it is off', () => !isLive(world, channel), 2 * MINUTE_MS);
  });

  it('is told nothing when its channel is protected, because it goes on', async ({ world }) => {
    const channel = await givenLiveChannel(world, {}, { tags: { [PROTECTED_TAG]: 'true' } });
    const { id } = jobIn(await stop(world, channel, 'graceSeconds=30'));
    expect((await world.ended(id)).ending).toBe('incomplete');
    expect([world.count('PutMetadata'), world.published('Stream Ending Soon')]).toEqual([0, []]);
    expect(isLive(world, channel)).toBe(true);
  });

  it('is told nothing when there is none, and the work is done all the same', async ({ world }) => {
    const channel = await givenChannel(world);
    const answer = await world.http('DELETE', `/v1/channels/${channel.id}?graceSeconds=5`);
    expect((await world.ended(jobIn(answer).id)).status).toBe('succeeded');
    expect(world.published('Stream Ending Soon')).toEqual([]);
    expect(await isThere(world, channel)).toBe(false);
  });
});

it.for<[string, string, Record<string, string>]>([
  ['no number', 'graceSeconds=soon', {}],
  ['none', 'graceSeconds=0', {}],
  ['more than an hour', 'graceSeconds=3601', {}],
  ['a condition', 'graceSeconds=60', { 'if-match': '"abc"' }],
])('a grace of %s is refused', async ([_what, query, headers], { world }) => {
  const channel = await givenLiveChannel(world);
  const answer = await world.http('DELETE', `/v1/channels/${channel.id}?${query}`, { headers });
  expect(answer.status).toBe(400);
  expect(JSON.stringify(answer.body)).toContain('graceSeconds');
  const rotation = `/v1/channels/${channel.id}/stream-key-rotations?when=now&graceSeconds=60`;
  expect((await world.http('POST', rotation)).status).toBe(400);
});

describe('a deployment that wants a second person', () => {
  const it = itIn({ environment: { APPROVALS: 'stopStream' } });

  it('gives the stream its whole grace after the approval', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const { id } = jobIn(await stop(world, channel, 'graceSeconds=60'));
    await world.advance(5 * MINUTE_MS);
    expect(world.published('Stream Ending Soon')).toEqual([]);
    await world.http('POST', `/v1/jobs/${id}/approve`, { subject: 'bob' });
    await world.advance(SECOND_MS);
    expect(world.published('Stream Ending Soon')).toHaveLength(1);
    expect(world.count('PutMetadata')).toBe(1);
    await world.advance(50 * SECOND_MS);
    expect(isLive(world, channel)).toBe(true);
    await world.advance(2 * MINUTE_MS);
    expect(isLive(world, channel)).toBe(false);
  });
});
