import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { Job } from '../../lib/jobs/job.ts';
import {
  adBreaksOf,
  askIvs,
  givenChannel,
  givenLiveChannel,
  timelineOf,
  type GivenChannel,
} from '../given.ts';
import { givenAdConfiguration } from '../givenAttachments.ts';
import type { World } from '../world.ts';
import { itIn } from '../worldTest.ts';

const it = itIn({ journal: true });
/** Longer than a process uses the reactions that it has read. */
const KNOWN_MS = 6_000;

const REACTION = {
  when: { pattern: { 'detail-type': ['IVS Limit Breach'] } },
  then: { workflow: 'insertAdBreak', input: { durationSeconds: 30 } },
  mode: 'on',
};

async function givenChannelWithAds(world: World): Promise<GivenChannel> {
  const { arn: adConfigurationArn } = await givenAdConfiguration(world);
  return givenLiveChannel(world, {}, { adConfigurationArn });
}

/** Has a reaction insert an ad break. Returns the job as it ended. */
async function inserted(world: World, { id, arn }: GivenChannel): Promise<Job> {
  await world.http('PUT', '/v1/reactions/ads', { body: REACTION });
  await world.advance(KNOWN_MS);
  const path = new URL('../../events/received/limitBreach.ingestBitrate.json', import.meta.url);
  const event = JSON.parse(readFileSync(path, 'utf8')) as object;
  await world.stack.bus.deliver({ ...event, resources: [arn] } as never);
  await world.advance(1_000);
  const { body } = await world.http('GET', `/v1/jobs?subject=channel/${id}&workflow=insertAdBreak`);
  const [job] = body.jobs as { id: string }[];
  return world.ended(job?.id ?? '');
}

it('inserts an ad break into the live stream', async ({ world }) => {
  const channel = await givenChannelWithAds(world);
  const job = await inserted(world, channel);
  expect([job.ending, ...timelineOf(job)]).toEqual(['succeeded', 'inserting: inserted']);
  expect(job.requestedBy).toBe('reaction:ads#1');
  expect(adBreaksOf(world, channel)).toBe(1);
  await world.advance(3_000);
  const { body } = await world.http('GET', `/v1/channels/${channel.id}/events`);
  expect(body.events).toContainEqual(
    expect.objectContaining({
      detail: expect.objectContaining({
        event_name: 'Ad Break Inserted',
        duration_seconds: 30,
      }) as object,
    }),
  );
});

it('adds none while another ad break is running', async ({ world }) => {
  const channel = await givenChannelWithAds(world);
  await askIvs(world, 'InsertAdBreak', { channelArn: channel.arn, durationSeconds: 300 });
  const job = await inserted(world, channel);
  expect([job.ending, ...timelineOf(job)]).toEqual(['succeeded', 'inserting: running']);
  expect(adBreaksOf(world, channel)).toBe(1);
});

it('ends when the channel is not live', async ({ world }) => {
  const job = await inserted(world, await givenChannel(world));
  expect([job.ending, ...timelineOf(job)]).toEqual(['notLive', 'inserting: notLive']);
});

it('does not repeat a call whose answer was lost, and says so', async ({ world }) => {
  const channel = await givenChannelWithAds(world);
  let lost = 0;
  world.fateOf = ({ operation }) =>
    operation === 'InsertAdBreak' && lost++ === 0 ? 'lostResponse' : undefined;
  const job = await inserted(world, channel);
  expect(job.ending).toBe('outcomeUnknown');
  await world.advance(600_000);
  expect(adBreaksOf(world, channel)).toBe(1);
});
