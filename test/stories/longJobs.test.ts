import { describe, expect } from 'vitest';
import { allChannels } from '../../lib/ivs/channels.ts';
import {
  askIvs,
  encoderState,
  givenChannel,
  givenLiveChannel,
  goLive,
  idIn,
  jobIn,
  keysOf,
  timelineOf,
  suspend,
  refuse,
  rotate,
  suspensionRecord,
  useUp,
} from '../given.ts';
import { it } from '../worldTest.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

describe('jobs that take long', () => {
  it('a throttled rotation when idle leaves a stream alone that has begun', async ({ world }) => {
    const channel = await givenChannel(world);
    refuse(world, 'DeleteStreamKey', 'ThrottlingException');
    const id = idIn(await rotate(world, channel, 'idle'));
    await world.advance(10 * MINUTE_MS);
    await goLive(world, channel, {});
    const [before] = await keysOf(world, channel);
    await world.advance(10 * MINUTE_MS);
    refuse(world);
    await world.advance(10 * MINUTE_MS);
    expect(world.stack.ivs.isLive(channel.arn)).toBe(true);
    expect((await keysOf(world, channel))[0]?.arn, timelineOf(await world.job(id)).join()).toBe(
      before?.arn,
    );
  });

  it('a suspension revokes a key that somebody makes meanwhile', async ({ world }) => {
    const channel = await givenChannel(world);
    const id = idIn(await world.http('POST', `/v1/channels/${channel.id}/suspension`));
    await world.until(
      'it watches',
      async () => (await world.job(id)).step === 'watching',
      MINUTE_MS,
    );
    await askIvs(world, 'CreateStreamKey', { channelArn: channel.arn });
    await goLive(world, channel, { reconnectAfterMs: 500 });
    const ms = await world.until(
      'no key is there',
      async () => (await keysOf(world, channel)).length === 0,
      HOUR_MS,
    );
    expect(
      ms,
      timelineOf(await world.job(id))
        .slice(-4)
        .join(),
    ).toBeLessThan(2 * MINUTE_MS);
  });

  it('a redriven creation finds its channel under another name', async ({ world }) => {
    let lost = 0;
    world.fateOf = ({ operation }) =>
      operation === 'CreateChannel' && lost++ === 0 ? 'lostResponse' : undefined;
    refuse(world, 'ListChannels');
    const id = idIn(await world.http('POST', '/v1/channels', { body: { name: 'once' } }));
    await world.ended(id, 10 * MINUTE_MS);
    refuse(world);
    const arns: string[] = [];
    for await (const { arn } of allChannels(world.app.ivs)) arns.push(String(arn));
    await askIvs(world, 'UpdateChannel', { arn: arns[0], name: 'renamed' });
    await world.ended(jobIn(await world.http('POST', `/v1/jobs/${id}/redrive`)).id, 10 * MINUTE_MS);
    const tags: unknown[] = [];
    for await (const channel of allChannels(world.app.ivs))
      tags.push(channel.tags?.['channelkeeper:job']);
    expect(tags).toHaveLength(1);
  });

  it('a late stop does not cut off the stream after the resumption', async ({ world }) => {
    const channel = await givenLiveChannel(world, {});
    const late = { call: false };
    world.fateOf = ({ operation }) => {
      if (operation !== 'StopStream' || late.call) return undefined;
      late.call = true;
      return { givenUpAfterMs: 10_000, landsAfterMs: 28_000 };
    };
    const headers = { authorization: `Bearer ${await world.stack.issuer.mint({})}` };
    const asking = fetch(`${world.stack.url}/v1/channels/${channel.id}/stream`, {
      method: 'DELETE',
      headers,
    });
    for (let n = 0; n < 50 && !late.call; n++) await world.advance(20);
    const from = world.clock.now();
    await suspend(world, channel);
    expect((await world.http('DELETE', `/v1/channels/${channel.id}/suspension`)).status).toBe(200);
    const encoderId = await goLive(world, channel, {});
    const liveAt = world.clock.now() - from;
    await world.during(asking, 'an answer');
    await world.advance(2 * MINUTE_MS);
    expect(encoderState(world, encoderId), `live after ${liveAt} ms`).toBe('streaming');
  });

  it('a job that queued for long after one failure outlives the second', async ({ world }) => {
    const channel = await givenChannel(world);
    world.stack.ivs.setFaults([{ operation: 'CreateStreamKey', error: 'ConflictException' }]);
    const id = idIn(await rotate(world, channel, 'now'));
    await world.advance(20_000);
    // The slots are taken for three quarters of an hour, as with ten thousand jobs ahead.
    await useUp(world, 'CreateStreamKey', world.clock.now() + 45 * MINUTE_MS);
    world.stack.ivs.setFaults([]);
    await world.advance(40 * MINUTE_MS);
    const before = await world.job(id);
    world.stack.ivs.setFaults([
      { operation: 'CreateStreamKey', error: 'ConflictException', count: 1 },
    ]);
    const job = await world.ended(id, 30 * MINUTE_MS);
    expect(job, `${before.attempts} ${timelineOf(job).join()}`).toMatchObject({
      status: 'succeeded',
    });
  });

  it('a rotation that gave way to a stop is not repeated after the stream', async ({ world }) => {
    const channel = await givenLiveChannel(
      world,
      {},
      { tags: { 'channelkeeper:rotate-after-show': 'true' } },
    );
    await rotate(world, channel, 'idle');
    const id = idIn(await world.http('DELETE', `/v1/channels/${channel.id}/stream`));
    await world.ended(id, 5 * MINUTE_MS);
    await world.advance(10 * MINUTE_MS);
    expect(world.published('Stream Key Rotated')).toHaveLength(1);
  });

  it('two redrives at the same time are one', async ({ world }) => {
    const channel = await givenChannel(world);
    refuse(world, 'CreateStreamKey');
    const id = idIn(await rotate(world, channel, 'now'));
    await world.ended(id, MINUTE_MS);
    refuse(world);
    const [one, two] = await Promise.all([
      world.http('POST', `/v1/jobs/${id}/redrive`),
      world.http('POST', `/v1/jobs/${id}/redrive`),
    ]);
    await world.advance(5 * MINUTE_MS);
    expect(new Set([idIn(one), idIn(two)]).size).toBe(1);
    expect(world.published('Stream Key Rotated')).toHaveLength(1);
  });

  it('a suspension that is redriven twice leaves the channel dark', async ({ world }) => {
    const channel = await givenChannel(world);
    await suspend(world, channel);
    refuse(world, 'CreateStreamKey');
    const resumption = idIn(await world.http('DELETE', `/v1/channels/${channel.id}/suspension`));
    await world.ended(resumption, MINUTE_MS);
    refuse(world);
    expect((await world.job(resumption)).left).toEqual(['suspended']);
    await world.ended(
      jobIn(await world.http('POST', `/v1/jobs/${resumption}/redrive`)).id,
      MINUTE_MS,
    );
    expect(await keysOf(world, channel)).toHaveLength(1);
    await world.advance(5 * MINUTE_MS);
    expect(await keysOf(world, channel)).toHaveLength(1);
    expect(await suspensionRecord(world, channel)).not.toMatchObject({
      duePk: expect.anything() as unknown,
    });
  });

  it('a failed resumption does not lift a suspension made meanwhile', async ({ world }) => {
    const channel = await givenChannel(world);
    await suspend(world, channel);
    refuse(world, 'CreateStreamKey');
    const resumption = idIn(await world.http('DELETE', `/v1/channels/${channel.id}/suspension`));
    await world.ended(resumption, MINUTE_MS);
    await world.advance(5 * MINUTE_MS);
    expect(await suspensionRecord(world, channel)).toMatchObject({ duePk: 'suspension' });
    expect(await keysOf(world, channel)).toEqual([]);
  });
});
