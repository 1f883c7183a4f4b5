import type { PlaybackKeyPairSummary } from '@aws-sdk/client-ivs';
import { expect } from 'vitest';
import { idOf } from '../../lib/arns.ts';
import type { Job } from '../../lib/jobs/job.ts';
import { isKeylessOnPurpose } from '../../lib/records/streamKeyAges.ts';
import { itemsOf, type Page, type PageRequest } from '../../lib/ivs/pages.ts';
import { listPlaybackKeyPairs } from '../../lib/ivs/playbackKeyPairs.ts';
import { keysOf, type GivenChannel } from '../given.ts';
import { givenKeyPair, newPublicKey } from '../givenKeys.ts';
import type { Answer, World } from '../world.ts';
import { expectPublished, expectUncut, givenLiveChannel, headersOf, isRefused } from './parts.ts';
import type { Scenario } from './scenario.ts';

async function deletesKey(
  world: World,
  channel: GivenChannel,
  when: 'now' | 'idle',
  n: number,
): Promise<() => Promise<Answer>> {
  const keyId = idOf((await keysOf(world, channel))[0]?.arn ?? '');
  return () =>
    world.http('DELETE', `/v1/stream-keys/${keyId}?channelId=${channel.id}&when=${when}`, {
      headers: headersOf(n),
    });
}

/** Checks that a channel has no key, and that this is known to be on purpose. */
async function expectKeyless(world: World, channel: GivenChannel, job: Job): Promise<void> {
  expect(job.status).toBe('succeeded');
  expect(await keysOf(world, channel)).toEqual([]);
  expect(await isKeylessOnPurpose(world.app.store, channel.id)).toBe(true);
  expectPublished(world, 'Stream Key Deleted', job);
}

/** IVS answers three lists of key pairs a second. */
const LIST_EVERY_MS = 400;

/** Returns all key pairs, in as many calls as they take. */
async function keyPairs(world: World): Promise<PlaybackKeyPairSummary[]> {
  const pairs: PlaybackKeyPairSummary[] = [];
  const ask = async (page: PageRequest): Promise<Page<PlaybackKeyPairSummary>> => {
    await world.advance(LIST_EVERY_MS);
    return listPlaybackKeyPairs(world.app.ivs, page);
  };
  for await (const pair of itemsOf(ask)) pairs.push(pair);
  return pairs;
}

/** The scenarios of keys that are taken away or changed. */
export const keyScenarios: readonly Scenario[] = [
  {
    name: 'the key of a live channel is deleted now, its encoder coming back',
    workflow: 'deleteStreamKeyNow',
    async given(world, n) {
      const channel = await givenLiveChannel(world, { reconnectAfterMs: 500 });
      return {
        channel,
        ask: await deletesKey(world, channel, 'now', n),
        async check(job) {
          await expectKeyless(world, channel, job);
          expect(world.stack.ivs.isLive(channel.arn)).toBe(false);
          expect(isRefused(world, channel.encoderId)).toBe(true);
        },
      };
    },
  },
  {
    name: 'the key of a live channel is deleted when idle',
    workflow: 'deleteStreamKeyWhenIdle',
    every: 5,
    async given(world, n) {
      const channel = await givenLiveChannel(world);
      return {
        channel,
        ask: await deletesKey(world, channel, 'idle', n),
        afterwards: () => world.stack.ivs.disconnectEncoder(channel.encoderId),
        async check(job) {
          await expectKeyless(world, channel, job);
          expectUncut(world, channel);
        },
      };
    },
  },
  {
    name: 'a playback key pair is replaced',
    workflow: 'rotatePlaybackKeyPair',
    every: 5,
    async given(world, n) {
      world.stack.ivs.settings.playbackKeyPairsMax = 10_000;
      const old = await givenKeyPair(world, newPublicKey());
      const body = { publicKeyMaterial: newPublicKey(), name: `new-${n}`, overlap: 'PT2M' };
      return {
        ask: () =>
          world.http('POST', `/v1/playback-key-pairs/${old}/rotations`, {
            body,
            headers: headersOf(n),
          }),
        async check(job) {
          expect(job.status).toBe('succeeded');
          const pairs = await keyPairs(world);
          expect(pairs.map(({ arn }) => idOf(arn ?? ''))).not.toContain(old);
          expect(pairs.filter(({ name }) => name === body.name)).toMatchObject([
            { arn: job.memory.newPlaybackKeyPairArn },
          ]);
          expectPublished(world, 'Playback Key Pair Rotated', job);
        },
      };
    },
  },
];
