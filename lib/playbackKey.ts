import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { systemClock, type Clock } from './clock.ts';
import { REQUEST_LIMITS } from './requestLimits.ts';

/**
 * The private key of playback tokens, which a secret in AWS Secrets Manager holds. It is no part of
 * `App`: one function may read it.
 */
export interface PlaybackKey {
  /**
   * Returns the private key, in PEM.
   * @param secretId the ARN of the secret
   * @throws PlaybackKeyUnavailable
   */
  read(secretId: string): Promise<string>;
}

/** The secret cannot be read, or holds no text. The message has the name of the error alone. */
export class PlaybackKeyUnavailable extends Error {
  override readonly name = 'PlaybackKeyUnavailable';
}

/** How long a process keeps the key, in ms: a new key is in use after that. */
const KEPT_MS = 5 * 60_000;

/** Opens the secret. The client is made at the first use. */
export function openPlaybackKey(
  clock: Pick<Clock, 'now'> = systemClock,
  client?: SecretsManagerClient,
): PlaybackKey {
  let opened = client;
  let kept: { readonly secretId: string; readonly until: number; readonly pem: string } | undefined;
  return {
    async read(secretId) {
      if (kept?.secretId === secretId && clock.now() < kept.until) return kept.pem;
      opened ??= new SecretsManagerClient(REQUEST_LIMITS);
      const pem = await secretIn(opened, secretId);
      kept = { secretId, pem, until: clock.now() + KEPT_MS };
      return pem;
    },
  };
}

async function secretIn(client: SecretsManagerClient, SecretId: string): Promise<string> {
  try {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId }));
    if (SecretString !== undefined) return SecretString;
  } catch (error) {
    const name = error instanceof Error ? error.name : 'Unknown';
    throw new PlaybackKeyUnavailable(`AWS Secrets Manager answered ${name}.`, { cause: error });
  }
  throw new PlaybackKeyUnavailable('The secret holds bytes, not a text.');
}

let opened: PlaybackKey | undefined;

/** Returns the key of this process. */
export const playbackKey = (): PlaybackKey => (opened ??= openPlaybackKey());

/** Lets tests run the handler, unchanged, on a secret of their own. */
export function usePlaybackKey(replacement: PlaybackKey): void {
  opened = replacement;
}
