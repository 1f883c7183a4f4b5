import { CommanderError } from 'commander';
import { EXIT, INTERRUPTED } from './exit.ts';
import type { Io } from './io.ts';
import { tellProblem } from './problems.ts';
import { programOf, type Run } from './program.ts';

/** Runs a command line, without the name of the program, and returns the exit code. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  let run: Run | undefined;
  try {
    const program = programOf(io, argv, (chosen) => (run = chosen));
    program.parse(argv, { from: 'user' });
    return (await run?.()) ?? 0;
  } catch (error) {
    // Commander has written its message already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT.usage;
    if (io.signal.aborted) return INTERRUPTED;
    return tellProblem(io, error, argv.includes('--json'));
  }
}
