import type { JSX } from 'preact';
import { isoTime, timeIn } from '../clock.ts';
import { LOCAL_MAX, localOf } from '../words/times.ts';
import type { Field } from './verb.ts';

/** The input of one field of a form. */
export function FieldInput({
  field,
  value,
  onChange,
}: {
  field: Field;
  value: string;
  onChange: (value: string) => void;
}): JSX.Element {
  const { kind, label, name, options = [], hint, required = false } = field;
  if (kind === 'check')
    return (
      <label class="check">
        <input
          type="checkbox"
          name={name}
          checked={value === 'true'}
          onChange={(event) => onChange(event.currentTarget.checked ? 'true' : '')}
        />
        {label}
      </label>
    );
  return (
    <label>
      {label}
      {kind === 'choice' && (
        <select name={name} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
          {options.map(([option, words]) => (
            <option key={option} value={option}>
              {words}
            </option>
          ))}
        </select>
      )}
      {kind === 'lines' && (
        <textarea
          name={name}
          rows={4}
          required={required}
          value={value}
          onInput={(event) => onChange(event.currentTarget.value)}
        />
      )}
      {kind === 'time' && (
        <input
          type="datetime-local"
          name={name}
          max={LOCAL_MAX}
          required={required}
          value={value === '' ? '' : localOf(value)}
          onInput={({ currentTarget: { value: time } }) =>
            onChange(time === '' ? '' : isoTime(timeIn(time)))
          }
        />
      )}
      {kind === 'text' && (
        <input
          type="text"
          name={name}
          required={required}
          value={value}
          onInput={(event) => onChange(event.currentTarget.value)}
        />
      )}
      {hint !== undefined && <small>{hint}</small>}
    </label>
  );
}
