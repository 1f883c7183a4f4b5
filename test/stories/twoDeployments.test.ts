import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { askIvs, givenChannel, givenManyChannels, goLive, keysOf, suspend, type GivenChannel } from '../given.ts';
import { World } from '../world.ts';

const MINUTE_MS = 60_000;

// Two deployments share the account and the region. This one manages the channels with its tag; the other one's are green.

describe('a deployment that manages only the channels with its tag', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.open({ environment: { MANAGED_CHANNELS: 'deployment=blue' } });
  });
  afterEach(() => world.close());

  const tags = (deployment: string) => ({ tags: { deployment, 'channelkeeper:rotate-after-show': 'true', 'channelkeeper:rotate-every': '1h' } });
  const given = async (deployment: string): Promise<GivenChannel> => {
    const [arn = ''] = await givenManyChannels(world, 1, tags(deployment));
    return { arn, id: arn.slice(arn.lastIndexOf('/') + 1) };
  };
  /** The changes IVS was asked for, by the id that each is about. */
  const changes = (): string[] => world.stack.ivs.requests().flatMap(({ operation, channelArn }) => (/^(?:Get|List|BatchGet|CreateChannel)/.test(operation) ? [] : [`${operation} ${channelArn}`]));

  it.each([
    ['with every event', 0],
    ['with none', 1],
  ])('rotates the key of its own channel after its stream, and leaves that of the other alone, %s', async (_name, drop) => {
    const [ours, theirs] = [await given('blue'), await given('green')];
    const [ourKey, theirKey] = [await keysOf(world, ours), await keysOf(world, theirs)];
    world.stack.ivs.setChaos({ drop });
    const encoders = [await goLive(world, ours), await goLive(world, theirs)];
    await world.advance(2 * MINUTE_MS);
    for (const encoderId of encoders) world.stack.ivs.disconnectEncoder(encoderId);

    await world.until('our key is rotated', async () => (await keysOf(world, ours))[0]?.arn !== ourKey[0]?.arn, 5 * MINUTE_MS);
    await world.advance(3 * 60 * MINUTE_MS);

    expect(await keysOf(world, theirs)).toEqual(theirKey);
    expect(changes().filter((change) => change.includes(theirs.id))).toEqual([]);
    expect((await world.http('GET', '/v1/jobs?limit=100')).body.jobs).not.toEqual(expect.arrayContaining([expect.objectContaining({ subject: `channel/${theirs.id}` })]));
  });

  it('keeps its own suspended channel dark, and lets the other one be live', async () => {
    const ours = await givenChannel(world);
    const theirs = await given('green');
    await suspend(world, ours);
    await askIvs(world, 'CreateStreamKey', { channelArn: ours.arn });
    await goLive(world, ours);
    await goLive(world, theirs);

    await world.until('our channel is dark', () => !world.stack.ivs.isLive(ours.arn), 3 * MINUTE_MS);
    expect(world.stack.ivs.isLive(theirs.arn)).toBe(true);
    expect(changes().filter((change) => change.includes(theirs.id))).toEqual([]);
  });

  it('says in its health which channels it manages', async () => {
    expect((await world.http('GET', '/v1/health')).body).toMatchObject({ managedChannels: 'deployment=blue' });
  });
});
