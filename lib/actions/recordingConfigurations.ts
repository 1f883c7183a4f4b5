import type { CreateRecordingConfigurationRequest } from '@aws-sdk/client-ivs';
import { deleteAttachment } from '../ivs/attachments.ts';
import { findIn } from '../ivs/pages.ts';
import { IvsRefusal } from '../ivs/refusal.ts';
import * as recordingConfigurations from '../ivs/recordingConfigurations.ts';
import { JOB_TAG, type Attempt, type Result } from './attempt.ts';

/** Makes the recording configuration that the input describes. Only after an attempt of unknown outcome is it looked for first: IVS has no idempotency token. */
export async function createRecordingConfiguration({ ivs, input, jobId, uncertain }: Attempt): Promise<Result<'created'>> {
  const request = input.recordingConfiguration as CreateRecordingConfigurationRequest;
  const ours = uncertain && (await findIn((page) => recordingConfigurations.listRecordingConfigurations(ivs, page), ({ tags }) => tags?.[JOB_TAG] === jobId));
  const tags = { ...request.tags, [JOB_TAG]: jobId };
  const arn = ours ? ours.arn : (await recordingConfigurations.createRecordingConfiguration(ivs, { ...request, tags })).arn;
  if (!arn) throw new Error('IVS gave a recording configuration without an ARN.');
  return { outcome: 'created', memory: { recordingConfigurationArn: arn }, effect: true };
}

/** Whether IVS has settled on it; nothing tells us by itself. */
export async function lookWhetherActive({ ivs, memory }: Attempt): Promise<Result<'active' | 'creating' | 'failed' | 'notFound'>> {
  const found = await recordingConfigurations.getRecordingConfiguration(ivs, memory.recordingConfigurationArn ?? '');
  if (found === 'notFound') return { outcome: found };
  if (found.state === 'ACTIVE') return { outcome: 'active' };
  return { outcome: found.state === 'CREATE_FAILED' ? 'failed' : 'creating' };
}

/** Deletes what could not be created: nothing can be done with it. Gone already is as good. */
export async function deleteFailedRecordingConfiguration({ ivs, memory }: Attempt): Promise<Result<'deleted'>> {
  const word = await deleteAttachment(ivs, 'recordingConfigurationArn', memory.recordingConfigurationArn ?? '');
  if (word === 'inUse') throw new IvsRefusal('DeleteRecordingConfiguration', { name: 'ConflictException', message: 'The failed recording configuration is in use.' });
  return { outcome: 'deleted', effect: true };
}
