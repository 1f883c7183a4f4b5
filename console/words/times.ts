import { dateOf, msOf, now } from '../clock.ts';

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

const WITH_DATE = new Intl.DateTimeFormat(undefined, {
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});
const TIME = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });

/** Returns the time of day of a moment, with its date if it is not of the last 12 hours. */
export const timeOf = (ms: number): string =>
  (Math.abs(now() - ms) < 43_200_000 ? TIME : WITH_DATE).format(dateOf(ms));
