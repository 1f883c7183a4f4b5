import type { Command as Program } from 'commander';
import type { Io } from './io.ts';
import type { Globals } from './session.ts';
import type { Run } from './program.ts';

// The commands that are more than one operation of the API. Each loads its code when it runs.

type Add = (program: Program, io: Io, choose: (run: Run) => void) => void;

const globalsOf = (program: Program): Globals => program.optsWithGlobals<Globals>();

/** `watch`, and `jobs watch`, which is the same. */
const watch: Add = (program, io, choose) => {
  const jobs = program.commands.filter((command) => command.name() === 'jobs');
  for (const parent of [program, ...jobs]) {
    const made = parent
      .command('watch')
      .argument('<job-id>', 'The id of a job.')
      .description('Watch a job until it has ended. Ctrl-C ends the watch, not the job.')
      .addHelpText(
        'after',
        '\nExample:\n  $ channelkeeper watch channel-AbCdEf123456-0f3k9m2q7r5t8w1x',
      );
    made.action((jobId: string) => {
      choose(async () => {
        const { watchJob } = await import('./watchJob.ts');
        return watchJob(io, jobId, globalsOf(made));
      });
    });
  }
};

export const own: readonly Add[] = [watch];
