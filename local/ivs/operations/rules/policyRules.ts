import { COUNTRIES } from './countries.ts';
import { ivsError } from '../../protocol/errors.ts';
import { checkSize } from './quotas.ts';
import type { PlaybackRestrictionPolicy } from '../../state/resources.ts';
import type { Settings } from '../../state/settings.ts';

export const POLICY_DEFAULTS: Omit<PlaybackRestrictionPolicy, 'arn' | 'tags'> = {
  allowedCountries: [],
  allowedOrigins: [],
  enableStrictOriginEnforcement: false,
  name: '',
};

/**
 * Checks the contents of a policy before it is stored.
 * @throws IvsError ValidationException for too many countries or origins (whether this is a quota
 * error instead is unconfirmed), or for a country that is not an officially assigned code of ISO
 * 3166-1 alpha-2
 */
export function checkPolicy(
  settings: Settings,
  {
    allowedCountries = [],
    allowedOrigins = [],
  }: { allowedCountries?: string[]; allowedOrigins?: string[] },
): void {
  checkSize(
    settings,
    'countriesPerPolicyMax',
    allowedCountries.length,
    `allowedCountries can have at most ${settings.countriesPerPolicyMax} items`,
  );
  checkSize(
    settings,
    'originsPerPolicyMax',
    allowedOrigins.length,
    `allowedOrigins can have at most ${settings.originsPerPolicyMax} items`,
  );
  if (!allowedCountries.every((country) => COUNTRIES.includes(country)))
    throw ivsError('ValidationException', 'allowedCountries must be ISO 3166-1 alpha-2 codes');
}
