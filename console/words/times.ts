import { dateOf, msOf, now, timeIn } from '../clock.ts';

const UNITS: readonly (readonly [ms: number, name: string])[] = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1_000, 's'],
];

/** Returns a length of time in its two largest units, such as `2 h 5 min`. */
export function lengthOf(ms: number): string {
  const whole = Math.max(0, Math.round(ms / 1_000) * 1_000);
  const first = UNITS.findIndex(([unit]) => whole >= unit);
  if (first < 0) return '0 s';
  const parts: string[] = [];
  let left = whole;
  for (const [unit, name] of UNITS.slice(first, first + 2)) {
    const count = Math.floor(left / unit);
    left -= count * unit;
    if (count > 0) parts.push(`${count} ${name}`);
  }
  return parts.join(' ');
}

/** Returns how long ago an instant is, or how far ahead: `5 min ago`, `in 3 s`. */
export function agoOf(instant: string | undefined): string {
  const ms = msOf(instant);
  if (ms === undefined) return '';
  const ago = now() - ms;
  return ago >= 0 ? `${lengthOf(ago)} ago` : `in ${lengthOf(-ago)}`;
}

const NAMES: Readonly<Record<string, string>> = { D: 'd', H: 'h', M: 'min', S: 's' };

/** Returns an ISO 8601 duration of the API in words: `PT1H30M` as `1 h 30 min`. */
export const durationOf = (iso: string): string =>
  [...iso.matchAll(/(\d+)([A-Z])/g)]
    .map(([, count = '', unit = '']) => `${count} ${NAMES[unit] ?? ''}`)
    .join(' ');

// Sweden writes dates as ISO 8601 does, in the time of the browser.
const LOCAL = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short' });

/** Returns an instant as the input of the browser has it, in the time of the browser. */
export const localOf = (instant: string): string => {
  const ms = timeIn(instant);
  // While somebody types a year, it is 2 first, and 20 then.
  return Number.isNaN(ms) ? '' : LOCAL.format(dateOf(ms)).replace(' ', 'T').padStart(16, '0');
};

/** The last moment of that input: a year of five digits is no instant. */
export const LOCAL_MAX = '9999-12-31T23:59';

const WITH_DATE = new Intl.DateTimeFormat(undefined, {
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});
const WITH_YEAR = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const HALF_YEAR_MS = 180 * 86_400_000;
const TIME = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });

/** Returns the time of day of a moment, with its date if it is far, and with its year if needed. */
export function timeOf(ms: number): string {
  const farMs = Math.abs(now() - ms);
  const format = farMs < 43_200_000 ? TIME : farMs < HALF_YEAR_MS ? WITH_DATE : WITH_YEAR;
  return format.format(dateOf(ms));
}
