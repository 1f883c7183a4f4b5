import {
  DeletePlaybackKeyPairCommand,
  GetPlaybackKeyPairCommand,
  ImportPlaybackKeyPairCommand,
  ListPlaybackKeyPairsCommand,
  type ImportPlaybackKeyPairRequest,
  type PlaybackKeyPair,
  type PlaybackKeyPairSummary,
} from '@aws-sdk/client-ivs';
import type { Ivs } from './client.ts';
import { pageOf, type Page, type PageRequest } from './pages.ts';
import { asWord, orNotFound } from './refusal.ts';

/**
 * Imports a public key; IVS then accepts tokens that are signed with the private key. A region
 * allows three (IVS user guide, Service Quotas).
 */
export async function importPlaybackKeyPair(
  ivs: Ivs,
  request: ImportPlaybackKeyPairRequest,
): Promise<PlaybackKeyPair> {
  const { keyPair } = await ivs.call(
    'ImportPlaybackKeyPair',
    new ImportPlaybackKeyPairCommand(request),
  );
  if (!keyPair) throw new Error('ImportPlaybackKeyPair answered without a key pair.');
  return keyPair;
}

/**
 * Imports a public key, and returns the ARN of its key pair. `full`: the region has no place for
 * another one. `known`: IVS refuses a key that it has already; AWS documents the error of the
 * operation, not its cause, and ivs-local refuses equal keys.
 */
export async function importUnlessRefused(
  ivs: Ivs,
  request: ImportPlaybackKeyPairRequest,
): Promise<string> {
  const made = await importPlaybackKeyPair(ivs, request).catch(
    asWord({ ServiceQuotaExceededException: 'full', ConflictException: 'known' }),
  );
  if (typeof made === 'string') return made;
  if (!made.arn) throw new Error('ImportPlaybackKeyPair answered without an ARN.');
  return made.arn;
}

export async function getPlaybackKeyPair(
  ivs: Ivs,
  arn: string,
): Promise<PlaybackKeyPair | 'notFound'> {
  const output = await ivs
    .call('GetPlaybackKeyPair', new GetPlaybackKeyPairCommand({ arn }))
    .catch(orNotFound);
  return output === 'notFound' ? output : (output.keyPair ?? 'notFound');
}

/** Returns one page of key pairs, without their fingerprints. */
export async function listPlaybackKeyPairs(
  ivs: Ivs,
  page: PageRequest,
): Promise<Page<PlaybackKeyPairSummary>> {
  const { keyPairs, nextToken } = await ivs.call(
    'ListPlaybackKeyPairs',
    new ListPlaybackKeyPairsCommand(page),
  );
  return pageOf(keyPairs, nextToken);
}

/** Deletes a key pair: tokens signed with it can no longer start playback. */
export async function deletePlaybackKeyPair(
  ivs: Ivs,
  arn: string,
): Promise<'deleted' | 'notFound'> {
  return ivs
    .call('DeletePlaybackKeyPair', new DeletePlaybackKeyPairCommand({ arn }))
    .then(() => 'deleted' as const)
    .catch(orNotFound);
}
