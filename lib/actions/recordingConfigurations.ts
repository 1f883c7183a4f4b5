import { deleteAttachment } from '../ivs/attachments.ts';
import { itemsOf } from '../ivs/pages.ts';
import { IvsRefusal } from '../ivs/refusal.ts';
import { READ_LAG_MS } from '../ivs/settling.ts';
import * as recordingConfigurations from '../ivs/recordingConfigurations.ts';
import { JOB_TAG } from '../tags.ts';
import { needing, tagOf, type ActionContext, type Result } from './context.ts';
import type { RecordingConfigurationRequest } from './inputs.ts';

/**
 * Creates the recording configuration that the input describes. After an attempt of unknown outcome
 * it looks for the configuration first, because IVS has no idempotency token. `createdInDoubt` asks
 * for one more look.
 */
export async function createRecordingConfiguration(
  context: ActionContext<RecordingConfigurationRequest>,
): Promise<Result<'created' | 'createdInDoubt'>> {
  const { ivs, input, uncertain } = context;
  const request = input.recordingConfiguration;
  const [ours] = uncertain ? await recordingConfigurationsOfJob(context) : [];
  const tags = { ...request.tags, [JOB_TAG]: tagOf(context) };
  const arn =
    ours ??
    (await recordingConfigurations.createRecordingConfiguration(ivs, { ...request, tags })).arn;
  if (!arn) throw new Error('IVS returned a recording configuration without an ARN.');
  return {
    outcome: uncertain && !ours ? 'createdInDoubt' : 'created',
    memory: { recordingConfigurationArn: arn, createdAt: context.clock.now() },
    effect: true,
  };
}

/**
 * Deletes a recording configuration that an earlier attempt created after all. Nobody knows of it,
 * so no channel refers to it.
 */
export const deleteTwinRecordingConfigurations = needing(
  ['recordingConfigurationArn'],
  async (context: ActionContext, { recordingConfigurationArn }): Promise<Result<'deleted'>> => {
    const twins = (await recordingConfigurationsOfJob(context)).filter(
      (arn) => arn !== recordingConfigurationArn,
    );
    for (const arn of twins) await deleteAttachment(context.ivs, 'recordingConfiguration', arn);
    return { outcome: 'deleted' };
  },
);

async function recordingConfigurationsOfJob(context: ActionContext): Promise<string[]> {
  const arns: string[] = [];
  for await (const { arn, tags } of itemsOf((page) =>
    recordingConfigurations.listRecordingConfigurations(context.ivs, page),
  )) {
    if (arn && tags?.[JOB_TAG] === tagOf(context)) arns.push(arn);
  }
  return arns;
}

/**
 * Checks whether IVS has finished creating the configuration; no event reports that. A new
 * configuration may not be shown yet.
 */
export const lookWhetherActive = needing(
  ['recordingConfigurationArn'],
  async (
    { ivs, memory, clock }: ActionContext,
    { recordingConfigurationArn },
  ): Promise<Result<'active' | 'creating' | 'failed' | 'notFound'>> => {
    const found = await recordingConfigurations.getRecordingConfiguration(
      ivs,
      recordingConfigurationArn,
    );
    if (found === 'notFound')
      return { outcome: clock.now() - (memory.createdAt ?? 0) < READ_LAG_MS ? 'creating' : found };
    if (found.state === 'ACTIVE') return { outcome: 'active' };
    return { outcome: found.state === 'CREATE_FAILED' ? 'failed' : 'creating' };
  },
);

/**
 * Deletes a recording configuration that could not be created, because it cannot be used. A missing
 * one is as good.
 */
export const deleteFailedRecordingConfiguration = needing(
  ['recordingConfigurationArn'],
  async ({ ivs }: ActionContext, { recordingConfigurationArn }): Promise<Result<'deleted'>> => {
    const word = await deleteAttachment(ivs, 'recordingConfiguration', recordingConfigurationArn);
    if (word === 'inUse')
      throw new IvsRefusal('DeleteRecordingConfiguration', {
        name: 'ConflictException',
        message: 'The failed recording configuration is in use.',
      });
    return { outcome: 'deleted', effect: true };
  },
);
