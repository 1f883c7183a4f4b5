import { inline, isRecord } from './text.ts';

const INDENT = '  ';

function linesOf(value: Readonly<Record<string, unknown>>, indent: string): string[] {
  const members = Object.entries(value).filter(([, of]) => of !== undefined);
  const width = Math.max(0, ...members.map(([name]) => name.length));
  return members.flatMap(([name, of]) => {
    if (Array.isArray(of) && of.some(isRecord))
      return [`${indent}${name}:`, ...of.map((item) => `${indent}${INDENT}- ${inline(item)}`)];
    if (isRecord(of) && Object.keys(of).length > 0)
      return [`${indent}${name}:`, ...linesOf(of, indent + INDENT)];
    return [`${indent}${`${name}:`.padEnd(width + 1)} ${inline(of)}`.trimEnd()];
  });
}

/** Returns an answer as lines of names and values. A single object needs no heading. */
export function detailOf(value: unknown): string {
  if (!isRecord(value)) return `${inline(value)}\n`;
  const members = Object.values(value);
  const shown = members.length === 1 && isRecord(members[0]) ? members[0] : value;
  return linesOf(shown, '')
    .map((line) => `${line}\n`)
    .join('');
}
