import { CommanderError } from 'commander';
import { CliError, EXIT, INTERRUPTED } from './exit.ts';
import type { Io } from './io.ts';
import { tellProblem } from './problems.ts';
import { programOf, type Run } from './program.ts';

/** Runs a command line, without the name of the program, and returns the exit code. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  const isJson = argv.includes('--json');
  let run: Run | undefined;
  try {
    const choose = (chosen: Run): void => void (run = chosen);
    // With --json, the message of a misuse is in the problem document alone.
    const program = programOf({ io, argv, choose, isQuiet: isJson });
    program.parse(argv, { from: 'user' });
    return (await run?.()) ?? 0;
  } catch (error) {
    if (io.signal.aborted) return INTERRUPTED;
    if (!(error instanceof CommanderError)) return tellProblem(io, error, isJson);
    if (error.exitCode === 0) return 0;
    // Otherwise, commander has written its message already.
    return isJson ? tellProblem(io, new CliError('usage', error.message), isJson) : EXIT.usage;
  }
}
