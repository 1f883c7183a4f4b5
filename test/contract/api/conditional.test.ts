import { describe, expect } from 'vitest';
import { askIvs, givenChannel, givenLiveChannel, jobIn, type GivenChannel } from '../../given.ts';
import type { Answer, World } from '../../world.ts';
import { it } from '../../worldTest.ts';

const tagOf = (answer: Answer): string => answer.headers.get('etag') ?? '';
const get = ({ http }: Pick<World, 'http'>, { id }: GivenChannel): Promise<Answer> =>
  http('GET', `/v1/channels/${id}`);
const patch = (
  world: World,
  { id }: GivenChannel,
  ifMatch: string,
  body: object,
  headers: Record<string, string> = {},
  query = '',
): Promise<Answer> =>
  world.http('PATCH', `/v1/channels/${id}${query}`, {
    body,
    headers: { 'if-match': ifMatch, ...headers },
  });
const read = (world: World, channel: GivenChannel): Promise<Answer> =>
  get({ http: (...asked) => world.http(...asked) }, channel);
const FAILED = { status: 412, body: { type: '/problems/precondition-failed' } };

describe('If-Match', () => {
  it('lets a change through that was made for the present state', async ({ world }) => {
    const channel = await givenChannel(world);
    const first = tagOf(await read(world, channel));

    const changed = await patch(world, channel, first, { name: 'a' });

    expect(changed.status).toBe(200);
    expect(tagOf(changed)).toBe(tagOf(await read(world, channel)));
    expect((await patch(world, channel, `"x", ${tagOf(changed)}`, { name: 'b' })).status).toBe(200);
    expect((await patch(world, channel, '*', { name: 'c' })).status).toBe(200);
    expect((await read(world, channel)).body).toMatchObject({ channel: { name: 'c' } });
  });

  it('refuses a change that was made for another state, and changes nothing', async ({ world }) => {
    const channel = await givenChannel(world);
    const first = tagOf(await read(world, channel));
    await patch(world, channel, first, { name: 'a' });

    expect(await patch(world, channel, first, { name: 'b' })).toMatchObject(FAILED);
    expect(await patch(world, channel, `W/${first}`, { name: 'b' })).toMatchObject(FAILED);
    const present = tagOf(await read(world, channel));
    const weak = await patch(world, channel, `W/${present}`, { name: 'b' });
    expect(weak).toMatchObject(FAILED);
    expect(weak.body.detail).toBe(
      `A weak tag names no state in \`If-Match\`. Send ${present}, without \`W/\`.`,
    );
    expect(await patch(world, channel, first, { name: 'b' }, {}, '?dryRun=true')).toMatchObject(
      FAILED,
    );
    const headers = { 'if-match': first };
    expect(await world.http('DELETE', `/v1/channels/${channel.id}`, { headers })).toMatchObject(
      FAILED,
    );
    expect((await read(world, channel)).body).toMatchObject({ channel: { name: 'a' } });
    expect(await world.http('DELETE', '/v1/channels/nobody', { headers })).toMatchObject({
      status: 404,
    });
  });

  it('knows of a change at IVS that no reading shows yet', async ({ world }) => {
    const channel = await givenChannel(world);
    await world.advance(60_000);
    const known = tagOf(await read(world, channel));
    await askIvs(world, 'UpdateChannel', { arn: channel.arn, name: 'outside' });
    expect(tagOf(await read(world, channel))).toBe(known);

    expect(await patch(world, channel, known, { name: 'b' })).toMatchObject(FAILED);

    const headers = { 'if-match': tagOf(await read(world, channel)) };
    const { status } = await world.http('DELETE', `/v1/channels/${channel.id}`, { headers });
    expect(status).toBe(204);
  });

  it('lets one of several changes through that were made for the same state', async ({ world }) => {
    const channel = await givenChannel(world);
    for (let round = 0; round < 5; round++) {
      const before = tagOf(await read(world, channel));
      const answers = await Promise.all(
        ['a', 'b', 'c', 'd'].map((name) =>
          patch(world, channel, before, { name: `${name}-${round}` }),
        ),
      );
      const statuses = answers.map(({ status }) => status);
      expect(statuses.filter((status) => status < 300)).toHaveLength(1);
      for (const status of statuses) expect([200, 202, 409, 412]).toContain(status);
      await world.advance(5_000);
    }
  });

  it('is not checked again when the same request is repeated under its key', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const before = tagOf(await read(world, channel));
    const key = { 'idempotency-key': 'once' };
    const first = await patch(world, channel, before, { name: 'a' }, key, '?when=now');
    await world.ended(jobIn(first).id);

    const again = await patch(world, channel, before, { name: 'a' }, key, '?when=now');

    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([200, 'true']);
  });
});
