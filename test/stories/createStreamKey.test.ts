import { describe, expect } from 'vitest';
import {
  deleteKey,
  givenChannel,
  goLive,
  jobIn,
  keysOf,
  timelineOf,
  suspend,
  type GivenChannel,
} from '../given.ts';
import type { World, Answer } from '../world.ts';
import { it } from '../worldTest.ts';

describe('createStreamKey', () => {
  let channel: GivenChannel;
  it.beforeEach(async ({ world }) => {
    channel = await givenChannel(world);
  });

  const ask = (
    world: World,
    headers: Record<string, string> = {},
    query = '',
    id = channel.id,
  ): Promise<Answer> =>
    world.http('POST', `/v1/channels/${id}/stream-keys${query}`, {
      body: { tags: { team: 'night' } },
      headers,
    });
  const takeKey = async (world: World): Promise<void> =>
    deleteKey(world, (await keysOf(world, channel))[0]?.arn);

  it('gives a channel without a key one with the tags asked for', async ({ world }) => {
    await takeKey(world);

    const answer = await ask(world);

    const [key] = await keysOf(world, channel);
    expect(key?.tags).toEqual({ team: 'night' });
    expect(answer).toMatchObject({
      status: 201,
      body: { streamKey: { arn: key?.arn, channelArn: channel.arn } },
    });
    expect(answer.headers.get('location')).toBe(
      `/v1/stream-keys/${String(key?.arn?.split('/')[1])}`,
    );
    expect(timelineOf(await world.job(jobIn(answer).id))).toEqual([
      'looking: none',
      'creating: created',
      'recording: recorded',
    ]);
    expect(answer.text + world.logged.join('')).not.toContain('sk_');
    await goLive(world, channel);
  });

  it('leaves a channel its key, and points to rotation', async ({ world }) => {
    const before = await keysOf(world, channel);

    const answer = await ask(world);

    expect(answer).toMatchObject({ status: 409, body: { type: '/problems/stream-key-exists' } });
    expect(answer.body.detail).toContain(`/v1/channels/${channel.id}/stream-key-rotations`);
    expect(await keysOf(world, channel)).toEqual(before);
    expect(world.count('CreateStreamKey')).toBe(0);
  });

  it('gives a suspended channel no key', async ({ world }) => {
    await suspend(world, channel);

    expect(await ask(world)).toMatchObject({
      status: 409,
      body: { type: '/problems/channel-suspended' },
    });

    expect(await keysOf(world, channel)).toEqual([]);
  });

  it('makes one key under one Idempotency-Key, and none in a dry run', async ({ world }) => {
    await takeKey(world);
    expect((await ask(world, {}, '?dryRun=true')).body).toMatchObject({
      dryRun: { workflow: 'createStreamKey' },
    });
    expect(await keysOf(world, channel)).toEqual([]);

    const first = await ask(world, { 'idempotency-key': 'one' });
    const again = await ask(world, { 'idempotency-key': 'one' });

    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(again.body.streamKey).toEqual(first.body.streamKey);
    expect(await ask(world, {}, '', 'nobody')).toMatchObject({ status: 404 });
  });

  it('finds its own key when the answer of IVS was lost', async ({ world }) => {
    await takeKey(world);
    let lost = false;
    world.fateOf = ({ operation }) => {
      if (operation !== 'CreateStreamKey' || lost) return undefined;
      lost = true;
      return 'lostResponse';
    };

    const job = await world.ended(jobIn(await ask(world)).id);

    expect(job).toMatchObject({
      status: 'succeeded',
      memory: { newStreamKeyArn: (await keysOf(world, channel))[0]?.arn },
    });
  });
});
