import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import {
  adBreaksOf,
  askIvs,
  givenChannel,
  givenLiveChannel,
  givenManyChannels,
  goLive,
  isThere,
  type GivenChannel,
} from '../given.ts';
import { givenAdConfiguration } from '../givenAttachments.ts';
import type { World } from '../world.ts';
import { itIn } from '../worldTest.ts';

const it = itIn({ journal: true });
const MINUTE_MS = 60_000;

const STOP = { workflow: 'stopStream' };
const ADS = { workflow: 'insertAdBreak', input: { durationSeconds: 15 } };

async function put(world: World, name: string, reaction: object): Promise<void> {
  const { status, body } = await world.http('PUT', `/v1/reactions/${name}`, { body: reaction });
  expect([200, 201], JSON.stringify(body)).toContain(status);
}

interface Decided {
  eventId: string;
  eventType: string;
  channelId: string;
  decision: string;
  at: string;
}
/** Returns the decisions of a reaction, oldest first. */
async function decisionsOf(world: World, name: string): Promise<Decided[]> {
  const { body } = await world.http('GET', `/v1/reactions/${name}/decisions`);
  return (body.decisions as Decided[]).toReversed();
}
const wordsOf = async (world: World, name: string): Promise<string[]> =>
  (await decisionsOf(world, name)).map(({ decision }) => decision);

const timesIn = (decisions: readonly Decided[]): number[] =>
  decisions.map(({ eventId }) => Number(eventId.split('#')[1]));

const jobsOf = async (world: World, { id }: GivenChannel, workflow: string): Promise<unknown[]> =>
  (await world.http('GET', `/v1/jobs?subject=channel/${id}&workflow=${workflow}`)).body
    .jobs as unknown[];

/** Lets the functions of an outage fail, and time pass. */
async function outage(world: World, ms: number): Promise<void> {
  world.fateOf = ({ functionName }) =>
    functionName === 'runTimedReactions' ? 'crashBefore' : undefined;
  await world.advance(ms);
  world.fateOf = () => undefined;
}

it('stops a stream that has been live for long enough, once a stream', async ({ world }) => {
  const channel = await givenLiveChannel(world);
  const other = await givenLiveChannel(world, {}, { name: 'other' });
  await put(world, 'long', {
    when: { streamLiveFor: 'PT4M', selection: { ids: [channel.id] } },
    then: STOP,
    mode: 'on',
  });
  await world.advance(3 * MINUTE_MS);
  expect(await decisionsOf(world, 'long')).toEqual([]);
  await world.advance(2 * MINUTE_MS);
  expect(world.stack.ivs.isLive(channel.arn)).toBe(false);
  expect(world.stack.ivs.isLive(other.arn)).toBe(true);
  expect(await jobsOf(world, channel, 'stopStream')).toEqual([
    expect.objectContaining({
      status: 'succeeded',
      requestedBy: 'reaction:long#1',
      reason: expect.stringMatching(/^The stream st-\w+ has been live for PT4M/) as string,
    }),
  ]);

  await goLive(world, channel);
  await world.advance(3 * MINUTE_MS);
  const decisions = await decisionsOf(world, 'long');
  expect(decisions).toMatchObject([
    { eventType: 'Live Stream', channelId: channel.id, decision: 'started' },
  ]);
  expect(decisions[0]?.eventId).toMatch(/^st-\w+$/);
  await world.advance(3 * MINUTE_MS);
  expect(world.stack.ivs.isLive(channel.arn)).toBe(false);
  expect(await wordsOf(world, 'long')).toEqual(['started', 'started']);
});

it('decides about a stream once in shadow, however long it goes on', async ({ world }) => {
  const channel = await givenLiveChannel(world);
  await put(world, 'long', { when: { streamLiveFor: 'PT4M' }, then: STOP, mode: 'shadow' });
  await world.advance(12 * MINUTE_MS);
  expect(await wordsOf(world, 'long')).toEqual(['wouldStart']);
  expect(world.stack.ivs.isLive(channel.arn)).toBe(true);
  expect(await jobsOf(world, channel, 'stopStream')).toEqual([]);
});

it('inserts ad breaks at a cadence while a stream is live', async ({ world }) => {
  const { arn: adConfigurationArn } = await givenAdConfiguration(world);
  const channel = await givenLiveChannel(world, {}, { adConfigurationArn });
  await put(world, 'ads', { when: { everyWhileLive: 'PT4M' }, then: ADS, mode: 'on' });
  await world.advance(13 * MINUTE_MS);
  expect(timesIn(await decisionsOf(world, 'ads'))).toEqual([1, 2, 3]);
  expect(adBreaksOf(world, channel)).toBe(3);
  world.stack.ivs.disconnectEncoder(channel.encoderId);
  await world.advance(9 * MINUTE_MS);
  expect(adBreaksOf(world, channel)).toBe(3);
});

