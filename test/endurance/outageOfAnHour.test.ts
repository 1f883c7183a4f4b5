import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { isoTime } from '../../lib/clock.ts';
import { isFinal } from '../../lib/jobs/job.ts';
import { workflows } from '../../lib/workflows/workflows.ts';
import { deleteKey, givenManyChannels, jobIn, keysOf, type GivenChannel } from '../given.ts';
import { givenAdConfiguration, givenRecordingConfiguration } from '../givenAttachments.ts';
import { deleteStreamKey, givenKeyPair, keyIdOf, newPublicKey } from '../givenKeys.ts';
import { plan, steer } from '../givenOperations.ts';
import type { World, Answer } from '../world.ts';
import { itIn } from '../worldTest.ts';

const it = itIn({ journal: true, settings: { concurrentStreamsMax: 1_000 } });

const MINUTE_MS = 60_000;
/** The number of jobs of every workflow that are under way. */
const EACH = 10;

const given = async (world: World, fields: Record<string, unknown> = {}): Promise<GivenChannel[]> =>
  (await givenManyChannels(world, EACH, fields)).map((arn) => ({
    arn,
    id: arn.slice(arn.lastIndexOf('/') + 1),
  }));
/**
 * Returns live channels. Half of the encoders come back by themselves when they are cut, unless
 * `stubborn` is false.
 */
const live = async (
  world: World,
  stubborn = true,
  fields: Record<string, unknown> = {},
): Promise<GivenChannel[]> => {
  const channels = await given(world, fields);
  for (const [n, { arn }] of channels.entries())
    world.stack.ivs.connectEncoder({
      channelArn: arn,
      ...(stubborn && n % 2 === 0 && { reconnectAfterMs: 2_000 }),
    });
  return channels;
};
const deletesKeys = async (
  world: World,
  channels: readonly GivenChannel[],
  when: string,
): Promise<(() => Promise<Answer>)[]> => {
  const ids = await Promise.all(channels.map((channel) => keyIdOf(world, channel)));
  return channels.map((channel, n) => () => deleteStreamKey(world, channel, ids[n] ?? '', when));
};
/** Tells of breaches on the channels, to which a reaction answers. Returns the ids of its jobs. */
const breached = async (world: World, channels: readonly GivenChannel[]): Promise<string[]> => {
  const path = new URL('../../events/received/limitBreach.ingestBitrate.json', import.meta.url);
  const event = JSON.parse(readFileSync(path, 'utf8')) as object;
  for (const [n, { arn }] of channels.entries())
    await world.stack.bus.deliver({ ...event, id: `breach-${n}`, resources: [arn] } as never);
  await world.advance(10_000);
  const { body } = await world.http('GET', '/v1/jobs?workflow=insertAdBreak&limit=100');
  return (body.jobs as { id: string }[]).map(({ id }) => id);
};
const http = (world: World, method: string, path: string, body?: unknown): Promise<Answer> =>
  world.http(method, path, { ...(body !== undefined && { body }) });
const onEach = (
  world: World,
  channels: GivenChannel[],
  method: string,
  pathOf: (id: string) => string,
  body?: unknown,
) =>
  channels.map(
    ({ id }) =>
      () =>
        http(world, method, `/v1/channels/${id}${pathOf(id)}`, body),
  );

