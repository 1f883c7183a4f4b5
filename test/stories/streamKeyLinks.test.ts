import { describe, expect } from 'vitest';
import { digestOf } from '../../lib/random.ts';
import { givenChannel, keysOf, rotate, type GivenChannel } from '../given.ts';
import { keyIdOf } from '../givenKeys.ts';
import type { Answer, World } from '../world.ts';
import { it, itIn } from '../worldTest.ts';

const MINUTE_MS = 60_000;

interface Link {
  id: string;
  url: string;
  expiresAt: string;
}

const make = async (
  world: World,
  channel: GivenChannel,
  body: Record<string, unknown> = {},
): Promise<Link> => {
  const answer = await world.http(
    'POST',
    `/v1/stream-keys/${await keyIdOf(world, channel)}/links`,
    { body, scopes: ['stream-keys:read'], subject: 'ann' },
  );
  expect(answer.status, answer.text).toBe(201);
  return answer.body.link as Link;
};

const tokenOf = ({ url }: Link): string => url.slice(url.indexOf('#') + 1);

/** Opens a link as somebody without an access token does. */
async function opened(
  world: World,
  { url }: Link,
  init: RequestInit = {},
): Promise<{ status: number; text: string; headers: Headers }> {
  const [address = ''] = url.split('#');
  const asking = fetch(address, init).then(async (response) => ({
    status: response.status,
    text: await response.text(),
    headers: response.headers,
  }));
  return world.during(asking, 'an answer');
}

const reveal = (world: World, link: Link, token = tokenOf(link)) =>
  opened(world, link, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  });

const valueOf = async (world: World, channel: GivenChannel): Promise<string> => {
  const { body } = await world.http('GET', `/v1/stream-keys/${await keyIdOf(world, channel)}`);
  return (body.streamKey as { value: string }).value;
};

