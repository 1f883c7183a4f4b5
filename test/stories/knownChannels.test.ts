import { describe, expect } from 'vitest';
import { createRandom } from '../../local/random.ts';
import { askIvs, givenChannel, idIn, jobIn, type GivenChannel } from '../given.ts';
import type { Answer, World } from '../world.ts';
import { it } from '../worldTest.ts';

const MINUTE_MS = 60_000;
const NO_CACHE = { 'cache-control': 'no-cache' };

const read = (
  world: World,
  { id }: GivenChannel,
  headers: Record<string, string> = {},
): Promise<Answer> => world.http('GET', `/v1/channels/${id}`, { headers });

/** Returns the names of the members that a write sets. */
const named = (input: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(
    Object.values((input.ExpressionAttributeNames ?? {}) as Record<string, string>).map((name) => [
      name,
      name,
    ]),
  );

const nameIn = ({ body }: Answer): unknown => (body.channel as { name?: string } | undefined)?.name;

/** Changes a channel as somebody with the console might. */
const rename = (world: World, { arn }: GivenChannel, name: string): Promise<Response> =>
  askIvs(world, 'UpdateChannel', { arn, name });

describe('reading a channel', () => {
  it('asks IVS once, however often and from wherever it is read', async ({ world }) => {
    const channel = await givenChannel(world);
    await world.advance(MINUTE_MS);
    const before = world.count('GetChannel');

    const answers = await Promise.all(Array.from({ length: 50 }, () => read(world, channel)));

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(world.count('GetChannel')).toBe(before);
  });

  it('asks IVS once for fifty callers who come at once, for a channel and for none', async ({
    world,
  }) => {
    const arn = (
      (await (await askIvs(world, 'CreateChannel', { name: 'foreign' })).json()) as {
        channel: { arn: string };
      }
    ).channel.arn;
    const foreign = { arn, id: arn.split('/')[1] ?? '' };
    const all = (of: GivenChannel): Promise<Answer[]> =>
      Promise.all(Array.from({ length: 50 }, () => read(world, of)));

    expect(new Set((await all(foreign)).map(nameIn))).toEqual(new Set(['foreign']));
    expect(world.count('GetChannel')).toBe(1);
    const absent = { id: 'AbSeNt123456', arn: '' };
    expect(new Set((await all(absent)).map(({ status }) => status))).toEqual(new Set([404]));
    expect(world.count('GetChannel')).toBe(2);
  });

  it('sees a change at IVS when it asks for it, and then without asking', async ({ world }) => {
    const channel = await givenChannel(world);
    await world.advance(MINUTE_MS);
    await rename(world, channel, 'changed');

    expect(nameIn(await read(world, channel))).toBe('studio');
    expect(nameIn(await read(world, channel, NO_CACHE))).toBe('changed');
    const asked = world.count('GetChannel');
    expect(nameIn(await read(world, channel))).toBe('changed');
    expect(world.count('GetChannel')).toBe(asked);
  });

  it('tells its age, and its entity tag stands for the body', async ({ world }) => {
    const channel = await givenChannel(world);
    await world.advance(MINUTE_MS);
    const first = await read(world, channel, NO_CACHE);
    await world.advance(7_000);

    const later = await read(world, channel);

    expect(first.headers.get('age')).toBe('0');
    expect(later.headers.get('age')).toBe('7');
    expect(later.headers.get('x-as-of')).toBe(first.headers.get('x-as-of'));
    expect(later.headers.get('cache-control')).toBe('private, no-cache');
    expect(later.text).toBe(first.text);
    const etag = later.headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[0-9a-z]+"$/);
    for (const named of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const same = await read(world, channel, { 'if-none-match': named });
      expect([same.status, same.text, same.headers.get('etag')]).toEqual([304, '', etag]);
    }
    await rename(world, channel, 'changed');
    // `fetch` adds one of these by itself: in Node.js the first, in Chromium the second.
    for (const added of ['', 'no-cache', 'max-age=0']) {
      const headers = { 'cache-control': added, 'if-none-match': etag };
      expect((await read(world, channel, headers)).status, added).toBe(304);
    }
    const changed = await read(world, channel, {
      'cache-control': 'no-cache, max-age=0',
      'if-none-match': etag,
    });
    expect([changed.status, nameIn(changed)]).toEqual([200, 'changed']);
    expect(changed.headers.get('etag')).not.toBe(etag);
  });

  it('never keeps the passphrase of an SRT ingest', async ({ world }) => {
    const channel = await givenChannel(world);
    await read(world, channel, NO_CACHE);
    const writes = world.calls.filter(({ service }) => service === 'dynamodb');
    expect(JSON.stringify(writes)).not.toMatch(/passphrase/i);
  });
});

describe('reading a channel that we change', () => {
  it('shows every change at once: its own update, its tags and its deletion', async ({ world }) => {
    const channel = await givenChannel(world);
    await read(world, channel);
    for (let n = 0; n < 10; n++) {
      const name = `name-${n}`;
      await world.http('PATCH', `/v1/channels/${channel.id}`, { body: { name } });
      expect(nameIn(await read(world, channel))).toBe(name);
      await world.http('POST', `/v1/channels/${channel.id}/tags`, { body: { tags: { name } } });
      expect((await read(world, channel)).body.channel).toMatchObject({ tags: { name } });
    }
    await world.http('DELETE', `/v1/channels/${channel.id}/tags?tagKeys=name`);
    expect((await read(world, channel)).body.channel).not.toMatchObject({
      tags: { name: 'name-9' },
    });
    const asked = world.count('GetChannel');
    await world.http('DELETE', `/v1/channels/${channel.id}`);
    expect((await read(world, channel)).status).toBe(404);
    expect(world.count('GetChannel')).toBe(asked);
  });

  it('is 404 once the channel was deleted at IVS and anybody has met that', async ({ world }) => {
    const channel = await givenChannel(world);
    await world.advance(MINUTE_MS);
    await askIvs(world, 'DeleteChannel', { arn: channel.arn });
    expect((await read(world, channel)).status).toBe(200);

    expect(
      (await world.http('PATCH', `/v1/channels/${channel.id}`, { body: { name: 'x' } })).status,
    ).toBe(404);

    expect((await read(world, channel)).status).toBe(404);
  });

  it('shows a change whose process died right after the call', async ({ world }) => {
    const channel = await givenChannel(world);
    await world.advance(MINUTE_MS);
    for (const [operation, change] of [
      ['TagResource', ['POST', `/v1/channels/${channel.id}/tags`, { tags: { team: 'a' } }]],
      ['UpdateChannel', ['PATCH', `/v1/channels/${channel.id}`, { name: 'late' }]],
    ] as const) {
      await read(world, channel);
      world.fateOf = (call) => (call.operation === operation ? 'crashAfter' : undefined);
      const [method, path, body] = change;
      await world.http(method, path, { body }).catch(() => undefined);
      world.fateOf = () => undefined;
      const shown = (await read(world, channel)).body.channel;
      expect(shown).toMatchObject(operation === 'TagResource' ? { tags: { team: 'a' } } : body);
    }
  });
});

describe('reads of IVS that lag', () => {
  it('are not kept, so a change is seen as soon as IVS shows it', async ({ world }) => {
    const channel = await givenChannel(world);
    await world.advance(MINUTE_MS);
    await read(world, channel);
    world.stack.ivs.settings.readLagMs = 5_000;
    await world.http('POST', `/v1/channels/${channel.id}/tags`, { body: { tags: { a: 'b' } } });
    await read(world, channel);
    await world.advance(6_000);

    expect((await read(world, channel)).body.channel).toMatchObject({ tags: { a: 'b' } });
  });

  it('do not take a channel out of the list that was just created', async ({ world }) => {
    await world.advance(3 * MINUTE_MS);
    world.stack.ivs.settings.readLagMs = 5_000;
    const answer = await world.http('POST', '/v1/channels', { body: { name: 'new' } });
    const { id } = jobIn(answer);
    const job = await world.ended(id);
    const arn = job.memory.channelArn ?? '';
    expect((await read(world, { id: arn.split('/')[1] ?? '', arn })).status).toBe(404);
    await world.advance(6_000);
    expect((await world.http('GET', '/v1/channels')).body.channels).toMatchObject([
      { name: 'new' },
    ]);
  });
});

describe('a reading that comes late', () => {
  for (const how of ['PATCH', 'tags'] as const)
    it(`never undoes a change by ${how}, in whatever order the calls are made`, async ({
      world,
    }) => {
      const channel = await givenChannel(world);
      const random = createRandom(how.length);
      world.skewMsMax = 5_000;
      await world.advance(MINUTE_MS);
      for (let round = 0; round < 12; round++) {
        const value = `round-${round}`;
        world.pick = (waiting) => ({
          index: random.integer(0, waiting.length - 1),
          afterMs: random.fraction() < 0.3 ? random.integer(1, 1_500) : 0,
        });
        const readers = Array.from({ length: 3 }, (_, n) =>
          read(world, channel, n === 0 ? {} : NO_CACHE),
        );
        const changed =
          how === 'PATCH'
            ? await world.http('PATCH', `/v1/channels/${channel.id}`, { body: { name: value } })
            : await world.http('POST', `/v1/channels/${channel.id}/tags`, {
                body: { tags: { value } },
              });
        if (changed.status === 202) await world.ended(jobIn(changed).id);
        else expect([200, 204]).toContain(changed.status);
        const expected = how === 'PATCH' ? { name: value } : { tags: { value } };
        expect((await read(world, channel)).body.channel).toMatchObject(expected);
        await Promise.all(readers);
        world.pick = undefined;
        expect((await read(world, channel)).body.channel).toMatchObject(expected);
        await world.advance(round % 3 === 0 ? 45_000 : 700);
        expect((await read(world, channel)).body.channel).toMatchObject(expected);
      }
    });

  it('never replaces what a later call has shown, whoever made the change', async ({ world }) => {
    const channel = await givenChannel(world);
    await world.advance(MINUTE_MS);
    world.fateOf = ({ functionName, operation, input }) =>
      functionName === 'queries' && operation === 'UpdateItem' && 'askNo' in named(input)
        ? { givenUpAfterMs: 1, landsAfterMs: 6_000 }
        : undefined;
    expect((await read(world, channel, NO_CACHE)).status).toBe(503);
    world.fateOf = () => undefined;
    await rename(world, channel, 'outside');
    expect(nameIn(await read(world, channel, NO_CACHE))).toBe('outside');
    await world.advance(10_000);
    expect(nameIn(await read(world, channel))).toBe('outside');
  });

  it('changes nothing that is newer, when its write lands after a change', async ({ world }) => {
    const channel = await givenChannel(world);
    for (let round = 0; round < 10; round++) {
      await world.advance(MINUTE_MS);
      const late = { writes: 0 };
      world.fateOf = ({ functionName, operation, input }) =>
        functionName === 'queries' && operation === 'UpdateItem' && 'askNo' in named(input)
          ? (late.writes++, { givenUpAfterMs: 1, landsAfterMs: 2_000 + 1_000 * round })
          : undefined;
      await read(world, channel, NO_CACHE).catch(() => undefined);
      expect(late.writes).toBeGreaterThan(0);
      world.fateOf = () => undefined;
      await world.http('PATCH', `/v1/channels/${channel.id}`, { body: { name: `n-${round}` } });
      await world.advance(20_000);
      expect(nameIn(await read(world, channel))).toBe(`n-${round}`);
    }
  });
});

describe('reading while IVS is not available', () => {
  it('answers from what is known, and says so when nothing is known', async ({ world }) => {
    const channel = await givenChannel(world);
    await world.advance(MINUTE_MS);
    await read(world, channel, NO_CACHE);
    world.stack.ivs.setFaults([{ operation: 'GetChannel', error: 'InternalServerException' }]);

    expect((await read(world, channel)).status).toBe(200);
    expect((await read(world, { id: 'UnKnOwN12345', arn: '' })).status).toBe(503);
  });

  it('waits for IVS to take calls again', async ({ world }) => {
    const channel = await givenChannel(world);
    await world.advance(MINUTE_MS);
    const jobId = idIn(
      await world.http('POST', `/v1/channels/${channel.id}/stream-key-rotations?when=now`),
    );
    await world.ended(jobId);
    world.stack.ivs.setFaults([
      { operation: 'GetChannel', error: 'ThrottlingException', count: 2 },
    ]);

    expect((await read(world, channel)).status).toBe(200);
  });
});
