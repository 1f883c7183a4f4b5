import type { Project, Source } from './project.ts';

/** Names that stay because stored records, callers, deployments or packages use them. */
const KEPT_NAMES = new Set([
  'LANE_SHARE',
  'LANE_SHARE_MAX',
  'ROTATE_AFTER_SHOW_TAG',
  'laneShare',
  'laneShareMax',
  'noun',
  'showGlobalOptions',
  'showHelpAfterError',
  'showModal',
  'showsMissed',
]);
/** Files that `npm run docs` prints. */
const PRINTED = new Set(['lib/client/api.ts', 'lib/client/events.ts']);
/**
 * The files whose texts callers and operators read. In JSON files, the texts are the values of
 * certain members.
 */
const TEXTS = /^(?:README\.md|docs\/errors\.md|docs\/openapi\.json|events\/.*\.schema\.json)$/;
const TEXT_MEMBERS = new Set(['description', 'summary', 'title']);
/** Matches the words that stand before the name of a thing and never before a verb. */
const BEFORE_NOUN = '(?:an?|the|its|this|each|every|old|live|next|last|first|another|no) ';

/** A word that docs/glossary.md retires. */
interface Retired {
  readonly word: string;
  /** Whether the word is retired only as the name of a thing and stays as a verb. */
  readonly nounOnly: boolean;
}

/** Returns the words in bold in the last column of the glossary's table. */
const retiredIn = ({ files }: Project): Retired[] =>
  (files.get('docs/glossary.md') ?? '')
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .flatMap((line) => [...(line.split('|').at(-2) ?? '').matchAll(/\*\*(.+?)\*\*( \(noun\))?/g)])
    .map(([, word = '', noun]) => ({ word, nounOnly: noun !== undefined }));

/**
 * Returns the offences that `find` finds with a pattern for the retired words in texts.
 * @returns an offence as well when the glossary retires no word, because its table then cannot be
 * read
 */
function offences(
  project: Project,
  find: (isRetired: (text: string) => boolean, retired: readonly Retired[]) => string[],
): string[] {
  const retired = retiredIn(project);
  if (retired.length === 0) return ['docs/glossary.md retires no word'];
  const words = retired.map(({ word, nounOnly }) => `${nounOnly ? BEFORE_NOUN : ''}${word}s?`);
  const pattern = new RegExp(`\\b(?:${words.join('|')})\\b`, 'i');
  // Names in backticks are those of stored records and of the API.
  return find((text) => pattern.test(text.replaceAll(/`[^`]*`?/g, '')), retired);
}

const program = ({ sources }: Project, folders: RegExp): Source[] =>
  sources.filter(({ path }) => folders.test(path) && !PRINTED.has(path));

/** Comments of the program and its tests use the words of the glossary. */
export const comments = (project: Project): string[] =>
  offences(project, (isRetired) =>
    program(project, /^(?:functions|lib|cli|console|test)\//).flatMap(({ path, lines }) =>
      lines.flatMap((line, index) =>
        /^\s*(?:\/\/|\/?\*+) /.test(line) && isRetired(line)
          ? [`${path}:${index + 1}: ${line.trim()}`]
          : [],
      ),
    ),
  );

/** Identifiers of the program use the words of the glossary. */
export const identifiers = (project: Project): string[] =>
  offences(project, (_isRetired, retired) => {
    const isNamed = (name: string): boolean => {
      const parts = name.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g) ?? [];
      const text = ` ${parts.join(' ').toLowerCase()} `;
      return retired.some(
        ({ word, nounOnly }) =>
          (text.includes(` ${word} `) || text.includes(` ${word}s `)) &&
          !(nounOnly && parts.length === 1),
      );
    };
    return program(project, /^(?:functions|lib|cli|console|scripts)\//).flatMap(
      ({ path, code }) => {
        const names = new Set(code.match(/[A-Za-z_$][\w$]*/g) ?? []);
        return [...names]
          .filter((name) => !KEPT_NAMES.has(name) && isNamed(name))
          .map((name) => `${path}: ${name}`);
      },
    );
  });

/**
 * Returns the texts in a file: its lines, or the members of a JSON document that are for readers.
 */
function textsOf(path: string, content: string): string[] {
  if (!path.endsWith('.json')) return content.split('\n');
  const texts: string[] = [];
  JSON.parse(content, (key, value: unknown) => {
    if (TEXT_MEMBERS.has(key) && typeof value === 'string') texts.push(value);
    return value;
  });
  return texts;
}

/** The texts that callers and operators read use the words of the glossary. */
export const texts = (project: Project): string[] =>
  offences(project, (isRetired) =>
    [...project.files]
      .filter(([path]) => TEXTS.test(path))
      .flatMap(([path, content]) =>
        textsOf(path, content)
          .filter(isRetired)
          .map((text) => `${path}: ${text.slice(0, 100)}`),
      ),
  );
