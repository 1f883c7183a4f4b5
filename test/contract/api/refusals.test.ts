import { describe, expect } from 'vitest';
import { givenChannel, givenLiveChannel } from '../../given.ts';
import type { World, Answer } from '../../world.ts';
import { it } from '../../worldTest.ts';

// Our own words describe a refusal of IVS. IVS's own error stands beside them, for a caller who has
// to contact AWS about it.

/** Returns the id of the last request, as IVS knows it. */
const lastAtIvs = (world: World): string | undefined =>
  world.stack.ivs.requests().at(-1)?.requestId;
const refused = (
  world: World,
  status: number,
  type: string,
  operation: string,
  error: string,
): object => ({
  status,
  body: { type: `/problems/${type}`, ivs: { operation, error, requestId: lastAtIvs(world) } },
});
const patch = (world: World, id: string, body: object): Promise<Answer> =>
  world.http('PATCH', `/v1/channels/${id}`, { body });

describe('the refusal of IVS', () => {
  it('a read names the refusal of IVS', async ({ world }) => {
    const answer = await world.http('GET', '/v1/channels/nobody');
    expect(answer).toMatchObject(
      refused(world, 404, 'not-found', 'GetChannel', 'ResourceNotFoundException'),
    );
    world.stack.ivs.setFaults([{ operation: 'ListChannels', error: 'ThrottlingException' }]);
    expect(await world.http('GET', '/v1/channels')).toMatchObject(
      refused(world, 429, 'throttled', 'ListChannels', 'ThrottlingException'),
    );
  });

  it('a direct change, done or planned, names the refusal of IVS', async ({ world }) => {
    const { id } = await givenChannel(world);
    const ask = (query: string): Promise<Answer> =>
      world.http('POST', `/v1/channels/${id}/metadata${query}`, { body: { metadata: 'x' } });
    expect(await ask('')).toMatchObject(
      refused(world, 404, 'channel-not-broadcasting', 'PutMetadata', 'ChannelNotBroadcasting'),
    );
    expect(await ask('?dryRun=true')).toMatchObject(
      refused(world, 404, 'channel-not-broadcasting', 'GetStream', 'ChannelNotBroadcasting'),
    );
  });

  it('the end of a job names the refusal of IVS, from a step or a failure', async ({ world }) => {
    expect(await world.http('DELETE', '/v1/channels/nobody')).toMatchObject(
      refused(world, 404, 'not-found', 'DeleteChannel', 'ResourceNotFoundException'),
    );
    const live = await givenLiveChannel(world);
    expect(await patch(world, live.id, { name: 'other' })).toMatchObject(
      refused(world, 409, 'channel-live', 'UpdateChannel', 'ConflictException'),
    );
    const idle = await givenChannel(world);
    expect(
      await patch(world, idle.id, { type: 'BASIC', preset: 'HIGHER_BANDWIDTH_DELIVERY' }),
    ).toMatchObject(refused(world, 400, 'invalid-request', 'UpdateChannel', 'ValidationException'));
    world.stack.ivs.settings.channelsMax = 2;
    await world.advance(1_000);
    expect(await world.http('POST', '/v1/channels', { body: {} })).toMatchObject(
      refused(world, 402, 'quota-exceeded', 'CreateChannel', 'ServiceQuotaExceededException'),
    );
  });

  it('a refusal that did not come from IVS names none of IVS', async ({ world }) => {
    const { id } = await givenChannel(world);
    for (const answer of [
      await world.http('GET', '/v1/jobs/nobody'),
      await world.http('DELETE', `/v1/channels/${id}/suspension`),
      await patch(world, id, {}),
    ]) {
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.body).not.toHaveProperty('ivs');
    }
  });
});

it('an unverified AWS account is told as such, in a call and in a job', async ({ world }) => {
  const { id } = await givenChannel(world);
  world.stack.ivs.settings.accountVerified = false;
  for (const [method, path, operation] of [
    ['POST', '/v1/channels', 'CreateChannel'],
    ['DELETE', `/v1/channels/${id}`, 'DeleteChannel'],
  ] as const) {
    const answer = await world.http(method, path, method === 'POST' ? { body: {} } : {});
    expect(answer).toMatchObject(
      refused(world, 403, 'account-not-verified', operation, 'PendingVerification'),
    );
    expect(answer.headers.get('www-authenticate')).toBeNull();
  }
  const policy = await world.http('POST', '/v1/playback-restriction-policies', { body: {} });
  expect(policy).toMatchObject(
    refused(
      world,
      403,
      'account-not-verified',
      'CreatePlaybackRestrictionPolicy',
      'PendingVerification',
    ),
  );
});

it('a resource takes fifty tags and no more, in any number of requests', async ({ world }) => {
  const { id } = await givenChannel(world, {
    tags: Object.fromEntries(Array.from({ length: 49 }, (_, n) => [`tag-${n}`, ''])),
  });
  // The fiftieth tag is ours. After a lost answer it tells the channel from another one of the same
  // name.
  const answer = await world.http('POST', `/v1/channels/${id}/tags`, {
    body: { tags: { more: '' } },
  });
  expect(answer).toMatchObject(
    refused(world, 400, 'invalid-request', 'TagResource', 'ValidationException'),
  );
  expect(
    await world.http('POST', `/v1/channels/${id}/tags`, { body: { tags: { 'tag-1': 'changed' } } }),
  ).toMatchObject({ status: 204 });
});
