import type { Io } from '../io.ts';
import { idOfArn, inline, isRecord, paint } from './text.ts';

type Row = Readonly<Record<string, unknown>>;

/** The columns of lists whose items have more members than a line can show. */
const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  channels: ['id', 'name', 'type', 'latencyMode', 'authorized', 'tags'],
  jobs: ['id', 'workflow', 'subject', 'status', 'step', 'updatedAt', 'left', 'error'],
  events: ['detailType', 'description'],
};
const GAP = '  ';

/** The cells under an ARN have its id. */
const headingOf = (name: string): string =>
  name
    .replace(/Arn$/, '')
    .replaceAll(/(?<=[a-z])[A-Z]/g, ' $&')
    .toUpperCase();

/** Returns the cells of a row. The ARN of a resource becomes the id that commands take. */
function cellsOf(row: unknown): Row {
  if (!isRecord(row)) return { value: row };
  const { arn, ...rest } = row;
  return typeof arn === 'string' ? { id: idOfArn(arn), ...rest } : rest;
}

function cell(name: string, value: unknown): string {
  if (typeof value === 'string' && name.endsWith('Arn')) return idOfArn(inline(value));
  // Of an error, its name is enough for a table.
  if (name === 'error' && isRecord(value)) return inline(value.name);
  return inline(value);
}

/** Returns a table of all members that have a value in some row, cut to the width of a terminal. */
export function tableOf(
  io: Pick<Io, 'isTerminal' | 'environment' | 'columns'>,
  member: string,
  items: readonly unknown[],
): string {
  const rows = items.map(cellsOf);
  const names = COLUMNS[member] ?? [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const columns = names.flatMap((name) => {
    const cells = rows.map((row) => cell(name, row[name]));
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
