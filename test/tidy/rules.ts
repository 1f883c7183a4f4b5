import * as code from './code.ts';
import * as glossary from './glossary.ts';
import * as house from './house.ts';
import * as imports from './imports.ts';
import type { Project } from './project.ts';

/**
 * The exceptions to the rules, each with its reason. An exception that is no longer needed is
 * itself an offence.
 */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  'local/lambda/worker.ts → (computed)':
    'a worker thread runs the bundle of a function, which is there only when it has been built',
  'lib/client/api.ts (at most': 'it is printed from the OpenAPI document',
  'lib/client/events.ts (at most': 'it is printed from the schemas of the events',
};

type Rule = (project: Project) => string[];

const rules = {
  'imports are declared': imports.declared,
  'the engine knows no word of the product': house.engineWords,
  'one file opens a client of IVS': imports.oneIvsClient,
  'there are no barrels': imports.noBarrels,
  'the clock is read in one file a side, and timers are its own': code.clock,
  'chance comes from one file a side': code.chance,
  'the environment is read in one file a side': code.environment,
  'no failure is swallowed': code.noEmptyCatch,
  'there are no default exports': code.noDefaultExports,
  'there is no unexplained any': code.noAny,
  'neither the linter nor the compiler is silenced': code.noSilencing,
  'no test is skipped in silence': code.noSilentSkips,
  'files are short': house.sizes,
  'comments fit the width': house.commentWidths,
  'comments use the words of the glossary': glossary.comments,
  'identifiers use the words of the glossary': glossary.identifiers,
  'texts use the words of the glossary': glossary.texts,
  'folders are named for what they are about': house.folders,
  'no unfinished work is marked, and no workplace is spoken of': house.words,
  'a function has one name everywhere': house.functionNames,
  'a workflow has one name everywhere, and a story': house.workflowNames,
  'an operation of ivs-local has one name': house.operationNames,
  'there are no dead files': house.deadFiles,
} satisfies Record<string, Rule>;

export type RuleName = keyof typeof rules;

export const ruleNames = Object.keys(rules) as RuleName[];

/** Returns the offences against a rule, including the excepted ones. */
export const offencesAgainst = (rule: RuleName, project: Project): string[] => rules[rule](project);

/** Splits offences into those without an excuse, and the excuses that the others needed. */
export function judge(
  offences: readonly string[],
  excuses: Readonly<Record<string, string>> = EXCEPTIONS,
): { inexcusable: string[]; needed: string[] } {
  const excuseOf = (offence: string): string | undefined =>
    Object.keys(excuses).find((excuse) => offence.startsWith(excuse));
  return {
    inexcusable: offences.filter((offence) => excuseOf(offence) === undefined),
    needed: offences.flatMap((offence) => excuseOf(offence) ?? []),
  };
}

/** Returns the excuses that no offence needed. */
export const unneeded = (
  needed: readonly string[],
  excuses: Readonly<Record<string, string>> = EXCEPTIONS,
): string[] => Object.keys(excuses).filter((excuse) => !needed.includes(excuse));
