import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { allChannels, getChannel } from '../../lib/ivs/channels.ts';
import { getPlaybackRestrictionPolicy } from '../../lib/ivs/playbackRestrictionPolicies.ts';
import { findIn } from '../../lib/ivs/pages.ts';
import {
  getRecordingConfiguration,
  listRecordingConfigurations,
} from '../../lib/ivs/recordingConfigurations.ts';
import type { Job } from '../../lib/jobs/job.ts';
import { readSuspension } from '../../lib/records/suspensions.ts';
import {
  comeInUnseen,
  deleteKey,
  isThere,
  jobIn,
  keysOf,
  tagKey,
  type GivenChannel,
} from '../given.ts';
import {
  givenAdConfiguration,
  givenPlaybackRestrictionPolicy,
  givenRecordingConfiguration,
  type GivenAttachment,
} from '../givenAttachments.ts';
import type { Answer, World } from '../world.ts';
import { keyScenarios } from './keyScenarios.ts';
import {
  expectPublished,
  expectUncut,
  givenChannel,
  givenLiveChannel,
  headersOf,
  isRefused,
  publishedOf,
  TAGS,
} from './parts.ts';
import { jobOperationScenario, operationScenario } from './operationScenario.ts';
import { scheduledScenarios } from './scheduledScenario.ts';
import type { Scenario } from './scenario.ts';
import { viewerScenarios } from './viewerScenarios.ts';

async function expectGone(world: World, channel: GivenChannel, job: Job): Promise<void> {
  expect(job.status).toBe('succeeded');
  expect(await isThere(world, channel)).toBe(false);
  expectPublished(world, 'Channel Deleted', job);
}

async function expectRotated(
  world: World,
  channel: GivenChannel,
  before: string | undefined,
  job: Job,
): Promise<void> {
  expect(job.status).toBe('succeeded');
  const keys = await keysOf(world, channel);
  expect(keys).toHaveLength(1);
  expect(keys[0]?.arn).not.toBe(before);
  expect(keys[0]?.tags).toEqual(TAGS);
  expect(publishedOf(world, 'Stream Key Rotated', job).at(-1)).toMatchObject({
    streamKeyArn: keys[0]?.arn,
  });
  expectPublished(world, 'Stream Key Rotated', job);
}

const deletes = (world: World, channel: GivenChannel, n: number) => () =>
  world.http('DELETE', `/v1/channels/${channel.id}`, { headers: headersOf(n) });

const rotates = (world: World, channel: GivenChannel, when: 'now' | 'idle', n: number) => () =>
  world.http('POST', `/v1/channels/${channel.id}/stream-key-rotations?when=${when}`, {
    headers: headersOf(n),
  });

const stops = (world: World, channel: GivenChannel, query: '' | '?once=true', n: number) => () =>
  world.http('DELETE', `/v1/channels/${channel.id}/stream${query}`, { headers: headersOf(n) });

const updates = (world: World, channel: GivenChannel, query: string, n: number) => () =>
  world.http('PATCH', `/v1/channels/${channel.id}${query}`, {
    body: { latencyMode: 'NORMAL' },
    headers: headersOf(n),
  });

const suspends = (world: World, channel: GivenChannel, n: number) => () =>
  world.http('POST', `/v1/channels/${channel.id}/suspension`, { headers: headersOf(n) });

async function expectStopped(world: World, channel: GivenChannel, job: Job): Promise<void> {
  // A crash may outlast the stream, and then no stream was left to stop.
  expect(['succeeded', 'notLive']).toContain(job.ending);
  expect(world.stack.ivs.isLive(channel.arn)).toBe(false);
  expect(await isThere(world, channel)).toBe(true);
}

async function expectUpdated(world: World, channel: GivenChannel, job: Job): Promise<void> {
  expect(job.status).toBe('succeeded');
  const updated = await getChannel(world.app.ivs, channel.arn);
  expect(updated).toMatchObject({ latencyMode: 'NORMAL' });
  expectPublished(world, 'Channel Updated', job);
}

async function expectDark(world: World, channel: GivenChannel, job: Job): Promise<void> {
  expect(job.status).toBe('succeeded');
  expect(world.stack.ivs.isLive(channel.arn)).toBe(false);
  expect(await keysOf(world, channel)).toEqual([]);
  expect(await readSuspension(world.app.store, channel.id)).toMatchObject({ streamKeyTags: TAGS });
  expect(job.memory.timeToDarkMs).toBeGreaterThanOrEqual(0);
  expectPublished(world, 'Channel Suspended', job);
}

