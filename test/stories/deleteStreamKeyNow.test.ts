import { describe, expect } from 'vitest';
import {
  encoderState,
  givenChannel,
  givenLiveChannel,
  goLive,
  idIn,
  jobIn,
  keysOf,
  rotate,
  suspend,
  timelineOf,
} from '../given.ts';
import { createStreamKey, deleteStreamKey, keyIdOf } from '../givenKeys.ts';
import { it } from '../worldTest.ts';

const MINUTE_MS = 60_000;

describe('deleteStreamKeyNow', () => {
  it('leaves an idle channel without a key, announces it, and a new key can be created', async ({
    world,
  }) => {
    const channel = await givenChannel(world);
    const [before] = await keysOf(world, channel);

    const answer = await deleteStreamKey(world, channel, await keyIdOf(world, channel));

    expect(answer.status, answer.text).toBe(204);
    expect(await keysOf(world, channel)).toEqual([]);
    expect(world.published('Stream Key Deleted')).toMatchObject([
      { channelArn: channel.arn, streamKeyArn: before?.arn },
    ]);
    const [job] = world
      .published('Job Succeeded')
      .filter(({ workflow }) => String(workflow).startsWith('deleteStreamKey'));
    expect(job).not.toHaveProperty('left');
    expect(answer.text + world.logged.join('')).not.toContain('sk_');
    expect((await createStreamKey(world, channel)).status).toBe(201);
    await goLive(world, channel);
  });

  it('cuts off the stream on the key when=now, and its encoder is refused', async ({ world }) => {
    const channel = await givenLiveChannel(world, { reconnectAfterMs: 500 });

    const job = await world.ended(
      jobIn(await deleteStreamKey(world, channel, await keyIdOf(world, channel))).id,
    );

    expect(job).toMatchObject({ status: 'succeeded' });
    const steps = timelineOf(job);
    const at = (step: string): number => steps.findIndex((line) => line.startsWith(`${step}:`));
    expect(at('deletingKey')).toBeLessThan(at('stoppingOldStream'));
    expect(steps).toContain('stoppingOldStream: stopping');
    expect(world.stack.ivs.isLive(channel.arn)).toBe(false);
    await world.advance(MINUTE_MS);
    expect(encoderState(world, channel.encoderId)).toBe('refused');
    expect(await keysOf(world, channel)).toEqual([]);
  });

  it('deletes once under one Idempotency-Key, and does nothing in a dry run', async ({ world }) => {
    const channel = await givenChannel(world);
    const keyId = await keyIdOf(world, channel);
    const planned = await world.http(
      'DELETE',
      `/v1/stream-keys/${keyId}?channelId=${channel.id}&when=now&dryRun=true`,
    );
    expect(planned.body).toMatchObject({ dryRun: { pointOfNoReturn: 'deletingKey' } });
    expect(await keysOf(world, channel)).toHaveLength(1);
    // The looks of this test use up the quota of a second.
    await world.advance(1_000);

    const headers = { 'idempotency-key': 'one' };
    expect((await deleteStreamKey(world, channel, keyId, 'now', headers)).status).toBe(204);
    await createStreamKey(world, channel);
    const again = await deleteStreamKey(world, channel, keyId, 'now', headers);

    expect(again.status).toBe(204);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(await keysOf(world, channel)).toHaveLength(1);
  });

  it('deletes no other key than the one it names', async ({ world }) => {
    const [channel, other] = [await givenChannel(world), await givenChannel(world)];
    const old = await keyIdOf(world, channel);
    await rotate(world, channel, 'now');

    for (const [one, keyId] of [
      [channel, old],
      [channel, await keyIdOf(world, other)],
      [channel, 'nobody'],
      [{ id: 'nobody', arn: '' }, old],
    ] as const)
      expect((await deleteStreamKey(world, one, keyId)).status).toBe(404);

    await world.advance(1_000);
    expect(await keysOf(world, channel)).toHaveLength(1);
    expect(await keysOf(world, other)).toHaveLength(1);
    expect(world.count('DeleteStreamKey')).toBe(1);
  });

  it('refuses for a suspended channel, whose suspension has taken the key', async ({ world }) => {
    const channel = await givenChannel(world);
    const keyId = await keyIdOf(world, channel);
    await suspend(world, channel);

    expect(await deleteStreamKey(world, channel, keyId)).toMatchObject({
      status: 409,
      body: { type: '/problems/channel-suspended' },
    });
  });

  it.for(['crashAfter', 'lostResponse'] as const)(
    'has deleted the key, and says so, although there was a %s of the deletion',
    async (fate, { world }) => {
      const channel = await givenLiveChannel(world);
      const keyId = await keyIdOf(world, channel);
      let struck = false;
      world.fateOf = ({ operation }) => {
        if (struck || operation !== 'DeleteStreamKey') return undefined;
        struck = true;
        return fate;
      };
      const headers = { 'idempotency-key': 'one' };
      let answer = await deleteStreamKey(world, channel, keyId, 'now', headers);
      if (answer.status >= 500)
        answer = await deleteStreamKey(world, channel, keyId, 'now', headers);

      expect(await world.ended(idIn(answer))).toMatchObject({ status: 'succeeded' });
      expect(await keysOf(world, channel)).toEqual([]);
      expect(world.stack.ivs.isLive(channel.arn)).toBe(false);
    },
  );

  it('gives nothing back when the stream cannot be stopped, and says what is on air', async ({
    world,
  }) => {
    const channel = await givenLiveChannel(world);
    const keyId = await keyIdOf(world, channel);
    world.stack.ivs.setFaults([{ operation: 'StopStream', error: 'AccessDeniedException' }]);

    const answer = await deleteStreamKey(world, channel, keyId);

    expect(await world.ended(idIn(answer))).toMatchObject({
      status: 'failed',
      left: ['streamOnRevokedKey'],
    });
    expect(await keysOf(world, channel)).toEqual([]);
  });
});
