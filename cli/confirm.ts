import { ask } from './call.ts';
import type { Command } from './command.ts';
import { CliError } from './exit.ts';
import { inline, isRecord } from './output/text.ts';
import { asDryRun, type Given, type Request } from './request.ts';
import type { Session } from './session.ts';

/** Returns whether a command asks before it acts. */
export const asksFirst = ({ asksFirst }: Command, given: Given): boolean =>
  asksFirst === true || (asksFirst !== undefined && given[asksFirst.option] === asksFirst.is);

/** Returns the answer of a dry run as lines for people. */
export function planOf(data: unknown): string[] {
  const plan = isRecord(data) && isRecord(data.dryRun) ? data.dryRun : {};
  const { workflow, subject, steps, course, operation, request, ...rest } = plan;
  const more = Object.entries(rest).map(([name, value]) => `  ${name}: ${inline(value)}`);
  if (operation !== undefined)
    return [`  one call of IVS: ${inline(operation)} ${inline(request)}`, ...more];
  const names = Array.isArray(steps)
    ? steps
        .filter(isRecord)
        .flatMap(({ step, final }) => (final === undefined ? [inline(step)] : []))
    : [];
  return [
    `  ${inline(workflow)} on ${inline(subject)}`,
    ...(Array.isArray(course) ? [`  steps: ${course.map(inline).join(', ')}`] : []),
    ...(names.length > 0 && !Array.isArray(course)
      ? [`  steps that it may take: ${names.join(', ')}`]
      : []),
    ...more,
  ];
}

/**
 * Asks whether to go on, after a dry run that tells what would be touched. `--yes` answers in
 * advance.
 * @throws CliError when the answer is no, or when there is no terminal to ask in
 * @throws ProblemError when the API would refuse the change
 */
export async function confirm(
  session: Session,
  command: Command,
  request: Request,
  isAgreed: boolean,
): Promise<void> {
  if (isAgreed) return;
  const { io } = session;
  const { group, verb } = command;
  const things = Object.values(request.params.path).map(inline).join(' ');
  const name = [group, verb, things].filter((text) => text !== '').join(' ');
  if (!io.isAttended)
    throw new CliError(
      'not-confirmed',
      `"${name}" asks before it acts, and there is no terminal to ask in. Add --yes to do it, or ` +
        '--dry-run to see what it would do.',
    );
  const { data } = await ask(session, command, asDryRun(request));
  io.err(`${[`${command.summary}:`, ...planOf(data)].join('\n')}\n`);
  const answer = await io.ask(`Go on with "${name}" at ${session.settings.url}? [y/N] `);
  if (!/^y(?:es)?$/i.test(answer.trim()))
    throw new CliError('not-confirmed', `"${name}" was not confirmed; nothing was changed.`);
}
