import { describe, expect } from 'vitest';
import { TAGGED_KINDS } from '../../../lib/api/tags.ts';
import { askIvs, givenChannel, givenLiveChannel, keysOf } from '../../given.ts';
import {
  givenAdConfiguration,
  givenPlaybackKeyPair,
  givenPlaybackRestrictionPolicy,
  givenRecordingConfiguration,
} from '../../givenAttachments.ts';
import type { World, Answer } from '../../world.ts';
import { it } from '../../worldTest.ts';

// Every resource type of IVS over our API, with its successes and its refusals.

const ACCOUNT = 'arn:aws:ivs:us-west-2:123456789012';

const get = (world: World, path: string, scopes?: string[]): Promise<Answer> =>
  world.http('GET', path, scopes ? { scopes } : {});
const post = (
  world: World,
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> => world.http('POST', path, { body, headers });
const under = (key: string): Record<string, string> => ({ 'idempotency-key': key });
const problem = (type: string, status: number): object => ({
  status,
  body: { type: `/problems/${type}`, status },
});
const faulty = (...fields: string[]): object => ({
  status: 400,
  body: { errors: fields.map((field) => expect.objectContaining({ field }) as unknown) },
});
const list = (answer: Answer, name: string): Record<string, unknown>[] =>
  answer.body[name] as Record<string, unknown>[];
const idOf = (thing: unknown): string => (thing as { arn: string }).arn.split('/')[1] ?? '';

/**
 * Returns the rate headers of an answer: when to retry, the quotas, and the quota that is used up.
 */
const limitsIn = (answer?: Answer): (string | null | undefined)[] =>
  ['retry-after', 'ratelimit-policy', 'ratelimit'].map((name) => answer?.headers.get(name));
const POLICY = '"PutMetadata.channel";q=5;w=1, "PutMetadata.account";q=155;w=1';

/** Makes the response to the next call of an operation get lost after the call has taken effect. */
function loseResponse(world: World, operation: string): void {
  world.fateOf = (call) => {
    if (call.operation !== operation) return undefined;
    world.fateOf = () => undefined;
    return 'lostResponse';
  };
}

describe('stream sessions', () => {
  it('sessions are listed in pages and read with their channel as it was', async ({ world }) => {
    const { id, arn } = await givenLiveChannel(world, {}, { name: 'evening' });
    const latest = await get(world, `/v1/channels/${id}/stream-sessions/latest`);
    expect(latest).toMatchObject({
      status: 200,
      body: {
        streamSession: {
          channel: { arn, name: 'evening' },
          truncatedEvents: expect.any(Array) as unknown,
        },
      },
    });
    expect(latest.text).not.toContain('passphrase');
    await world.http('DELETE', `/v1/channels/${id}/stream?once=true`);
    world.stack.ivs.connectEncoder({ channelArn: arn });
    await world.advance(20_000);

    const first = await get(world, `/v1/channels/${id}/stream-sessions?limit=1`);
    const second = await get(
      world,
      `/v1/channels/${id}/stream-sessions?limit=1&cursor=${String(first.body.nextCursor)}`,
    );
    const [on, over] = [...list(first, 'streamSessions'), ...list(second, 'streamSessions')];
    expect([on?.endTime, over?.endTime]).toEqual([
      undefined,
      expect.stringMatching(/Z$/) as string,
    ]);
    expect(
      await get(world, `/v1/channels/${id}/stream-sessions/${String(over?.streamId)}`),
    ).toMatchObject({ status: 200, body: { streamSession: { streamId: over?.streamId } } });
  });

  it('absent sessions are 404, and a cursor of another list is refused', async ({ world }) => {
    const { id } = await givenChannel(world);
    expect(await get(world, `/v1/channels/${id}/stream-sessions`)).toMatchObject({
      status: 200,
      body: { streamSessions: [] },
    });
    expect(await get(world, `/v1/channels/${id}/stream-sessions/latest`)).toMatchObject(
      problem('not-found', 404),
    );
    expect(await get(world, '/v1/channels/nobody/stream-sessions')).toMatchObject(
      problem('not-found', 404),
    );
    const other = Buffer.from('["channels","x"]').toString('base64url');
    expect(await get(world, `/v1/channels/${id}/stream-sessions?cursor=${other}`)).toMatchObject(
      faulty('cursor'),
    );
  });

  it('live streams are listed, all of them or by health', async ({ world }) => {
    const { arn } = await givenLiveChannel(world);
    await givenChannel(world);
    expect((await get(world, '/v1/streams')).body).toMatchObject({
      streams: [{ channelArn: arn, state: 'LIVE' }],
    });
    expect((await get(world, '/v1/streams?health=HEALTHY')).body).toMatchObject({
      streams: [{ channelArn: arn }],
    });
    expect((await get(world, '/v1/streams?health=STARVING')).body).toEqual({ streams: [] });
    expect(await get(world, '/v1/streams?health=BAD')).toMatchObject(faulty('health'));
  });
});

it('a read that comes too fast is told the quota of its own operation', async ({ world }) => {
  const { id } = await givenChannel(world);
  await world.advance(1_000);
  const answers = [];
  for (let n = 0; n < 6; n++) answers.push(await get(world, `/v1/channels/${id}/stream-sessions`));
  expect(answers.map((answer) => [answer.status, ...limitsIn(answer)]).slice(4)).toEqual([
    [200, null, null, null],
    [429, '1', '"ListStreamSessions";q=5;w=1', '"ListStreamSessions";r=0;t=1'],
  ]);
});

describe('metadata', () => {
  it('metadata goes into the live stream, up to 1,024 bytes', async ({ world }) => {
    const { id } = await givenLiveChannel(world);
    const path = `/v1/channels/${id}/metadata`;
    expect(await post(world, path, { metadata: 'é'.repeat(512) })).toMatchObject({
      status: 204,
      text: '',
    });
    const tooLong = {
      status: 400,
      body: { errors: [{ field: 'metadata', rule: 'must have at most 1024 bytes in UTF-8' }] },
    };
    expect(await post(world, path, { metadata: 'é'.repeat(513) })).toMatchObject(tooLong);
    expect(await post(world, path, { metadata: '' })).toMatchObject(faulty('metadata'));
    const planned = await post(world, `${path}?dryRun=true`, { metadata: 'x' });
    expect(planned).toMatchObject({
      status: 200,
      body: { dryRun: { operation: 'PutMetadata', request: { metadata: 'x' } } },
    });
    expect(world.count('PutMetadata')).toBe(1);
  });

  it('metadata needs a stream, planned or done, and a token that allows it', async ({ world }) => {
    const { id } = await givenChannel(world);
    for (const query of ['', '?dryRun=true']) {
      expect(
        await post(world, `/v1/channels/${id}/metadata${query}`, { metadata: 'x' }),
      ).toMatchObject(problem('channel-not-broadcasting', 404));
      expect(
        await post(world, `/v1/channels/nobody/metadata${query}`, { metadata: 'x' }),
      ).toMatchObject(problem('not-found', 404));
    }
    const answer = await world.http('POST', `/v1/channels/${id}/metadata`, {
      body: { metadata: 'x' },
      scopes: ['channels:write'],
    });
    expect(answer).toMatchObject(problem('missing-scope', 403));
  });

  it('metadata is refused above 5 a second for one channel', async ({ world }) => {
    const { id } = await givenLiveChannel(world);
    const answers = [];
    for (let n = 0; n < 7; n++)
      answers.push(await post(world, `/v1/channels/${id}/metadata`, { metadata: 'x' }));
    const [refused] = answers.filter(({ status }) => status === 429);
    expect(answers.map(({ status }) => status).slice(0, 5)).toEqual([204, 204, 204, 204, 204]);
    expect(limitsIn(refused)).toEqual(['1', POLICY, '"PutMetadata.channel";r=0;t=1']);
    await world.advance(1_000);
    const again = await post(world, `/v1/channels/${id}/metadata`, { metadata: 'x' });
    expect([again.status, ...limitsIn(again)]).toEqual([204, null, POLICY, null]);
  });

  it('metadata is refused above 155 a second for all channels', async ({ world }) => {
    const { id } = await givenLiveChannel(world);
    const other = (n: number): Promise<Response> =>
      askIvs(world, 'PutMetadata', {
        channelArn: `${ACCOUNT}:channel/other${n}`,
        metadata: 'x',
      });
    const others = await Promise.all(Array.from({ length: 154 }, (_, n) => other(n)));
    expect(others.map(({ status }) => status)).not.toContain(429);
    expect((await post(world, `/v1/channels/${id}/metadata`, { metadata: 'x' })).status).toBe(204);
    const refused = await post(world, `/v1/channels/${id}/metadata`, { metadata: 'x' });
    expect(refused).toMatchObject(problem('throttled', 429));
    expect(limitsIn(refused)).toEqual(['1', POLICY, '"PutMetadata.account";r=0;t=1']);
  });

  it('metadata is sent once per key, never again if its outcome is unknown', async ({ world }) => {
    const { id } = await givenLiveChannel(world);
    const path = `/v1/channels/${id}/metadata`;
    const twice = await Promise.all([
      post(world, path, { metadata: 'x' }, under('one')),
      post(world, path, { metadata: 'x' }, under('one')),
    ]);
    expect(twice.map(({ status }) => status)).toEqual([204, 204]);
    expect(
      twice.filter(({ headers }) => headers.get('idempotency-replayed') === 'true'),
    ).toHaveLength(1);
    expect(world.count('PutMetadata')).toBe(1);
    expect(await post(world, path, { metadata: 'y' }, under('one'))).toMatchObject(
      problem('idempotency-key-reused', 422),
    );

    loseResponse(world, 'PutMetadata');
    expect(await post(world, path, { metadata: 'z' }, under('two'))).toMatchObject(
      problem('ivs-unavailable', 503),
    );
    expect(await post(world, path, { metadata: 'z' }, under('two'))).toMatchObject(
      problem('outcome-unknown', 409),
    );
    expect(world.count('PutMetadata')).toBe(2);
  });

  it('refused metadata is sent when it is asked for again under its key', async ({ world }) => {
    const channel = await givenChannel(world);
    const ask = (): Promise<Answer> =>
      post(
        world,
        `/v1/channels/${channel.id}/metadata`,
        { metadata: 'x' },
        { ...under('one'), 'x-reason': 'a quiz' },
      );
    expect(await ask()).toMatchObject(problem('channel-not-broadcasting', 404));
    world.stack.ivs.connectEncoder({ channelArn: channel.arn });
    await world.advance(20_000);
    expect(await ask()).toMatchObject({ status: 204 });
    const said = world.logged.filter((line) => line.includes('"message":"changed"'));
    expect(said).toEqual([expect.stringContaining('"operation":"PutMetadata"') as string]);
    expect(said[0]).toContain('"reason":"a quiz"');
  });

  it('metadata of a dead request is not sent twice, and its twin waits', async ({ world }) => {
    const { id } = await givenLiveChannel(world);
    const ask = (): Promise<Answer> =>
      post(world, `/v1/channels/${id}/metadata`, { metadata: 'x' }, under('one'));
    world.fateOf = ({ operation }) => (operation === 'PutMetadata' ? 'crashAfter' : undefined);
    expect((await ask()).status).toBe(500);
    world.fateOf = () => undefined;
    expect(await ask()).toMatchObject(problem('request-under-way', 409));
    await world.advance(20_000);
    expect(await ask()).toMatchObject(problem('outcome-unknown', 409));
    expect(world.count('PutMetadata')).toBe(1);
  });
});

describe('tags', () => {
  it('tags are added, changed and taken away on every resource type', async ({ world }) => {
    const channel = await givenChannel(world, { tags: { team: 'day' } });
    const [key] = await keysOf(world, channel);
    const ids = {
      channels: channel.id,
      'stream-keys': idOf(key),
      'playback-key-pairs': (await givenPlaybackKeyPair(world)).id,
      'playback-restriction-policies': (await givenPlaybackRestrictionPolicy(world)).id,
      'recording-configurations': (await givenRecordingConfiguration(world)).id,
      'ad-configurations': (await givenAdConfiguration(world)).id,
    };
    expect(Object.keys(ids)).toEqual(Object.keys(TAGGED_KINDS));
    for (const [resourceType, id] of Object.entries(ids)) {
      // IVS accepts ten of these calls a second.
      await world.advance(1_000);
      const path = `/v1/${resourceType}/${id}/tags`;
      expect(await post(world, `${path}?dryRun=true`, { tags: { team: 'night' } })).toMatchObject({
        status: 200,
      });
      expect(
        await post(world, path, { tags: { team: 'night', 'Größe: /=+-@': '' } }),
      ).toMatchObject({
        status: 204,
      });
      expect((await get(world, path)).body).toMatchObject({
        tags: { team: 'night', 'Größe: /=+-@': '' },
      });
      expect(await world.http('DELETE', `${path}?tagKeys=team&tagKeys=none`)).toMatchObject({
        status: 204,
      });
      expect((await get(world, path)).body.tags).not.toHaveProperty('team');
    }
  });

  it('tags that are reserved, none and too many are refused', async ({ world }) => {
    const { id } = await givenChannel(world);
    const path = `/v1/channels/${id}/tags`;
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`tag-${n}`, '']));
    expect(await post(world, path, { tags: { 'aws:x': '' } })).toMatchObject(faulty('tags.aws:x'));
    expect(await post(world, path, { tags: { 'channelkeeper:job': '' } })).toMatchObject(
      faulty('tags.channelkeeper:job'),
    );
    for (const tags of [{}, many])
      expect(await post(world, path, { tags })).toMatchObject(faulty('tags'));
    for (const keys of ['', 'aws:x', 'channelkeeper:job', 'a,,b', Object.keys(many).join(',')]) {
      expect(await world.http('DELETE', `${path}?tagKeys=${keys}`), keys).toMatchObject({
        status: 400,
      });
    }
    expect(world.count('TagResource') + world.count('UntagResource')).toBe(0);
  });

  const EVERY = 'channelkeeper:rotate-every' as const;
  const AFTER = 'channelkeeper:rotate-after-show' as const;
  const rules = {
    [EVERY]: 'must be from 1h to 365d, in hours or days, e.g. 12h or 30d',
    [AFTER]: 'must be true or false',
  };

  it('tags that order something in a wrong form are refused everywhere', async ({ world }) => {
    const orders = [
      ...['banana', '', '0h', '30m', '1H', '366d', '8761h', '1.5d', '-1d', ' 1d', 'P1D'].map(
        (value) => [EVERY, value] as const,
      ),
      ...['yes', 'TRUE', '', '1'].map((value) => [AFTER, value] as const),
    ];
    const makes = [
      '/v1/channels',
      '/v1/channels/AbCdEf123456/stream-keys',
      ...Object.keys(TAGGED_KINDS).map((resourceType) => `/v1/${resourceType}/AbCdEf123456/tags`),
    ];
    for (const [key, value] of orders) {
      for (const path of makes) {
        const answer = await post(world, path, { tags: { team: 'studio', [key]: value } });
        expect(answer, `${path} ${key}=${value}`).toMatchObject({
          status: 400,
          body: { errors: [{ field: `tags.${key}`, rule: rules[key] }] },
        });
      }
    }
    expect(world.calls.filter(({ service }) => service === 'ivs')).toEqual([]);
  });

  it('tags that order something take the shortest and longest interval', async ({ world }) => {
    const { id } = await givenChannel(world, { tags: { [EVERY]: '1h', [AFTER]: 'true' } });
    for (const [key, value] of [
      [EVERY, '365d'],
      [EVERY, '8760h'],
      [EVERY, '12h'],
      [AFTER, 'false'],
    ] as const) {
      expect(
        await post(world, `/v1/channels/${id}/tags`, { tags: { [key]: value } }),
        value,
      ).toMatchObject({ status: 204 });
    }
    expect(await get(world, `/v1/channels/${id}`)).toMatchObject({ status: 200 });
    expect((await get(world, `/v1/channels/${id}`)).body).not.toHaveProperty('warnings');
  });

  it('tags of others that are not understood are warned of with the channel', async ({ world }) => {
    const { id, arn } = await givenChannel(world);
    await askIvs(world, `tags/${encodeURIComponent(arn)}`, {
      tags: { [EVERY]: 'banana', [AFTER]: 'yes' },
    });
    const headers = { 'cache-control': 'no-cache' };
    const { warnings } = (await world.http('GET', `/v1/channels/${id}`, { headers })).body;
    expect(warnings).toEqual(
      ([EVERY, AFTER] as const).map((key) => ({
        field: `tags.${key}`,
        message: `The tag cannot be read and has no effect: it ${rules[key]}.`,
      })),
    );
  });

  it('tags of absent resources are 404', async ({ world }) => {
    for (const path of [
      '/v1/channels/nobody/tags',
      '/v1/jobs/nobody/tags',
      '/v1/constructor/nobody/tags',
    ]) {
      expect(await get(world, path), path).toMatchObject(problem('not-found', 404));
      expect(await post(world, `${path}?dryRun=true`, { tags: { a: '' } }), path).toMatchObject(
        problem('not-found', 404),
      );
      expect(await post(world, path, { tags: { a: '' } }), path).toMatchObject(
        problem('not-found', 404),
      );
      expect(await world.http('DELETE', `${path}?tagKeys=a`), path).toMatchObject(
        problem('not-found', 404),
      );
    }
  });
});

