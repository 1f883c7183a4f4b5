import {
  GetRecordingConfigurationCommand,
  ListRecordingConfigurationsCommand,
  type RecordingConfiguration,
  type RecordingConfigurationSummary,
} from '@aws-sdk/client-ivs';
import type { Ivs } from './client.ts';
import { pageOf, type Page, type PageRequest } from './pages.ts';
import { asWords } from './refusal.ts';

const WORDS = { ResourceNotFoundException: 'notFound' } as const;

export async function getRecordingConfiguration(ivs: Ivs, arn: string): Promise<RecordingConfiguration | 'notFound'> {
  const output = await asWords(ivs.call('GetRecordingConfiguration', new GetRecordingConfigurationCommand({ arn })), WORDS);
  return output === 'notFound' ? output : (output.recordingConfiguration ?? 'notFound');
}

/** One page of recording configurations. */
export async function listRecordingConfigurations(ivs: Ivs, page: PageRequest): Promise<Page<RecordingConfigurationSummary>> {
  const { recordingConfigurations, nextToken } = await ivs.call('ListRecordingConfigurations', new ListRecordingConfigurationsCommand(page));
  return pageOf(recordingConfigurations, nextToken);
}
