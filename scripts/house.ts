import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { projectFiles } from '../test/tidy/files.ts';
import { comments, identifiers, texts } from '../test/tidy/glossary.ts';
import { projectOf } from '../test/tidy/project.ts';
import { wayOfDelete } from './wayOfDelete.ts';

/**
 * `npm run house`: prints figures about the form of the code, for comparison before and after a
 * change.
 */
const WIDTH = 100;
const PRINTED = new Set(['lib/client/api.ts', 'lib/client/events.ts']);

interface Source {
  readonly path: string;
  readonly lines: readonly string[];
}

const sources: Source[] = execFileSync('git', ['ls-files', '*.ts'], { encoding: 'utf8' })
  .split('\n')
  .filter((path) => path !== '' && !PRINTED.has(path))
  .map((path) => ({ path, lines: readFileSync(path, 'utf8').split('\n') }));

const isComment = (line: string): boolean => /^\s*(?:\/\/|\/?\*)/.test(line);
/** Returns the line with its strings, templates and regular expressions emptied. */
const codeOf = (line: string): string =>
  line
    .replaceAll(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`/g, "''")
    .replace(/\/\/ .*/, '');

const inFolder = (folder: string): Source[] =>
  sources.filter(({ path }) => path.startsWith(folder));
const linesOf = (of: readonly Source[]): string[] => of.flatMap(({ lines }) => [...lines]);
const percent = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(1)} %`;

/** Returns the first lines of comments, without their marks. */
function commentStarts(of: readonly Source[]): string[] {
  return of.flatMap(({ lines }) =>
    lines.flatMap((line, index) => {
      const [, text] = /^\s*(?:\/\*\*|\/\/|\*)\s+(\S.*)/.exec(line) ?? [];
      if (text === undefined) return [];
      const before = lines[index - 1] ?? '';
      const starts =
        line.includes('/**') ||
        /^\s*\/\*\*\s*$/.test(before) ||
        (/^\s*\/\//.test(line) && !/^\s*\/\//.test(before));
      return starts ? [text] : [];
    }),
  );
}

/** Returns the imports between folders of ivs-local that import each other, in both directions. */
function importCircles(): string[] {
  const edges = new Set<string>();
  for (const { path, lines } of inFolder('local/ivs/')) {
    const from = posix.dirname(path);
    for (const [, spec] of lines.join('\n').matchAll(/from '(\.[^']+)'/g)) {
      const to = posix.dirname(posix.normalize(posix.join(from, spec ?? '')));
      if (to !== from && to.startsWith('local/ivs')) edges.add(`${from} → ${to}`);
    }
  }
  return [...edges].filter((edge) => edges.has(edge.split(' → ').toReversed().join(' → ')));
}

const project = projectOf(projectFiles());
const lib = inFolder('lib/');
const long = (lines: readonly string[]): string[] => lines.filter((line) => line.length > WIDTH);
const breakable = (lines: readonly string[]): string[] =>
  long(lines).filter((line) =>
    isComment(line) ? !/\S{60}/.test(line) : codeOf(line).length > WIDTH,
  );
const starts = commentStarts(sources);
const bad = starts.filter((text) => /^(?:What|Who|Where|Nothing)\b/.test(text));
/** Names in imports and in mapped types are not assertions. */
const casts = linesOf(lib).filter(
  (line) =>
    !isComment(line) &&
    /\bas (?!const\b)[A-Za-z{[(]/.test(codeOf(line)) &&
    !/^\s*(?:import|export) |^\s*(?:type )?\w+ as \w+,$|\[\w+ in \w+ as /.test(line),
);

const { dynamodb, ivs } = await wayOfDelete();
const way = (files: readonly string[]): string =>
  `${files.length} (${files.map((path) => path.replace(/^lib\/|\.ts$/g, '')).join(' → ')})`;

const figures: readonly (readonly [string, string])[] = [
  [
    `lines of lib over ${WIDTH} columns`,
    `${long(linesOf(lib)).length} (${percent(long(linesOf(lib)).length, linesOf(lib).length)})`,
  ],
  [
    `lines over ${WIDTH} columns for another reason than a string`,
    String(breakable(linesOf(sources)).length),
  ],
  [
    'longest line of the tests',
    String(Math.max(...linesOf(inFolder('test/')).map(({ length }) => length))),
  ],
  [
    'comments that begin with What, Who, Where or Nothing',
    `${bad.length} of ${starts.length} (${((1_000 * bad.length) / starts.length).toFixed(1)} ` +
      'in 1,000)',
  ],
  [
    'retired words in comments, identifiers and texts',
    String([comments, identifiers, texts].flatMap((find) => find(project)).length),
  ],
  ['type assertions in lib', String(casts.length)],
  ['files in lib/api', String(inFolder('lib/api/').length)],
  ['folders of local/ivs that import each other', String(importCircles().length)],
  ['files on the way of a DELETE to its first call of DynamoDB', way(dynamodb)],
  ['files on the way of a DELETE to its first call of IVS', way(ivs)],
];
for (const [name, figure] of figures) console.log(`${name.padEnd(62)} ${figure}`);
