import { describe, expect } from 'vitest';
import {
  comeInUnseen,
  deleteKey,
  encoderState,
  givenChannel,
  givenLiveChannel,
  goLive,
  jobIn,
  keysOf,
  seedTags,
  timelineOf,
  tagKey,
  type GivenChannel,
  useUp,
} from '../given.ts';
import type { World, Answer } from '../world.ts';
import { it } from '../worldTest.ts';

describe('rotateStreamKeyNow', () => {
  const rotate = (world: World, { id }: GivenChannel): Promise<Answer> =>
    world.http('POST', `/v1/channels/${id}/stream-key-rotations?when=now`);

  it('gives an idle channel a new key with the tags of the old one', async ({ world }) => {
    const channel = await givenChannel(world);
    await tagKey(world, channel, { team: 'night' });
    const [before] = await keysOf(world, channel);

    const answer = await rotate(world, channel);

    expect(answer.status).toBe(201);
    const [after, ...others] = await keysOf(world, channel);
    expect(others).toEqual([]);
    expect(after?.arn).not.toBe(before?.arn);
    expect(after?.tags).toEqual({ team: 'night' });
    expect(answer.body).toMatchObject({ streamKey: { arn: after?.arn, channelArn: channel.arn } });
    expect(world.published('Stream Key Rotated')).toMatchObject([
      expect.objectContaining({
        channelArn: channel.arn,
        streamKeyArn: after?.arn,
        previousStreamKeyArn: before?.arn,
      }),
    ]);
  });

  it("carries its owner's tags over from a key that CloudFormation made", async ({ world }) => {
    const channel = await givenChannel(world);
    const [before] = await keysOf(world, channel);
    await seedTags(world, before?.arn, {
      'aws:cloudformation:stack-name': 'studio',
      team: 'night',
    });

    const answer = await rotate(world, channel);

    expect(answer.status).toBe(201);
    expect(await keysOf(world, channel)).toMatchObject([{ tags: { team: 'night' } }]);
    expect((await keysOf(world, channel))[0]?.tags).toEqual({ team: 'night' });
  });

  it('does not blame the caller for the faults IVS finds in the new key', async ({ world }) => {
    const channel = await givenChannel(world);
    world.stack.ivs.setFaults([{ operation: 'CreateStreamKey', error: 'ValidationException' }]);

    expect(await rotate(world, channel)).toMatchObject({
      status: 502,
      body: { type: '/problems/refused-by-ivs', left: ['keyless'] },
    });
  });

  it('cuts the stream that runs on the old key, and keeps its encoder out', async ({ world }) => {
    const channel = await givenLiveChannel(world, { reconnectAfterMs: 500 });

    const { id } = jobIn(await rotate(world, channel));
    const job = await world.ended(id, 60_000);

    expect(job.status).toBe('succeeded');
    expect(timelineOf(job).slice(0, 8)).toEqual([
      'notingStreamKey: noted',
      'reserving: reserved',
      'revoking: revoked',
      'notingOldStreams: noted',
      'creating: created',
      'recording: recorded',
      'announcing: announced',
      'stoppingOldStream: stopping',
    ]);
    expect(world.stack.ivs.isLive(channel.arn)).toBe(false);
    expect(encoderState(world, channel.encoderId)).toBe('refused');
  });

  it('leaves a stream alone that begins with the new key', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    world.stack.ivs.setChaos({ drop: 1 });
    const { id } = jobIn(await rotate(world, channel));
    // No event tells when this stream's session was created. Its start time, less the seconds that
    // a start may take, is used instead.
    await world.advance(15_000);
    const encoderId = await goLive(world, channel);

    const job = await world.ended(id, 180_000);

    expect(job.status).toBe('succeeded');
    expect(encoderState(world, encoderId)).toBe('streaming');
    expect(world.count('StopStream')).toBe(1);
  });

  it('cuts an encoder that had only just come in with the old key', async ({ world }) => {
    const channel = await givenChannel(world);
    const encoderId = world.stack.ivs.connectEncoder({ channelArn: channel.arn });
    await world.advance(3_000);

    const { id } = jobIn(await rotate(world, channel));
    const job = await world.ended(id, 60_000);

    expect(timelineOf(job)).toContain('stoppingOldStream: starting');
    expect(job.status).toBe('succeeded');
    expect(encoderState(world, encoderId)).not.toBe('streaming');
  });

  it.for<[string, string[], number]>([
    ['by its Stream Start, where its Session Created was lost', ['Session Created'], 5_000],
    ['by the sweep, where every event is lost', ['Session Created', 'Stream Start'], 70_000],
  ])(
    'cuts a stream on the old key that nobody saw coming: %s',
    async ([_how, lost, msMax], { world }) => {
      const channel = await givenChannel(world);
      const encoderId = await comeInUnseen(world, channel);
      if (lost.includes('Stream Start')) world.stack.ivs.setChaos({ drop: 1 });

      expect((await rotate(world, channel)).status).toBe(201);

      await world.until('it is on', () => world.stack.ivs.isLive(channel.arn), 10_000);
      await world.until('it is off again', () => !world.stack.ivs.isLive(channel.arn), msMax);
      expect(encoderState(world, encoderId)).toBe('refused');
      const onNewKey = await goLive(world, channel);
      await world.advance(3 * 60_000);
      expect(encoderState(world, onNewKey)).toBe('streaming');
      expect(
        await world.app.store.keys({
          index: 'due',
          partition: 'oldStreamKey',
          limit: 1,
          order: 'ascending',
        }),
      ).toEqual([]);
    },
  );

  it('copies the tags of its owner, and none that AWS has set', async ({ world }) => {
    const channel = await givenChannel(world);
    await tagKey(world, channel, { team: 'night' });
    const [key] = await keysOf(world, channel);
    const set = { resourceArn: key?.arn, tags: { 'aws:cloudformation:stack-name': 'studio' } };
    expect(
      (
        await fetch(`${world.stack.ivs.url}/_local/tags`, {
          method: 'PUT',
          body: JSON.stringify(set),
        })
      ).ok,
    ).toBe(true);

    expect((await rotate(world, channel)).status).toBe(201);

    expect((await keysOf(world, channel)).map(({ tags }) => tags)).toEqual([{ team: 'night' }]);
  });

  it('takes a key that its own call revoked, unheard, for revoked', async ({ world }) => {
    const channel = await givenChannel(world);
    let lost = false;
    world.fateOf = ({ operation }) => {
      if (lost || operation !== 'DeleteStreamKey') return undefined;
      lost = true;
      return 'lostResponse';
    };

    const { id } = jobIn(await rotate(world, channel));

    expect(await world.ended(id, 60_000)).toMatchObject({ status: 'succeeded' });
    expect(world.count('DeleteStreamKey')).toBe(2);
    expect(await keysOf(world, channel)).toHaveLength(1);
  });

  it('leaves the old key until there is a slot, whoever continues the job', async ({ world }) => {
    const channel = await givenChannel(world);
    const before = await keysOf(world, channel);
    let slow = true;
    world.fateOf = async ({ operation }) => {
      if (!slow || operation !== 'ListStreamKeys') return undefined;
      slow = false;
      // The request has no time left, and other jobs have taken the slots.
      world.clock.moveTo(world.clock.now() + 3_000);
      await useUp(world, 'CreateStreamKey', world.clock.now() + 60_000);
      return undefined;
    };

    const { id } = jobIn(await rotate(world, channel));
    await world.advance(30_000);

    expect(await world.job(id)).toMatchObject({ step: 'reserving', acting: false });
    expect(await keysOf(world, channel)).toEqual(before);
    expect((await world.ended(id, 5 * 60_000)).status).toBe('succeeded');
  });

  it('leaves the old key until there is a slot for making the new one', async ({ world }) => {
    const channel = await givenChannel(world);
    const before = await keysOf(world, channel);
    await useUp(world, 'CreateStreamKey', world.clock.now() + 60_000);

    const { id } = jobIn(await rotate(world, channel));
    await world.advance(30_000);
    expect(await keysOf(world, channel)).toEqual(before);

    expect((await world.ended(id, 5 * 60_000)).status).toBe('succeeded');
    expect((await keysOf(world, channel))[0]?.arn).not.toBe(before[0]?.arn);
  });

  it('heals a channel that has no key', async ({ world }) => {
    const channel = await givenChannel(world);
    const { id } = jobIn(await rotate(world, channel));
    expect((await world.job(id)).status).toBe('succeeded');
    const [key] = await keysOf(world, channel);
    await deleteKey(world, key?.arn);
    expect(await keysOf(world, channel)).toEqual([]);

    expect((await rotate(world, channel)).status).toBe(201);

    expect(await keysOf(world, channel)).toHaveLength(1);
  });

  it('answers 404 for a channel that does not exist', async ({ world }) => {
    expect(
      (await world.http('POST', '/v1/channels/NoSuchChanne/stream-key-rotations?when=now')).status,
    ).toBe(404);
  });

  it('never shows a key value to anyone but its reader', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const { id } = jobIn(await rotate(world, channel));
    await world.ended(id, 60_000);
    const [key] = await keysOf(world, channel);
    const answer = await world.http('GET', `/v1/stream-keys/${key?.arn?.split('/')[1] ?? ''}`);
    const { value } = answer.body.streamKey as { value: string };

    expect(value).toMatch(/^sk_/);
    expect(
      (
        await world.http('GET', `/v1/stream-keys/${key?.arn?.split('/')[1] ?? ''}`, {
          scopes: ['channels:read'],
        })
      ).status,
    ).toBe(403);
    const everything = [
      ...world.logged,
      JSON.stringify(world.stack.bus.events()),
      JSON.stringify(await world.job(id)),
      JSON.stringify(world.calls.filter(({ service }) => service !== 'ivs')),
      JSON.stringify((await world.http('GET', `/v1/channels/${channel.id}/stream-keys`)).body),
    ].join('\n');
    expect(everything).not.toContain(value);
    expect(everything).not.toMatch(/sk_us-west-2_\w{6}/);
  });
});
