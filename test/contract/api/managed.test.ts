import { readFileSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { listJournal } from '../../../lib/journal/journal.ts';
import { isManaged } from '../../../lib/managed.ts';
import { arnOf, idOf } from '../../../lib/arns.ts';
import { routes } from '../../answers.ts';
import { askIvs, givenChannel, givenManyChannels, goLive, jobIn, keysOf } from '../../given.ts';
import { givenRecordingConfiguration } from '../../givenAttachments.ts';
import { keyIdOf } from '../../givenKeys.ts';
import type { World, Answer } from '../../world.ts';
import { itIn } from '../../worldTest.ts';

// Two deployments share one account and region. This one manages the channels with its tag and
// leaves the others alone.

const BLUE = { environment: { MANAGED_CHANNELS: 'deployment=blue' } };
const it = itIn(BLUE);
const itWithJournal = itIn({ ...BLUE, journal: true });

const TAG = { deployment: 'blue' };
const THEIRS = { tags: { deployment: 'green' } };

const writes = (world: World): string[] =>
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

const revocationOf = (channelIds: readonly string[]): object => ({
  viewerSessions: channelIds.map((channelId) => ({ channelId, viewerId: 'v' })),
  viewerSessionVersionsLessThanOrEqualTo: 1,
});

/** The routes that change something about a channel. */
const onChannels = routes
  .filter(({ key, mutates }) => mutates && /\{channelId\}|\{noun\}/.test(key))
  .map(({ key, described }) => [described?.name ?? '', key, described?.example ?? {}] as const);

function ask(
  world: World,
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
  it.for(onChannels)(
    'a channel of another deployment is not touched by %s, also in a dry run, after one read',
    async ([_name, key, example], { world }) => {
      const [arn = ''] = await givenManyChannels(world, 1, THEIRS);
      const before = writes(world);
      expect(await ask(world, key, example, idOf(arn), { dryRun: 'true' })).toMatchObject(
        notManaged,
      );
      expect(await ask(world, key, example, idOf(arn))).toMatchObject(notManaged);
      expect(writes(world)).toEqual(before);
      expect(world.count('GetChannel')).toBe(1);
      expect((await world.http('GET', '/v1/jobs')).body.jobs).toEqual([]);
    },
  );

  it.for(onChannels)(
    'a channel of another deployment is told apart by %s from one that is not there',
    async ([_name, key, example], { world }) => {
      const answer = await ask(world, key, example, 'AbCdEf123456');
      expect(answer.body.detail).not.toContain('not managed');
    },
  );

  it('a channel of another deployment keeps its viewers', async ({ world }) => {
    const mine = await givenChannel(world, { authorized: true });
    const [theirs = ''] = await givenManyChannels(world, 1, { ...THEIRS, authorized: true });
    const revoke = (...channelIds: string[]): Promise<Answer> =>
      world.http('POST', '/v1/viewer-session-revocations', { body: revocationOf(channelIds) });
    expect(await revoke(mine.id, idOf(theirs))).toMatchObject(notManaged);
    expect((await revoke(mine.id)).status).toBeLessThan(300);

    const opened = await world.http('POST', '/v1/viewer-session-revocations/batches');
    const pairs = `/v1/viewer-session-revocations/${jobIn(opened).id}/pairs`;
    const add = (...channelIds: string[]): Promise<Answer> =>
      world.http('POST', pairs, { body: revocationOf(channelIds) });
    expect(await add(mine.id, idOf(theirs))).toMatchObject(notManaged);
    expect((await add(mine.id)).status).toBe(200);
  });

  it('a channel of another deployment keeps its stream key, and gives no link to it', async ({
    world,
  }) => {
    const [theirs = ''] = await givenManyChannels(world, 1, THEIRS);
    const channel = { arn: theirs, id: idOf(theirs) };
    const keyId = await keyIdOf(world, channel);
    const before = writes(world);
    for (const when of ['now', 'idle'])
      expect(
        await world.http('DELETE', `/v1/stream-keys/${keyId}?channelId=${channel.id}&when=${when}`),
      ).toMatchObject(notManaged);
    expect(await world.http('POST', `/v1/stream-keys/${keyId}/links`, { body: {} })).toMatchObject(
      notManaged,
    );
    expect(writes(world)).toEqual(before);
  });

  it.for(['idle', 'now'])(
    'a channel of another deployment is not detached from what is retired with detach=%s',
    async (detach, { world }) => {
      const configuration = await givenRecordingConfiguration(world);
      const attached = { recordingConfigurationArn: configuration.arn };
      await givenChannel(world, attached);
      const retire = (): Promise<Answer> =>
        world.http('DELETE', `/v1/recording-configurations/${configuration.id}?detach=${detach}`);
      const [theirs = ''] = await givenManyChannels(world, 1, { ...THEIRS, ...attached });
      const before = writes(world);
      expect(await retire()).toMatchObject({
        status: 409,
        body: { type: '/problems/in-use', channels: [theirs] },
      });
      expect(writes(world)).toEqual(before);
      await askIvs(world, 'UpdateChannel', { arn: theirs, recordingConfigurationArn: '' });
      const answer = await retire();
      expect(answer.status).toBeLessThan(300);
      if (answer.status === 202)
        expect((await world.ended(jobIn(answer).id)).status).toBe('succeeded');
    },
  );

  it('a channel of another deployment is in no list', async ({ world }) => {
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

  it('a channel is managed within a minute of getting the tag', async ({ world }) => {
    const [arn = ''] = await givenManyChannels(world, 1);
    const patch = (): Promise<Answer> =>
      world.http('PATCH', `/v1/channels/${idOf(arn)}`, { body: { name: 'taken' } });
    expect(await patch()).toMatchObject(notManaged);
    await askIvs(world, `tags/${encodeURIComponent(arn)}`, { tags: TAG });
    await world.advance(60_000);
    expect(await patch()).toMatchObject({ status: 200 });
  });
});

describe('an event of a channel of another deployment', () => {
  itWithJournal('is not recorded, and no reaction hears of it', async ({ world }) => {
    const ours = await givenChannel(world);
    const [theirs = ''] = await givenManyChannels(world, 1, THEIRS);
    const reaction = await world.http('PUT', '/v1/reactions/breach', {
      body: {
        when: { pattern: { 'detail-type': ['IVS Limit Breach'] } },
        then: { workflow: 'suspendChannel' },
        mode: 'on',
      },
    });
    expect(reaction.status).toBe(201);
    // A process uses the reactions that it has read for some seconds.
    await world.advance(6_000);
    const file = new URL(
      '../../../events/received/limitBreach.ingestBitrate.json',
      import.meta.url,
    );
    const sample = JSON.parse(readFileSync(file, 'utf8')) as object;
    for (const arn of [theirs, ours.arn]) {
      await world.stack.bus.deliver({ ...sample, id: idOf(arn), resources: [arn] } as never);
      await world.advance(60_000);
    }
    const recorded = async (channelId: string): Promise<string[]> => {
      const { entries } = await listJournal(world.app.store, channelId, { limit: 100 });
      return entries.flatMap(({ id, source }) => (source === 'aws.ivs' ? [id] : []));
    };
    expect(await recorded(idOf(theirs))).toEqual([]);
    expect(await recorded(ours.id)).toEqual([ours.id]);
    const { body } = await world.http('GET', '/v1/reactions/breach/decisions');
    expect(body.decisions).toMatchObject([{ channelId: ours.id, decision: 'started' }]);
  });
});

describe('a channel of this deployment', () => {
  it('a managed channel has the tag and can be changed', async ({ world }) => {
    const { id } = await givenChannel(world, { tags: { team: 'studio' } });
    expect((await world.http('GET', `/v1/channels/${id}`)).body).toMatchObject({
      channel: { tags: { team: 'studio', ...TAG } },
    });
    expect(
      await world.http('PATCH', `/v1/channels/${id}`, { body: { name: 'other' } }),
    ).toMatchObject({ status: 200 });
    expect(await world.http('DELETE', `/v1/channels/${id}`)).toMatchObject({ status: 204 });
  });

  it('a repeat under its key finds a managed channel deleted', async ({ world }) => {
    const { id } = await givenChannel(world);
    const remove = (): Promise<Answer> =>
      world.http('DELETE', `/v1/channels/${id}`, { headers: { 'idempotency-key': 'one' } });
    expect((await remove()).status).toBe(204);
    await world.advance(2 * 3_600_000);
    expect((await remove()).status).toBe(204);
  });

  it('a managed channel cannot be given to another deployment by its tags', async ({ world }) => {
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
    // The tag has a meaning on channels only.
    expect(
      await world.http('POST', `/v1/stream-keys/${idOf(key?.arn ?? '')}/tags`, { body: THEIRS }),
    ).toMatchObject({ status: 204 });
  });
});

it('the health check says which channels a deployment manages', async ({ world }) => {
  for (const path of ['/health', '/v1/health'])
    expect((await world.http('GET', path)).body).toEqual({
      status: 'ok',
      managedChannels: 'deployment=blue',
    });
});

describe('isManaged', () => {
  const ofAll = (world: World): typeof world.app => {
    const { managedTag: _tag, ...config } = world.app.config;
    return { ...world.app, config };
  };

  it('isManaged goes by the tags if there are any, without a call', async ({ world }) => {
    const arn = arnOf(world.app.config, 'channel', 'AbCdEf123456');
    const calls = world.calls.length;
    expect(await isManaged(world.app, arn, TAG)).toBe(true);
    expect(await isManaged(world.app, arn, { deployment: 'green' })).toBe(false);
    expect(await isManaged(world.app, arn, {})).toBe(false);
    expect(await isManaged(ofAll(world), arn, {})).toBe(true);
    expect(await isManaged(ofAll(world), arn)).toBe(true);
    expect(world.calls).toHaveLength(calls);
  });

  it('isManaged asks IVS once, and again for another tag or after its time', async ({ world }) => {
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

  it('isManaged says yes for a channel that reads lack, and forgets it', async ({ world }) => {
    const arn = arnOf(world.app.config, 'channel', 'AbCdEf123456');
    expect([await isManaged(world.app, arn), await isManaged(world.app, arn)]).toEqual([
      true,
      true,
    ]);
    expect(world.count('GetChannel')).toBe(2);
  });
});

describe('a deployment without a tag', () => {
  const it = itIn({});

  it('a deployment that manages all channels makes no call about any', async ({ world }) => {
    const [arn = ''] = await givenManyChannels(world, 1, THEIRS);
    await world.http('PATCH', `/v1/channels/${idOf(arn)}`, { body: { name: 'mine' } });
    expect(world.calls.filter(({ input }) => JSON.stringify(input).includes('managed'))).toEqual(
      [],
    );
    expect((await world.http('GET', '/v1/channels')).body.channels).toHaveLength(1);
    expect((await world.http('GET', '/v1/health')).body).toEqual({
      status: 'ok',
      managedChannels: 'all',
    });
  });
});
