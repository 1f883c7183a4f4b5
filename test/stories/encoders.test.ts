import { describe, expect } from 'vitest';
import { askIvs, encoderState, givenChannel, goLive, jobIn, type GivenChannel } from '../given.ts';
import type { World } from '../world.ts';
import { it } from '../worldTest.ts';

// The person at the encoder: docs/encoders.md says what an OBS sees, and names these tests.

const MINUTE_MS = 60_000;

interface OnAir extends GivenChannel {
  encoderId: string;
}

/** Creates a channel with a stream from an encoder that reconnects as OBS Studio does. */
async function givenObs(world: World): Promise<OnAir> {
  const channel = await givenChannel(world);
  const encoderId = world.stack.ivs.connectEncoder({ channelArn: channel.arn, reconnect: 'obs' });
  await world.until('it is live', () => world.stack.ivs.isLive(channel.arn), MINUTE_MS);
  await world.advance(3_000);
  return { ...channel, encoderId };
}

/** Returns how many stream sessions a channel has had. */
async function sessionsOf(world: World, { arn }: GivenChannel): Promise<number> {
  const answer = await askIvs(world, 'ListStreamSessions', { channelArn: arn });
  return ((await answer.json()) as { streamSessions: unknown[] }).streamSessions.length;
}

/** Returns the value of the stream key that a channel has now. */
async function keyValueOf(world: World, { id }: GivenChannel): Promise<string> {
  const { streamKeys } = (await world.http('GET', `/v1/channels/${id}/stream-keys`)).body as {
    streamKeys: { arn: string }[];
  };
  const keyId = streamKeys[0]?.arn.split('/')[1] ?? '';
  const { streamKey } = (await world.http('GET', `/v1/stream-keys/${keyId}`)).body as {
    streamKey: { value: string };
  };
  return streamKey.value;
}

/** Makes a request about the channel, and waits until its job has ended. Returns the ending. */
async function ended(world: World, method: string, path: string): Promise<string> {
  const { id } = jobIn(await world.http(method, path));
  const { status, step } = await world.ended(id, 30 * MINUTE_MS);
  return `${status}: ${step}`;
}

/** Returns what became of the encoder: its state, and the number of sessions of the channel. */
const seen = async (world: World, channel: OnAir) => ({
  state: encoderState(world, channel.encoderId),
  sessions: await sessionsOf(world, channel),
  isLive: world.stack.ivs.isLive(channel.arn),
});

describe('an OBS that was live', () => {
  it('is refused after a rotation, until somebody gives it the new key', async ({ world }) => {
    const channel = await givenObs(world);
    const path = `/v1/channels/${channel.id}/stream-key-rotations?when=now`;
    expect(await ended(world, 'POST', path)).toBe('succeeded: done');
    await world.advance(10 * MINUTE_MS);
    expect(await seen(world, channel)).toEqual({ state: 'refused', sessions: 1, isLive: false });
    world.stack.ivs.disconnectEncoder(channel.encoderId);
    await goLive(world, channel);
    expect(await sessionsOf(world, channel)).toBe(2);
  });

  it('stays live until it ends when its key is rotated when idle, and is then refused', async ({
    world,
  }) => {
    const channel = await givenObs(world);
    const oldKey = await keyValueOf(world, channel);
    const path = `/v1/channels/${channel.id}/stream-key-rotations?when=idle`;
    const { id } = jobIn(await world.http('POST', path));
    await world.advance(10 * MINUTE_MS);
    expect(await seen(world, channel)).toEqual({ state: 'streaming', sessions: 1, isLive: true });
    world.stack.ivs.disconnectEncoder(channel.encoderId);
    expect((await world.ended(id, 5 * MINUTE_MS)).status).toBe('succeeded');
    const again = world.stack.ivs.connectEncoder({
      channelArn: channel.arn,
      streamKey: oldKey,
      reconnect: 'obs',
    });
    await world.advance(MINUTE_MS);
    expect(encoderState(world, again)).toBe('refused');
    expect(await sessionsOf(world, channel)).toBe(1);
  });

  it('comes back by itself after a stop that is made once', async ({ world }) => {
    const channel = await givenObs(world);
    const path = `/v1/channels/${channel.id}/stream?once=true`;
    expect(await ended(world, 'DELETE', path)).toBe('succeeded: done');
    await world.advance(MINUTE_MS);
    expect(await seen(world, channel)).toEqual({ state: 'streaming', sessions: 2, isLive: true });
  });

  it('outlasts a stop, whose job gives up while the encoder keeps coming back', async ({
    world,
  }) => {
    const channel = await givenObs(world);
    const from = world.clock.now();
    const { id } = jobIn(await world.http('DELETE', `/v1/channels/${channel.id}/stream`));
    const { status, error } = await world.ended(id, 30 * MINUTE_MS);
    expect({ status, name: error?.name }).toEqual({ status: 'failed', name: 'GaveUp' });
    expect(world.clock.now() - from).toBeLessThan(3 * MINUTE_MS);
    // It was cut ten times, and came back after two seconds each time.
    expect(await seen(world, channel)).toMatchObject({ state: 'streaming', isLive: true });
    expect(await sessionsOf(world, channel)).toBe(11);
  });

  it('is refused by a suspension, and by the key that a resumption makes', async ({ world }) => {
    const channel = await givenObs(world);
    const path = `/v1/channels/${channel.id}/suspension`;
    expect(await ended(world, 'POST', path)).toBe('succeeded: done');
    await world.advance(2 * MINUTE_MS);
    expect(await seen(world, channel)).toEqual({ state: 'refused', sessions: 1, isLive: false });
    await world.http('DELETE', path);
    await world.advance(10 * MINUTE_MS);
    expect(await seen(world, channel)).toEqual({ state: 'refused', sessions: 1, isLive: false });
  });

  it('is refused after a deletion', async ({ world }) => {
    const channel = await givenObs(world);
    await ended(world, 'DELETE', `/v1/channels/${channel.id}`);
    await world.advance(2 * MINUTE_MS);
    expect(encoderState(world, channel.encoderId)).toBe('refused');
  });
});