const retires =
  (world: World, { id }: GivenAttachment, detach: 'idle' | 'now', n: number) =>
  () =>
    world.http('DELETE', `/v1/recording-configurations/${id}?detach=${detach}`, {
      headers: headersOf(n),
    });

/**
 * Creates a recording configuration and a live channel that refers to it. A cancelled retirement
 * leaves the configuration in place, so many may accumulate.
 */
async function givenRecordedStream(world: World): Promise<{
  configuration: GivenAttachment;
  channel: Awaited<ReturnType<typeof givenLiveChannel>>;
}> {
  world.stack.ivs.settings.recordingConfigurationsMax = 10_000;
  const configuration = await givenRecordingConfiguration(world);
  const channel = await givenLiveChannel(
    world,
    {},
    { recordingConfigurationArn: configuration.arn },
  );
  await tagKey(world, channel, TAGS);
  return { configuration, channel };
}

async function expectRetired(
  world: World,
  configuration: GivenAttachment,
  channel: GivenChannel,
  job: Job,
): Promise<void> {
  expect(job).toMatchObject({
    status: 'succeeded',
    memory: { total: 1, done: 1, failed: 0, detached: 1 },
  });
  expect(await getRecordingConfiguration(world.app.ivs, configuration.arn)).toBe('notFound');
  expect(await getChannel(world.app.ivs, channel.arn)).toMatchObject({
    recordingConfigurationArn: '',
  });
  expect(await keysOf(world, channel)).toMatchObject([{ tags: TAGS }]);
  expectPublished(world, 'Recording Configuration Deleted', job);
}

/** Lets the reactions hear of a breach. Returns the job that one of them has started. */
async function hearBreach(world: World, { id, arn }: GivenChannel, n: number): Promise<Answer> {
  const path = new URL('../../events/received/limitBreach.ingestBitrate.json', import.meta.url);
  const event = JSON.parse(readFileSync(path, 'utf8')) as object;
  await world.invoke('runReactions', { ...event, id: `breach-${n}`, resources: [arn] });
  const answer = await world.http('GET', `/v1/jobs?subject=channel/${id}&workflow=insertAdBreak`);
  const [job] = answer.body.jobs as unknown[];
  return { ...answer, status: job === undefined ? 503 : 202, body: { job } };
}

/** Checks that one ad break was inserted, or that the job does not know whether one was. */
const expectOneAdBreak =
  (world: World, { arn }: GivenChannel) =>
  (job: Job): Promise<void> => {
    const inserted = world.stack.ivs
      .requests()
      .filter(
        ({ operation, channelArn, outcome }) =>
          operation === 'InsertAdBreak' && channelArn === arn && outcome === 'ok',
      );
    if (job.ending === 'outcomeUnknown') expect(inserted.length).toBeLessThanOrEqual(1);
    else expect([job.ending, inserted.length]).toEqual(['succeeded', 1]);
    return Promise.resolve();
  };

