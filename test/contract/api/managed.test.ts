import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isManaged } from '../../../lib/managed.ts';
import { arnOf, idOf } from '../../../lib/arns.ts';
import { routes } from '../../answers.ts';
import { askIvs, givenChannel, givenManyChannels, goLive, jobIn, keysOf } from '../../given.ts';
import { givenRecordingConfiguration } from '../../givenAttachments.ts';
import { World, type Answer } from '../../world.ts';

// Two deployments in one account and region: this one manages the channels with its tag and leaves
// the others alone.

const TAG = { deployment: 'blue' };
const THEIRS = { tags: { deployment: 'green' } };

let world: World;
beforeEach(async () => {
  world = await World.open({ environment: { MANAGED_CHANNELS: 'deployment=blue' } });
});
afterEach(() => world.close());

const writes = (): string[] =>
  world.stack.ivs
    .requests()
    .flatMap(({ operation }) => (/^(?:Get|List|BatchGet)/.test(operation) ? [] : [operation]));
const notManaged = {
  status: 404,
  body: {
    type: '/problems/not-found',
    detail: expect.stringContaining('not managed by this deployment') as string,
  },
};

/** The routes that change something about a channel. */
const onChannels = routes
  .filter(({ key, mutates }) => mutates && /\{channelId\}|\{noun\}/.test(key))
  .map(({ key, described }) => [described?.name ?? '', key, described?.example ?? {}] as const);

function ask(
  key: string,
  { query = {}, body }: (typeof onChannels)[number][2],
  channelId: string,
  more = {},
): Promise<Answer> {
  const [method = '', path = ''] = key.split(' ');
  const named = path
    .replace('{channelId}', channelId)
    .replace('{noun}', 'channels')
    .replace('{resourceId}', channelId);
  return world.http(
    method,
    `${named}?${new URLSearchParams({ ...query, ...more }).toString()}`,
    body === undefined ? {} : { body },
  );
}

describe('a channel of another deployment', () => {
  it.each(onChannels)(
    'is not touched by %s, also in a dry run, and is asked of IVS once',
    async (_name, key, example) => {
      const [arn = ''] = await givenManyChannels(world, 1, THEIRS);
      const before = writes();
      expect(await ask(key, example, idOf(arn), { dryRun: 'true' })).toMatchObject(notManaged);
      expect(await ask(key, example, idOf(arn))).toMatchObject(notManaged);
      expect(writes()).toEqual(before);
      expect(world.count('GetChannel')).toBe(1);
      expect((await world.http('GET', '/v1/jobs')).body.jobs).toEqual([]);
    },
  );

  it.each(onChannels)(
    'is told apart by %s from one that is not there',
    async (_name, key, example) => {
      const answer = await ask(key, example, 'AbCdEf123456');
      expect(answer.body.detail).not.toContain('not managed');
    },
  );

  it('keeps its viewers', async () => {
    const mine = await givenChannel(world, { authorized: true });
    const [theirs = ''] = await givenManyChannels(world, 1, { ...THEIRS, authorized: true });
    const revoke = (...channelIds: string[]): Promise<Answer> =>
      world.http('POST', '/v1/viewer-session-revocations', {
        body: {
          viewerSessions: channelIds.map((channelId) => ({ channelId, viewerId: 'v' })),
          viewerSessionVersionsLessThanOrEqualTo: 1,
        },
      });
    expect(await revoke(mine.id, idOf(theirs))).toMatchObject(notManaged);
    expect((await revoke(mine.id)).status).toBeLessThan(300);
  });

  it.each(['idle', 'now'])(
    'is not detached from what is retired with detach=%s',
    async (detach) => {
      const configuration = await givenRecordingConfiguration(world);
      const attached = { recordingConfigurationArn: configuration.arn };
      await givenChannel(world, attached);
      const retire = (): Promise<Answer> =>
        world.http('DELETE', `/v1/recording-configurations/${configuration.id}?detach=${detach}`);
      const [theirs = ''] = await givenManyChannels(world, 1, { ...THEIRS, ...attached });
      const before = writes();
      expect(await retire()).toMatchObject({
        status: 409,
        body: { type: '/problems/in-use', channels: [theirs] },
      });
      expect(writes()).toEqual(before);
      await askIvs(world, 'UpdateChannel', { arn: theirs, recordingConfigurationArn: '' });
      const answer = await retire();
      expect(answer.status).toBeLessThan(300);
      if (answer.status === 202)
        expect((await world.ended(jobIn(answer).id)).status).toBe('succeeded');
    },
  );

  it('is in no list', async () => {
    const mine = await givenChannel(world);
    const [theirs = '', untagged = ''] = [
      ...(await givenManyChannels(world, 1, THEIRS)),
      ...(await givenManyChannels(world, 1)),
    ];
    for (const arn of [mine.arn, theirs, untagged]) await goLive(world, { arn, id: idOf(arn) });
    const { channels } = (await world.http('GET', '/v1/channels')).body;
    expect(channels).toMatchObject([{ arn: mine.arn }]);
    expect(channels).toHaveLength(1);
    const { streams } = (await world.http('GET', '/v1/streams')).body;
    expect(streams).toMatchObject([{ channelArn: mine.arn }]);
    expect(streams).toHaveLength(1);
  });

  it('is taken by this deployment within a minute of getting its tag', async () => {
    const [arn = ''] = await givenManyChannels(world, 1);
    const patch = (): Promise<Answer> =>
      world.http('PATCH', `/v1/channels/${idOf(arn)}`, { body: { name: 'taken' } });
    expect(await patch()).toMatchObject(notManaged);
    await askIvs(world, `tags/${encodeURIComponent(arn)}`, { tags: TAG });
    await world.advance(60_000);
    expect(await patch()).toMatchObject({ status: 200 });
  });
});

