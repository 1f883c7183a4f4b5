import { describe, expect, test } from 'vitest';
import { isoTime } from '../../lib/clock.ts';
import { instantOf } from '../../lib/zonedTime.ts';

const utc = (text: string): string | undefined => {
  const ms = instantOf(text);
  return ms === undefined ? undefined : isoTime(ms);
};

describe('a time', () => {
  test.for([
    ['2026-12-01T03:00:00+01:00', '2026-12-01T02:00:00.000Z'],
    ['2026-12-01T03:00:00Z', '2026-12-01T03:00:00.000Z'],
    ['2026-12-01T03:00Z', '2026-12-01T03:00:00.000Z'],
    ['2026-12-01T03:00:00.250-08:00', '2026-12-01T11:00:00.250Z'],
    ['2026-12-01T03:00:00[Europe/Berlin]', '2026-12-01T02:00:00.000Z'],
    ['2026-07-01T03:00:00[Europe/Berlin]', '2026-07-01T01:00:00.000Z'],
    ['2026-07-01T03:00:00+02:00[Europe/Berlin]', '2026-07-01T01:00:00.000Z'],
    ['2026-12-01T03:00:00[Asia/Kolkata]', '2026-11-30T21:30:00.000Z'],
    ['2026-12-01T03:00:00[America/St_Johns]', '2026-12-01T06:30:00.000Z'],
    ['2026-12-01T03:00:00[UTC]', '2026-12-01T03:00:00.000Z'],
    // The clocks of Apia skipped a whole day, and are a day ahead of those of Pago Pago.
    ['2026-12-01T03:00:00[Pacific/Apia]', '2026-11-30T14:00:00.000Z'],
    ['2026-12-01T03:00:00[Pacific/Pago_Pago]', '2026-12-01T14:00:00.000Z'],
  ] as const)('%s is %s', ([text, instant]) => {
    expect(utc(text)).toBe(instant);
  });

  test('is the first one when the clocks show it twice', () => {
    expect(utc('2026-10-25T02:30:00[Europe/Berlin]')).toBe('2026-10-25T00:30:00.000Z');
    expect(utc('2026-10-25T02:30:00+01:00[Europe/Berlin]')).toBe('2026-10-25T01:30:00.000Z');
    expect(utc('2026-11-01T01:30:00[America/New_York]')).toBe('2026-11-01T05:30:00.000Z');
  });

  test.for([
    { why: 'that the clocks skip', text: '2026-03-29T02:30:00[Europe/Berlin]' },
    { why: 'with another offset', text: '2026-07-01T03:00:00+01:00[Europe/Berlin]' },
    { why: 'without an offset and a zone', text: '2026-12-01T03:00:00' },
    { why: 'in an unknown zone', text: '2026-12-01T03:00:00[Europe/Atlantis]' },
    { why: 'on a day that its month does not have', text: '2026-02-30T03:00:00Z' },
    { why: 'after the end of its day', text: '2026-12-01T24:00:00Z' },
    { why: 'without its date', text: '03:00:00Z' },
    { why: 'in words', text: 'tomorrow' },
    { why: 'of nothing', text: '' },
  ])('$why is none: $text', ({ text }) => {
    expect(instantOf(text)).toBeUndefined();
  });
});
