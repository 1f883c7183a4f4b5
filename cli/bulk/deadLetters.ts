import { dataOf, ProblemError } from '../../lib/client/client.ts';
import { EXIT } from '../exit.ts';
import type { Io } from '../io.ts';
import { tableOf } from '../output/table.ts';
import { checkToken, openSession, type Globals, type Session } from '../session.ts';
import { confirmMany, tellBad, workThrough } from './each.ts';

/** The options of `dlq redrive --all`. */
export interface RedriveLetters extends Globals {
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly reason?: string;
}

interface Letter {
  readonly id: string;
  readonly function: string;
  readonly arrivedAt: string;
}

interface Result {
  readonly deadLetterId: string;
  readonly problem?: string;
}

const NAME = 'dlq redrive --all';

/** Returns all dead letters, oldest first. */
async function lettersOf({ client }: Session): Promise<Letter[]> {
  const found: Letter[] = [];
  for await (const { id, function: name, arrivedAt } of client.each('/v1/dead-letters', {
    query: { limit: 100 },
  }))
    found.push({ id, function: name, arrivedAt });
  return found.toReversed();
}

/** Redrives one dead letter. A refusal is a result, because the others go on. */
async function redriveOne(
  { client, signal }: Session,
  deadLetterId: string,
  reason: string | undefined,
): Promise<Result> {
  try {
    const answer = await client.POST('/v1/dead-letters/{deadLetterId}/redrive', {
      params: {
        path: { deadLetterId },
        ...(reason !== undefined && { header: { 'X-Reason': reason } }),
      },
      signal,
    });
    dataOf(answer);
    return { deadLetterId };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return { deadLetterId, problem: error.message };
  }
}

/** Redrives all dead letters, oldest first, and returns the exit code. */
export async function redriveDeadLetters(io: Io, asked: RedriveLetters): Promise<number> {
  const session = await openSession(io, asked);
  checkToken(session, 'jobs:write');
  const letters = await lettersOf(session);
  const many = `${letters.length} dead letter${letters.length === 1 ? '' : 's'}`;
  if (asked.dryRun) {
    if (asked.json) io.out(`${JSON.stringify({ dryRun: { redrives: letters } }, null, 2)}\n`);
    else
      io.out(
        `Dry run, nothing was changed. The command would redrive ${many}.\n` +
          (letters.length > 0 ? tableOf(io, 'deadLetters', letters) : ''),
      );
    return 0;
  }
  if (letters.length > 0 && !asked.yes)
    await confirmMany(
      session,
      NAME,
      `redrive ${many}`,
      'Handle the event of each dead letter again.\n',
    );
  const isBad = ({ problem }: Result): boolean => problem !== undefined;
  const results = await workThrough(
    session,
    'redriving',
    letters,
    ({ id }) => redriveOne(session, id, asked.reason),
    isBad,
  );
  const bad = results.filter(isBad);
  if (asked.json) io.out(`${JSON.stringify({ results }, null, 2)}\n`);
  else {
    io.out(`redriven: ${results.length - bad.length}\nrefused:  ${bad.length}\n`);
    tellBad(io, bad);
  }
  return bad.length > 0 ? EXIT.refused : 0;
}