it('ten jobs of every workflow end right soon after an outage of IVS', async ({ world }) => {
  const { settings } = world.stack.ivs;
  // The pace does not matter for the resources that exist before the outage.
  settings.throttling = false;
  settings.quotas = false;
  const update = { latencyMode: 'NORMAL' };
  const suspended = await given(world);
  for (const { id } of suspended) await http(world, 'POST', `/v1/channels/${id}/suspension`);
  await world.advance(2 * MINUTE_MS);
  const keyless = await given(world);
  for (const channel of keyless) await deleteKey(world, (await keysOf(world, channel))[0]?.arn);
  const retired = [];
  for (let n = 0; n < 2 * EACH; n++)
    retired.push(await givenRecordingConfiguration(world, { name: `retired-${n}` }));
  const attached = [];
  for (const { arn } of retired) {
    const [channelArn = ''] = await givenManyChannels(world, 1, { recordingConfigurationArn: arn });
    world.stack.ivs.connectEncoder({ channelArn });
    attached.push(channelArn);
  }
  const unused = [];
  for (let n = 0; n < EACH; n++) unused.push(await givenAdConfiguration(world));
  const waiting = [...(await live(world)), ...(await live(world)), ...(await live(world))];
  const { arn: adConfigurationArn } = await givenAdConfiguration(world);
  const withAds = await live(world, false, { adConfigurationArn });
  await http(world, 'PUT', '/v1/reactions/ads', {
    when: { pattern: { 'detail-type': ['IVS Limit Breach'] } },
    then: { workflow: 'insertAdBreak', input: { durationSeconds: 30 } },
    mode: 'on',
  });
  settings.playbackKeyPairsMax = 2 * EACH;
  const pairs = [];
  for (let n = 0; n < EACH; n++) pairs.push(await givenKeyPair(world, newPublicKey()));
  const fleet = await live(world);
  const authorized = await given(world, { authorized: true });
  const revocations = '/v1/viewer-session-revocations';
  const batches: string[] = [];
  const asked: (() => Promise<Answer>)[] = [
    ...onEach(world, await live(world), 'DELETE', () => ''),
    ...onEach(world, await live(world), 'POST', () => '/suspension'),
    ...onEach(world, suspended, 'DELETE', () => '/suspension'),
    ...onEach(world, await live(world), 'POST', () => '/stream-key-rotations?when=now'),
    ...onEach(world, waiting.slice(0, EACH), 'POST', () => '/stream-key-rotations?when=idle'),
    ...onEach(world, waiting.slice(EACH, 2 * EACH), 'PATCH', () => '?when=idle', update),
    ...(await deletesKeys(world, waiting.slice(2 * EACH), 'idle')),
    ...(await deletesKeys(world, await live(world), 'now')),
    ...onEach(world, await live(world), 'DELETE', () => '?after=PT10M'),
    ...onEach(world, authorized, 'POST', () => '/viewer-bans', {
      viewerId: 'unwanted',
      until: isoTime(world.clock.now() + 2 * 60 * MINUTE_MS),
    }),
    ...pairs.map(
      (id) => () =>
        http(world, 'POST', `/v1/playback-key-pairs/${id}/rotations`, {
          publicKeyMaterial: newPublicKey(),
          overlap: 'PT30M',
        }),
    ),
    ...authorized.map(() => async () => {
      const answer = await http(world, 'POST', `${revocations}/batches`);
      batches.push(jobIn(answer).id);
      return answer;
    }),
    // A stop that leaves the key gives up on an encoder that keeps coming back.
    ...onEach(world, await live(world, false), 'DELETE', () => '/stream'),
    ...onEach(world, await live(world, false), 'DELETE', () => '/stream?once=true'),
    ...onEach(world, await given(world), 'PATCH', () => '', update),
    ...onEach(world, await live(world), 'PATCH', () => '?when=now&block=true', update),
    ...onEach(world, keyless, 'POST', () => '/stream-keys', {}),
    ...unused.map(
      ({ id }) =>
        () =>
          http(world, 'DELETE', `/v1/ad-configurations/${id}`),
    ),
    ...retired.map(
      ({ id }, n) =>
        () =>
          http(
            world,
            'DELETE',
            `/v1/recording-configurations/${id}?detach=${n < EACH ? 'now' : 'idle'}`,
          ),
    ),
    ...Array.from(
      { length: EACH },
      (_, n) => () => http(world, 'POST', '/v1/channels', { name: `new-${n}` }),
    ),
    ...Array.from(
      { length: EACH },
      (_, n) => () =>
        http(world, 'POST', '/v1/recording-configurations', {
          name: `new-${n}`,
          destinationConfiguration: { s3: { bucketName: 'recordings' } },
        }),
    ),
    ...Array.from(
      { length: EACH },
      (_, n) => () =>
        http(world, 'POST', '/v1/viewer-session-revocations', {
          viewerSessions: [{ channelId: waiting[n]?.id, viewerId: 'v' }],
          viewerSessionVersionsLessThanOrEqualTo: 1,
        }),
    ),
    ...onEach(world, await live(world, false), 'PATCH', () => '?when=now', update),
  ];
  await world.advance(MINUTE_MS);
  settings.throttling = true;
  settings.quotas = false;
  world.stack.ivs.setFaults([
    { operation: 'StopStream', error: 'InternalServerException' },
    { operation: 'DeleteChannel', error: 'InternalServerException' },
    { operation: 'CreateStreamKey', error: 'ThrottlingException' },
  ]);
  const ids: string[] = [];
  for (const ask of asked) {
    const { body, status, headers } = await ask();
    expect(status, JSON.stringify(body)).toBeLessThan(300);
    const [, id] = /jobs\/([\w-]+)>; rel="monitor"/.exec(headers.get('link') ?? '') ?? [];
    if (id !== undefined) ids.push(id);
  }
  for (const { id } of fleet) {
    const operation = await plan(world, { workflow: 'deleteChannel', selection: { ids: [id] } });
    await steer(world, operation, 'apply');
    ids.push(operation.jobId);
  }
  ids.push(...(await breached(world, withAds)));
  const before = world.calls.length;
  await world.advance(30 * MINUTE_MS);
  for (const [n, id] of batches.entries()) {
    const viewerSessions = [{ channelId: authorized[n]?.id, viewerId: 'v' }];
    await http(world, 'POST', `${revocations}/${id}/pairs`, {
      viewerSessions,
      viewerSessionVersionsLessThanOrEqualTo: 1,
    });
    await http(world, 'POST', `${revocations}/${id}/close`);
  }
  for (const { encoderId, channelArn } of world.stack.ivs.encoders())
    if (waiting.some(({ arn }) => arn === channelArn) || attached.includes(channelArn))
      world.stack.ivs.disconnectEncoder(encoderId);
  await world.advance(30 * MINUTE_MS);
  const writes = world.calls
    .slice(before)
    .filter(
      ({ service, operation }) => service === 'dynamodb' && /^(?:Update|Put)Item$/.test(operation),
    );
  const writesOf = (subject: string): number =>
    writes.filter(({ input }) => JSON.stringify(input.Key ?? input.Item).includes(`"${subject}"`))
      .length;
  const jobs = await Promise.all(ids.map((id) => world.job(id)));
  const open = jobs.filter((job) => !isFinal(job));
  world.stack.ivs.setFaults([]);
  await world.advance(10 * MINUTE_MS);

  expect(open.length).toBeGreaterThan(4 * EACH);
  const mostOf = (emergency: boolean): number =>
    Math.max(
      ...open.flatMap(({ subject, priority }) =>
        (priority === 'emergency') === emergency ? writesOf(subject) : [],
      ),
    );
  console.log(
    `${ids.length} jobs, ${open.length} still open after an hour, with at most ` +
      `${mostOf(false)} writes in it, ${mostOf(true)} for a suspension.`,
  );
  // A suspension is tried every other minute, with two writes each: 31 times from the first
  // minute of the hour to its last.
  expect(
    open
      .filter(({ subject, priority }) => writesOf(subject) > (priority === 'emergency' ? 62 : 60))
      .map(({ workflow, subject }) => `${workflow} of ${subject}: ${writesOf(subject)}`),
  ).toEqual([]);
  const ends = await Promise.all(ids.map((id) => world.job(id)));
  expect(
    ends.flatMap(({ id, status, step, workflow }) =>
      status === 'succeeded' ? [] : [`${workflow} ${status} at ${step} (${id})`],
    ),
  ).toEqual([]);
  const all = (await world.http('GET', '/v1/jobs?limit=100&status=failed')).body.jobs as {
    id: string;
  }[];
  expect(all).toEqual([]);
  const seen = new Set(ends.map(({ workflow }) => workflow));
  expect(
    Object.keys(workflows).filter((name) => !seen.has(name) && !name.startsWith('detach')),
  ).toEqual([]);
}, 900_000);
