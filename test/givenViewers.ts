import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { SignJWT } from 'jose';
import { expect } from 'vitest';
import type { Capacity } from './awsMetrics.ts';
import { givenLiveChannel, jobIn, type GivenChannel } from './given.ts';
import type { Answer, World } from './world.ts';

/** A live private channel, and the signer of a product beside Channelkeeper. */
export interface PrivateStream extends GivenChannel {
  readonly encoderId: string;
  /** The private key of the imported key pair, in PEM (PKCS #8). */
  readonly privateKey: string;
  /** Signs a token as a product does; the version is the present second unless it is given. */
  readonly sign: (viewerId: string, version?: number) => Promise<string>;
  /** Opens the stream with a token. Returns the status, and the address of a media playlist. */
  readonly open: (token: string) => Promise<{ status: number; playlist: string }>;
}

/** Returns a key pair for playback tokens. */
export const keyPair = (): { publicKey: KeyObject; privateKey: KeyObject } =>
  generateKeyPairSync('ec', { namedCurve: 'P-384' });

/** Returns the second at which the world is. */
export const secondOf = (world: World): number => Math.floor(world.clock.now() / 1_000);

/** Puts a private channel on air and imports a key pair for its tokens. */
export async function givenPrivateStream(world: World): Promise<PrivateStream> {
  const { publicKey, privateKey } = keyPair();
  const { status } = await world.http('POST', '/v1/playback-key-pairs', {
    body: { publicKeyMaterial: publicKey.export({ type: 'spki', format: 'pem' }).toString() },
  });
  expect(status).toBe(201);
  const channel = await givenLiveChannel(world, {}, { authorized: true });
  const { body } = await world.http('GET', `/v1/channels/${channel.id}`);
  const { playbackUrl } = body.channel as { playbackUrl: string };
  const address = `${world.stack.ivs.url}${new URL(playbackUrl).pathname}`;
  return {
    ...channel,
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    sign: (viewerId, version = secondOf(world)) =>
      new SignJWT({
        'aws:channel-arn': channel.arn,
        'aws:viewer-id': viewerId,
        'aws:viewer-session-version': version,
        exp: secondOf(world) + 60,
      })
        .setProtectedHeader({ alg: 'ES384', typ: 'JWT' })
        .sign(privateKey),
    async open(token) {
      const response = await fetch(`${address}?token=${token}`);
      const text = await response.text();
      return { status: response.status, playlist: /^http.+$/m.exec(text)?.[0] ?? '' };
    },
  };
}

/** Bans a viewer over our API. */
export const ban = (
  world: World,
  { id }: GivenChannel,
  viewerId: string,
  until: number,
  headers: Record<string, string> = {},
): Promise<Answer> =>
  world.http('POST', `/v1/channels/${id}/viewer-bans`, {
    body: { viewerId, until: new Date(until).toISOString() },
    headers,
  });

/** Returns the path of the ban of a viewer. */
export const pathOfBan = ({ id }: GivenChannel, viewerId: string): string =>
  `/v1/channels/${id}/viewer-bans/${encodeURIComponent(viewerId)}`;

/** The capacity of a table that is too small for `revokeMany`, and large enough for all else. */
export const SMALL_TABLE: Capacity = { ReadThrottleEvents: 100, WriteThrottleEvents: 0.7 };

/** Begins to revoke the sessions of 10,000 viewers of a channel. Returns the id of the job. */
export async function revokeMany(world: World, { arn }: GivenChannel): Promise<string> {
  const answer = await world.http('POST', '/v1/viewer-session-revocations', {
    body: {
      viewerSessions: Array.from({ length: 10_000 }, (_, n) => ({
        channelArn: arn,
        viewerId: `viewer-${n}`,
      })),
      viewerSessionVersionsLessThanOrEqualTo: 1,
    },
  });
  expect(answer.status).toBe(202);
  return jobIn(answer).id;
}

interface Revocation {
  channelArn: string;
  viewerId: string;
  viewerSessionVersionsLessThanOrEqualTo: number;
}

/** Returns the highest version of a viewer's sessions that IVS has been told to revoke. */
export async function revokedVersion(
  world: World,
  { arn }: GivenChannel,
  viewer: string,
): Promise<number | undefined> {
  const answer = await fetch(`${world.stack.ivs.url}/_local/revocations`);
  const { revocations } = (await answer.json()) as { revocations: Revocation[] };
  return revocations.find(({ channelArn, viewerId }) => channelArn === arn && viewerId === viewer)
    ?.viewerSessionVersionsLessThanOrEqualTo;
}

/** Calls the local AWS Secrets Manager, as its SDK does. */
export async function askSecrets(
  { stack }: World,
  operation: string,
  input: Record<string, unknown>,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(stack.secrets.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `secretsmanager.${operation}`,
    },
    body: JSON.stringify(input),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** The name of the secret that the local deployment reads. */
export const SECRET = 'channelkeeper/playback-key';

/** Gives the deployment its private key. */
export async function giveKey(world: World, privateKey: string): Promise<void> {
  const { status } = await askSecrets(world, 'CreateSecret', {
    Name: SECRET,
    SecretString: privateKey,
  });
  expect(status).toBe(200);
}
