import { Option, type Command } from 'commander';
import type { RedriveLetters } from '../bulk/deadLetters.ts';
import type { RedriveAll } from '../bulk/redrive.ts';
import type { SteerAll } from '../bulk/steer.ts';
import { commands } from '../command.ts';
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

/** A form of a command on one thing that takes many, with a flag in place of the id. */
interface ManyForm {
  readonly group: string;
  readonly verb: string;
  /** The id that the other form takes. */
  readonly id: string;
  readonly flag: Option;
  /** Options that only this form has. */
  readonly filters?: readonly Option[];
  readonly perform: (made: Command) => Promise<number>;
}

/** Returns a command to which such a form is added. */
const addManyForm =
  ({ group, verb, id, flag, filters = [], perform }: ManyForm): Add =>
  (program, _io, choose) => {
    const parent = program.commands.find((command) => command.name() === group);
    const made = parent?.commands.find((command) => command.name() === verb);
    if (!made) return;
    made.registeredArguments[0]?.argOptional();
    const valueOf = (option: Option): unknown => made.opts()[option.attributeName()];
    for (const option of [flag, ...filters]) made.addOption(option);
    made
      .usage(`[options] <${id}> | ${flag.long}`)
      .hook('preAction', () => {
        const isMany = valueOf(flag) === true;
        const [given] = made.args;
        if (isMany && given !== undefined)
          made.error(`error: ${flag.long} stands instead of an id, not beside one`);
        if (!isMany && given === undefined)
          made.error(`error: missing required argument '${id}', or ${flag.long}`);
        for (const option of filters)
          if (!isMany && valueOf(option) !== undefined)
            made.error(`error: ${option.long} goes with ${flag.long}`);
      })
      .hook('postAction', () => {
        if (valueOf(flag) === true) choose(() => perform(made));
      });
  };

const byWorkflow = (flag: string): Option =>
  new Option('--workflow <name>', `With ${flag}: only the jobs of this workflow.`).choices(
    WORKFLOWS,
  );

/** `jobs redrive --needs-attention` redrives all failed jobs that need attention. */
export const redriveAll: Add = (program, io, choose) =>
  addManyForm({
    group: 'jobs',
    verb: 'redrive',
    id: 'job-id',
    flag: new Option(
      '--needs-attention',
      'Redrive the newest failed job of each subject, all of them.',
    ),
    filters: [byWorkflow('--needs-attention')],
    perform: async (made) =>
      (await import('../bulk/redrive.ts')).redriveAll(io, made.optsWithGlobals<RedriveAll>()),
  })(program, io, choose);

/** `jobs cancel --all` and `jobs abandon --all` steer all jobs that match and have not ended. */
export const steerAll: Add = (program, io, choose) => {
  for (const [verb, does] of [
    ['cancel', 'Cancel'],
    ['abandon', 'Abandon'],
  ] as const)
    addManyForm({
      group: 'jobs',
      verb,
      id: 'job-id',
      flag: new Option('--all', `${does} every job that matches and has not ended.`),
      filters: [
        byWorkflow('--all'),
        new Option('--subject <kind/id>', 'With --all: only the jobs on this subject.'),
        new Option('--caused-by <id>', 'With --all: only the jobs of this request or event.'),
      ],
      perform: async (made) =>
        (await import('../bulk/steer.ts')).steerAll(io, verb, made.optsWithGlobals<SteerAll>()),
    })(program, io, choose);
};

/** `dlq redrive --all` redrives all dead letters. */
export const redriveLetters: Add = (program, io, choose) =>
  addManyForm({
    group: 'dlq',
    verb: 'redrive',
    id: 'dead-letter-id',
    flag: new Option('--all', 'Redrive all dead letters, the oldest first.'),
    perform: async (made) =>
      (await import('../bulk/deadLetters.ts')).redriveDeadLetters(
        io,
        made.optsWithGlobals<RedriveLetters>(),
      ),
  })(program, io, choose);
