import { expect, test } from 'vitest';
import { COUNTRIES } from '../../lib/countries.ts';
import { COUNTRIES as IVS_COUNTRIES } from '../../local/ivs/operations/rules/countries.ts';

test.each([
  ['the API', COUNTRIES],
  ['ivs-local', IVS_COUNTRIES],
])(
  '%s knows the 249 countries whose codes are officially assigned, and no others',
  (_whose, codes) => {
    expect(new Set(codes).size).toBe(249);
    // ICU knows all of these codes, and also reserved, withdrawn and invented ones.
    const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
    expect(
      codes.filter((code) => !/^[A-Z]{2}$/.test(code) || names.of(code) === undefined),
    ).toEqual([]);
    for (const none of ['AA', 'AC', 'AN', 'EU', 'SU', 'TA', 'UK', 'UN', 'XK', 'ZZ'])
      expect(codes).not.toContain(none);
  },
);
