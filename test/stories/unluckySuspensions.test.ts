import { describe, expect } from 'vitest';
import { getChannel } from '../../lib/ivs/channels.ts';
import {
  askIvs,
  givenChannel,
  givenLiveChannel,
  goLive,
  jobIn,
  keysOf,
  suspend,
  tagKey,
  type GivenChannel,
  suspensionRecord,
  refuse,
  refuseEvents,
} from '../given.ts';
import type { World, Answer } from '../world.ts';
import { it } from '../worldTest.ts';

const MINUTE_MS = 60_000;

describe('a suspension in bad luck', () => {
  const suspended = (world: World, { id }: GivenChannel): Promise<Answer> =>
    world.http('POST', `/v1/channels/${id}/suspension`);
  const current = async (world: World, { id }: GivenChannel) =>
    (await world.app.store.get({ pk: `channel/${id}`, sk: 'job' })) as unknown as {
      id: string;
      workflow: string;
      status: string;
      step: string;
    };
  const suspensionJobs = async (world: World, { id }: GivenChannel): Promise<unknown[]> =>
    (await world.http('GET', `/v1/jobs?subject=channel/${id}&workflow=suspendChannel&limit=100`))
      .body.jobs as unknown[];

  it.for(['InternalServerException', 'ThrottlingException'])(
    'takes the channel off air although it meets a deletion that IVS refuses (%s)',
    async (error, { world }) => {
      const channel = await givenLiveChannel(world, { reconnectAfterMs: 500 });
      world.stack.ivs.setFaults([{ operation: 'DeleteChannel', error }]);
      await world.http('DELETE', `/v1/channels/${channel.id}`);

      const answer = await suspended(world, channel);
      expect([201, 202]).toContain(answer.status);
      await world.advance(15 * MINUTE_MS);

      expect(await suspensionRecord(world, channel)).toBeDefined();
      expect(world.stack.ivs.isLive(channel.arn)).toBe(false);
    },
  );

  it.for(['suspendChannel', 'deleteChannel'])(
    'takes the place of a %s whose version is unknown',
    async (workflow, { world }) => {
      const channel = await givenLiveChannel(world, { reconnectAfterMs: 500 });
      world.stack.ivs.setFaults([
        {
          operation: workflow === 'deleteChannel' ? 'DeleteChannel' : 'StopStream',
          error: 'InternalServerException',
        },
      ]);
      await (workflow === 'deleteChannel'
        ? world.http('DELETE', `/v1/channels/${channel.id}`)
        : suspended(world, channel));
      await world.app.store.update(
        { pk: `channel/${channel.id}`, sk: 'job' },
        { set: { workflowVersion: 99 } },
      );
      world.stack.ivs.setFaults([]);

      const answer = await suspended(world, channel);
      await world.advance(30 * MINUTE_MS);

      expect(world.stack.ivs.isLive(channel.arn), JSON.stringify(answer.body)).toBe(false);
    },
  );

  it('is taken up again when a key from outside puts the channel on air', async ({ world }) => {
    const channel = await givenChannel(world);
    const takeEvents = refuseEvents(world, 'Channel Suspended');
    await suspended(world, channel);
    await world.until(
      'it is to be announced',
      async () => (await current(world, channel)).step === 'announcing',
      MINUTE_MS,
    );
    await askIvs(world, 'CreateStreamKey', { channelArn: channel.arn });
    await goLive(world, channel, { reconnectAfterMs: 500 });
    await world.advance(15 * MINUTE_MS);
    takeEvents();

    expect(world.stack.ivs.isLive(channel.arn)).toBe(false);
  });

  it('is forgotten when its channel is deleted from outside meanwhile', async ({ world }) => {
    const channel = await givenChannel(world);
    world.stack.ivs.setFaults([{ operation: 'StopStream', error: 'InternalServerException' }]);
    await suspended(world, channel);
    await askIvs(world, 'DeleteChannel', { arn: channel.arn });
    world.stack.ivs.setFaults([]);
    await world.advance(30 * MINUTE_MS);

    expect((await suspensionJobs(world, channel)).length).toBeLessThan(5);
  });

  it('outlasts a late create within 30 s: the channel has no key', async ({ world }) => {
    const channel = await givenChannel(world);
    const late = { call: false };
    world.fateOf = ({ operation }) => {
      if (operation !== 'CreateStreamKey' || late.call) return undefined;
      late.call = true;
      return { givenUpAfterMs: 10_000, landsAfterMs: 25_000 };
    };
    const headers = { authorization: `Bearer ${await world.stack.issuer.mint({})}` };
    const asking = fetch(
      `${world.stack.url}/v1/channels/${channel.id}/stream-key-rotations?when=now`,
      { method: 'POST', headers },
    );
    for (let n = 0; n < 50 && !late.call; n++) await world.advance(20);
    expect(late.call).toBe(true);
    const { id } = jobIn(await suspended(world, channel));
    const job = await world.ended(id, 2 * MINUTE_MS);
    expect(job.status).toBe('succeeded');
    await world.during(asking, 'an answer');
    await world.advance(10 * MINUTE_MS);

    expect(await suspensionRecord(world, channel)).toBeDefined();
    expect(await keysOf(world, channel)).toEqual([]);
  });

  it('is not reported as over by the resumption that it pushed aside', async ({ world }) => {
    const channel = await givenChannel(world);
    await suspend(world, channel);
    let crashed = false;
    world.fateOf = ({ service, input }) => {
      if (crashed || service !== 'events' || !JSON.stringify(input).includes('Channel Resumed'))
        return undefined;
      crashed = true;
      return 'crashBefore';
    };
    await world.http('DELETE', `/v1/channels/${channel.id}/suspension`);
    await suspend(world, channel);
    await world.advance(10 * MINUTE_MS);

    expect(await suspensionRecord(world, channel)).toMatchObject({ duePk: 'suspension' });
    const told = world.stack.bus
      .events()
      .map((event) => event['detail-type'])
      .filter((type) => /^Channel (Suspended|Resumed)$/.test(type));
    expect(told.at(-1), told.join()).toBe('Channel Suspended');
  });

  it('waits for the late call of a change, and so does the next change', async ({ world }) => {
    const channel = await givenChannel(world);
    const late = { call: false };
    const landed: string[] = [];
    const from = world.clock.now();
    world.landed = ({ operation, input }) =>
      void (
        operation === 'UpdateChannel' &&
        landed.push(`${world.clock.now() - from}: ${String(input.name)}`)
      );
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
    const first = await current(world, channel);
    await world.ended(jobIn(await suspended(world, channel)).id, 2 * MINUTE_MS);
    const next = await world.http('PATCH', `/v1/channels/${channel.id}`, { body: { name: 'new' } });
    await world.during(asking, 'an answer');
    await world.advance(5 * MINUTE_MS);

    expect(first.workflow).toBe('updateChannel');
    expect(
      await getChannel(world.app.ivs, channel.arn),
      `${next.status} ${landed.join()}`,
    ).toMatchObject({ name: 'new' });
  });

  it('keeps the tags of the first key, whatever tags a key from outside has', async ({ world }) => {
    const channel = await givenChannel(world);
    await tagKey(world, channel, { team: 'night' });
    await suspend(world, channel);
    await askIvs(world, 'CreateStreamKey', { channelArn: channel.arn, tags: { intruder: 'yes' } });
    await goLive(world, channel, {});
    await world.advance(5 * MINUTE_MS);
    await world.http('DELETE', `/v1/channels/${channel.id}/suspension`);
    expect(await keysOf(world, channel)).toMatchObject([{ tags: { team: 'night' } }]);
  });

  it.for(['wait=0', 'wait=20'])(
    'is tried at once when somebody asks again with %s',
    async (prefer, { world }) => {
      const channel = await givenLiveChannel(world);
      refuse(world, 'StopStream', 'InternalServerException');
      const { id } = jobIn(await world.http('POST', `/v1/channels/${channel.id}/suspension`));
      await world.advance(20 * 60_000);
      refuse(world);
      const again = jobIn(
        await world.http('POST', `/v1/channels/${channel.id}/suspension`, { headers: { prefer } }),
      );
      expect(again.id).toBe(id);
      await world.advance(3_000);
      expect(world.stack.ivs.isLive(channel.arn)).toBe(false);
    },
  );
});
