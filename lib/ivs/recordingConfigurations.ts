import {
  CreateRecordingConfigurationCommand,
  GetRecordingConfigurationCommand,
  ListRecordingConfigurationsCommand,
  type CreateRecordingConfigurationRequest,
  type RecordingConfiguration,
  type RecordingConfigurationSummary,
} from '@aws-sdk/client-ivs';
import type { Ivs } from './client.ts';
import { pageOf, type Page, type PageRequest } from './pages.ts';
import { orNotFound } from './refusal.ts';

/**
 * Creates a recording configuration, which is CREATING for up to 20 s. A region allows 20 (IVS user
 * guide, Service Quotas).
 */
export async function createRecordingConfiguration(
  ivs: Ivs,
  request: CreateRecordingConfigurationRequest,
): Promise<RecordingConfiguration> {
  const { recordingConfiguration } = await ivs.call(
    'CreateRecordingConfiguration',
    new CreateRecordingConfigurationCommand(request),
  );
  if (!recordingConfiguration)
    throw new Error('CreateRecordingConfiguration answered without a recording configuration.');
  return recordingConfiguration;
}

export async function getRecordingConfiguration(
  ivs: Ivs,
  arn: string,
): Promise<RecordingConfiguration | 'notFound'> {
  const output = await ivs
    .call('GetRecordingConfiguration', new GetRecordingConfigurationCommand({ arn }))
    .catch(orNotFound);
  return output === 'notFound' ? output : (output.recordingConfiguration ?? 'notFound');
}

/** Returns one page of recording configurations. */
export async function listRecordingConfigurations(
  ivs: Ivs,
  page: PageRequest,
): Promise<Page<RecordingConfigurationSummary>> {
  const { recordingConfigurations, nextToken } = await ivs.call(
    'ListRecordingConfigurations',
    new ListRecordingConfigurationsCommand(page),
  );
  return pageOf(recordingConfigurations, nextToken);
}
