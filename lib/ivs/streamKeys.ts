import {
  BatchGetStreamKeyCommand,
  CreateStreamKeyCommand,
  DeleteStreamKeyCommand,
  GetStreamKeyCommand,
  ListStreamKeysCommand,
  type StreamKey,
  type StreamKeySummary,
} from '@aws-sdk/client-ivs';
import { batchOf, type Batch } from './batches.ts';
import type { Ivs } from './client.ts';
import { asWord, orNotFound } from './refusal.ts';

/**
 * Returns the channel's stream keys, without values: none or one (IVS user guide, Service Quotas).
 */
export async function listStreamKeys(
  ivs: Ivs,
  channelArn: string,
): Promise<StreamKeySummary[] | 'notFound'> {
  // The default page is 1, the largest 50 (IVS API reference, ListStreamKeys); a channel has at
  // most one key.
  const output = await ivs
    .call('ListStreamKeys', new ListStreamKeysCommand({ channelArn, maxResults: 50 }))
    .catch(orNotFound);
  return output === 'notFound' ? output : (output.streamKeys ?? []);
}

/** Returns the stream key **with its value**, for a caller who may read it. */
export async function getStreamKey(ivs: Ivs, arn: string): Promise<StreamKey | 'notFound'> {
  const output = await ivs.call('GetStreamKey', new GetStreamKeyCommand({ arn })).catch(orNotFound);
  return output === 'notFound' ? output : (output.streamKey ?? 'notFound');
}

/**
 * Returns up to 50 stream keys by their ARNs, **with their values**, for a caller who may read
 * them.
 */
export async function batchGetStreamKey(ivs: Ivs, arns: string[]): Promise<Batch<StreamKey>> {
  const { streamKeys, errors } = await ivs.call(
    'BatchGetStreamKey',
    new BatchGetStreamKeyCommand({ arns }),
  );
  return batchOf(streamKeys, errors);
}

/**
 * Revokes a key: no encoder can go live with it again, but a live stream is assumed to continue. A
 * missing key counts as revoked.
 */
export async function deleteStreamKey(ivs: Ivs, arn: string): Promise<'revoked'> {
  await ivs
    .call('DeleteStreamKey', new DeleteStreamKeyCommand({ arn }))
    .catch(asWord({ ResourceNotFoundException: 'revoked' }));
  return 'revoked';
}

/**
 * Creates the channel's stream key; `alreadyHasOne` is IVS's 402. The value is dropped here;
 * GetStreamKey returns it.
 */
export async function createStreamKey(
  ivs: Ivs,
  channelArn: string,
  tags: Record<string, string>,
): Promise<{ arn: string } | 'alreadyHasOne' | 'notFound'> {
  const output = await ivs
    .call('CreateStreamKey', new CreateStreamKeyCommand({ channelArn, tags }))
    .catch(
      asWord({
        ServiceQuotaExceededException: 'alreadyHasOne',
        ResourceNotFoundException: 'notFound',
      }),
    );
  if (typeof output === 'string') return output;
  if (!output.streamKey?.arn) throw new Error('CreateStreamKey answered without a stream key.');
  return { arn: output.streamKey.arn };
}
