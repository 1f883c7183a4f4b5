import { Option } from 'commander';
import { commands } from '../command.ts';
import type { RedriveLetters } from '../redrive/deadLetters.ts';
import type { RedriveAll } from '../redrive/redrive.ts';
import { exampleOf, globalsOf, type Add } from './add.ts';

const WORKFLOWS = commands
  .flatMap(({ operationId, options }) => (operationId === 'listJobs' ? options : []))
  .flatMap(({ name, choices = [] }) => (name === 'workflow' ? choices : []));

/** `watch`, and `jobs watch`, which is the same. */
export const watch: Add = (program, io, choose) => {
  const jobs = program.commands.filter((command) => command.name() === 'jobs');
  for (const parent of [program, ...jobs]) {
    const made = parent
      .command('watch')
      .argument('<job-id>', 'The id of a job.')
      .description('Watch a job until it has ended. Ctrl-C ends the watch, not the job.')
      .addHelpText('after', exampleOf('watch channel-AbCdEf123456-0f3k9m2q7r5t8w1x'));
    made.action((jobId: string) => {
      choose(async () => (await import('../watchJob.ts')).watchJob(io, jobId, globalsOf(made)));
    });
  }
};

/**
 * Gives `jobs redrive` a form without an id, which redrives all failed jobs that need attention.
 */
export const redriveAll: Add = (program, io, choose) => {
  const jobs = program.commands.find((command) => command.name() === 'jobs');
  const made = jobs?.commands.find((command) => command.name() === 'redrive');
  if (!made) return;
  made.registeredArguments[0]?.argOptional();
  made
    .usage('[options] <job-id> | --needs-attention')
    .option('--needs-attention', 'Redrive the newest failed job of each subject, all of them.')
    .addOption(
      new Option(
        '--workflow <name>',
        'With --needs-attention: only the jobs of this workflow.',
      ).choices(WORKFLOWS),
    )
    .hook('preAction', () => {
      const { needsAttention, workflow } = made.opts<{
        needsAttention?: true;
        workflow?: string;
      }>();
      const [id] = made.args;
      if (needsAttention && id !== undefined)
        made.error('error: --needs-attention stands instead of an id, not beside one');
      if (!needsAttention && id === undefined)
        made.error("error: missing required argument 'job-id', or --needs-attention");
      if (!needsAttention && workflow !== undefined)
        made.error('error: --workflow goes with --needs-attention');
    })
    .hook('postAction', () => {
      const asked = made.optsWithGlobals<RedriveAll & { needsAttention?: true }>();
      if (asked.needsAttention)
        choose(async () => (await import('../redrive/redrive.ts')).redriveAll(io, asked));
    });
};

/** Gives `dlq redrive` a form without an id, which redrives all dead letters. */
export const redriveLetters: Add = (program, io, choose) => {
  const dlq = program.commands.find((command) => command.name() === 'dlq');
  const made = dlq?.commands.find((command) => command.name() === 'redrive');
  if (!made) return;
  made.registeredArguments[0]?.argOptional();
  made
    .usage('[options] <dead-letter-id> | --all')
    .option('--all', 'Redrive all dead letters, the oldest first.')
    .hook('preAction', () => {
      const { all } = made.opts<{ all?: true }>();
      const [id] = made.args;
      if (all && id !== undefined)
        made.error('error: --all stands instead of an id, not beside one');
      if (!all && id === undefined)
        made.error("error: missing required argument 'dead-letter-id', or --all");
    })
    .hook('postAction', () => {
      const asked = made.optsWithGlobals<RedriveLetters & { all?: true }>();
      if (asked.all)
        choose(async () =>
          (await import('../redrive/deadLetters.ts')).redriveDeadLetters(io, asked),
        );
    });
};
