import type { JSX } from 'preact';
import { dateOf, timeIn } from '../clock.ts';

// Sweden writes dates as ISO 8601 does, in the time of the browser.
const LOCAL = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short' });

/** Returns an instant as the input of the browser has it, in the time of the browser. */
const localOf = (instant: string): string => {
  const ms = timeIn(instant);
  return Number.isNaN(ms) ? '' : LOCAL.format(dateOf(ms)).replace(' ', 'T');
};

/** The earliest time of a list. The address has it in UTC, so it means the same to everybody. */
export function SinceInput({
  since,
  onSince,
}: {
  since: string | undefined;
  onSince: (since: string | undefined) => void;
}): JSX.Element {
  return (
    <label>
      Since
      <input
        type="datetime-local"
        value={since === undefined ? '' : localOf(since)}
        onChange={({ currentTarget: { value } }) =>
          onSince(value === '' ? undefined : dateOf(timeIn(value)).toISOString())
        }
      />
    </label>
  );
}
