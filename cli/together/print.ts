import type { Answer } from '../call.ts';
import type { Command } from '../command.ts';
import type { Io } from '../io.ts';
import { textOf } from '../output/answer.ts';
import { tableOf } from '../output/table.ts';
import { inline, isRecord } from '../output/text.ts';
import { behind, widthOf, type OneOf } from './read.ts';

interface Part {
  readonly profile: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Returns a table of the items that the answers have in a member; undefined without items. */
function tableIn(io: Io, parts: readonly Part[], member: string): string | undefined {
  const rows = parts.flatMap(({ profile, data }) => {
    const items = data[member];
    return Array.isArray(items) ? items.map((item: unknown) => ({ profile, item })) : [];
  });
  if (rows.length === 0) return undefined;
  const [items, profiles] = [rows.map(({ item }) => item), rows.map(({ profile }) => profile)];
  return tableOf(io, member, items, profiles);
}

/** Prints the lists of several deployments as one table. */
function printLists(io: Io, member: string, parts: readonly Part[]): void {
  const table = tableIn(io, parts, member);
  if (table !== undefined) io.out(table);
  const namesWhere = (holds: (part: Part) => boolean): string =>
    parts
      .filter(holds)
      .map(({ profile }) => inline(profile))
      .join(', ');
  const empty = namesWhere(({ data }) => !Array.isArray(data[member]) || data[member].length === 0);
  if (empty !== '') io.err(`none at ${empty}\n`);
  const notRead = tableIn(io, parts, 'errors');
  if (notRead !== undefined) io.err(`Not read:\n${notRead}`);
  const more = namesWhere(({ data }) => typeof data.nextCursor === 'string');
  if (more !== '') io.err(`There is more at ${more}: add --all\n`);
}

/**
 * Prints the answers of several deployments: a JSON document on a line for each, one table of their
 * lists, or the lines of each behind its profile.
 */
export function printTogether(
  io: Io,
  { list }: Command,
  isJson: boolean,
  all: readonly OneOf<Answer>[],
): void {
  const answers = all.flatMap(({ profile, data: answer }) => (answer ? [{ profile, answer }] : []));
  if (isJson)
    for (const { profile, answer } of answers)
      io.out(`${JSON.stringify({ profile, data: answer.data ?? null })}\n`);
  else if (list)
    printLists(
      io,
      list.member,
      answers.map(({ profile, answer: { data } }) => ({
        profile,
        data: isRecord(data) ? data : {},
      })),
    );
  else
    for (const { profile, answer } of answers)
      io.out(behind(profile, widthOf(all), textOf(answer)));
}
