import { detailOf, type Entry } from '../../lib/journal/entry.ts';

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Returns the name under which IVS reports something, such as `Stream End`. */
export function nameOf(entry: Entry): string {
  const { event_name: name, limit_name: limit, limit: older, recording_status } = detailOf(entry);
  return text(name) || text(limit) || text(older) || text(recording_status) || entry.type;
}

/** Returns the stream that an entry is about; empty when it is about none. */
export const streamOf = (entry: Entry): string => text(detailOf(entry).stream_id);

/** Returns an entry in words: the event, and the person who asked for it. */
export function wordsOf(entry: Entry): string {
  const { workflow, operation, code } = detailOf(entry);
  const what = [
    nameOf(entry),
    ...(entry.type.startsWith('Job ') || entry.type === 'API Call'
      ? [text(workflow) || text(operation)]
      : []),
    ...(code === undefined ? [] : [text(code)]),
  ].join(' ');
  if (entry.by === undefined) return what;
  return `${what} by ${entry.by}${entry.reason === undefined ? '' : `: ${entry.reason}`}`;
}