describe('a link to a stream key', () => {
  let channel: GivenChannel;
  let value: string;
  it.beforeEach(async ({ world }) => {
    channel = await givenChannel(world);
    value = await valueOf(world, channel);
  });

  it('shows the value once, to whoever has it, and never again', async ({ world }) => {
    const link = await make(world, channel);
    expect(link.url).toMatch(/^http:\/\/[\w.:]+\/v1\/stream-key-links\/[0-9a-z]+#[0-9a-z]{32}$/);

    const first = await reveal(world, link);
    const second = await reveal(world, link);

    expect(first.status, first.text).toBe(200);
    expect(JSON.parse(first.text)).toEqual({
      streamKey: { value, channelArn: channel.arn },
    });
    expect(first.headers.get('cache-control')).toBe('no-store');
    expect(first.headers.get('referrer-policy')).toBe('no-referrer');
    expect(second.status).toBe(404);
    expect(second.text).toContain('was used');
    expect(second.text).not.toContain(value);
  });

  it('is not used up by a GET, which shows a page without the value', async ({ world }) => {
    const link = await make(world, channel);
    const from = world.calls.length;

    for (let times = 0; times < 3; times++) {
      const page = await opened(world, link);
      expect(page.status).toBe(200);
      expect(page.headers.get('content-type')).toContain('text/html');
      expect(page.headers.get('cache-control')).toBe('no-store');
      expect(page.headers.get('referrer-policy')).toBe('no-referrer');
      expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(page.text).not.toContain(value);
    }

    expect(world.calls.slice(from)).toEqual([]);
    expect((await reveal(world, link)).status).toBe(200);
  });

  it('shows the value to one of two readers at once', async ({ world }) => {
    const link = await make(world, channel);

    const both = await Promise.all([reveal(world, link), reveal(world, link)]);

    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 404]);
    expect(both.filter(({ text }) => text.includes(value))).toHaveLength(1);
  });

  it('ends by itself, after an hour or as asked', async ({ world }) => {
    const [short, long] = [
      await make(world, channel, { expiresIn: 'PT10M' }),
      await make(world, channel),
    ];
    expect(Date.parse(short.expiresAt) - world.clock.now()).toBeLessThanOrEqual(10 * MINUTE_MS);

    world.clock.moveTo(world.clock.now() + 11 * MINUTE_MS);

    expect((await reveal(world, short)).status).toBe(404);
    expect((await reveal(world, long)).status).toBe(200);
    const path = `/v1/stream-keys/${await keyIdOf(world, channel)}/links`;
    for (const expiresIn of ['P2D', 'PT0S', 'soon'])
      expect((await world.http('POST', path, { body: { expiresIn } })).status, expiresIn).toBe(400);
  });

  it('is dead when the stream key was rotated', async ({ world }) => {
    const link = await make(world, channel);
    await rotate(world, channel, 'now');

    const answer = await reveal(world, link);

    expect(answer.status).toBe(404);
    expect(answer.text).not.toContain(await valueOf(world, channel));
  });

  it('is dead after ten wrong tokens, and tells nobody which links there are', async ({
    world,
  }) => {
    const link = await make(world, channel);
    const unknown = { ...link, url: link.url.replace(link.id, 'x'.repeat(16)) };

    const wrong = await reveal(world, link, 'y'.repeat(32));
    const nowhere = await reveal(world, unknown, 'y'.repeat(32));
    const detailOf = ({ text }: { text: string }): unknown =>
      (JSON.parse(text) as { detail: unknown }).detail;
    expect([wrong.status, detailOf(wrong)]).toEqual([nowhere.status, detailOf(nowhere)]);
    for (let tries = 1; tries < 10; tries++) await reveal(world, link, 'y'.repeat(32));

    expect((await reveal(world, link)).status).toBe(404);
  });

  it('is made of a hash of its token alone, and the value is stored nowhere', async ({ world }) => {
    const from = world.calls.length;
    const link = await make(world, channel);
    await reveal(world, link);

    const written = JSON.stringify(
      world.calls.slice(from).filter(({ service }) => service !== 'ivs'),
    );
    expect(written).toContain(digestOf('streamKeyLink', tokenOf(link)));
    for (const secret of [value, tokenOf(link)]) {
      expect(written).not.toContain(secret);
      expect(world.logged.join('')).not.toContain(secret);
    }
  });

  it('needs the scope to read stream keys, and a stream key that is there', async ({ world }) => {
    const ask = (id: string, scopes: string[]): Promise<Answer> =>
      world.http('POST', `/v1/stream-keys/${id}/links`, { body: {}, scopes });
    const id = await keyIdOf(world, channel);
    expect((await ask(id, ['stream-keys:write'])).status).toBe(403);
    expect((await ask('nobody', ['stream-keys:read'])).status).toBe(404);
    expect(await keysOf(world, channel)).toHaveLength(1);
  });

  it('is not used up when IVS does not answer', async ({ world }) => {
    const link = await make(world, channel);
    world.stack.ivs.setFaults([
      { operation: 'GetStreamKey', error: 'InternalServerException', count: 1 },
    ]);

    expect((await reveal(world, link)).status).toBe(503);
    expect((await reveal(world, link)).status).toBe(200);
  });
});

describe('the audit trail', () => {
  const it = itIn({ journal: true });

  it('says who made a link, and when it was used', async ({ world }) => {
    const channel = await givenChannel(world);
    const link = await make(world, channel, { reason: 'for the studio' });
    await reveal(world, link);
    await world.settle();

    const { body } = await world.http('GET', '/v1/audit');
    const told = (body.entries as Record<string, unknown>[]).filter(({ detail }) =>
      JSON.stringify(detail).includes(link.id),
    );
    const said = told.map(({ requestedBy, reason, detail }) => ({
      operation: (detail as { operation: string }).operation,
      requestedBy,
      reason,
    }));
    // Both have the same time, because the clock stands still.
    expect(said).toHaveLength(2);
    expect(said).toEqual(
      expect.arrayContaining([
        { operation: 'createStreamKeyLink', requestedBy: 'ann', reason: 'for the studio' },
        {
          operation: 'readStreamKeyLink',
          requestedBy: `link:${link.id}`,
          reason: undefined,
        },
      ]),
    );
    expect(JSON.stringify(body)).not.toContain(tokenOf(link));
  });
});
