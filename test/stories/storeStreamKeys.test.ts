import { describe, expect } from 'vitest';
import { storeStreamKey, type StreamKeyNews } from '../../lib/events/storeStreamKey.ts';
import { secretsManager, type SecretsManager } from '../../lib/secretsManager.ts';
import {
  askIvs,
  givenChannel,
  jobIn,
  keysOf,
  rotate,
  suspend,
  type GivenChannel,
} from '../given.ts';
import { askSecrets } from '../givenViewers.ts';
import type { World } from '../world.ts';
import { itIn } from '../worldTest.ts';

const it = itIn({ journal: true });
const MINUTE_MS = 60_000;

interface Stored {
  channelArn: string;
  streamKeyArn: string;
  value: string;
}

/** Returns what the secret of a channel holds; undefined when there is none. */
async function stored(world: World, { id }: { id: string }): Promise<Stored | undefined> {
  const SecretId = `channelkeeper/stream-keys/${id}`;
  const { status, body } = await askSecrets(world, 'GetSecretValue', { SecretId });
  if (status === 200) return JSON.parse(String(body['SecretString'])) as Stored;
  expect(body).toMatchObject({ __type: 'ResourceNotFoundException' });
  return undefined;
}

/** Returns the value of the key that a channel has, as IVS tells it to those who may know. */
async function valueNow(world: World, channel: GivenChannel): Promise<string> {
  const [key] = await keysOf(world, channel);
  const { body } = await world.http('GET', `/v1/stream-keys/${key?.arn?.split('/')[1]}`);
  return (body.streamKey as { value: string }).value;
}

const rotated = async (world: World, channel: GivenChannel): Promise<void> => {
  await world.ended(jobIn(await rotate(world, channel, 'now')).id);
  await world.advance(10_000);
};

describe('the secret of a stream key', () => {
  it('has the new value after each rotation, and after a resumption', async ({ world }) => {
    const channel = await givenChannel(world);
    const seen = new Set<string>();
    await rotated(world, channel);
    for (const change of [
      () => rotated(world, channel),
      () => suspend(world, channel),
      () => world.http('DELETE', `/v1/channels/${channel.id}/suspension`),
    ]) {
      await change();
      await world.advance(10_000);
      const [key] = await keysOf(world, channel);
      const secret = await stored(world, channel);
      if (!key) continue;
      expect(secret).toEqual({
        channelArn: channel.arn,
        streamKeyArn: key.arn,
        value: await valueNow(world, channel),
      });
      seen.add(secret?.value ?? '');
    }
    expect(seen.size).toBe(2);
    // The value is nowhere else.
    const told = JSON.stringify([world.logged, world.stack.bus.events(), world.metrics]);
    for (const value of seen) expect(told).not.toContain(value);
  });

  it('has the value of the newest key, however late the events come', async ({ world }) => {
    const channel = await givenChannel(world);
    world.stack.bus.setChaos({ delayMs: [0, MINUTE_MS], duplicate: 0.5, reorder: 0.5 });
    for (let n = 0; n < 4; n++) await world.ended(jobIn(await rotate(world, channel, 'now')).id);
    await world.advance(10 * MINUTE_MS);
    expect((await stored(world, channel))?.value).toBe(await valueNow(world, channel));
  });

  it('is written all the same when IVS says that a call came too soon', async ({ world }) => {
    const channel = await givenChannel(world);
    const error = 'ThrottlingException';
    world.stack.ivs.setFaults([{ operation: 'GetStreamKey', error, count: 1 }]);
    await rotated(world, channel);
    expect((await stored(world, channel))?.value).toBe(await valueNow(world, channel));
  });

  it('is deleted with its channel, and an event that is given up can be redriven', async ({
    world,
  }) => {
    const channel = await givenChannel(world);
    await rotated(world, channel);
    expect(await stored(world, channel)).toBeDefined();
    world.fateOf = ({ functionName }) =>
      functionName === 'storeStreamKeys' ? 'crashBefore' : undefined;
    await world.http('DELETE', `/v1/channels/${channel.id}`);
    await world.advance(20 * MINUTE_MS);
    expect(await stored(world, channel)).toBeDefined();
    world.fateOf = () => undefined;
    const { deadLetters } = (await world.http('GET', '/v1/dead-letters')).body as {
      deadLetters: { id: string; function: string }[];
    };
    expect(deadLetters).toMatchObject([{ function: 'storeStreamKeys' }]);
    const path = `/v1/dead-letters/${deadLetters[0]?.id}/redrive`;
    expect((await world.http('POST', path)).status).toBeLessThan(300);
    await world.advance(10_000);
    expect(await stored(world, channel)).toBeUndefined();
  });

  it('is deleted with its channel although IVS still lists its key', async ({ world }) => {
    const channel = await givenChannel(world);
    await rotated(world, channel);
    await world.advance(MINUTE_MS);
    world.stack.ivs.settings.readLagMs = 9_000;
    await world.http('DELETE', `/v1/channels/${channel.id}`);
    await world.advance(MINUTE_MS);
    expect(await stored(world, channel)).toBeUndefined();
  });

  it('does not come back when its channel is deleted while it is written', async ({ world }) => {
    const channel = await givenChannel(world);
    const secrets = secretsManager();
    const news = (type: StreamKeyNews['detail-type']): StreamKeyNews => ({
      'detail-type': type,
      detail: { channelArn: channel.arn },
      resources: [channel.arn],
    });
    const untilMs = world.clock.now() + MINUTE_MS;
    const racing: SecretsManager = {
      ...secrets,
      async put(name, text) {
        await askIvs(world, 'DeleteChannel', { arn: channel.arn });
        await storeStreamKey(world.app, secrets, news('Channel Deleted'), untilMs);
        await secrets.put(name, text);
        expect(await stored(world, channel)).toBeDefined();
      },
    };
    await storeStreamKey(world.app, racing, news('Stream Key Rotated'), untilMs);
    expect(await stored(world, channel)).toBeUndefined();
  });

  it('is not written where the deployment names no secrets', async ({ world }) => {
    world.app = { ...world.app, config: { ...world.app.config, streamKeySecrets: '' } };
    const channel = await givenChannel(world);
    await rotated(world, channel);
    expect(await stored(world, channel)).toBeUndefined();
    expect(world.calls.filter(({ service }) => service === 'secretsmanager')).toEqual([]);
  });
});
