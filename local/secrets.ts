import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { isFields } from './bus/fields.ts';
import { BodyTooLargeError, readBody, sendJson, serveOnLoopback } from './http.ts';
import type { LoopbackServer } from './http.ts';
import { localAccountId } from './template.ts';

/** The longest request, in bytes; a secret has 65,536 at most (API reference, CreateSecret). */
const BODY_BYTES_MAX = 128 * 1024;
/** The six characters that AWS would draw for the ARN of each secret. */
const SUFFIX = 'LoCaL1';

/** An error of AWS Secrets Manager. */
class SecretsError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

/** Keeps the texts of secrets, by name. */
interface Secrets {
  read(name: string): Promise<string | undefined>;
  write(name: string, text: string): Promise<void>;
  remove(name: string): Promise<void>;
}

/** Keeps secrets in files that only this user can read; in memory without a folder. */
function openSecrets(folder: string | null): Secrets {
  const inMemory = new Map<string, string>();
  if (folder === null)
    return {
      read: (name) => Promise.resolve(inMemory.get(name)),
      write: (name, text) => Promise.resolve(void inMemory.set(name, text)),
      remove: (name) => Promise.resolve(void inMemory.delete(name)),
    };
  const pathOf = (name: string): string => join(folder, encodeURIComponent(name));
  return {
    async read(name) {
      try {
        return await readFile(pathOf(name), 'utf8');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw error;
      }
    },
    async write(name, text) {
      await mkdir(folder, { recursive: true });
      const unfinished = `${pathOf(name)}.${process.pid}`;
      await writeFile(unfinished, text, { mode: 0o600 });
      await rename(unfinished, pathOf(name));
    },
    remove: (name) => rm(pathOf(name), { force: true }),
  };
}

/** Returns the name of a secret, of which callers may also give the ARN, whole or in part. */
const nameOf = (secretId: string): string =>
  secretId.startsWith('arn:')
    ? secretId.replace(/^(?:[^:]*:){6}/, '').replace(/-[A-Za-z0-9]{6}$/, '')
    : secretId;

/**
 * Starts the part of AWS Secrets Manager that a deployment needs: CreateSecret, PutSecretValue,
 * GetSecretValue, and DeleteSecret without recovery, with one version of each secret (awsJson1.1).
 * @param folder null: the secrets are in memory only
 * @throws an error with code EADDRINUSE and the port when the port is taken
 */
export function startSecrets({
  port,
  folder,
  region,
}: {
  port: number;
  folder: string | null;
  region: string;
}): Promise<LoopbackServer> {
  const secrets = openSecrets(folder);
  const shown = (Name: string): Record<string, unknown> => ({
    ARN: `arn:aws:secretsmanager:${region}:${localAccountId}:secret:${Name}-${SUFFIX}`,
    Name,
    VersionId: '00000000-0000-4000-8000-000000000001',
  });
  const operations: Readonly<
    Record<string, (name: string, text: string) => Promise<Record<string, unknown>>>
  > = {
    async CreateSecret(name, text) {
      if ((await secrets.read(name)) !== undefined)
        throw new SecretsError('ResourceExistsException', 'A secret with this name exists.');
      await secrets.write(name, text);
      return shown(name);
    },
    async PutSecretValue(name, text) {
      await existing(name);
      await secrets.write(name, text);
      return { ...shown(name), VersionStages: ['AWSCURRENT'] };
    },
    async DeleteSecret(name) {
      await existing(name);
      await secrets.remove(name);
      return shown(name);
    },
    async GetSecretValue(name) {
      const SecretString = await existing(name);
      return { ...shown(name), SecretString, VersionStages: ['AWSCURRENT'] };
    },
  };
  async function existing(name: string): Promise<string> {
    const text = await secrets.read(name);
    if (text === undefined)
      throw new SecretsError(
        'ResourceNotFoundException',
        "Secrets Manager can't find the specified secret.",
      );
    return text;
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // As on the event bus: the SDK would take the machine's date for a sign of a skewed clock.
    response.sendDate = false;
    const body: unknown = JSON.parse((await readBody(request, BODY_BYTES_MAX)).toString() || '{}');
    const [, name = ''] =
      /^secretsmanager\.(\w+)$/.exec(String(request.headers['x-amz-target'])) ?? [];
    const operation = operations[name];
    if (!operation)
      throw new SecretsError('UnknownOperationException', `${name} is not supported here.`);
    const { SecretId, Name, SecretString = '' } = isFields(body) ? body : {};
    const named = name === 'CreateSecret' ? Name : SecretId;
    if (typeof named !== 'string' || named === '' || typeof SecretString !== 'string')
      throw new SecretsError('InvalidParameterException', 'A secret has a name and a text.');
    sendJson(response, 200, await operation(nameOf(named), SecretString), {
      'content-type': 'application/x-amz-json-1.1',
    });
  }

  return serveOnLoopback(port, answer, (error, response) => {
    const isKnown = error instanceof SecretsError;
    const isUnread = error instanceof SyntaxError || error instanceof BodyTooLargeError;
    const name = isKnown
      ? error.name
      : isUnread
        ? 'InvalidRequestException'
        : 'InternalServiceError';
    const message = isKnown ? error.message : 'The request could not be read.';
    sendJson(
      response,
      isKnown || isUnread ? 400 : 500,
      { __type: name, message },
      {
        'content-type': 'application/x-amz-json-1.1',
        'x-amzn-errortype': name,
      },
    );
  });
}
