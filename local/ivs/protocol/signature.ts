import type { IncomingHttpHeaders } from 'node:http';
import { ivsError } from './errors.ts';

/** The caller's access key and region, from the credential scope of a signature. */
export interface CredentialScope {
  accessKeyId: string;
  region: string;
  service: string;
}

const AUTHORIZATION = /^AWS4-HMAC-SHA256\s+(?<parts>\S.*)$/;
const CREDENTIAL = /^([\w-]{1,128})\/[0-9]{8}\/([a-z0-9-]{1,32})\/([a-z0-9-]+)\/aws4_request$/;

/**
 * Returns the credential scope; undefined when the Authorization header is missing or has no
 * credential scope.
 */
export function credentialScope(headers: IncomingHttpHeaders): CredentialScope | undefined {
  if (headers.authorization === undefined) return undefined;
  const [, accessKeyId, region, service] =
    CREDENTIAL.exec(partsOf(headers).get('Credential') ?? '') ?? [];
  return accessKeyId !== undefined && region !== undefined && service !== undefined
    ? { accessKeyId, region, service }
    : undefined;
}

/**
 * Checks the form of the Authorization header but not its signature: any credentials are accepted.
 * @throws IvsError MissingAuthenticationToken or IncompleteSignature (403), the documented common
 * errors
 */
export function checkAuthorization(headers: IncomingHttpHeaders, required: boolean): void {
  if (headers.authorization === undefined) {
    if (required) throw ivsError('MissingAuthenticationToken', 'Missing Authentication Token');
    return;
  }
  const scope = credentialScope(headers);
  if (!scope) throw incomplete('Credential');
  if (scope.service !== 'ivs') throw incomplete('Credential scoped to the service ivs');
  const parts = partsOf(headers);
  if (!/^[a-z0-9-]+(;[a-z0-9-]+)*$/.test(parts.get('SignedHeaders') ?? ''))
    throw incomplete('SignedHeaders');
  if (!/^[0-9a-f]{64}$/.test(parts.get('Signature') ?? '')) throw incomplete('Signature');
  const date = headers['x-amz-date'];
  if (date === undefined && headers.date === undefined)
    throw incomplete('X-Amz-Date or Date header');
  if (date !== undefined && !/^[0-9]{8}T[0-9]{6}Z$/.test(String(date)))
    throw incomplete('X-Amz-Date header');
}

/** The parts of the Authorization headers. A call needs them several times. */
const known = new WeakMap<IncomingHttpHeaders, ReadonlyMap<string, string>>();

/** Returns the parts of the Authorization header by their names. */
function partsOf(headers: IncomingHttpHeaders): ReadonlyMap<string, string> {
  const before = known.get(headers);
  if (before) return before;
  const parts = new Map(
    (AUTHORIZATION.exec(headers.authorization ?? '')?.groups?.['parts'] ?? '')
      .split(',')
      .map((text) => {
        const part = text.trim();
        const equals = part.indexOf('=');
        return [part.slice(0, equals), part.slice(equals + 1)];
      }),
  );
  known.set(headers, parts);
  return parts;
}

const incomplete = (what: string): Error =>
  ivsError('IncompleteSignature', `Authorization is incomplete: it needs a valid ${what}`);