describe('batch reads', () => {
  const nobodies = (count: number): string[] =>
    Array.from({ length: count }, (_, n) => `nobody-${n}`);

  it('a batch is asked of IVS in chunks, and each id has its own answer', async ({ world }) => {
    const channel = await givenChannel(world, { name: 'one' });
    const before = world.clock.now();
    const answer = await post(world, '/v1/channels/batch-get', {
      ids: [channel.id, ...nobodies(999)],
    });
    expect(answer).toMatchObject({
      status: 200,
      body: { channels: [{ arn: channel.arn, name: 'one' }] },
    });
    expect(answer.text).not.toContain('passphrase');
    expect(list(answer, 'errors')).toHaveLength(999);
    expect(list(answer, 'errors')[0]).toMatchObject({ id: 'nobody-0', code: '404' });
    expect(world.count('BatchGetChannel')).toBe(20);
    expect(world.clock.now() - before).toBeGreaterThanOrEqual(19 * 200);
  });

  it('a batch may name ARNs of this account and region, once or twice', async ({ world }) => {
    const channel = await givenChannel(world);
    expect(
      list(
        await post(world, '/v1/channels/batch-get', { ids: [channel.id, channel.arn] }),
        'channels',
      ),
    ).toHaveLength(1);
    const elsewhere = channel.arn.replace('us-west-2', 'eu-west-1');
    expect(
      await post(world, '/v1/channels/batch-get', { ids: [channel.id, elsewhere] }),
    ).toMatchObject(faulty('ids[1]'));
    for (const ids of [[], nobodies(1_001)])
      expect(await post(world, '/v1/channels/batch-get', { ids })).toMatchObject(faulty('ids'));
    expect(await post(world, '/v1/channels/batch-get', { ids: ['a/b'] })).toMatchObject(
      faulty('ids[0]'),
    );
  });

  it('a batch has an error for each refused id, and is refused if all are', async ({ world }) => {
    world.fateOf = ({ operation }) => {
      if (operation === 'BatchGetChannel' && world.count('BatchGetChannel') > 1)
        world.stack.ivs.setFaults([{ operation, error: 'ThrottlingException' }]);
      return undefined;
    };
    const answer = await post(world, '/v1/channels/batch-get', { ids: nobodies(120) });
    expect(list(answer, 'errors').map(({ code }) => code)).toEqual([
      ...Array<string>(50).fill('404'),
      ...Array<string>(70).fill('ThrottlingException'),
    ]);
    expect(await post(world, '/v1/channels/batch-get', { ids: nobodies(2) })).toMatchObject(
      problem('throttled', 429),
    );
  });

  it('a batch answers in time, with an error for each id that is slow', async ({ world }) => {
    world.fateOf = ({ operation }) => {
      if (operation === 'BatchGetChannel') world.clock.moveTo(world.clock.now() + 6_000);
      return undefined;
    };
    const before = world.clock.now();
    const answer = await post(world, '/v1/channels/batch-get', { ids: nobodies(1_000) });
    expect(answer.status).toBe(200);
    expect(list(answer, 'errors').map(({ code }) => code)).toEqual([
      ...Array<string>(150).fill('404'),
      ...Array<string>(850).fill('TimeoutError'),
    ]);
    expect(world.clock.now() - before).toBeLessThan(29_000);
  });

  it('a batch of stream keys shows values by right, and logs none', async ({ world }) => {
    const channel = await givenChannel(world);
    const [key] = await keysOf(world, channel);
    const ids = [idOf(key), 'nobody'];
    const answer = await post(world, '/v1/stream-keys/batch-get', { ids });
    expect(answer).toMatchObject({
      status: 200,
      body: {
        streamKeys: [{ arn: key?.arn, value: expect.stringMatching(/^sk_/) as string }],
        errors: [{ id: 'nobody' }],
      },
    });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(world.logged.join('')).not.toContain('sk_');
    expect(
      await world.http('POST', '/v1/stream-keys/batch-get', {
        body: { ids },
        scopes: ['channels:read', 'stream-keys:write'],
      }),
    ).toMatchObject(problem('missing-scope', 403));
  });
});

