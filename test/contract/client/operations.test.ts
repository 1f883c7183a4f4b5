import { generateKeyPairSync } from 'node:crypto';
import { expect } from 'vitest';
import { dataOf, openClient, type Client } from '../../../lib/client/client.ts';
import { allRoutes } from '../../../lib/api/routes.ts';
import { deleteKey, goLive } from '../../given.ts';
import type { World } from '../../world.ts';
import { it } from '../../worldTest.ts';

let client: Client;
it.beforeEach(async ({ world }) => {
  const { clock } = world.app;
  client = openClient({
    url: `${world.stack.url}/`,
    token: () => world.stack.issuer.mint(),
    clock,
  });
});

type Answered = Parameters<typeof dataOf>[0];
/**
 * Returns the data of a call's answer, which must be a success. Lets a second pass, so that no rate
 * of IVS gets in the way.
 */
async function said<T extends Answered>(
  world: World,
  call: Promise<T>,
): Promise<NonNullable<T['data']>> {
  const answer = await world.during(call, 'an answer');
  expect(answer.response.ok, JSON.stringify(answer.error)).toBe(true);
  await world.advance(1_000);
  return answer.data as NonNullable<T['data']>;
}
/** Returns the ARN and the id of the resource with that name in an answer. */
function thing(answer: unknown, name: string): { arn: string; id: string } {
  const { arn } = (answer as Record<string, { arn: string }>)[name] ?? { arn: '' };
  return { arn, id: arn.split('/')[1] ?? '' };
}

