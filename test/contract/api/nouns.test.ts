import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TAGGED_KINDS } from '../../../lib/api/tags.ts';
import { askIvs, givenChannel, givenLiveChannel, keysOf } from '../../given.ts';
import {
  givenAdConfiguration,
  givenPlaybackKeyPair,
  givenPlaybackRestrictionPolicy,
  givenRecordingConfiguration,
} from '../../givenAttachments.ts';
import { World, type Answer } from '../../world.ts';

// Every noun of IVS over our API: what it does, and what callers hear when it does not.

let world: World;
beforeEach(async () => {
  world = await World.open();
});
afterEach(() => world.close());

const get = (path: string, scopes?: string[]): Promise<Answer> =>
  world.http('GET', path, scopes ? { scopes } : {});
const post = (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
  world.http('POST', path, { body, headers });
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
 * Returns the rate headers of an answer: when to come again, the quotas, the one that is used up.
 */
const limitsIn = (answer?: Answer): (string | null | undefined)[] =>
  ['retry-after', 'ratelimit-policy', 'ratelimit'].map((name) => answer?.headers.get(name));
const POLICY = '"PutMetadata.channel";q=5;w=1, "PutMetadata.account";q=155;w=1';

/** Has the response to the next call of an operation lost, after it took effect. */
function loseResponse(operation: string): void {
  world.fateOf = (call) => {
    if (call.operation !== operation) return undefined;
    world.fateOf = () => undefined;
    return 'lostResponse';
  };
}

describe('shows', () => {
  it('are listed page by page, and shown one by one with the channel as it was', async () => {
    const { id, arn } = await givenLiveChannel(world, {}, { name: 'evening' });
    const latest = await get(`/v1/channels/${id}/stream-sessions/latest`);
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

    const first = await get(`/v1/channels/${id}/stream-sessions?limit=1`);
    const second = await get(
      `/v1/channels/${id}/stream-sessions?limit=1&cursor=${String(first.body.nextCursor)}`,
    );
    const [on, over] = [...list(first, 'streamSessions'), ...list(second, 'streamSessions')];
    expect([on?.endTime, over?.endTime]).toEqual([
      undefined,
      expect.stringMatching(/Z$/) as string,
    ]);
    expect(await get(`/v1/channels/${id}/stream-sessions/${String(over?.streamId)}`)).toMatchObject(
      { status: 200, body: { streamSession: { streamId: over?.streamId } } },
    );
  });

  it('that are not there are 404, and a cursor of another list is refused', async () => {
    const { id } = await givenChannel(world);
    expect(await get(`/v1/channels/${id}/stream-sessions`)).toMatchObject({
      status: 200,
      body: { streamSessions: [] },
    });
    expect(await get(`/v1/channels/${id}/stream-sessions/latest`)).toMatchObject(
      problem('not-found', 404),
    );
    expect(await get('/v1/channels/nobody/stream-sessions')).toMatchObject(
      problem('not-found', 404),
    );
    const other = Buffer.from('["channels","x"]').toString('base64url');
    expect(await get(`/v1/channels/${id}/stream-sessions?cursor=${other}`)).toMatchObject(
      faulty('cursor'),
    );
  });

  it('that are on are listed, all or by health', async () => {
    const { arn } = await givenLiveChannel(world);
    await givenChannel(world);
    expect((await get('/v1/streams')).body).toMatchObject({
      streams: [{ channelArn: arn, state: 'LIVE' }],
    });
    expect((await get('/v1/streams?health=HEALTHY')).body).toMatchObject({
      streams: [{ channelArn: arn }],
    });
    expect((await get('/v1/streams?health=STARVING')).body).toEqual({ streams: [] });
    expect(await get('/v1/streams?health=BAD')).toMatchObject(faulty('health'));
  });
});

it('a read that comes too fast is told the quota of its own operation', async () => {
  const { id } = await givenChannel(world);
  await world.advance(1_000);
  const answers = [];
  for (let n = 0; n < 6; n++) answers.push(await get(`/v1/channels/${id}`));
  expect(answers.map((answer) => [answer.status, ...limitsIn(answer)]).slice(4)).toEqual([
    [200, null, null, null],
    [429, '1', '"GetChannel";q=5;w=1', '"GetChannel";r=0;t=1'],
  ]);
});

describe('metadata', () => {
  it('goes into the live stream, up to 1,024 bytes', async () => {
    const { id } = await givenLiveChannel(world);
    const path = `/v1/channels/${id}/metadata`;
    expect(await post(path, { metadata: 'é'.repeat(512) })).toMatchObject({
      status: 204,
      text: '',
    });
    const tooLong = {
      status: 400,
      body: { errors: [{ field: 'metadata', rule: 'must have at most 1024 bytes in UTF-8' }] },
    };
    expect(await post(path, { metadata: 'é'.repeat(513) })).toMatchObject(tooLong);
    expect(await post(path, { metadata: '' })).toMatchObject(faulty('metadata'));
    const planned = await post(`${path}?dryRun=true`, { metadata: 'x' });
    expect(planned).toMatchObject({
      status: 200,
      body: { dryRun: { operation: 'PutMetadata', request: { metadata: 'x' } } },
    });
    expect(world.count('PutMetadata')).toBe(1);
  });

  it('needs a stream, planned or done, and a token that allows it', async () => {
    const { id } = await givenChannel(world);
    for (const query of ['', '?dryRun=true']) {
      expect(await post(`/v1/channels/${id}/metadata${query}`, { metadata: 'x' })).toMatchObject(
        problem('channel-not-broadcasting', 404),
      );
      expect(await post(`/v1/channels/nobody/metadata${query}`, { metadata: 'x' })).toMatchObject(
        problem('not-found', 404),
      );
    }
    const answer = await world.http('POST', `/v1/channels/${id}/metadata`, {
      body: { metadata: 'x' },
      scopes: ['channels:write'],
    });
    expect(answer).toMatchObject(problem('missing-scope', 403));
  });

  it('comes too fast above 5 a second for one channel', async () => {
    const { id } = await givenLiveChannel(world);
    const answers = [];
    for (let n = 0; n < 7; n++)
      answers.push(await post(`/v1/channels/${id}/metadata`, { metadata: 'x' }));
    const [refused] = answers.filter(({ status }) => status === 429);
    expect(answers.map(({ status }) => status).slice(0, 5)).toEqual([204, 204, 204, 204, 204]);
    expect(limitsIn(refused)).toEqual(['1', POLICY, '"PutMetadata.channel";r=0;t=1']);
    await world.advance(1_000);
    const again = await post(`/v1/channels/${id}/metadata`, { metadata: 'x' });
    expect([again.status, ...limitsIn(again)]).toEqual([204, null, POLICY, null]);
  });

  it('comes too fast above 155 a second for all channels', async () => {
    const { id } = await givenLiveChannel(world);
    const other = (n: number): Promise<Response> =>
      askIvs(world, 'PutMetadata', {
        channelArn: `arn:aws:ivs:us-west-2:123456789012:channel/other${n}`,
        metadata: 'x',
      });
    const others = await Promise.all(Array.from({ length: 154 }, (_, n) => other(n)));
    expect(others.map(({ status }) => status)).not.toContain(429);
    expect((await post(`/v1/channels/${id}/metadata`, { metadata: 'x' })).status).toBe(204);
    const refused = await post(`/v1/channels/${id}/metadata`, { metadata: 'x' });
    expect(refused).toMatchObject(problem('throttled', 429));
    expect(limitsIn(refused)).toEqual(['1', POLICY, '"PutMetadata.account";r=0;t=1']);
  });

  it('is put in once under a key, by whoever asks first; never again when nobody knows whether it was', async () => {
    const { id } = await givenLiveChannel(world);
    const path = `/v1/channels/${id}/metadata`;
    const twice = await Promise.all([
      post(path, { metadata: 'x' }, under('one')),
      post(path, { metadata: 'x' }, under('one')),
    ]);
    expect(twice.map(({ status }) => status)).toEqual([204, 204]);
    expect(
      twice.filter(({ headers }) => headers.get('idempotency-replayed') === 'true'),
    ).toHaveLength(1);
    expect(world.count('PutMetadata')).toBe(1);
    expect(await post(path, { metadata: 'y' }, under('one'))).toMatchObject(
      problem('idempotency-key-reused', 422),
    );

    loseResponse('PutMetadata');
    expect(await post(path, { metadata: 'z' }, under('two'))).toMatchObject(
      problem('ivs-unavailable', 503),
    );
    expect(await post(path, { metadata: 'z' }, under('two'))).toMatchObject(
      problem('outcome-unknown', 409),
    );
    expect(world.count('PutMetadata')).toBe(2);
  });

  it('that was refused is put in when it is asked for again under its key', async () => {
    const channel = await givenChannel(world);
    const ask = (): Promise<Answer> =>
      post(
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

  it('of a request that died is not put in twice, and its twin waits until that is certain', async () => {
    const { id } = await givenLiveChannel(world);
    const ask = (): Promise<Answer> =>
      post(`/v1/channels/${id}/metadata`, { metadata: 'x' }, under('one'));
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
  it('are added, changed and taken away, on things of every kind', async () => {
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
    for (const [noun, id] of Object.entries(ids)) {
      // IVS takes ten such calls a second.
      await world.advance(1_000);
      const path = `/v1/${noun}/${id}/tags`;
      expect(await post(`${path}?dryRun=true`, { tags: { team: 'night' } })).toMatchObject({
        status: 200,
      });
      expect(await post(path, { tags: { team: 'night', 'Größe: /=+-@': '' } })).toMatchObject({
        status: 204,
      });
      expect((await get(path)).body).toMatchObject({ tags: { team: 'night', 'Größe: /=+-@': '' } });
      expect(await world.http('DELETE', `${path}?tagKeys=team&tagKeys=none`)).toMatchObject({
        status: 204,
      });
      expect((await get(path)).body.tags).not.toHaveProperty('team');
    }
  });

  it('that IVS or this API keeps for itself, none and too many are refused', async () => {
    const { id } = await givenChannel(world);
    const path = `/v1/channels/${id}/tags`;
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`tag-${n}`, '']));
    expect(await post(path, { tags: { 'aws:x': '' } })).toMatchObject(faulty('tags.aws:x'));
    expect(await post(path, { tags: { 'channelkeeper:job': '' } })).toMatchObject(
      faulty('tags.channelkeeper:job'),
    );
    for (const tags of [{}, many]) expect(await post(path, { tags })).toMatchObject(faulty('tags'));
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

  it('that give an order in a way that is not understood are refused wherever they come in, and no call is made', async () => {
    const orders = [
      ...['banana', '', '0h', '30m', '1H', '366d', '8761h', '1.5d', '-1d', ' 1d', 'P1D'].map(
        (value) => [EVERY, value] as const,
      ),
      ...['yes', 'TRUE', '', '1'].map((value) => [AFTER, value] as const),
    ];
    const makes = [
      '/v1/channels',
      '/v1/channels/AbCdEf123456/stream-keys',
      ...Object.keys(TAGGED_KINDS).map((noun) => `/v1/${noun}/AbCdEf123456/tags`),
    ];
    for (const [key, value] of orders) {
      for (const path of makes) {
        const answer = await post(path, { tags: { team: 'studio', [key]: value } });
        expect(answer, `${path} ${key}=${value}`).toMatchObject({
          status: 400,
          body: { errors: [{ field: `tags.${key}`, rule: rules[key] }] },
        });
      }
    }
    expect(world.calls.filter(({ service }) => service === 'ivs')).toEqual([]);
  });

  it('that give an order are taken as documented, from the shortest interval to the longest', async () => {
    const { id } = await givenChannel(world, { tags: { [EVERY]: '1h', [AFTER]: 'true' } });
    for (const [key, value] of [
      [EVERY, '365d'],
      [EVERY, '8760h'],
      [EVERY, '12h'],
      [AFTER, 'false'],
    ] as const) {
      expect(
        await post(`/v1/channels/${id}/tags`, { tags: { [key]: value } }),
        value,
      ).toMatchObject({ status: 204 });
    }
    expect(await get(`/v1/channels/${id}`)).toMatchObject({ status: 200 });
    expect((await get(`/v1/channels/${id}`)).body).not.toHaveProperty('warnings');
  });

  it('that somebody else set, and that are not understood, are warned of where the channel is shown', async () => {
    const { id, arn } = await givenChannel(world);
    await askIvs(world, `tags/${encodeURIComponent(arn)}`, {
      tags: { [EVERY]: 'banana', [AFTER]: 'yes' },
    });
    const { warnings } = (await get(`/v1/channels/${id}`)).body;
    expect(warnings).toEqual(
      ([EVERY, AFTER] as const).map((key) => ({
        field: `tags.${key}`,
        message: `The tag cannot be read and has no effect: it ${rules[key]}.`,
      })),
    );
  });

  it('of what is not there are 404', async () => {
    for (const path of [
      '/v1/channels/nobody/tags',
      '/v1/jobs/nobody/tags',
      '/v1/constructor/nobody/tags',
    ]) {
      expect(await get(path), path).toMatchObject(problem('not-found', 404));
      expect(await post(`${path}?dryRun=true`, { tags: { a: '' } }), path).toMatchObject(
        problem('not-found', 404),
      );
      expect(await post(path, { tags: { a: '' } }), path).toMatchObject(problem('not-found', 404));
      expect(await world.http('DELETE', `${path}?tagKeys=a`), path).toMatchObject(
        problem('not-found', 404),
      );
    }
  });
});

describe('many at once', () => {
  const nobodies = (count: number): string[] =>
    Array.from({ length: count }, (_, n) => `nobody-${n}`);

  it('are asked of IVS in portions, at its pace, each with its own answer', async () => {
    const channel = await givenChannel(world, { name: 'one' });
    const before = world.clock.now();
    const answer = await post('/v1/channels/batch-get', { ids: [channel.id, ...nobodies(999)] });
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

  it('may be named by ARNs of this account and region, once or twice', async () => {
    const channel = await givenChannel(world);
    expect(
      list(await post('/v1/channels/batch-get', { ids: [channel.id, channel.arn] }), 'channels'),
    ).toHaveLength(1);
    const elsewhere = channel.arn.replace('us-west-2', 'eu-west-1');
    expect(await post('/v1/channels/batch-get', { ids: [channel.id, elsewhere] })).toMatchObject(
      faulty('ids[1]'),
    );
    for (const ids of [[], nobodies(1_001)])
      expect(await post('/v1/channels/batch-get', { ids })).toMatchObject(faulty('ids'));
    expect(await post('/v1/channels/batch-get', { ids: ['a/b'] })).toMatchObject(faulty('ids[0]'));
  });

  it('that IVS will not say in time are errors of their own, and nothing at all is a refusal', async () => {
    world.fateOf = ({ operation }) => {
      if (operation === 'BatchGetChannel' && world.count('BatchGetChannel') > 1)
        world.stack.ivs.setFaults([{ operation, error: 'ThrottlingException' }]);
      return undefined;
    };
    const answer = await post('/v1/channels/batch-get', { ids: nobodies(120) });
    expect(list(answer, 'errors').map(({ code }) => code)).toEqual([
      ...Array<string>(50).fill('404'),
      ...Array<string>(70).fill('ThrottlingException'),
    ]);
    expect(await post('/v1/channels/batch-get', { ids: nobodies(2) })).toMatchObject(
      problem('throttled', 429),
    );
  });

  it('that IVS is slow to say are errors of their own, in an answer that comes in time', async () => {
    world.fateOf = ({ operation }) => {
      if (operation === 'BatchGetChannel') world.clock.moveTo(world.clock.now() + 6_000);
      return undefined;
    };
    const before = world.clock.now();
    const answer = await post('/v1/channels/batch-get', { ids: nobodies(1_000) });
    expect(answer.status).toBe(200);
    expect(list(answer, 'errors').map(({ code }) => code)).toEqual([
      ...Array<string>(150).fill('404'),
      ...Array<string>(850).fill('TimeoutError'),
    ]);
    expect(world.clock.now() - before).toBeLessThan(29_000);
  });

  it('of stream keys hold their values, for who may read them, and leave none in the log', async () => {
    const channel = await givenChannel(world);
    const [key] = await keysOf(world, channel);
    const ids = [idOf(key), 'nobody'];
    const answer = await post('/v1/stream-keys/batch-get', { ids });
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
  it('are listed by one filter, and two are refused by name', async () => {
    const policy = idOf(
      (await post('/v1/playback-restriction-policies', {})).body.playbackRestrictionPolicy,
    );
    const playbackRestrictionPolicyArn = `arn:aws:ivs:us-west-2:123456789012:playback-restriction-policy/${policy}`;
    const { arn } = await givenChannel(world, { name: 'restricted', playbackRestrictionPolicyArn });
    await givenChannel(world, { name: 'free' });
    const filter = `playbackRestrictionPolicyArn=${encodeURIComponent(playbackRestrictionPolicyArn)}`;
    expect(list(await get(`/v1/channels?${filter}`), 'channels')).toMatchObject([{ arn }]);
    expect(list(await get('/v1/channels?name=restricted'), 'channels')).toMatchObject([{ arn }]);
    expect(await get(`/v1/channels?name=restricted&${filter}`)).toMatchObject(
      faulty('name', 'playbackRestrictionPolicyArn'),
    );
    expect(await get(`/v1/channels?playbackRestrictionPolicyArn=${policy}`)).toMatchObject(
      faulty('playbackRestrictionPolicyArn'),
    );
  });

  it('that are private say that their restriction policy is not heeded', async () => {
    const policy = (await post('/v1/playback-restriction-policies', {})).body
      .playbackRestrictionPolicy as { arn: string };
    const warned = {
      warnings: [
        {
          field: 'playbackRestrictionPolicyArn',
          message: expect.stringContaining('private') as string,
        },
      ],
    };
    const made = await post('/v1/channels', {
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