describe('channels', () => {
  it('channels are listed by one filter, and two are refused by name', async ({ world }) => {
    const policy = idOf(
      (await post(world, '/v1/playback-restriction-policies', {})).body.playbackRestrictionPolicy,
    );
    const playbackRestrictionPolicyArn = `${ACCOUNT}:playback-restriction-policy/${policy}`;
    const { arn } = await givenChannel(world, { name: 'restricted', playbackRestrictionPolicyArn });
    await givenChannel(world, { name: 'free' });
    const filter = new URLSearchParams({ playbackRestrictionPolicyArn }).toString();
    expect(list(await get(world, `/v1/channels?${filter}`), 'channels')).toMatchObject([{ arn }]);
    expect(list(await get(world, '/v1/channels?name=restricted'), 'channels')).toMatchObject([
      { arn },
    ]);
    expect(await get(world, `/v1/channels?name=restricted&${filter}`)).toMatchObject(
      faulty('name', 'playbackRestrictionPolicyArn'),
    );
    expect(await get(world, `/v1/channels?playbackRestrictionPolicyArn=${policy}`)).toMatchObject(
      faulty('playbackRestrictionPolicyArn'),
    );
  });

  it('a private channel says that its restriction policy is not heeded', async ({ world }) => {
    const policy = (await post(world, '/v1/playback-restriction-policies', {})).body
      .playbackRestrictionPolicy as { arn: string };
    const warned = {
      warnings: [
        {
          field: 'playbackRestrictionPolicyArn',
          message: expect.stringContaining('private') as string,
        },
      ],
    };
    const made = await post(world, '/v1/channels', {
      authorized: true,
      playbackRestrictionPolicyArn: policy.arn,
    });
    expect(made).toMatchObject({ status: 201, body: warned });
    const path = `/v1/channels/${idOf(made.body.channel)}`;
    expect(
      (await world.http('PATCH', path, { body: { authorized: false } })).body,
    ).not.toHaveProperty('warnings');
    expect((await world.http('PATCH', path, { body: { authorized: true } })).body).toMatchObject(
      warned,
    );
  });
});
