import alpha3Of from 'countries-list/minimal/countries.2to3.min.json' with { type: 'json' };

/**
 * Codes that are not officially assigned: AC (Ascension) and TA (Tristan da Cunha) are reserved
 * exceptionally, and XK (Kosovo) is user-assigned.
 */
const UNOFFICIAL: readonly string[] = ['AC', 'TA', 'XK'];

/** The 249 countries whose ISO 3166-1 alpha-2 code is officially assigned. */
export const COUNTRIES: readonly string[] = Object.keys(alpha3Of)
  .filter((code) => !UNOFFICIAL.includes(code))
  .toSorted();
