import type { Project, Source } from './project.ts';

/**
 * `file:line: text` for every match in the code (not in comments or strings) of the chosen files.
 */
function matches(
  { sources }: Project,
  choose: (path: string) => boolean,
  pattern: RegExp,
): string[] {
  return sources
    .filter(({ path }) => choose(path))
    .flatMap((source) =>
      [...source.code.matchAll(pattern)].map(({ index }) => place(source, index)),
    );
}

function place({ path, code, lines }: Source, index: number): string {
  const line = code.slice(0, index).split('\n').length;
  return `${path}:${line}: ${(lines[line - 1] ?? '').trim().slice(0, 100)}`;
}

/** Program code: functions, lib and local, but for the files named. */
const programBut =
  (...homes: string[]) =>
  (path: string): boolean =>
    /^(?:functions|lib|local)\//.test(path) && !homes.includes(path);

/**
 * Time comes from one file a side, and so does waiting: else a clock that tests move would not move
 * it.
 */
export const clock = (project: Project): string[] => [
  ...matches(
    project,
    programBut('lib/clock.ts', 'lib/client/clock.ts', 'local/clock.ts'),
    /\bnew\s+Date\b|\bDate\s*[.(]|\bperformance\s*\.|\bhrtime\b|\bset(?:Timeout|Interval)\b/g,
  ),
  // A call to IVS that hangs does so in real time, whatever clock the caller is on.
  ...matches(
    project,
    programBut('lib/ivs/client.ts', 'lib/jobs/perform.ts'),
    /\bAbortSignal\s*\.\s*timeout\b/g,
  ),
];

/** Chance comes from one file a side, so that a seed repeats it. */
export const chance = (project: Project): string[] =>
  matches(
    project,
    programBut('lib/random.ts', 'lib/client/random.ts', 'local/random.ts'),
    /\bMath\s*\.\s*random\b|\brandom(?:UUID|Bytes|Int|Fill|FillSync)\b|\bgetRandomValues\b/g,
  );

/** The environment is read in one file a side. */
export const environment = (project: Project): string[] =>
  matches(
    project,
    programBut('lib/config.ts', 'local/environment.ts'),
    /\bprocess\s*(?:\.\s*env\b|\[)|\bloadEnvFile\b/g,
  );

/**
 * A failure that is caught is told, turned into a word, or thrown again. A test may wait for what
 * fails at first.
 */
export const noEmptyCatch = (project: Project): string[] => [
  ...matches(project, () => true, /\bcatch\s*(?:\([^)]*\)\s*)?\{\s*\}/g),
  ...matches(
    project,
    programBut(),
    /\.catch\(\s*(?:\([^)]*\)\s*=>\s*(?:\{\s*\}|undefined|void\s+\w+)\s*)?\)/g,
  ),
];

/** Names are the same at both ends of an import. */
export const noDefaultExports = (project: Project): string[] =>
  matches(
    project,
    (path) => !path.endsWith('.config.ts'),
    /\bexport\s+default\b|\bas\s+default\b/g,
  );

/** Every `any` has its reason in the comment before it, which lets it pass the linter. */
export const noAny = ({ sources }: Project): string[] =>
  sources.flatMap((source) =>
    [...source.code.matchAll(/(?:[:<|&,(]|\bas|=>)\s*any\b(?!\s*[:(?])/g)]
      .filter(
        ({ index }) =>
          !/no-explicit-any -- \S/.test(
            source.comments.slice(0, index).split('\n').slice(-2).join('\n'),
          ),
      )
      .map(({ index }) => place(source, index)),
  );

/**
 * The linter and the compiler are argued with, never silenced. Only what must not compile expects
 * an error.
 */
export const noSilencing = ({ sources }: Project): string[] =>
  sources.flatMap(({ path, comments }) =>
    comments.split('\n').flatMap((line, index) => {
      const silenced = /@ts-(?:ignore|nocheck)\b|\b(?:oxlint|eslint)-disable(?!.* -- \S)/.test(
        line,
      );
      const expected = /@ts-expect-error\b/.test(line) && !path.startsWith('test/types/');
      return silenced || expected ? [`${path}:${index + 1}: ${line.trim()}`] : [];
    }),
  );

/**
 * A reason that is printed: by the console, in the title of the test, or as the one argument of
 * `context.skip`.
 */
const REASON = /console\.(?:log|warn|info)\s*\(|\bskipped: |\bskip\s*\(\s*(?:'[^']+'|`[^`]+`)\s*\)/;

/** Every test runs; one that cannot run here prints why, within three lines. */
export const noSilentSkips = (project: Project): string[] => [
  ...matches(project, (path) => path.startsWith('test/'), /\.(?:only|tod[o])\b\s*[.(]/g),
  ...project.sources
    .filter(({ path }) => path.startsWith('test/'))
    .flatMap((source) =>
      [...source.code.matchAll(/\.(?:skip|skipIf|runIf)\s*\(/g)]
        .filter(({ index }) => {
          const line = source.code.slice(0, index).split('\n').length;
          return !REASON.test(source.lines.slice(Math.max(0, line - 4), line + 3).join('\n'));
        })
        .map(({ index }) => place(source, index)),
    ),
];
