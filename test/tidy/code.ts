import type { Project, Source } from './project.ts';

/**
 * Returns `file:line: text` for every match in the code (not in comments or strings) of the chosen
 * files.
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

/** Selects program code: functions, lib, local, cli and console, except the named files. */
const programBut =
  (...homes: string[]) =>
  (path: string): boolean =>
    /^(?:functions|lib|local|cli|console)\//.test(path) && !homes.includes(path);

/**
 * Only one file per side reads the time and waits: of lib, lib/client, local, console and the page
 * of ivs-local. cli uses the clock of the client. Otherwise, moving the clock in a test would not
 * move every wait.
 */
export const clock = (project: Project): string[] => [
  ...matches(
    project,
    programBut(
      'lib/clock.ts',
      'lib/client/clock.ts',
      'local/clock.ts',
      'local/ivs/statusPage/timer.ts',
      'console/clock.ts',
    ),
    /\bnew\s+Date\b|\bDate\s*[.(]|\bperformance\s*\.|\bhrtime\b|\bset(?:Timeout|Interval)\b/g,
  ),
  // A call to IVS, to a collector, or to a receiver of events hangs in real time, whatever clock
  // its caller uses.
  ...matches(
    project,
    programBut(
      'lib/ivs/client.ts',
      'lib/jobs/perform.ts',
      'lib/traces/collector.ts',
      'lib/client/clock.ts',
    ),
    /\bAbortSignal\s*\.\s*timeout\b/g,
  ),
];

/** Only one file per side produces random numbers, so that a seed reproduces a run. */
export const chance = (project: Project): string[] =>
  matches(
    project,
    programBut('lib/random.ts', 'lib/client/random.ts', 'local/random.ts'),
    /\bMath\s*\.\s*random\b|\brandom(?:UUID|Bytes|Int|Fill|FillSync)\b|\bgetRandomValues\b/g,
  );

/** Only one file per side reads the environment; ivs-local is a product of its own. */
export const environment = (project: Project): string[] =>
  matches(
    project,
    programBut('lib/config.ts', 'local/environment.ts', 'local/ivs/main.ts', 'cli/start.ts'),
    /\bprocess\s*(?:\.\s*env\b|\[)|\bloadEnvFile\b/g,
  );

/**
 * A caught failure is reported, turned into an outcome, or thrown again. A test may wait for
 * something that fails at first.
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

/** The comment before every `any` gives its reason, which lets it pass the linter. */
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
 * Code satisfies the linter and the compiler and never silences them. Only code that must not
 * compile expects an error.
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
 * Matches a printed reason: on the console, in the title of the test, or as the one argument of
 * `context.skip`.
 */
const REASON = /console\.(?:log|warn|info)\s*\(|\bskipped: |\bskip\s*\(\s*(?:'[^']+'|`[^`]+`)\s*\)/;

/** Every test runs. A test that cannot run here prints why, within three lines. */
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
