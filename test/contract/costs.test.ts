import { expect } from 'vitest';
import { givenChannel, givenLiveChannel, jobIn } from '../given.ts';
import type { World } from '../world.ts';
import { it } from '../worldTest.ts';

/** The requests that a piece of work has made: DynamoDB's writes and reads, and the others. */
interface Cost {
  writes: number;
  reads: number;
  events: number;
  ivs: string[];
}

/** Does some work until nothing more happens, and counts what it costs, the refused writes too. */
async function costOf(world: World, work: () => Promise<unknown>): Promise<Cost> {
  await world.settle();
  const before = world.calls.length;
  await work();
  const calls = world.calls.slice(before).filter(({ functionName }) => functionName !== undefined);
  const count = (service: string, operation: RegExp): number =>
    calls.filter((call) => call.service === service && operation.test(call.operation)).length;
  return {
    writes: count('dynamodb', /^(Put|Update|Delete)/),
    reads: count('dynamodb', /^(Get|BatchGet|Query)/),
    events: count('events', /^PutEvents$/),
    ivs: calls.filter(({ service }) => service === 'ivs').map(({ operation }) => operation),
  };
}

it('an idle channel is deleted in three writes and one call of IVS', async ({ world }) => {
  const channel = await givenChannel(world);
  expect(await costOf(world, () => world.http('DELETE', `/v1/channels/${channel.id}`))).toEqual({
    writes: 3,
    reads: 3,
    events: 1,
    ivs: ['DeleteChannel'],
  });
});

it('a live channel is deleted in nine writes and four calls of IVS', async ({ world }) => {
  const channel = await givenLiveChannel(world, { reconnectAfterMs: 500 });
  const cost = await costOf(world, async () => {
    const { id } = jobIn(await world.http('DELETE', `/v1/channels/${channel.id}`));
    await world.ended(id, 20_000);
    await world.settle();
  });
  expect(cost).toEqual({
    writes: 9,
    reads: 5,
    events: 1,
    ivs: ['ListStreamKeys', 'DeleteStreamKey', 'StopStream', 'DeleteChannel'],
  });
});

it('a stream key is rotated in eight writes', async ({ world }) => {
  const channel = await givenChannel(world);
  const cost = await costOf(world, () =>
    world.http('POST', `/v1/channels/${channel.id}/stream-key-rotations?when=now`),
  );
  expect(cost).toMatchObject({ writes: 8, events: 2 });
});

it('a thousand viewer sessions are revoked in sixty writes', async ({ world }) => {
  const channel = await givenChannel(world, { authorized: true });
  const viewerSessions = Array.from({ length: 1_000 }, (_, n) => ({
    channelArn: channel.arn,
    viewerId: `viewer-${n}`,
    viewerSessionVersionsLessThanOrEqualTo: 1,
  }));
  const cost = await costOf(world, async () => {
    const { id } = jobIn(
      await world.http('POST', '/v1/viewer-session-revocations', { body: { viewerSessions } }),
    );
    await world.ended(id, 60_000);
  });
  expect(cost.writes).toBeLessThanOrEqual(60);
  expect(cost.reads).toBeLessThanOrEqual(80);
});
