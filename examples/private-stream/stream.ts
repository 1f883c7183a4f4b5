import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { dataOf, idOf, openClient, type Client } from '@channelkeeper/client';
import { SignJWT } from 'jose';

// The part of the example that knows Channelkeeper. It runs on the server alone, which holds the
// token of the API and the private key.

const NAME = 'example-private-stream';
const TOKEN_LASTS_S = 300;

/** The private channel, as the server of the example uses it. */
export interface PrivateStream {
  readonly channelArn: string;
  /** Returns an address that plays for one viewer. It has to be opened within five minutes. */
  addressFor(viewerId: string): Promise<string>;
  /**
   * Sends a text to all players, in sync with the video.
   * @throws ProblemError when the channel is not live
   */
  send(text: string): Promise<void>;
  /** Ends all sessions of a viewer that exist now. */
  endSessions(viewerId: string): Promise<void>;
}

/**
 * Finds or creates the private channel, and imports a key pair for the tokens of its viewers.
 * @param url the address of the API
 * @param token an access token of the API
 */
export async function openPrivateStream(url: string, token: string): Promise<PrivateStream> {
  const client = openClient({ url, token });
  const privateKey = await importKeyPair(client);
  const channelId = await findOrCreateChannel(client);
  const { channel } = dataOf(
    await client.GET('/v1/channels/{channelId}', { params: { path: { channelId } } }),
  );
  const { arn: channelArn = '', playbackUrl = '' } = channel;
  return {
    channelArn,
    async addressFor(viewerId) {
      const playbackToken = await new SignJWT({
        'aws:channel-arn': channelArn,
        'aws:viewer-id': viewerId,
        'aws:viewer-session-version': secondsNow(),
      })
        .setProtectedHeader({ alg: 'ES384', typ: 'JWT' })
        .setExpirationTime(`${TOKEN_LASTS_S} s`)
        .sign(privateKey);
      return `${playbackUrl}?token=${playbackToken}`;
    },
    async send(text) {
      const params = { path: { channelId } };
      await client.outcomeOf(
        client.POST('/v1/channels/{channelId}/metadata', { params, body: { metadata: text } }),
      );
    },
    async endSessions(viewerId) {
      // A version is the time at which a token was signed, so this covers all tokens until now.
      const viewerSessionVersionsLessThanOrEqualTo = secondsNow();
      const viewerSessions = [{ channelId, viewerId, viewerSessionVersionsLessThanOrEqualTo }];
      const { job } = await client.outcomeOf(
        client.POST('/v1/viewer-session-revocations', { body: { viewerSessions } }),
      );
      const results = client.each('/v1/jobs/{jobId}/results', { path: { jobId: job.id } });
      for await (const { outcome } of results)
        if (outcome !== 'revoked') throw new Error(`The revocation ended with: ${outcome}`);
    },
  };
}

const secondsNow = (): number => Math.floor(Date.now() / 1_000);

/** Returns the id of the channel. */
async function findOrCreateChannel(client: Client): Promise<string> {
  for await (const known of client.each('/v1/channels', { query: { name: NAME } }))
    return idOf(known);
  const body = { name: NAME, authorized: true };
  return idOf((await client.outcomeOf(client.POST('/v1/channels', { body }))).channel);
}

/**
 * Imports a new key pair in place of the one of the last start. A product makes its key pair once
 * and keeps the private key in a secret store.
 * @returns the private key
 */
async function importKeyPair(client: Client): Promise<KeyObject> {
  for await (const keyPair of client.each('/v1/playback-key-pairs')) {
    if (keyPair.name !== NAME) continue;
    const params = { path: { playbackKeyPairId: idOf(keyPair) } };
    await client.outcomeOf(client.DELETE('/v1/playback-key-pairs/{playbackKeyPairId}', { params }));
  }
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
  const publicKeyMaterial = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  await client.outcomeOf(
    client.POST('/v1/playback-key-pairs', { body: { name: NAME, publicKeyMaterial } }),
  );
  return privateKey;
}
