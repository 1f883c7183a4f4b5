import type { Io } from '../io.ts';
import { cellsOf, COLUMNS } from './cells.ts';
import { idOfArn, inline, isRecord, paint } from './text.ts';

const GAP = '  ';

/** The cells under an ARN have its id. */
const headingOf = (name: string): string =>
  name
    .replace(/Arn$/, '')
    .replaceAll(/(?<=[a-z])[A-Z]/g, ' $&')
    .toUpperCase();

function cell(name: string, value: unknown): string {
  if (typeof value === 'string' && name.endsWith('Arn')) return idOfArn(inline(value));
  // Of an error, its name is enough for a table.
  if (name === 'error' && isRecord(value)) return inline(value.name);
  return inline(value);
}

/**
 * Returns a table of all members that have a value in some row, cut to the width of a terminal.
 * @param profiles the profile of each row, if the rows come from several deployments
 */
export function tableOf(
  io: Pick<Io, 'isTerminal' | 'environment' | 'columns'>,
  member: string,
  items: readonly unknown[],
  profiles?: readonly string[],
): string {
  const rows = items.map((item) => cellsOf(member, item));
  const names = COLUMNS[member] ?? [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const shown = names.map((name) => ({ name, cells: rows.map((row) => cell(name, row[name])) }));
  if (profiles) shown.unshift({ name: 'profile', cells: profiles.map(inline) });
  const columns = shown.flatMap(({ name, cells }) => {
    if (cells.every((text) => text === '')) return [];
    return [
      {
        name,
        cells,
        width: Math.max(headingOf(name).length, ...cells.map(({ length }) => length)),
      },
    ];
  });
  const line = (texts: readonly string[]): string => {
    const whole = texts
      .map((text, at) => text.padEnd(columns[at]?.width ?? 0))
      .join(GAP)
      .trimEnd();
    return io.isTerminal && whole.length > io.columns
      ? `${whole.slice(0, io.columns - 1)}…`
      : whole;
  };
  const heading = paint(io, 'bold', line(columns.map(({ name }) => headingOf(name))));
  const lines = rows.map((_row, at) => line(columns.map(({ cells }) => cells[at] ?? '')));
  return [heading, ...lines].map((text) => `${text}\n`).join('');
}
