import type { IncomingHttpHeaders } from 'node:http';
import { ivsError } from './errors.ts';

/** Who calls, and for which region, as the credential scope of a signature has it. */
export interface CredentialScope {
  accessKeyId: string;
  region: string;
}

const AUTHORIZATION = /^AWS4-HMAC-SHA256\s+(?<parts>\S.*)$/;
const CREDENTIAL = /^(?<accessKeyId>[\w-]{1,128})\/(?<date>[0-9]{8})\/(?<region>[a-z0-9-]{1,32})\/(?<service>[a-z0-9-]+)\/aws4_request$/;

/**
 * Reads the Authorization header. Its shape is checked, its signature is not: any credentials will do. Undefined when there
 * is none and none is required.
 * @throws IvsError MissingAuthenticationToken or IncompleteSignature (403), the documented common errors
 */
export function credentialScope(headers: IncomingHttpHeaders, required: boolean): CredentialScope | undefined {
  const header = headers.authorization;
  if (header === undefined) {
    if (required) throw ivsError('MissingAuthenticationToken', 'Missing Authentication Token');
    return undefined;
  }
  const parts = partsOf(AUTHORIZATION.exec(header)?.groups?.['parts'] ?? '');
  const scope = CREDENTIAL.exec(parts.get('Credential') ?? '')?.groups;
  if (!scope) throw incomplete('Credential');
  if (scope['service'] !== 'ivs') throw incomplete('Credential scoped to the service ivs');
  if (!/^[a-z0-9-]+(;[a-z0-9-]+)*$/.test(parts.get('SignedHeaders') ?? '')) throw incomplete('SignedHeaders');
  if (!/^[0-9a-f]{64}$/.test(parts.get('Signature') ?? '')) throw incomplete('Signature');
  const date = headers['x-amz-date'];
  if (date === undefined && headers.date === undefined) throw incomplete('X-Amz-Date or Date header');
  if (date !== undefined && !/^[0-9]{8}T[0-9]{6}Z$/.test(String(date))) throw incomplete('X-Amz-Date header');
  return { accessKeyId: scope['accessKeyId'] ?? '', region: scope['region'] ?? '' };
}

const partsOf = (text: string): Map<string, string> =>
  new Map(text.split(/\s*,\s*/).map((part) => [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)]));

const incomplete = (what: string): Error => ivsError('IncompleteSignature', `Authorization is incomplete: it needs a valid ${what}`);
