import { CliError } from '../exit.ts';
import type { Io } from '../io.ts';
import { counting } from '../output/count.ts';
import { tableOf } from '../output/table.ts';
import type { Session } from '../session.ts';

/** As many requests are on their way at once; the API paces the calls of IVS. */
const AT_ONCE = 4;

/**
 * Does something with each of many things, a few at a time in their order, and tells the progress.
 * @param isBad whether a result counts as failed
 */
export async function workThrough<One, Result>(
  { io }: Session,
  label: string,
  things: readonly One[],
  perform: (thing: One) => Promise<Result>,
  isBad: (result: Result) => boolean,
): Promise<Result[]> {
  const results: Result[] = [];
  const progress = counting(io, label, things.length);
  const left = [...things];
  const worker = async (): Promise<void> => {
    for (let thing = left.shift(); thing !== undefined; thing = left.shift()) {
      results.push(await perform(thing));
      progress.set(results.length, results.filter(isBad).length);
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  } finally {
    progress.end();
  }
  return results;
}

/** The number of bad results that are shown. */
const LISTED_MAX = 20;

/** Shows people the results that are bad, as a table on the standard error. */
export function tellBad(io: Io, bad: readonly object[]): void {
  if (bad.length > 0) io.err(tableOf(io, 'bad', bad.slice(0, LISTED_MAX)));
  if (bad.length > LISTED_MAX) io.err(`and ${bad.length - LISTED_MAX} more\n`);
}

/**
 * Asks before many things are done.
 * @param command the command, as it was given
 * @param many the act, the things and their number, such as `redrive 3 jobs`
 * @throws CliError when the answer is no, or when there is no terminal to ask in
 */
export async function confirmMany(
  { io, settings }: Session,
  command: string,
  many: string,
  explanation: string,
): Promise<void> {
  if (!io.isAttended)
    throw new CliError(
      'not-confirmed',
      `"${command}" would ${many}. It asks before it acts, and there is no terminal to ` +
        'ask in. Add --yes to do it, or --dry-run to see them.',
    );
  io.err(explanation);
  const question = `${many.charAt(0).toUpperCase()}${many.slice(1)}`;
  const answer = await io.ask(`${question} at ${settings.url}? [y/N] `);
  if (!/^y(?:es)?$/i.test(answer.trim()))
    throw new CliError('not-confirmed', `"${command}" was not confirmed; nothing was changed.`);
}

/** Returns the number of jobs of each workflow, as lines for people. */
export function countsOf(jobs: readonly { readonly workflow: string }[]): string {
  const counts = new Map<string, number>();
  for (const { workflow } of jobs) counts.set(workflow, (counts.get(workflow) ?? 0) + 1);
  return [...counts].map(([workflow, count]) => `  ${count} ${workflow}\n`).join('');
}
