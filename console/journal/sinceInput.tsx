import type { JSX } from 'preact';
import { isoTime, timeIn } from '../clock.ts';
import { LOCAL_MAX, localOf } from '../words/times.ts';

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
        max={LOCAL_MAX}
        value={since === undefined ? '' : localOf(since)}
        onChange={({ currentTarget: { value } }) =>
          onSince(value === '' ? undefined : isoTime(timeIn(value)))
        }
      />
    </label>
  );
}