it('every operation of IVS can be called through the client', async ({ world }) => {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
  const publicKeyMaterial = String(publicKey.export({ type: 'spki', format: 'pem' }));
  const keyPair = thing(
    await said(world, client.POST('/v1/playback-key-pairs', { body: { publicKeyMaterial } })),
    'playbackKeyPair',
  );
  const policy = thing(
    await said(
      world,
      client.POST('/v1/playback-restriction-policies', { body: { name: 'europe' } }),
    ),
    'playbackRestrictionPolicy',
  );
  const mediaTailorPlaybackConfigurations = [
    {
      playbackConfigurationArn:
        'arn:aws:mediatailor:us-west-2:123456789012:playbackConfiguration/shows',
    },
  ];
  const ads = thing(
    await said(
      world,
      client.POST('/v1/ad-configurations', { body: { mediaTailorPlaybackConfigurations } }),
    ),
    'adConfiguration',
  );
  const s3 = { bucketName: 'recordings' };
  await said(
    world,
    client.POST('/v1/recording-configurations', { body: { destinationConfiguration: { s3 } } }),
  );
  await world.advance(60_000);
  const recordings = await said(world, client.GET('/v1/recording-configurations'));
  const recordingConfigurationId = recordings.recordingConfigurations[0]?.arn?.split('/')[1] ?? '';
  await said(
    world,
    client.GET('/v1/recording-configurations/{recordingConfigurationId}', {
      params: { path: { recordingConfigurationId } },
    }),
  );
  await said(world, client.GET('/v1/playback-key-pairs'));
  await said(
    world,
    client.GET('/v1/playback-key-pairs/{playbackKeyPairId}', {
      params: { path: { playbackKeyPairId: keyPair.id } },
    }),
  );
  await said(world, client.GET('/v1/playback-restriction-policies'));
  const ofPolicy = { path: { playbackRestrictionPolicyId: policy.id } };
  await said(
    world,
    client.GET('/v1/playback-restriction-policies/{playbackRestrictionPolicyId}', {
      params: ofPolicy,
    }),
  );
  await said(
    world,
    client.PATCH('/v1/playback-restriction-policies/{playbackRestrictionPolicyId}', {
      params: ofPolicy,
      body: { allowedCountries: ['DE'] },
    }),
  );
  await said(world, client.GET('/v1/ad-configurations'));
  const ofAds = { path: { adConfigurationId: ads.id } };
  await said(world, client.GET('/v1/ad-configurations/{adConfigurationId}', { params: ofAds }));
  await said(
    world,
    client.PATCH('/v1/ad-configurations/{adConfigurationId}', {
      params: ofAds,
      body: { name: 'shows' },
    }),
  );

  const channel = thing(
    await said(
      world,
      client.POST('/v1/channels', { body: { name: 'studio', adConfigurationArn: ads.arn } }),
    ),
    'channel',
  );
  const ofChannel = { path: { channelId: channel.id } };
  await said(world, client.GET('/v1/channels'));
  await said(world, client.GET('/v1/channels/{channelId}', { params: ofChannel }));
  await said(world, client.POST('/v1/channels/batch-get', { body: { ids: [channel.id] } }));
  await said(
    world,
    client.PATCH('/v1/channels/{channelId}', {
      params: ofChannel,
      body: { latencyMode: 'NORMAL' },
    }),
  );
  const [key] = (
    await said(world, client.GET('/v1/channels/{channelId}/stream-keys', { params: ofChannel }))
  ).streamKeys;
  await deleteKey(world, key?.arn);
  const streamKey = thing(
    await said(
      world,
      client.POST('/v1/channels/{channelId}/stream-keys', { params: ofChannel, body: {} }),
    ),
    'streamKey',
  );
  await said(
    world,
    client.GET('/v1/stream-keys/{streamKeyId}', {
      params: { path: { streamKeyId: streamKey.id } },
    }),
  );
  await said(world, client.POST('/v1/stream-keys/batch-get', { body: { ids: [streamKey.id] } }));
  const ofTags = { path: { noun: 'channels', resourceId: channel.id } } as const;
  await said(
    world,
    client.POST('/v1/{noun}/{resourceId}/tags', {
      params: ofTags,
      body: { tags: { team: 'night' } },
    }),
  );
  await said(world, client.GET('/v1/{noun}/{resourceId}/tags', { params: ofTags }));
  await said(
    world,
    client.DELETE('/v1/{noun}/{resourceId}/tags', {
      params: { ...ofTags, query: { tagKeys: 'team' } },
    }),
  );

  await goLive(world, channel);
  await said(world, client.GET('/v1/streams'));
  await said(world, client.GET('/v1/channels/{channelId}/stream', { params: ofChannel }));
  await said(world, client.GET('/v1/channels/{channelId}/stream-sessions', { params: ofChannel }));
  await said(
    world,
    client.GET('/v1/channels/{channelId}/stream-sessions/{streamId}', {
      params: { path: { channelId: channel.id, streamId: 'latest' } },
    }),
  );
  await said(
    world,
    client.POST('/v1/channels/{channelId}/metadata', {
      params: ofChannel,
      body: { metadata: 'hello' },
    }),
  );
  await said(
    world,
    client.POST('/v1/channels/{channelId}/ad-breaks', {
      params: ofChannel,
      body: { durationSeconds: 5 },
    }),
  );
  const viewerSessions = Array.from({ length: 60 }, (_, n) => ({
    channelId: channel.id,
    viewerId: `viewer-${n}`,
    viewerSessionVersionsLessThanOrEqualTo: 1,
  }));
  await said(world, client.POST('/v1/viewer-session-revocations', { body: { viewerSessions } }));
  await said(world, client.DELETE('/v1/channels/{channelId}/stream', { params: ofChannel }));
  await world.advance(60_000);
  await said(
    world,
    client.POST('/v1/channels/{channelId}/stream-key-rotations', {
      params: { ...ofChannel, query: { when: 'now' } },
    }),
  );
  await world.advance(60_000);
  await said(world, client.DELETE('/v1/channels/{channelId}', { params: ofChannel }));
  await world.advance(60_000);
  await said(
    world,
    client.DELETE('/v1/recording-configurations/{recordingConfigurationId}', {
      params: { path: { recordingConfigurationId } },
    }),
  );
  await said(
    world,
    client.DELETE('/v1/playback-restriction-policies/{playbackRestrictionPolicyId}', {
      params: ofPolicy,
    }),
  );
  await said(world, client.DELETE('/v1/ad-configurations/{adConfigurationId}', { params: ofAds }));
  await said(
    world,
    client.DELETE('/v1/playback-key-pairs/{playbackKeyPairId}', {
      params: { path: { playbackKeyPairId: keyPair.id } },
    }),
  );
  await world.advance(60_000);

  const had = new Set(
    world.calls.flatMap(({ service, operation }) => (service === 'ivs' ? [operation] : [])),
  );
  const promised = new Set(allRoutes.flatMap(({ described }) => described?.operations ?? []));
  expect(promised.size).toBeGreaterThanOrEqual(41);
  expect([...promised].filter((operation) => !had.has(operation))).toEqual([]);
});
