import { createHash } from 'node:crypto';
import { AwsV4Signer } from 'aws4fetch';
import { systemClock } from '../../clock.ts';
import { StorageError, type ObjectPlace, type Storage } from './storage.ts';

export interface S3Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** The answer to one request is awaited for this time, in ms of the machine. */
const ANSWER_MS_MAX = 10_000;
/** The pauses before a failed request is repeated, in ms of the machine. */
const PAUSES_MS = [100, 500];
/** The part of an error document that is kept for the message, in characters. */
const ERROR_CHARACTERS = 300;

interface Request {
  readonly method: 'GET' | 'PUT';
  readonly place: ObjectPlace;
  readonly body?: Uint8Array;
  readonly type?: string;
}

/**
 * Returns a storage behind an S3 endpoint, such as MinIO or LocalStack. Buckets are in the path,
 * because the names of a local endpoint have no subdomains. A network failure and a status of 429
 * or above 499 are tried three times.
 * @param endpoint `http:` or `https:`
 */
export function s3Storage(endpoint: URL, credentials: S3Credentials): Storage {
  const send = async (request: Request): Promise<Buffer | undefined> => {
    for (const pauseMs of [...PAUSES_MS, undefined]) {
      const { body, failure, mayPass, isAbsent } = await attempt(endpoint, credentials, request);
      if (body) return body;
      if (isAbsent === true && request.method === 'GET') return undefined;
      if (!mayPass || pauseMs === undefined)
        throw new StorageError(`${request.method} ${urlOf(endpoint, request.place)}: ${failure}`);
      await systemClock.sleep(pauseMs);
    }
    throw new Error('the last attempt returns or throws');
  };
  return {
    async put({ body, type, ...place }) {
      await send({ method: 'PUT', place, body, type });
    },
    get: (place) => send({ method: 'GET', place }),
  };
}

/** Returns the URL of an object, without the credentials that an endpoint may carry. */
function urlOf(endpoint: URL, { bucket, key }: ObjectPlace): string {
  return new URL(`${endpoint.pathname.replace(/\/$/, '')}/${bucket}/${key}`, endpoint.origin).href;
}

type Outcome =
  | { body: Buffer; failure?: never; mayPass?: never; isAbsent?: never }
  | { body?: never; failure: string; mayPass: boolean; isAbsent?: boolean };

async function attempt(
  endpoint: URL,
  credentials: S3Credentials,
  { method, place, body, type }: Request,
): Promise<Outcome> {
  const signer = new AwsV4Signer({
    ...credentials,
    method,
    url: urlOf(endpoint, place),
    service: 's3',
    region: place.region,
    headers: {
      ...(type !== undefined && { 'content-type': type }),
      'x-amz-content-sha256': createHash('sha256')
        .update(body ?? '')
        .digest('hex'),
    },
  });
  const { url, headers } = await signer.sign();
  const abort = new AbortController();
  const cancel = systemClock.after(ANSWER_MS_MAX, () => abort.abort());
  try {
    const response = await fetch(url, {
      method,
      headers,
      signal: abort.signal,
      redirect: 'manual',
      ...(body && { body: new Uint8Array(body) }),
    });
    const answer = Buffer.from(await response.arrayBuffer());
    if (response.ok) return { body: answer };
    const { status } = response;
    const reason = answer.toString('utf8', 0, ERROR_CHARACTERS).replaceAll(/\s+/g, ' ').trim();
    const mayPass = status === 429 || status >= 500;
    return { failure: `${status} ${reason}`, mayPass, isAbsent: status === 404 };
  } catch (error) {
    const { cause, message } = error as Error;
    const { code = message } = (cause ?? {}) as { code?: string };
    const failure = abort.signal.aborted ? `no answer within ${ANSWER_MS_MAX} ms` : code;
    return { failure, mayPass: true };
  } finally {
    cancel();
  }
}
