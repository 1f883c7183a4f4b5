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

/** The channel's stream keys, without values: none or one (IVS user guide, Service Quotas). */
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

/** The stream key **with its value**: for the caller who may read it, and nobody else. */
export async function getStreamKey(ivs: Ivs, arn: string): Promise<StreamKey | 'notFound'> {
  const output = await ivs.call('GetStreamKey', new GetStreamKeyCommand({ arn })).catch(orNotFound);
  return output === 'notFound' ? output : (output.streamKey ?? 'notFound');
}

/**
 * Up to 50 stream keys by their ARNs, **with their values**: for the caller who may read them, and
 * nobody else.
 */
export async function batchGetStreamKey(ivs: Ivs, arns: string[]): Promise<Batch<StreamKey>> {
  const { streamKeys, errors } = await ivs.call(
    'BatchGetStreamKey',
    new BatchGetStreamKeyCommand({ arns }),
  );
  return batchOf(streamKeys, errors);
}

/**
 * Revokes a key: nobody can go live with it again; a live stream is taken to go on. A key that
 * is not there is revoked already.
 */
export async function deleteStreamKey(ivs: Ivs, arn: string): Promise<'revoked'> {
  await ivs
    .call('DeleteStreamKey', new DeleteStreamKeyCommand({ arn }))
    .catch(asWord({ ResourceNotFoundException: 'revoked' }));
  return 'revoked';
}

/**
 * Makes the channel's stream key; `alreadyHasOne` is IVS's 402. The value is dropped here and can
 * be read with GetStreamKey.
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
