import { DAY_MS, MINUTE_MS, offsetIn, shownAt } from './zonedTime.ts';

/** A part of each day, by the clocks of a zone. It may pass midnight. */
export interface DayWindow {
  /** `02:00`. */
  readonly from: string;
  /** `05:00`, the first minute after the window. */
  readonly to: string;
  /** A zone in the database of IANA. */
  readonly zone: string;
}

/** Returns the minutes since midnight of a time such as `02:30`. */
function minutesOf(time: string): number {
  const [hours, minutes] = time.split(':');
  return Number(hours) * 60 + Number(minutes);
}

/** Returns what the clocks of a zone show at an instant, as if it were UTC. */
const shownIn = (zone: string, ms: number): number => ms + (offsetIn(zone, ms) ?? 0);

/** Returns the instant of a time of a day; a time that the clocks skip is moved on as they are. */
const instantOn = (dayMs: number, time: string, zone: string): number => {
  const shown = dayMs + minutesOf(time) * MINUTE_MS;
  return shownAt(shown, zone) ?? shown - (offsetIn(zone, shown - DAY_MS) ?? 0);
};

/** Returns whether an instant, in ms since the epoch, is within the window. */
export function isWithin({ from, to, zone }: DayWindow, ms: number): boolean {
  const minute = Math.floor((shownIn(zone, ms) % DAY_MS) / MINUTE_MS);
  const [first, end] = [minutesOf(from), minutesOf(to)];
  return first < end ? minute >= first && minute < end : minute >= first || minute < end;
}

/**
 * Returns the last time, in ms since the epoch, at which the window opens and after which it closes
 * by an instant.
 */
export function lastWholeBy({ from, to, zone }: DayWindow, ms: number): number {
  const today = Math.floor(shownIn(zone, ms) / DAY_MS) * DAY_MS;
  const passesMidnight = minutesOf(from) > minutesOf(to);
  for (let day = today; ; day -= DAY_MS)
    if (instantOn(day, to, zone) <= ms)
      return instantOn(passesMidnight ? day - DAY_MS : day, from, zone);
}

/** Returns the last time, in ms since the epoch, at which the window opened by an instant. */
export function lastOpeningBy({ from, zone }: DayWindow, ms: number): number {
  const today = Math.floor(shownIn(zone, ms) / DAY_MS) * DAY_MS;
  for (let day = today; ; day -= DAY_MS) {
    const opening = instantOn(day, from, zone);
    if (opening <= ms) return opening;
  }
}
