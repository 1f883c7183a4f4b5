import { posix } from 'node:path';
import { parse } from 'yaml';
import { scan } from './scan.ts';

/** One `import` or `export … from`. */
export interface Import {
  /** A path inside the project, or the name of a package; `''` when the target is not a literal. */
  readonly target: string;
  readonly reExport: boolean;
  /** Whether the import is an expression or a type, not a declaration. */
  readonly dynamic: boolean;
}

/** One TypeScript file. */
export interface Source {
  readonly path: string;
  readonly lines: readonly string[];
  /** The text with comments and the insides of strings blanked, for rules about code. */
  readonly code: string;
  /** The text with everything but comments blanked. */
  readonly comments: string;
  readonly strings: readonly string[];
  readonly imports: readonly Import[];
  readonly exports: readonly string[];
}

/** Everything that the rules look at. */
export interface Project {
  /** Every text file, by its path. */
  readonly files: ReadonlyMap<string, string>;
  readonly sources: readonly Source[];
  /** The functions of serverless.yml, with their handlers. */
  readonly functions: Readonly<Record<string, { readonly handler?: string }>>;
  /** The scripts of package.json. */
  readonly scripts: Readonly<Record<string, string>>;
}

const STATIC = /\b(import|export)\b(?:\s+type\b)?(?:[\w\s,{}*$]*?\bfrom)?\s*(?:'[^']*'|"[^"]*")/g;
const DYNAMIC = /\b(?:import|require)\s*\(\s*('[^']*'|"[^"]*")?/g;
const EXPORTED = /\bexport\s+(?:async\s+)?(?:const|let|function\*?|class|interface|type)\s+(\w+)/g;

/**
 * Returns a project made of its files' texts: the real project, or an invented one that proves that
 * a rule can fail.
 */
export function projectOf(texts: Readonly<Record<string, string>>): Project {
  const deployment = (parse(texts['serverless.yml'] ?? '', { logLevel: 'silent', merge: true }) ??
    {}) as Partial<Pick<Project, 'functions'>>;
  const manifest = JSON.parse(texts['package.json'] ?? '{}') as Partial<Pick<Project, 'scripts'>>;
  return {
    files: new Map(Object.entries(texts)),
    sources: Object.entries(texts).flatMap(([path, text]) =>
      /\.tsx?$/.test(path) ? sourceOf(path, text) : [],
    ),
    functions: deployment.functions ?? {},
    scripts: manifest.scripts ?? {},
  };
}

function sourceOf(path: string, text: string): Source {
  const { code, comments, strings } = scan(text);
  const target = (index: number, match: string): string =>
    resolved(path, /['"]([^'"]*)['"]$/.exec(text.slice(index, index + match.length))?.[1] ?? '');
  const imports: Import[] = [];
  for (const { 0: match, 1: word, index } of code.matchAll(STATIC))
    imports.push({ target: target(index, match), reExport: word === 'export', dynamic: false });
  for (const { 0: match, index } of code.matchAll(DYNAMIC))
    imports.push({ target: target(index, match), reExport: false, dynamic: true });
  const exports = [...code.matchAll(EXPORTED)].map(([, name]) => name ?? '');
  return {
    path,
    lines: text.replace(/\n$/, '').split('\n'),
    code,
    comments,
    strings,
    imports,
    exports,
  };
}

const resolved = (from: string, specifier: string): string =>
  specifier.startsWith('.')
    ? posix.normalize(posix.join(posix.dirname(from), specifier))
    : specifier;

/** Returns the name of a file, without its folder and ending. */
export const baseName = (path: string): string => posix.basename(path, '.ts');
