import { expect } from 'vitest';
import { askIvs, givenChannel } from '../given.ts';
import { it } from '../worldTest.ts';

const ingestAtIvs = async (
  world: Parameters<typeof askIvs>[0],
  arn: string,
): Promise<{ endpoint: string; passphrase: string }> => {
  const answer = await askIvs(world, 'GetChannel', { arn });
  return ((await answer.json()) as { channel: { srt: { endpoint: string; passphrase: string } } })
    .channel.srt;
};

it('shows the passphrase of the SRT ingest to a caller who may read stream keys', async ({
  world,
}) => {
  const channel = await givenChannel(world);
  const srt = await ingestAtIvs(world, channel.arn);
  expect(srt.passphrase.length).toBeGreaterThan(20);

  const answer = await world.http('GET', `/v1/channels/${channel.id}/srt`, {
    scopes: ['stream-keys:read'],
  });

  expect(answer).toMatchObject({ status: 200, body: { srt } });
  expect(answer.headers.get('cache-control')).toBe('no-store');
});

it('shows the passphrase nowhere else, and writes it nowhere', async ({ world }) => {
  const channel = await givenChannel(world);
  const { passphrase } = await ingestAtIvs(world, channel.arn);
  const from = world.calls.length;
  await world.http('GET', `/v1/channels/${channel.id}/srt`);
  const others = [
    await world.http('GET', `/v1/channels/${channel.id}`),
    await world.http('GET', '/v1/channels'),
    await world.http('POST', '/v1/channels/batch-get', { body: { ids: [channel.id] } }),
    await world.http('PATCH', `/v1/channels/${channel.id}`, { body: { name: 'other' } }),
  ];

  for (const { status, text } of others) {
    expect(status).toBe(200);
    expect(text).not.toContain(passphrase);
  }
  expect(world.logged.join('')).not.toContain(passphrase);
  const written = world.calls.slice(from).filter(({ service }) => service !== 'ivs');
  expect(JSON.stringify(written)).not.toContain(passphrase);
});

it('answers for a channel that takes ingest without encryption too', async ({ world }) => {
  const channel = await givenChannel(world, { insecureIngest: true });

  const { status, body } = await world.http('GET', `/v1/channels/${channel.id}/srt`);

  expect(status).toBe(200);
  expect(body.srt).toHaveProperty('endpoint');
});

it('answers 404 without a channel, and 403 without the scope', async ({ world }) => {
  const channel = await givenChannel(world);

  expect((await world.http('GET', '/v1/channels/nobody/srt')).status).toBe(404);
  expect(
    (await world.http('GET', `/v1/channels/${channel.id}/srt`, { scopes: ['channels:read'] }))
      .status,
  ).toBe(403);
});
