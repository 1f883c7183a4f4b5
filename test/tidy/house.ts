import { posix } from 'node:path';
import { baseName, type Project } from './project.ts';

/**
 * The most lines a file may have, by where it is; the first that fits counts. At 100 columns the
 * formatter makes a third more lines of the same code than fitted on the longer lines of before,
 * hence the numbers.
 */
const LINES_MAX: readonly (readonly [folder: string, lines: number])[] = [
  ['functions/', 40],
  ['lib/workflows/', 115],
  ['lib/', 270],
  // The service model of IVS, which is data.
  ['local/ivs/protocol/model.ts', 600],
  ['local/', 370],
  ['docs/', 340],
  // A story has many scenes.
  ['test/', 640],
];
const COLUMNS_MAX = 100;
/** Printed by `npm run docs`. */
const PRINTED = new Set(['lib/client/api.ts', 'lib/client/events.ts']);

const FORBIDDEN_FOLDERS = new Set([
  'utils',
  'util',
  'helpers',
  'types',
  'constants',
  'services',
  'common',
  'shared',
]);

/**
 * Marks of unfinished work, and words that belong to a workplace and not to the project. Written so
 * that they do not match themselves.
 */
const FORBIDDEN_WORDS = /\b(?:TOD[O]|FIXM[E]|XX[X])\b|\/wor[k]\/|\bissue [#]|\bfar[m]\b/i;

/** A file that is too long tells two stories. */
export const sizes = ({ sources }: Project): string[] =>
  sources.flatMap(({ path, lines }) => {
    const [, max = Infinity] = LINES_MAX.find(([folder]) => path.startsWith(folder)) ?? [];
    return lines.length > max ? [`${path} (at most ${max} lines)`] : [];
  });

/**
 * The formatter breaks code; comments are for people to break. A word that is longer stands as it
 * is.
 */
export const commentWidths = ({ sources }: Project): string[] =>
  sources
    .filter(({ path }) => !PRINTED.has(path))
    .flatMap(({ path, lines }) =>
      lines.flatMap((line, index) =>
        /^\s*(?:\/\/|\/?\*+) /.test(line) && line.length > COLUMNS_MAX && !/\S{60}/.test(line)
          ? [`${path}:${index + 1} (${line.length})`]
          : [],
      ),
    );

/**
 * Things lie where they belong by what they are about, not by what kind of code they are. The tests
 * of types are about types.
 */
export const folders = ({ files }: Project): string[] =>
  [...files.keys()].filter(
    (path) =>
      !path.startsWith('test/types/') &&
      posix
        .dirname(path)
        .split('/')
        .some((folder) => FORBIDDEN_FOLDERS.has(folder)),
  );

/** Public text speaks of the project alone, and of what is done. */
export const words = ({ files }: Project): string[] =>
  [...files].flatMap(([path, text]) =>
    text
      .split('\n')
      .flatMap((line, index) =>
        FORBIDDEN_WORDS.test(line) ? [`${path}:${index + 1}: ${line.trim().slice(0, 100)}`] : [],
      ),
  );

/** Function file = key in serverless.yml = folder in dist. */
export function functionNames({ sources, functions }: Project): string[] {
  const files = sources.filter(({ path }) => path.startsWith('functions/'));
  const names = new Set(files.map(({ path }) => baseName(path)));
  return [
    ...files
      .filter(({ path }) => !functions[baseName(path)])
      .map(({ path }) => `${path} is not in serverless.yml`),
    ...files
      .filter(({ exports }) => exports.join() !== 'handler')
      .map(({ path }) => `${path} does not export just its handler`),
    ...Object.keys(functions)
      .filter((name) => !names.has(name))
      .map((name) => `serverless.yml: ${name} has no file`),
    ...Object.entries(functions)
      .filter(([name, { handler }]) => handler !== `dist/${name}/index.handler`)
      .map(
        ([name, { handler }]) => `serverless.yml: ${name} is handled by ${handler ?? 'nothing'}`,
      ),
  ];
}

/**
 * Workflow file = export = the name in the table = a story in test/stories = a line in
 * workflows.ts.
 */
export function workflowNames({ sources, files }: Project): string[] {
  const stories = sources.filter(
    ({ path }) => path.startsWith('lib/workflows/') && !path.endsWith('/workflows.ts'),
  );
  const register = sources.find(({ path }) => path === 'lib/workflows/workflows.ts');
  return stories.flatMap(({ path, exports }) => {
    const name = baseName(path);
    return [
      ...(exports.join() === name ? [] : [`${path} does not export just ${name}`]),
      ...(files.get(path)?.includes(`name: '${name}',`)
        ? []
        : [`${path} is not named ${name} in its table`]),
      ...(files.has(`test/stories/${name}.test.ts`)
        ? []
        : [`test/stories/${name}.test.ts is missing`]),
      ...(register?.imports.some(({ target }) => target === path)
        ? []
        : [`${path} is not in workflows.ts`]),
    ];
  });
}

/** Operation file of ivs-local = export. */
export const operationNames = ({ sources }: Project): string[] =>
  sources
    .filter(
      ({ path, exports }) =>
        /^local\/ivs\/operations\/[^/]+$/.test(path) && !exports.includes(baseName(path)),
    )
    .map(({ path }) => path);

/**
 * Every file is reached from a way in: a function, a script of package.json, a test, a
 * configuration. A file of the program that only tests reach is dead.
 */
export function deadFiles({ sources, scripts }: Project): string[] {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const scripted = Object.values(scripts).flatMap((script) =>
    [...script.matchAll(/\bnode (\S+\.ts)\b/g)].map(([, path]) => path ?? ''),
  );
  const reachedFrom = (starts: readonly string[]): Set<string> => {
    const reached = new Set<string>();
    const visit = (path: string): void => {
      const source = byPath.get(path);
      if (!source || reached.has(path)) return;
      reached.add(path);
      // A worker thread or a child process is named by a string, beside the file or from the
      // project's folder.
      const named = source.strings
        .filter((string) => string.endsWith('.ts'))
        .flatMap((string) => [posix.join(posix.dirname(path), string), string]);
      for (const next of [...source.imports.map(({ target }) => target), ...named]) visit(next);
    };
    for (const start of starts) visit(start);
    return reached;
  };
  const program = reachedFrom([
    ...scripted,
    ...[...byPath.keys()].filter((path) => path.startsWith('functions/')),
  ]);
  const checks = reachedFrom([
    ...scripted,
    ...[...byPath.keys()].filter((path) => /\.(?:test|config|types)\.ts$/.test(path)),
  ]);
  return [...byPath.keys()].filter((path) => {
    if (path.endsWith('.d.ts')) return false;
    return !(/^(?:functions|lib|local)\//.test(path) ? program : checks).has(path);
  });
}

/** Words of the things that jobs are about: workflows and actions bring them. */
const PRODUCT = new RegExp(
  'channel|suspend|suspension|keyless|attach|detach|retire|viewer|recording|playback|' +
    'rotate|resume|stream(?:[A-Z]|-)',
  'i',
);

/** The engine says nothing of the product in its code; comments may give examples. */
export const engineWords = ({ sources }: Project): string[] =>
  sources
    .filter(({ path }) => path.startsWith('lib/jobs/'))
    .flatMap(({ path, lines }) =>
      lines.flatMap((line, index) =>
        !/^\s*(?:\/\/|\/?\*)/.test(line) && PRODUCT.test(line.replace(/ \/\/ .*/, ''))
          ? [`${path}:${index + 1}: ${line.trim()}`]
          : [],
      ),
    );
