import { DAY_MS, MINUTE_MS, offsetIn, showing } from './zonedTime.ts';

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

/** Returns the minutes from a time of day to the next time that the clocks show another one. */
export const minutesBetween = (from: string, to: string): number =>
  (minutesOf(to) - minutesOf(from) + 24 * 60) % (24 * 60);

/** Returns what the clocks of a zone show at an instant, as if it were UTC. */
const shownIn = (zone: string, ms: number): number => ms + (offsetIn(zone, ms) ?? 0);

/** Returns the instant at which the clocks of a zone skip a time, given as if it were UTC. */
function skipOf(shown: number, zone: string): number {
  let [before, after] = [shown - DAY_MS, shown + DAY_MS];
  while (after - before > MINUTE_MS) {
    const middle = before + Math.floor((after - before) / 2 / MINUTE_MS) * MINUTE_MS;
    if (shownIn(zone, middle) < shown) before = middle;
    else after = middle;
  }
  return after;
}

interface Hours {
  readonly opens: number;
  readonly closes: number;
}

/**
 * Returns when the window that closes on a day opens and closes, in ms since the epoch. A time that
 * the clocks skip is the instant of the skip; of a time that they show twice, the window opens at
 * the first one and closes at the last one.
 */
function hoursOn(dayMs: number, { from, to, zone }: DayWindow): Hours {
  const timesOf = (day: number, time: string): number[] => {
    const shown = day + minutesOf(time) * MINUTE_MS;
    const instants = showing(shown, zone);
    return instants.length > 0 ? instants : [skipOf(shown, zone)];
  };
  const first = minutesOf(from) > minutesOf(to) ? dayMs - DAY_MS : dayMs;
  const [opens, closes] = [timesOf(first, from)[0], timesOf(dayMs, to).at(-1)];
  return { opens: opens ?? 0, closes: closes ?? 0 };
}

/**
 * Returns the opening of the last window that is as asked for. A day whose window the clocks skip
 * has none.
 */
function lastOpening(window: DayWindow, ms: number, isAsked: (hours: Hours) => boolean): number {
  const today = Math.floor(shownIn(window.zone, ms) / DAY_MS) * DAY_MS;
  for (let day = today + DAY_MS; ; day -= DAY_MS) {
    const hours = hoursOn(day, window);
    if (hours.opens < hours.closes && isAsked(hours)) return hours.opens;
  }
}

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
export const lastWholeBy = (window: DayWindow, ms: number): number =>
  lastOpening(window, ms, ({ closes }) => closes <= ms);

/** Returns the last time, in ms since the epoch, at which the window opened by an instant. */
export const lastOpeningBy = (window: DayWindow, ms: number): number =>
  lastOpening(window, ms, ({ opens }) => opens <= ms);
