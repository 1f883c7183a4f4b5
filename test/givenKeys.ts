import { generateKeyPairSync } from 'node:crypto';
import { itemsOf } from '../lib/ivs/pages.ts';
import { listPlaybackKeyPairs } from '../lib/ivs/playbackKeyPairs.ts';
import { writeStreamKeyLink } from '../lib/records/streamKeyLinks.ts';
import { keysOf, type GivenChannel } from './given.ts';
import type { Answer, World } from './world.ts';

/** Returns the id of the stream key that a channel has; empty when it has none. */
export const keyIdOf = async (world: World, channel: GivenChannel): Promise<string> =>
  (await keysOf(world, channel))[0]?.arn?.split('/')[1] ?? '';

/** Asks for the deletion of a channel's stream key, `now` or when `idle`. */
export const deleteStreamKey = (
  world: World,
  { id }: GivenChannel,
  streamKeyId: string,
  when = 'now',
  headers: Record<string, string> = {},
): Promise<Answer> =>
  world.http('DELETE', `/v1/stream-keys/${streamKeyId}?channelId=${id}&when=${when}`, { headers });

/** Asks for a stream key for a channel that has none. */
export const createStreamKey = (world: World, { id }: GivenChannel): Promise<Answer> =>
  world.http('POST', `/v1/channels/${id}/stream-keys`, { body: {} });

/** Returns a new public key in PEM. */
export const newPublicKey = (): string =>
  String(
    generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey.export({
      type: 'spki',
      format: 'pem',
    }),
  );

/** Imports a public key over our API. Returns the id of its key pair. */
export async function givenKeyPair(world: World, publicKeyMaterial: string): Promise<string> {
  const { body } = await world.http('POST', '/v1/playback-key-pairs', {
    body: { publicKeyMaterial },
  });
  return String((body.playbackKeyPair as { arn: string }).arn.split('/')[1]);
}

/** Returns the ids of all playback key pairs that IVS has. */
export async function keyPairIds(world: World): Promise<string[]> {
  const ids: string[] = [];
  for await (const { arn } of itemsOf((page) => listPlaybackKeyPairs(world.app.ivs, page)))
    ids.push(arn?.split('/')[1] ?? '');
  return ids;
}

/** The token of the example of the route that uses a link up. */
export const LINK_TOKEN = '0123456789abcdefghjkmnpqrstvwxyz';

/** Writes a link to a stream key with the token of the example. */
export const givenLink = (world: World, linkId: string, streamKeyArn: string): Promise<void> =>
  writeStreamKeyLink(world.app.store, linkId, LINK_TOKEN, {
    streamKeyArn,
    channelId: 'AbCdEf123456',
    by: 'tester',
    until: world.clock.now() + 48 * 3_600_000,
  });