it('makes up for no moment of a cadence that it missed, and says so', async ({ world }) => {
  const { arn: adConfigurationArn } = await givenAdConfiguration(world);
  const channel = await givenLiveChannel(world, {}, { adConfigurationArn });
  await put(world, 'ads', { when: { everyWhileLive: 'PT4M' }, then: ADS, mode: 'on' });
  await world.advance(5 * MINUTE_MS);
  await outage(world, 14 * MINUTE_MS);
  await world.advance(7 * MINUTE_MS);
  const decisions = await decisionsOf(world, 'ads');
  expect(timesIn(decisions)).toEqual([1, 4, 5, 6]);
  expect(decisions.map(({ decision }) => decision)).toEqual([
    'started',
    'missed',
    'started',
    'started',
  ]);
  expect(adBreaksOf(world, channel)).toBe(3);
  expect(world.logged.some((line) => /A moment of a cadence was missed/.test(line))).toBe(true);
});

it('begins a cadence with the next moment after it is switched on', async ({ world }) => {
  await givenLiveChannel(world);
  await world.advance(14 * MINUTE_MS);
  await put(world, 'ads', { when: { everyWhileLive: 'PT4M' }, then: ADS, mode: 'shadow' });
  await world.advance(MINUTE_MS);
  expect(await decisionsOf(world, 'ads')).toEqual([]);
  await world.advance(2 * MINUTE_MS);
  expect(timesIn(await decisionsOf(world, 'ads'))).toEqual([4]);
});

it('leaves alone a stream that has ended unheard, and the one after it', async ({ world }) => {
  const channel = await givenLiveChannel(world);
  const suspend = { workflow: 'suspendChannel' };
  await put(world, 'long', { when: { streamLiveFor: 'PT4M' }, then: suspend, mode: 'on' });
  await world.advance(3 * MINUTE_MS);
  // The journal still has the first stream as open.
  world.fateOf = ({ functionName }) =>
    functionName === 'closeLostEnds' ? 'crashBefore' : undefined;
  world.stack.ivs.setChaos({ drop: 1 });
  world.stack.ivs.disconnectEncoder(channel.encoderId);
  await world.advance(15_000);
  await goLive(world, channel);
  await world.advance(3 * MINUTE_MS);
  world.stack.ivs.setChaos({ drop: 0 });
  expect(world.stack.ivs.isLive(channel.arn)).toBe(true);
  expect(await decisionsOf(world, 'long')).toEqual([]);
  world.fateOf = () => undefined;
  await world.advance(8 * MINUTE_MS);
  expect(await wordsOf(world, 'long')).toEqual(['started']);
  expect(world.stack.ivs.isLive(channel.arn)).toBe(false);
});

it('sees a stream whose beginning was never reported', async ({ world }) => {
  const channel = await givenChannel(world);
  world.stack.ivs.setChaos({ drop: 1 });
  await goLive(world, channel);
  await world.advance(3_000);
  world.stack.ivs.setChaos({ drop: 0 });
  await put(world, 'long', { when: { streamLiveFor: 'PT4M' }, then: STOP, mode: 'on' });
  await world.advance(8 * MINUTE_MS);
  expect(world.stack.ivs.isLive(channel.arn)).toBe(false);
});

it('tries again about a stream while a job or the rate is in the way', async ({ world }) => {
  const first = await givenLiveChannel(world);
  const second = await givenLiveChannel(world, {}, { name: 'second' });
  await put(world, 'long', {
    when: { streamLiveFor: 'PT4M' },
    then: STOP,
    mode: 'on',
    atMost: '1/PT10M',
  });
  await world.advance(6 * MINUTE_MS);
  const words = await decisionsOf(world, 'long');
  expect(words.map(({ decision }) => decision).toSorted()).toEqual(['rateLimited', 'started']);
  await world.advance(10 * MINUTE_MS);
  expect(await wordsOf(world, 'long')).toEqual(['started', 'started']);
  for (const { arn } of [first, second]) expect(world.stack.ivs.isLive(arn)).toBe(false);
});

it('gives back an action that a job on the channel prevented', async ({ world }) => {
  const channel = await givenLiveChannel(world);
  const other = await givenLiveChannel(world, {}, { name: 'other' });
  await world.http('POST', `/v1/channels/${channel.id}/stream-key-rotations?when=idle`);
  await put(world, 'long', {
    when: { streamLiveFor: 'PT4M' },
    then: { workflow: 'insertAdBreak', input: { durationSeconds: 5 } },
    mode: 'on',
    atMost: '1/P1D',
  });
  await world.advance(6 * MINUTE_MS);
  const decisions = await decisionsOf(world, 'long');
  const wordFor = ({ id }: GivenChannel): unknown =>
    decisions.find(({ channelId }) => channelId === id)?.decision;
  expect(['locked', 'rateLimited']).toContain(wordFor(channel));
  expect(wordFor(other)).toBe('started');
});

