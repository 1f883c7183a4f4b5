import { describe, expect } from 'vitest';
import { getChannel } from '../../lib/ivs/channels.ts';
import { comeInUnseen, givenChannel, givenLiveChannel, idIn, keysOf, rotate } from '../given.ts';
import { createStreamKey, deleteStreamKey, keyIdOf } from '../givenKeys.ts';
import { it } from '../worldTest.ts';

const MINUTE_MS = 60_000;

describe('reads that are refused or lag', () => {
  it('a suspension stops the stream although its first read fails for long', async ({ world }) => {
    const channel = await givenLiveChannel(world, { reconnectAfterMs: 500 });
    world.stack.ivs.setFaults([{ operation: 'ListStreamKeys', error: 'InternalServerException' }]);
    await world.http('POST', `/v1/channels/${channel.id}/suspension`);
    await world.advance(30 * MINUTE_MS);
    expect(
      await world.app.store.get({ pk: `channel/${channel.id}`, sk: 'suspension' }),
    ).toBeDefined();
  });

  it('a cancelled job still waits for the late call that it waited for', async ({ world }) => {
    const channel = await givenChannel(world);
    const late = { call: false };
    world.fateOf = ({ operation }) => {
      if (operation !== 'UpdateChannel' || late.call) return undefined;
      late.call = true;
      return { givenUpAfterMs: 10_000, landsAfterMs: 25_000 };
    };
    const headers = {
      authorization: `Bearer ${await world.stack.issuer.mint({})}`,
      'content-type': 'application/json',
    };
    const asking = fetch(`${world.stack.url}/v1/channels/${channel.id}`, {
      method: 'PATCH',
      headers,
      body: JSON.stringify({ name: 'old' }),
    });
    for (let n = 0; n < 50 && !late.call; n++) await world.advance(20);
    const { id } = (await world.app.store.get({
      pk: `channel/${channel.id}`,
      sk: 'job',
    })) as unknown as { id: string };
    await world.http('POST', `/v1/jobs/${id}/abandon`);
    const second = idIn(
      await world.http('PATCH', `/v1/channels/${channel.id}`, { body: { name: 'second' } }),
    );
    expect((await world.http('POST', `/v1/jobs/${second}/cancel`)).status).toBe(200);
    const third = await world.http('PATCH', `/v1/channels/${channel.id}`, {
      body: { name: 'new' },
    });
    await world.during(asking, 'an answer');
    await world.advance(2 * MINUTE_MS);
    expect(await getChannel(world.app.ivs, channel.arn), String(third.status)).toMatchObject({
      name: 'new',
    });
  });

  it('a new key waits until the one that was just deleted is listed no more', async ({ world }) => {
    const channel = await givenChannel(world);
    await world.advance(MINUTE_MS);
    world.stack.ivs.settings.readLagMs = 9_000;
    await deleteStreamKey(world, channel, await keyIdOf(world, channel));
    await world.advance(2_000);

    const asked = await createStreamKey(world, channel);

    expect(await world.ended(idIn(asked))).toMatchObject({ status: 'succeeded' });
    await world.advance(MINUTE_MS);
    expect(await keysOf(world, channel)).toHaveLength(1);
  });

  it('a deletion finds the key of the rotation just before it', async ({ world }) => {
    const channel = await givenChannel(world);
    await world.advance(MINUTE_MS);
    world.stack.ivs.settings.readLagMs = 9_000;
    const { streamKey } = (await rotate(world, channel, 'now')).body as {
      streamKey: { arn: string };
    };
    await world.advance(1_000);

    const asked = await deleteStreamKey(world, channel, streamKey.arn.split('/')[1] ?? '');

    expect(await world.ended(idIn(asked))).toMatchObject({ status: 'succeeded' });
    await world.advance(MINUTE_MS);
    expect(await keysOf(world, channel)).toEqual([]);
  });

  it('a deletion knows that it has revoked the key while IVS still lists it', async ({ world }) => {
    const channel = await givenChannel(world);
    await comeInUnseen(world, channel);
    world.stack.ivs.settings.readLagMs = 10_000;
    const jobId = idIn(await world.http('DELETE', `/v1/channels/${channel.id}`));
    await world.until('the key is revoked', () => world.count('DeleteStreamKey') === 1, MINUTE_MS);
    world.stack.ivs.setFaults([{ operation: 'DeleteStreamKey', error: 'AccessDeniedException' }]);

    expect(await world.ended(jobId, 5 * MINUTE_MS)).toMatchObject({
      status: 'failed',
      step: 'revoking',
      left: ['keyless'],
    });
  });
});
