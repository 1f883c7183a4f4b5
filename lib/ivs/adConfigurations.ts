import {
  CreateAdConfigurationCommand,
  GetAdConfigurationCommand,
  ListAdConfigurationsCommand,
  UpdateAdConfigurationCommand,
  type AdConfiguration,
  type AdConfigurationSummary,
  type CreateAdConfigurationRequest,
  type UpdateAdConfigurationRequest,
} from '@aws-sdk/client-ivs';
import type { Ivs } from './client.ts';
import { pageOf, type Page, type PageRequest } from './pages.ts';
import { orNotFound } from './refusal.ts';

/**
 * Creates an ad configuration; `notFound`: it names a MediaTailor configuration that does not
 * exist. A region allows 20 (IVS user guide, Service Quotas).
 */
export async function createAdConfiguration(
  ivs: Ivs,
  request: CreateAdConfigurationRequest,
): Promise<AdConfiguration | 'notFound'> {
  const output = await ivs
    .call('CreateAdConfiguration', new CreateAdConfigurationCommand(request))
    .catch(orNotFound);
  if (output === 'notFound') return output;
  if (!output.adConfiguration)
    throw new Error('CreateAdConfiguration answered without an ad configuration.');
  return output.adConfiguration;
}

export async function getAdConfiguration(
  ivs: Ivs,
  arn: string,
): Promise<AdConfiguration | 'notFound'> {
  const output = await ivs
    .call('GetAdConfiguration', new GetAdConfigurationCommand({ arn }))
    .catch(orNotFound);
  return output === 'notFound' ? output : (output.adConfiguration ?? 'notFound');
}

/** Returns one page of ad configurations. */
export async function listAdConfigurations(
  ivs: Ivs,
  page: PageRequest,
): Promise<Page<AdConfigurationSummary>> {
  const { adConfigurations, nextToken } = await ivs.call(
    'ListAdConfigurations',
    new ListAdConfigurationsCommand(page),
  );
  return pageOf(adConfigurations, nextToken);
}

/** Updates the given fields. Safe to repeat. */
export async function updateAdConfiguration(
  ivs: Ivs,
  request: UpdateAdConfigurationRequest,
): Promise<AdConfiguration | 'notFound'> {
  const output = await ivs
    .call('UpdateAdConfiguration', new UpdateAdConfigurationCommand(request))
    .catch(orNotFound);
  return output === 'notFound' ? output : (output.adConfiguration ?? 'notFound');
}