describe('a channel of this deployment', () => {
  it('has its tag, and is changed as ever', async () => {
    const { id } = await givenChannel(world, { tags: { team: 'studio' } });
    expect((await world.http('GET', `/v1/channels/${id}`)).body).toMatchObject({
      channel: { tags: { team: 'studio', ...TAG } },
    });
    expect(
      await world.http('PATCH', `/v1/channels/${id}`, { body: { name: 'other' } }),
    ).toMatchObject({ status: 200 });
    expect(await world.http('DELETE', `/v1/channels/${id}`)).toMatchObject({ status: 204 });
  });

  it('is found deleted by a request that is repeated under its key', async () => {
    const { id } = await givenChannel(world);
    const remove = (): Promise<Answer> =>
      world.http('DELETE', `/v1/channels/${id}`, { headers: { 'idempotency-key': 'one' } });
    expect((await remove()).status).toBe(204);
    await world.advance(2 * 3_600_000);
    expect((await remove()).status).toBe(204);
  });

  it('cannot be given to another one by its tags', async () => {
    const { id, arn } = await givenChannel(world);
    const [key] = await keysOf(world, { id, arn });
    const faulty = (field: string): object => ({
      status: 400,
      body: {
        errors: [
          {
            field,
            rule: 'must keep deployment at blue: this deployment knows its channels by that tag',
          },
        ],
      },
    });
    expect(await world.http('POST', '/v1/channels', { body: THEIRS })).toMatchObject(
      faulty('tags.deployment'),
    );
    expect(await world.http('POST', `/v1/channels/${id}/tags`, { body: THEIRS })).toMatchObject(
      faulty('tags.deployment'),
    );
    expect(
      await world.http('DELETE', `/v1/channels/${id}/tags?tagKeys=team,deployment`),
    ).toMatchObject(faulty('tagKeys'));
    expect(
      await world.http('POST', `/v1/channels/${id}/tags`, { body: { tags: TAG } }),
    ).toMatchObject({ status: 204 });
    // It means something on channels only.
    expect(
      await world.http('POST', `/v1/stream-keys/${idOf(key?.arn ?? '')}/tags`, { body: THEIRS }),
    ).toMatchObject({ status: 204 });
  });
});

it('the health check says which channels a deployment manages', async () => {
  for (const path of ['/health', '/v1/health'])
    expect((await world.http('GET', path)).body).toEqual({
      status: 'ok',
      managedChannels: 'deployment=blue',
    });
});

describe('isManaged', () => {
  const ofAll = (): typeof world.app => {
    const { managedTag: _tag, ...config } = world.app.config;
    return { ...world.app, config };
  };

  it('goes by the tags where there are any, and asks nobody', async () => {
    const arn = arnOf(world.app.config, 'channel', 'AbCdEf123456');
    const calls = world.calls.length;
    expect(await isManaged(world.app, arn, TAG)).toBe(true);
    expect(await isManaged(world.app, arn, { deployment: 'green' })).toBe(false);
    expect(await isManaged(world.app, arn, {})).toBe(false);
    expect(await isManaged(ofAll(), arn, {})).toBe(true);
    expect(await isManaged(ofAll(), arn)).toBe(true);
    expect(world.calls).toHaveLength(calls);
  });

  it('asks IVS once, and again for another tag or after its time', async () => {
    const [arn = ''] = await givenManyChannels(world, 1, { tags: TAG });
    expect([await isManaged(world.app, arn), await isManaged(world.app, arn)]).toEqual([
      true,
      true,
    ]);
    expect(world.count('GetChannel')).toBe(1);
    const green = {
      ...world.app,
      config: { ...world.app.config, managedTag: { key: 'deployment', value: 'green' } },
    };
    expect(await isManaged(green, arn)).toBe(false);
    expect(world.count('GetChannel')).toBe(2);
    world.clock.moveTo(world.clock.now() + 61_000);
    expect(await isManaged(green, arn)).toBe(false);
    expect(world.count('GetChannel')).toBe(3);
  });

  it('takes a channel that IVS does not show for managed, and keeps that for nobody', async () => {
    const arn = arnOf(world.app.config, 'channel', 'AbCdEf123456');
    expect([await isManaged(world.app, arn), await isManaged(world.app, arn)]).toEqual([
      true,
      true,
    ]);
    expect(world.count('GetChannel')).toBe(2);
  });
});

it('a deployment that manages all channels asks nobody about any', async () => {
  await world.close();
  world = await World.open();
  const [arn = ''] = await givenManyChannels(world, 1, THEIRS);
  await world.http('PATCH', `/v1/channels/${idOf(arn)}`, { body: { name: 'mine' } });
  expect(world.calls.filter(({ input }) => JSON.stringify(input).includes('managed'))).toEqual([]);
  expect((await world.http('GET', '/v1/channels')).body.channels).toHaveLength(1);
  expect((await world.http('GET', '/v1/health')).body).toEqual({
    status: 'ok',
    managedChannels: 'all',
  });
});