it('decides nothing while it is off', async ({ world }) => {
  const channel = await givenLiveChannel(world);
  const breach = { pattern: { 'detail-type': ['IVS Limit Breach'] } };
  await put(world, 'long', { when: { streamLiveFor: 'PT1M' }, then: STOP, mode: 'off' });
  await put(world, 'breach', { when: breach, then: STOP, mode: 'off' });
  await world.advance(2 * MINUTE_MS);
  const path = new URL('../../events/received/limitBreach.ingestBitrate.json', import.meta.url);
  const event = JSON.parse(readFileSync(path, 'utf8')) as object;
  await world.stack.bus.deliver({ ...event, resources: [channel.arn] } as never);
  await world.advance(MINUTE_MS);
  for (const name of ['long', 'breach']) expect(await decisionsOf(world, name), name).toEqual([]);
  expect(world.stack.ivs.isLive(channel.arn)).toBe(true);
});

it('keeps to its channels by tags', async ({ world }) => {
  // A channel that was made elsewhere, and that nobody has read yet.
  world.fateOf = ({ functionName }) =>
    functionName === 'refreshChannels' ? 'crashBefore' : undefined;
  const [arn = ''] = await givenManyChannels(world, 1, { tags: { team: 'night' } });
  const tagged = { arn, id: arn.slice(arn.lastIndexOf('/') + 1) };
  await goLive(world, tagged);
  const kept = await givenLiveChannel(world, {}, { tags: { team: 'night', keep: 'yes' } });
  const selection = { tags: { team: 'night' }, withoutTags: { keep: 'yes' } };
  await put(world, 'long', { when: { streamLiveFor: 'PT4M', selection }, then: STOP, mode: 'on' });
  await world.advance(6 * MINUTE_MS);
  expect(world.stack.ivs.isLive(tagged.arn)).toBe(false);
  expect(world.stack.ivs.isLive(kept.arn)).toBe(true);
});

it('goes on with the other streams when a decision fails', async ({ world }) => {
  const channels = [await givenLiveChannel(world), await givenLiveChannel(world)];
  await put(world, 'long', { when: { streamLiveFor: 'PT4M' }, then: STOP, mode: 'on' });
  let failed = 0;
  world.fateOf = ({ functionName, input }) =>
    functionName === 'runTimedReactions' &&
    JSON.stringify(input).includes(`channel/${channels[0]?.id}`)
      ? (failed++, 'noAnswer')
      : undefined;
  await world.advance(6 * MINUTE_MS);
  expect(failed).toBeGreaterThan(0);
  expect(channels.map(({ arn }) => world.stack.ivs.isLive(arn))).toEqual([true, false]);
  world.fateOf = () => undefined;
  await world.advance(3 * MINUTE_MS);
  expect(world.stack.ivs.isLive(channels[0]?.arn ?? '')).toBe(false);
  expect(await isThere(world, channels[0]!)).toBe(true);
});

it('reads the streams that are old enough, and writes nothing for them twice', async ({
  world,
}) => {
  const old = await givenLiveChannel(world);
  await world.advance(4 * MINUTE_MS);
  for (let n = 0; n < 5; n++) await givenLiveChannel(world, {}, { name: `young-${n}` });
  await put(world, 'long', { when: { streamLiveFor: 'PT4M' }, then: STOP, mode: 'shadow' });
  await world.advance(MINUTE_MS);
  expect(await decisionsOf(world, 'long')).toMatchObject([{ channelId: old.id }]);
  const before = world.calls.length;
  await world.advance(2 * MINUTE_MS);
  const own = world.calls
    .slice(before)
    .filter(({ functionName }) => functionName === 'runTimedReactions');
  const read = own.flatMap(({ operation, input }) =>
    operation === 'BatchGetItem' ? JSON.stringify(input) : [],
  );
  expect(read.filter((keys) => keys.includes('open/'))).toHaveLength(2);
  expect(read.filter((keys) => keys.includes('open/') && !keys.includes(`open/${old.id}`))).toEqual(
    [],
  );
  expect(
    own.map(({ operation }) => operation).filter((one) => !/^(?:Query|BatchGetItem)$/.test(one)),
  ).toEqual([]);
  expect((await askIvs(world, 'GetStream', { channelArn: old.arn })).status).toBe(200);
});
