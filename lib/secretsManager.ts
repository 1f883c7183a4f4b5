import {
  CreateSecretCommand,
  DeleteSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  SecretsManagerServiceException,
} from '@aws-sdk/client-secrets-manager';
import { REQUEST_LIMITS } from './requestLimits.ts';

/**
 * AWS Secrets Manager. It is no part of `App`: two functions may reach it, each its own secrets.
 * The errors that it throws are those of the SDK, whose messages have no values.
 */
export interface SecretsManager {
  /** Returns the text of a secret; undefined when it holds bytes. */
  read(secretId: string): Promise<string | undefined>;
  /** Writes the text of a secret, which is created if it is missing. */
  put(name: string, text: string): Promise<void>;
  /** Deletes a secret at once, without a time to restore it. A missing one counts as deleted. */
  remove(name: string): Promise<void>;
}

const isMissing = (error: unknown): boolean =>
  error instanceof SecretsManagerServiceException && error.name === 'ResourceNotFoundException';

/** Opens Secrets Manager. The client is made at the first use. */
export function openSecretsManager(client?: SecretsManagerClient): SecretsManager {
  let opened = client;
  const manager = (): SecretsManagerClient => (opened ??= new SecretsManagerClient(REQUEST_LIMITS));
  return {
    read: async (SecretId) =>
      (await manager().send(new GetSecretValueCommand({ SecretId }))).SecretString,
    async put(name, SecretString) {
      try {
        await manager().send(new PutSecretValueCommand({ SecretId: name, SecretString }));
      } catch (error) {
        if (!isMissing(error)) throw error;
        await manager().send(new CreateSecretCommand({ Name: name, SecretString }));
      }
    },
    async remove(SecretId) {
      try {
        const now = { SecretId, ForceDeleteWithoutRecovery: true };
        await manager().send(new DeleteSecretCommand(now));
      } catch (error) {
        if (!isMissing(error)) throw error;
      }
    },
  };
}

let ofProcess: SecretsManager | undefined;

/** Returns the Secrets Manager of this process. */
export const secretsManager = (): SecretsManager => (ofProcess ??= openSecretsManager());

/** Lets tests run the handlers, unchanged, on secrets of their own. */
export function useSecretsManager(replacement: SecretsManager): void {
  ofProcess = replacement;
}
