import { posix } from 'node:path';
import { baseName, type Project } from './project.ts';

/**
 * The most lines that a file may have, by its path; the first match counts. The limits allow for
 * 100 columns, at which the formatter makes a third more lines of the same code than before.
 */
const LINES_MAX: readonly (readonly [folder: string, lines: number])[] = [
  ['functions/', 40],
  ['lib/workflows/', 115],
  ['lib/', 270],
  // This file is data: the service model of IVS.
  ['local/ivs/protocol/model.ts', 600],
  ['local/', 370],
  ['cli/', 270],
  ['console/', 270],
  ['examples/', 270],
  ['docs/', 340],
  // A story has many scenes.
  ['test/', 640],
];
const COLUMNS_MAX = 100;
/** Files that `npm run docs` prints. */
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
 * Matches marks of unfinished work, and words that belong to a workplace and not to the project.
 * The pattern is written so that it does not match itself.
 */
const FORBIDDEN_WORDS = /\b(?:TOD[O]|FIXM[E]|XX[X])\b|\/wor[k]\/|\bissue [#]|\bfar[m]\b/i;

/** A file that is too long is about two subjects. */
export const sizes = ({ sources }: Project): string[] =>
  sources.flatMap(({ path, lines }) => {
    const [, max = Infinity] = LINES_MAX.find(([folder]) => path.startsWith(folder)) ?? [];
    return lines.length > max ? [`${path} (at most ${max} lines)`] : [];
  });

/** The formatter breaks code, but people have to break comments. A longer word is left as it is. */
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
 * Files lie in folders by subject, not by kind of code. The tests of types are about types, so
 * their folder is allowed.
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

/** Public text is about the project alone, and about finished work. */
export const words = ({ files }: Project): string[] =>
  [...files].flatMap(([path, text]) =>
    text
      .split('\n')
      .flatMap((line, index) =>
        FORBIDDEN_WORDS.test(line) ? [`${path}:${index + 1}: ${line.trim().slice(0, 100)}`] : [],
      ),
  );

/** A function has the same name as its file, its key in serverless.yml and its folder in dist. */
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
 * A workflow has the same name in its file, its export, its definition, its story in test/stories
 * and its line in workflows.ts.
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

/** An operation of ivs-local has the same name as its file and its export. */
export const operationNames = ({ sources }: Project): string[] =>
  sources
    .filter(
      ({ path, exports }) =>
        /^local\/ivs\/operations\/[^/]+$/.test(path) && !exports.includes(baseName(path)),
    )
    .map(({ path }) => path);

/**
 * Every file is reached from an entry point: a function, a script of package.json, a test or a
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
      // A worker thread or a child process is named by a string, relative to the file or to the
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
    // cli/bin.mjs imports it.
    'cli/start.ts',
    // local/buildConsole.ts bundles it.
    'console/main.tsx',
    ...[...byPath.keys()].filter((path) => path.startsWith('functions/')),
  ]);
  const checks = reachedFrom([
    ...scripted,
    ...[...byPath.keys()].filter((path) => /\.(?:test|config|types)\.ts$/.test(path)),
  ]);
  return [...byPath.keys()].filter((path) => {
    if (path.endsWith('.d.ts')) return false;
    return !(/^(?:functions|lib|local|cli|console)\//.test(path) ? program : checks).has(path);
  });
}

/** Words of the product, which belong in workflows and actions and not in the engine. */
const PRODUCT = new RegExp(
  'channel|suspend|suspension|keyless|attach|detach|retire|viewer|recording|playback|' +
    'rotate|resume|stream(?:[A-Z]|-)',
  'i',
);

/** The engine's code contains no word of the product; its comments may give examples. */
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