export const scenarios: Scenario[] = [
  ...keyScenarios,
  {
    name: 'an idle channel is deleted',
    workflow: 'deleteChannel',
    async given(world, n) {
      const channel = await givenChannel(world);
      return {
        channel,
        ask: deletes(world, channel, n),
        check: (job) => expectGone(world, channel, job),
      };
    },
  },
  {
    name: 'a live channel is deleted, its encoder coming back',
    workflow: 'deleteChannel',
    async given(world, n) {
      const channel = await givenLiveChannel(world, { reconnectAfterMs: 500 });
      return {
        channel,
        ask: deletes(world, channel, n),
        check: (job) => expectGone(world, channel, job),
      };
    },
  },
  {
    name: 'a live stream is stopped',
    workflow: 'stopStream',
    async given(world, n) {
      const channel = await givenLiveChannel(world);
      return {
        channel,
        ask: stops(world, channel, '', n),
        check: (job) => expectStopped(world, channel, job),
      };
    },
  },
  {
    name: 'a live stream is stopped once',
    workflow: 'stopStreamOnce',
    async given(world, n) {
      const channel = await givenLiveChannel(world);
      return {
        channel,
        ask: stops(world, channel, '?once=true', n),
        check: (job) => expectStopped(world, channel, job),
      };
    },
  },
  {
    name: 'a live channel is suspended, its encoder coming back',
    workflow: 'suspendChannel',
    async given(world, n) {
      const channel = await givenLiveChannel(world, { reconnectAfterMs: 500 });
      await tagKey(world, channel, TAGS);
      return {
        channel,
        ask: suspends(world, channel, n),
        async check(job) {
          await expectDark(world, channel, job);
          expect(isRefused(world, channel.encoderId)).toBe(true);
        },
      };
    },
  },
  {
    name: 'a suspended channel is resumed',
    workflow: 'resumeChannel',
    async given(world, n) {
      const channel = await givenChannel(world);
      await tagKey(world, channel, TAGS);
      const answer = await suspends(world, channel, -n)();
      await expectDark(world, channel, await world.ended(jobIn(answer).id));
      return {
        ask: () =>
          world.http('DELETE', `/v1/channels/${channel.id}/suspension`, { headers: headersOf(n) }),
        async check(job) {
          expect(job.status).toBe('succeeded');
          expect(await readSuspension(world.app.store, channel.id)).toBeUndefined();
          expect(await keysOf(world, channel)).toMatchObject([{ tags: TAGS }]);
          expectPublished(world, 'Channel Resumed', job);
        },
      };
    },
  },
  {
    name: 'a channel without a stream key gets one',
    workflow: 'createStreamKey',
    async given(world, n) {
      const channel = await givenChannel(world);
      await deleteKey(world, (await keysOf(world, channel))[0]?.arn);
      return {
        ask: () =>
          world.http('POST', `/v1/channels/${channel.id}/stream-keys`, {
            body: { tags: TAGS },
            headers: headersOf(n),
          }),
        async check(job) {
          expect(job.status).toBe('succeeded');
          expect(await keysOf(world, channel)).toEqual([
            { arn: job.memory.newStreamKeyArn, tags: TAGS },
          ]);
        },
      };
    },
  },
  {
    name: 'an idle channel is changed',
    workflow: 'updateChannel',
    async given(world, n) {
      const channel = await givenChannel(world);
      return {
        channel,
        ask: updates(world, channel, '', n),
        check: (job) => expectUpdated(world, channel, job),
      };
    },
  },
  {
    name: 'a live channel is changed now',
    workflow: 'updateChannelNow',
    async given(world, n) {
      const channel = await givenLiveChannel(world);
      return {
        channel,
        ask: updates(world, channel, '?when=now', n),
        check: (job) => expectUpdated(world, channel, job),
      };
    },
  },
  {
    name: 'a live channel is changed, its encoder kept out meanwhile',
    workflow: 'updateChannelBlocked',
    async given(world, n) {
      const channel = await givenLiveChannel(world, { reconnectAfterMs: 100 });
      await tagKey(world, channel, TAGS);
      return {
        channel,
        ask: updates(world, channel, '?when=now&block=true', n),
        async check(job) {
          await expectUpdated(world, channel, job);
          expect(await keysOf(world, channel)).toMatchObject([{ tags: TAGS }]);
          expect(isRefused(world, channel.encoderId)).toBe(true);
        },
      };
    },
  },
  {
    name: 'a live channel is changed when idle',
    workflow: 'updateChannelWhenIdle',
    async given(world, n) {
      const channel = await givenLiveChannel(world);
      return {
        channel,
        ask: updates(world, channel, '?when=idle', n),
        afterwards: () => world.stack.ivs.disconnectEncoder(channel.encoderId),
        async check(job) {
          await expectUpdated(world, channel, job);
          expectUncut(world, channel);
        },
      };
    },
  },
  {
    name: 'a key is rotated, an encoder coming in unseen',
    workflow: 'rotateStreamKeyNow',
    async given(world, n) {
      const channel = await givenChannel(world);
      await tagKey(world, channel, TAGS);
      const [before] = await keysOf(world, channel);
      const encoderId = await comeInUnseen(world, channel);
      return {
        channel,
        ask: rotates(world, channel, 'now', n),
        async check(job) {
          await expectRotated(world, channel, before?.arn, job);
          await world.until('its stream is cut', () => isRefused(world, encoderId), 150_000);
        },
      };
    },
  },
  {
    name: 'the key of a live channel is rotated now',
    workflow: 'rotateStreamKeyNow',
    async given(world, n) {
      const channel = await givenLiveChannel(world, { reconnectAfterMs: 500 });
      await tagKey(world, channel, TAGS);
      const [before] = await keysOf(world, channel);
      return {
        channel,
        ask: rotates(world, channel, 'now', n),
        async check(job) {
          await expectRotated(world, channel, before?.arn, job);
          expect(isRefused(world, channel.encoderId)).toBe(true);
        },
      };
    },
  },
  {
    name: 'the key of a live channel is rotated when idle',
    workflow: 'rotateStreamKeyWhenIdle',
    async given(world, n) {
      const channel = await givenLiveChannel(world);
      await tagKey(world, channel, TAGS);
      const [before] = await keysOf(world, channel);
      return {
        channel,
        ask: rotates(world, channel, 'idle', n),
        afterwards: () => world.stack.ivs.disconnectEncoder(channel.encoderId),
        async check(job) {
          await expectRotated(world, channel, before?.arn, job);
          expectUncut(world, channel);
        },
      };
    },
  },
  ...viewerScenarios,
  operationScenario,
  jobOperationScenario,
  ...scheduledScenarios,
  {
    name: 'a playback restriction policy that no channel refers to is deleted',
    workflow: 'deleteAttachment',
    async given(world, n) {
      world.stack.ivs.settings.playbackRestrictionPoliciesMax = 10_000;
      const policy = await givenPlaybackRestrictionPolicy(world);
      return {
        ask: () =>
          world.http('DELETE', `/v1/playback-restriction-policies/${policy.id}`, {
            headers: headersOf(n),
          }),
        async check(job) {
          expect(job.status).toBe('succeeded');
          expect(await getPlaybackRestrictionPolicy(world.app.ivs, policy.arn)).toBe('notFound');
          expectPublished(world, 'Playback Restriction Policy Deleted', job);
        },
      };
    },
  },
  {
    name: 'a recording configuration is retired, its live channel detached when idle',
    workflow: 'retireAttachment',
    children: ['detachChannelWhenIdle'],
    async given(world, n) {
      const { configuration, channel } = await givenRecordedStream(world);
      return {
        channel,
        ask: retires(world, configuration, 'idle', n),
        afterwards: () => world.stack.ivs.disconnectEncoder(channel.encoderId),
        async check(job) {
          await expectRetired(world, configuration, channel, job);
          expectUncut(world, channel);
        },
      };
    },
  },
  {
    name: 'a recording configuration is retired, its live channel detached now',
    workflow: 'retireAttachment',
    children: ['detachChannelNow'],
    async given(world, n) {
      const { configuration, channel } = await givenRecordedStream(world);
      return {
        channel,
        ask: retires(world, configuration, 'now', n),
        check: (job) => expectRetired(world, configuration, channel, job),
      };
    },
  },
  {
    name: 'a recording configuration is made',
    workflow: 'provisionRecordingConfiguration',
    async given(world, n) {
      world.stack.ivs.settings.recordingConfigurationsMax = 10_000;
      const body = {
        name: `made-${n}`,
        destinationConfiguration: { s3: { bucketName: 'recordings' } },
      };
      return {
        ask: () =>
          world.http('POST', '/v1/recording-configurations', { body, headers: headersOf(n) }),
        async check(job) {
          expect(job.status).toBe('succeeded');
          const arns: (string | undefined)[] = [];
          await findIn(
            (page) => listRecordingConfigurations(world.app.ivs, page),
            ({ name, arn }) => name === body.name && arns.push(arn) < 0,
          );
          expect(arns).toEqual([job.memory.recordingConfigurationArn]);
          expect(await getRecordingConfiguration(world.app.ivs, arns[0] ?? '')).toMatchObject({
            state: 'ACTIVE',
          });
          expectPublished(world, 'Recording Configuration Created', job);
        },
      };
    },
  },
  {
    name: 'a channel is made',
    workflow: 'provisionChannel',
    async given(world, n) {
      return {
        ask: () =>
          world.http('POST', '/v1/channels', {
            body: { name: `made-${n}` },
            headers: headersOf(n),
          }),
        async check(job) {
          expect(job.status).toBe('succeeded');
          const named = [];
          for await (const { name } of allChannels(world.app.ivs))
            if (name === `made-${n}`) named.push(name);
          expect(named).toHaveLength(1);
        },
      };
    },
  },
  {
    name: 'an ad break is inserted by a reaction',
    workflow: 'insertAdBreak',
    async given(world, n) {
      world.stack.ivs.settings.adConfigurationsMax = 10_000;
      const { arn: adConfigurationArn } = await givenAdConfiguration(world);
      const channel = await givenLiveChannel(world, {}, { adConfigurationArn });
      await tagKey(world, channel, TAGS);
      await world.http('PUT', '/v1/reactions/ad-breaks', {
        body: {
          when: { pattern: { 'detail-type': ['IVS Limit Breach'] } },
          then: { workflow: 'insertAdBreak', input: { durationSeconds: 30 } },
          mode: 'on',
          atMost: '100000/P366D',
        },
      });
      await world.advance(6_000);
      return {
        channel,
        ask: () => hearBreach(world, channel, n),
        check: expectOneAdBreak(world, channel),
      };
    },
  },
];
