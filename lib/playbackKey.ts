import { systemClock, type Clock } from './clock.ts';
import { secretsManager, type SecretsManager } from './secretsManager.ts';

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

/** Opens the secret. */
export function openPlaybackKey(
  clock: Pick<Clock, 'now'> = systemClock,
  secrets: SecretsManager = secretsManager(),
): PlaybackKey {
  let kept: { readonly secretId: string; readonly until: number; readonly pem: string } | undefined;
  return {
    async read(secretId) {
      if (kept?.secretId === secretId && clock.now() < kept.until) return kept.pem;
      const pem = await secretIn(secrets, secretId);
      kept = { secretId, pem, until: clock.now() + KEPT_MS };
      return pem;
    },
  };
}

async function secretIn(secrets: SecretsManager, secretId: string): Promise<string> {
  try {
    const text = await secrets.read(secretId);
    if (text !== undefined) return text;
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
