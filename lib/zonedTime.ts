import { isoTime, msOf } from './clock.ts';

/** A time of day on a date, its offset from UTC, and its zone in the database of IANA. */
const TIME =
  /^(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)(Z|[+-]\d\d:\d\d)?(?:\[([\w+/-]{1,64})\])?$/;
export const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;

const formatOf = (timeZone: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
/** A format is slow to make, and most questions are about the zone of the one before. */
let last: { readonly zone: string; readonly format: Intl.DateTimeFormat } | undefined;

/** Returns how far a zone is ahead of UTC at an instant, in ms; undefined for an unknown zone. */
export function offsetIn(zone: string, ms: number): number | undefined {
  try {
    if (last?.zone !== zone) last = { zone, format: formatOf(zone) };
    const name =
      last.format.formatToParts(ms).find(({ type }) => type === 'timeZoneName')?.value ?? '';
    const [, sign, hours = '0', minutes = '0'] = /GMT(?:([+-])(\d\d):(\d\d))?/.exec(name) ?? [];
    return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * MINUTE_MS;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/**
 * Returns the instants at which the clocks of a zone show a time, given as if it were UTC, in their
 * order: none if they skip it, and two if they show it twice.
 */
export function showing(utcMs: number, zone: string): number[] {
  const instants = [utcMs - DAY_MS, utcMs + DAY_MS].flatMap((near) => {
    const offset = offsetIn(zone, near);
    return offset === undefined || offsetIn(zone, utcMs - offset) !== offset
      ? []
      : [utcMs - offset];
  });
  return [...new Set(instants)].toSorted((a, b) => a - b);
}

/**
 * Returns the instant of a time with its offset (RFC 3339), with its zone, or with both (RFC 9557),
 * in ms since the epoch: `2026-12-01T03:00:00+01:00`, `2026-12-01T03:00:00[Europe/Berlin]`. A time
 * that the clocks of its zone show twice is the first one.
 * @returns undefined for another text, for an offset that its zone does not have then, and for a
 * time that the clocks of its zone skip
 */
export function instantOf(text: string): number | undefined {
  const [, local = '', offset, zone] = TIME.exec(text) ?? [];
  const utcMs = msOf(`${local}Z`);
  // `Date` takes 30 February for 2 March.
  if (utcMs === undefined || !isoTime(utcMs).startsWith(local.slice(0, 16))) return undefined;
  if (offset === undefined) return zone === undefined ? undefined : showing(utcMs, zone)[0];
  const ms = msOf(`${local}${offset}`);
  if (ms === undefined || zone === undefined) return ms;
  return offsetIn(zone, ms) === utcMs - ms ? ms : undefined;
}
