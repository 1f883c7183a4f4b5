import { MODEL, type OperationName } from '../../../../local/ivs/protocol/model.ts';

/** The tests of one operation, for the table at the end. */
interface Tried {
  works: boolean;
  errors: Set<string>;
  violations: number;
  pages: number;
}

const tried = new Map<OperationName, Tried>();

export function tally(name: OperationName): Tried {
  const entry = tried.get(name) ?? {
    works: false,
    errors: new Set<string>(),
    violations: 0,
    pages: 0,
  };
  tried.set(name, entry);
  return entry;
}

/** Returns the table, one operation per line. */
export function table(target: string): string {
  const rows = (Object.keys(MODEL) as OperationName[]).map((name) => {
    const { works, errors, violations, pages } = tally(name);
    const declared = MODEL[name].errors.length;
    const met = MODEL[name].errors.filter((error) => errors.has(error)).length;
    return [
      name,
      works ? 'yes' : 'not tried',
      `${met}/${declared}`,
      String(violations),
      pages ? String(pages) : '-',
    ];
  });
  const working = rows.filter(([, works]) => works === 'yes').length;
  const lines = [['operation', 'works', 'errors', 'constraints', 'pages'], ...rows].map((cells) =>
    cells
      .map((cell, at) => cell.padEnd(at === 0 ? 36 : 12))
      .join('')
      .trimEnd(),
  );
  return [
    `Amazon IVS conformance: ${target}`,
    ...lines,
    `${working} of ${rows.length} operations`,
  ].join('\n');
}
