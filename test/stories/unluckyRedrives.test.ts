import { describe, expect } from 'vitest';
import { allChannels } from '../../lib/ivs/channels.ts';
import {
  comeInUnseen,
  encoderState,
  givenChannel,
  givenLiveChannel,
  goLive,
  idIn,
  keysOf,
  timelineOf,
  refuse,
  rotate,
  suspensionRecord,
  refuseEvents,
} from '../given.ts';
import type { World } from '../world.ts';
import { it } from '../worldTest.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

describe('a redrive in bad luck', () => {
  const redrive = async (world: World, id: string): Promise<string> =>
    idIn(await world.http('POST', `/v1/jobs/${id}/redrive`));

  it('makes no second channel after a creation with an unknown outcome', async ({ world }) => {
    let lost = 0;
    world.fateOf = ({ operation }) =>
      operation === 'CreateChannel' && lost++ === 0 ? 'lostResponse' : undefined;
    const id = idIn(await world.http('POST', '/v1/channels', { body: { name: 'once' } }));
    await world.http('POST', `/v1/jobs/${id}/abandon`);
    expect((await world.job(id)).left).toEqual(['unknownOutcomeOf:creating']);
    await world.advance(2 * MINUTE_MS);
    const again = await world.ended(await redrive(world, id), 5 * MINUTE_MS);
    expect(again.status).toBe('succeeded');
    await world.advance(10 * MINUTE_MS);
    const made: string[] = [];
    for await (const channel of allChannels(world.app.ivs))
      if (channel.name === 'once') made.push(String(channel.arn));
    expect(made).toHaveLength(1);
  });

  it('suspends the channel again, although it was resumed meanwhile', async ({ world }) => {
    const channel = await givenLiveChannel(world, { reconnectAfterMs: 500 });
    refuse(world, 'StopStream');
    const first = idIn(await world.http('POST', `/v1/channels/${channel.id}/suspension`));
    await world.ended(first, MINUTE_MS);
    refuse(world);
    await world.until(
      'the channel is dark',
      () => !world.stack.ivs.isLive(channel.arn),
      5 * MINUTE_MS,
    );
    await world.until(
      'that is known',
      async () => (await suspensionRecord(world, channel))?.duePk === 'suspension',
      5 * MINUTE_MS,
    );
    await world.advance(MINUTE_MS);
    expect((await world.http('DELETE', `/v1/channels/${channel.id}/suspension`)).status).toBe(200);
    await goLive(world, channel, { reconnectAfterMs: 500 });
    await world.advance(5_000);

    const again = await redrive(world, first);
    await world.advance(2 * MINUTE_MS);

    const job = await world.job(again);
    const closedAt = JSON.stringify((await suspensionRecord(world, channel))?.closedAt);
    const steps = timelineOf(job).slice(0, 8).join(', ');
    const about = `${job.status} ${job.step} ${steps}; ${closedAt}`;
    expect(world.stack.ivs.isLive(channel.arn), about).toBe(false);
    expect(await keysOf(world, channel)).toEqual([]);
  });

  it('leaves a stream alone that a rotation when idle waits for', async ({ world }) => {
    const channel = await givenChannel(world);
    refuse(world, 'DeleteStreamKey');
    const id = idIn(await rotate(world, channel, 'idle'));
    expect(await world.ended(id, MINUTE_MS)).toMatchObject({ status: 'failed', step: 'revoking' });
    refuse(world);
    await world.advance(HOUR_MS);
    await goLive(world, channel, { reconnectAfterMs: 500 });
    await world.advance(3_000);
    const [before] = await keysOf(world, channel);

    const again = await redrive(world, id);
    await world.advance(2 * MINUTE_MS);

    expect(world.stack.ivs.isLive(channel.arn)).toBe(true);
    expect((await keysOf(world, channel))[0]?.arn, timelineOf(await world.job(again)).join()).toBe(
      before?.arn,
    );
  });

  it('leaves the watch of a newer rotation alone', async ({ world }) => {
    const channel = await givenLiveChannel(world, { reconnectAfterMs: 500 });
    refuse(world, 'StopStream');
    const id = idIn(await rotate(world, channel, 'now'));
    expect(await world.ended(id, 10 * MINUTE_MS)).toMatchObject({ status: 'failed' });
    refuse(world);
    world.stack.ivs.disconnectEncoder(channel.encoderId);
    await world.advance(10 * MINUTE_MS);
    const encoderId = await comeInUnseen(world, channel);
    world.stack.ivs.setChaos({ drop: 1 });
    await world.ended(idIn(await rotate(world, channel, 'now')), MINUTE_MS);
    await redrive(world, id);
    await world.advance(5 * MINUTE_MS);
    expect(encoderState(world, encoderId)).toBe('refused');
  });

  it('notes the age of a key, although the clock of the process is behind', async ({ world }) => {
    const clock = world.app.clock as { now: () => number };
    const now = clock.now.bind(clock);
    clock.now = () => now() + 4_000;
    const channel = await givenChannel(world);
    clock.now = now;
    await world.advance(500);
    const job = await world.ended(idIn(await rotate(world, channel, 'now')), MINUTE_MS);
    expect(job.status).toBe('succeeded');
    expect(
      await world.app.store.get({ pk: `channel/${channel.id}`, sk: 'streamKey' }),
    ).toMatchObject({ streamKeyArn: job.memory.newStreamKeyArn });
  });

  it('does not redrive a suspension that joined a deletion about to be told', async ({ world }) => {
    const channel = await givenChannel(world);
    const takeEvents = refuseEvents(world, 'Channel Deleted');
    const id = idIn(await world.http('DELETE', `/v1/channels/${channel.id}`));
    await world.http('POST', `/v1/channels/${channel.id}/suspension`);
    takeEvents();
    await world.ended(id, 10 * MINUTE_MS);
    await world.advance(30 * MINUTE_MS);
    const { body } = await world.http(
      'GET',
      `/v1/jobs?subject=channel/${channel.id}&workflow=suspendChannel&limit=100`,
    );
    expect((body.jobs as unknown[]).length).toBeLessThan(3);
  });
});
