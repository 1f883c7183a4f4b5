import { describe, expect } from 'vitest';
import {
  askIvs,
  givenChannel,
  givenLiveChannel,
  idIn,
  jobIn,
  keysOf,
  type GivenChannel,
  refuse,
  rotate,
  suspensionRecord,
  refuseEvents,
} from '../given.ts';
import { it, itIn } from '../worldTest.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

describe('outages and backlogs', () => {
  it.for([1, 2, 3])(
    'a suspended channel is dark two minutes after an outage (%i)',
    async (n, { world }) => {
      const channel = await givenLiveChannel(world, { reconnectAfterMs: 500 });
      refuse(world, 'StopStream', 'InternalServerException');
      await world.http('POST', `/v1/channels/${channel.id}/suspension`);
      await world.advance(HOUR_MS + n * 47_000);
      refuse(world);
      // The suspension is requested again, by an operator who sees that the channel is still on
      // air.
      await world.http('POST', `/v1/channels/${channel.id}/suspension`);
      const ms = await world.until(
        'dark',
        () => !world.stack.ivs.isLive(channel.arn),
        10 * MINUTE_MS,
      );
      expect(ms).toBeLessThan(2 * MINUTE_MS);
    },
  );

  it('a rotation is announced although a cancelled deletion took its place', async ({ world }) => {
    const channel = await givenChannel(world);
    const takeEvents = refuseEvents(world, 'Stream Key Rotated');
    await rotate(world, channel, 'now');
    await world.advance(MINUTE_MS);
    refuse(world, 'DeleteChannel', 'ThrottlingException');
    const id = idIn(await world.http('DELETE', `/v1/channels/${channel.id}`));
    takeEvents();
    await world.http('POST', `/v1/jobs/${id}/cancel`);
    expect(await world.ended(id, 5 * MINUTE_MS)).toMatchObject({
      status: 'cancelled',
      workflow: 'deleteChannel',
    });
    refuse(world);
    await world.advance(10 * MINUTE_MS);
    expect(await keysOf(world, channel)).toHaveLength(1);
    expect(world.published('Stream Key Rotated')).toHaveLength(1);
  });

  it('an emergency that waits is published before many others that wait', async ({ world }) => {
    const channel = await givenLiveChannel(world, { reconnectAfterMs: 500 });
    world.stack.bus.setChaos({ drop: 1 });
    world.stack.ivs.setChaos({ drop: 1 });
    const { id } = jobIn(await world.http('POST', `/v1/channels/${channel.id}/suspension`));
    await world.until(
      'it waits',
      async () => (await world.job(id)).status === 'waiting',
      MINUTE_MS,
    );
    const past = new Date(world.clock.now() - 10 * MINUTE_MS).toISOString();
    const job = (await world.app.store.get({ pk: `channel/${channel.id}`, sk: 'job' })) ?? {};
    for (let n = 0; n < 1_000; n++) {
      const other = `other${n}`;
      const subject = `channel/${other}`;
      // This code does not know the jobs' version, because their work is not part of the story.
      await world.app.store.put({
        ...job,
        pk: subject,
        sk: 'job',
        subject,
        id: `channel-${other}-0123456789abcdef`,
        workflow: 'updateChannelWhenIdle',
        workflowVersion: 99,
        step: 'settling',
        priority: undefined,
        duePk: `streamEnded#${n % 4}`,
        dueSk: past,
      });
    }
    world.stack.bus.setChaos({ drop: 0 });
    const ms = await world.until(
      'it is known to be dark',
      async () => (await suspensionRecord(world, channel))?.duePk === 'suspension',
      15 * MINUTE_MS,
    );
    expect(ms).toBeLessThan(3 * MINUTE_MS);
  });

  it('streams on channels that are gone cost no calls minute by minute', async ({ world }) => {
    const gone: GivenChannel[] = [];
    for (let n = 0; n < 3; n++)
      gone.push(
        await givenLiveChannel(world, {}, { tags: { 'channelkeeper:rotate-after-show': 'true' } }),
      );
    await world.advance(2 * MINUTE_MS);
    world.stack.ivs.setChaos({ drop: 1 });
    for (const { arn } of gone) {
      await askIvs(world, 'StopStream', { channelArn: arn });
      await world.advance(2_000);
      await askIvs(world, 'DeleteChannel', { arn });
    }
    await world.advance(10 * MINUTE_MS);
    const before = world.calls.length;
    await world.advance(10 * MINUTE_MS);
    const made = world.calls
      .slice(before)
      .filter(({ service }) => service === 'ivs')
      .map(({ operation }) => operation);
    // The hourly search for keys to rotate lists the channels.
    expect(new Set(made), made.join()).toEqual(new Set(['ListStreams', 'ListChannels']));
  });

  it('an idle system writes no item but readings and its pulse', async ({ world }) => {
    await givenLiveChannel(world, {});
    const dark = await givenChannel(world);
    await world.http('POST', `/v1/channels/${dark.id}/suspension`);
    await world.advance(10 * MINUTE_MS);
    const before = world.calls.length;
    await world.advance(30 * MINUTE_MS);
    const writes = world.calls
      .slice(before)
      .filter(({ operation }) => /^(Put|Update)Item$|PutEvents/.test(operation));
    expect(
      writes.filter(
        ({ input }) => !/rateLimiters|reading\/|"pulse"/.test(JSON.stringify(input.Key ?? '')),
      ),
    ).toEqual([]);
  });
});

describe('with the journal', () => {
  const it = itIn({ journal: true });

  it('a wrong list of live streams does not lose a rotation that is overdue', async ({ world }) => {
    const channel = await givenLiveChannel(
      world,
      {},
      { tags: { 'channelkeeper:rotate-every': '1h' } },
    );
    const [before] = await keysOf(world, channel);
    await world.advance(10 * MINUTE_MS);
    const ivs = world.app.ivs as { call: typeof world.app.ivs.call };
    const call = ivs.call.bind(ivs);
    ivs.call = (async (operation, command) =>
      operation === 'ListStreams'
        ? { streams: [], $metadata: {} }
        : call(operation, command)) as typeof call;
    await world.advance(3 * MINUTE_MS);
    ivs.call = call;
    await world.advance(2 * HOUR_MS);
    expect(world.stack.ivs.isLive(channel.arn)).toBe(true);
    world.stack.ivs.disconnectEncoder(channel.encoderId);
    await world.advance(10 * MINUTE_MS);
    expect((await keysOf(world, channel))[0]?.arn).not.toBe(before?.arn);
  });
});
