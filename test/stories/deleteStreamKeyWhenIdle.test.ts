import { describe, expect } from 'vitest';
import { closeKeyless } from '../../lib/events/closeKeyless.ts';
import { fenceOf } from '../../lib/records/fences.ts';
import { isKeylessOnPurpose, writeDeletedStreamKey } from '../../lib/records/streamKeyAges.ts';
import { askIvs, givenChannel, givenLiveChannel, jobIn, keysOf } from '../given.ts';
import { createStreamKey, deleteStreamKey, keyIdOf } from '../givenKeys.ts';
import type { World } from '../world.ts';
import { it, itIn } from '../worldTest.ts';

const MINUTE_MS = 60_000;

describe('deleteStreamKeyWhenIdle', () => {
  it('waits for the natural end of the stream when=idle', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const { id } = jobIn(
      await deleteStreamKey(world, channel, await keyIdOf(world, channel), 'idle'),
    );
    await world.advance(10 * MINUTE_MS);
    expect(world.stack.ivs.isLive(channel.arn)).toBe(true);
    expect(await keysOf(world, channel)).toHaveLength(1);

    world.stack.ivs.disconnectEncoder(channel.encoderId);

    expect(await world.ended(id)).toMatchObject({ status: 'succeeded' });
    expect(await keysOf(world, channel)).toEqual([]);
    expect(world.count('StopStream')).toBe(0);
  });

  it('can be cancelled while it waits, and the key survives', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const { id } = jobIn(
      await deleteStreamKey(world, channel, await keyIdOf(world, channel), 'idle'),
    );

    await world.http('POST', `/v1/jobs/${id}/cancel`);

    expect(await world.ended(id)).toMatchObject({ status: 'cancelled' });
    expect((await world.job(id)).left).toBeUndefined();
    expect(await keysOf(world, channel)).toHaveLength(1);
  });
});

describe('a channel whose key was deleted', () => {
  const it = itIn({ journal: true });

  it.for([{ 'channelkeeper:rotate-every': '1h' }, { 'channelkeeper:rotate-after-show': 'true' }])(
    'gets no key from %o',
    async (tags, { world }) => {
      const channel = await givenLiveChannel(world, {}, { tags });
      await world.advance(6 * MINUTE_MS);
      const answer = await deleteStreamKey(world, channel, await keyIdOf(world, channel));
      await world.ended(jobIn(answer).id);

      // The events of the end of the stream come in, and then the key would be too old.
      await world.advance(MINUTE_MS);
      world.clock.moveTo(world.clock.now() + 120 * MINUTE_MS);
      await world.invoke('rotateStreamKeys');
      await world.advance(MINUTE_MS);
      expect(await keysOf(world, channel)).toEqual([]);

      await createStreamKey(world, channel);
      const given = await keysOf(world, channel);
      await world.advance(6 * MINUTE_MS);
      world.clock.moveTo(world.clock.now() + 120 * MINUTE_MS);
      await world.invoke('rotateStreamKeys');
      await world.advance(MINUTE_MS);
      // The tag counts again from the new key on.
      const isSame = (await keysOf(world, channel))[0]?.arn === given[0]?.arn;
      expect(isSame).toBe(!('channelkeeper:rotate-every' in tags));
    },
  );
});

describe('the list of channels without a key', () => {
  const it = itIn({ journal: true });
  const keyless = async (world: World): Promise<unknown[]> =>
    ((await world.http('GET', '/v1/channels?is=keyless')).body.channels as { arn: string }[]).map(
      ({ arn }) => arn,
    );

  it('has a channel whose key was deleted, which needs no attention, until it has a new key', async ({
    world,
  }) => {
    const channel = await givenChannel(world);
    await world.http('GET', `/v1/channels/${channel.id}`);
    await deleteStreamKey(world, channel, await keyIdOf(world, channel));
    await world.settle();

    expect(await keyless(world)).toEqual([channel.arn]);
    const open = await world.app.store.get({ pk: `open/${channel.id}`, sk: 'keyless#channel' });
    expect(JSON.parse(String(open?.detail))).toMatchObject({ onPurpose: true });
    const { body } = await world.http('GET', '/v1/jobs?needsAttention=true');
    expect(body.jobs).toEqual([]);
    await world.advance(6 * MINUTE_MS);
    expect(await keyless(world)).toEqual([channel.arn]);

    await createStreamKey(world, channel);
    await world.settle();
    expect(await keyless(world)).toEqual([]);
  });

  it('has a channel whose key from outside was deleted while IVS was asked about it', async ({
    world,
  }) => {
    const channel = await givenChannel(world);
    const { app, clock } = world;
    await deleteStreamKey(world, channel, await keyIdOf(world, channel));
    await world.advance(3 * MINUTE_MS);
    await askIvs(world, 'CreateStreamKey', { channelArn: channel.arn });
    const racing: typeof app.ivs = {
      ...app.ivs,
      async call(...asked) {
        const output = await app.ivs.call(...asked);
        const fence = fenceOf({ createdAt: clock.now(), version: 1 });
        await writeDeletedStreamKey(app.store, channel.id, fence, clock.now());
        return output;
      },
    };
    await closeKeyless({ ...app, ivs: racing }, clock.now() + 20_000);

    expect(await isKeylessOnPurpose(app.store, channel.id)).toBe(true);
  });
});
