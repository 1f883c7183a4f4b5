import { ask, askForAll, askToTheEnd, endsBadly, jobIn, type Answer } from './call.ts';
import type { Command } from './command.ts';
import { asksFirst, confirm } from './confirm.ts';
import { CliError, EXIT } from './exit.ts';
import { textOf } from './output/answer.ts';
import { tableOf } from './output/table.ts';
import { isRecord } from './output/text.ts';
import { requestOf, type Given, type Request } from './request.ts';
import { checkToken, openSession, type Globals, type Session } from './session.ts';
import type { Io } from './io.ts';
import { printTogether } from './together/print.ts';
import { readTogether, tellProblems } from './together/read.ts';
import { hasFailed, watching } from './watch.ts';

/** Makes the call of a command in the way that its options ask for. */
async function answerTo(
  session: Session,
  command: Command,
  request: Request,
  given: Given,
): Promise<Answer> {
  if (given.all === true) return askForAll(session, command, request);
  if (given.watch !== true || given.dryRun === true) return ask(session, command, request);
  const watch = watching(session.io);
  try {
    return await askToTheEnd(session, command, request, watch);
  } catch (error) {
    const job = watch.last();
    // The API tells a failed job as the problem that it met, whose status says less than its end.
    if (job && hasFailed(job) && !session.io.signal.aborted)
      throw new CliError('job-failed', failureOf(job.id, job.status, error), { cause: error });
    throw error;
  } finally {
    watch.end();
  }
}

const failureOf = (jobId: string, status: string, error: unknown): string =>
  `The job ${jobId} has ended as ${status}` +
  `${error instanceof Error ? `. ${error.message}` : ''} See: channelkeeper jobs get ${jobId}`;

/** Prints an answer: JSON for programs, a table or lines for people. */
function print(io: Io, { list }: Command, { json }: Globals, answer: Answer): void {
  const { data } = answer;
  if (json) io.out(`${JSON.stringify(data ?? null, null, 2)}\n`);
  else if (list && isRecord(data) && !isRecord(data.dryRun)) {
    const items = data[list.member];
    if (Array.isArray(items) && items.length > 0) io.out(tableOf(io, list.member, items));
    else io.err('none\n');
    if (Array.isArray(data.errors) && data.errors.length > 0)
      io.err(`Not read:\n${tableOf(io, 'errors', data.errors)}`);
    if (typeof data.nextCursor === 'string')
      io.err(`There is more: add --all, or --cursor ${data.nextCursor}\n`);
  } else io.out(textOf(answer));
}

/** Runs a command of the API, and returns the exit code. */
export async function runCommand(
  io: Io,
  command: Command,
  ids: readonly string[],
  given: Given & Globals,
): Promise<number> {
  const request = await requestOf(io, command, ids, given);
  if (given.profiles) {
    const answers = await readTogether(io, given, (session) => {
      checkToken(session, command.scope);
      return answerTo(session, command, request, given);
    });
    printTogether(io, command, given.json === true, answers);
    return tellProblems(io, given.json === true, answers);
  }
  const session = await openSession(io, given);
  checkToken(session, command.scope);
  if (given.dryRun !== true && asksFirst(command, given))
    await confirm(session, command, request, given.yes === true);
  const answer = await answerTo(session, command, request, given);
  print(io, command, given, answer);
  const job = jobIn(answer.data);
  if (job && command.mutates && answer.status === 202)
    io.err(`The job goes on. Watch it: channelkeeper watch ${job.id}\n`);
  return endsBadly(command, job) ? EXIT['job-failed'] : 0;
}
