import { Argument, Command as Program, Option } from 'commander';
import { commands, groups, type Command, type CommandOption } from './command.ts';
import { EXIT } from './exit.ts';
import manifest from './package.json' with { type: 'json' };
import type { Io } from './io.ts';
import type { Globals } from './session.ts';
import { own } from './ownCommands.ts';
import { chooseProfiles, effects } from './together/choose.ts';
import type { Given } from './request.ts';

/** Runs the command that was asked for, and returns the exit code. */
export type Run = () => Promise<number>;

const HELP_WIDTH = 100;
const collect = (value: string, before: unknown): string[] => [
  ...(Array.isArray(before) ? before.map(String) : []),
  value,
];

const PLACEHOLDERS: Readonly<Record<string, string>> = {
  number: '<number>',
  map: '<key=value>',
  json: '<json>',
  object: '<json>',
};

/** Returns the options of commander for one option of a command. */
function optionsFor({
  flag,
  kind,
  choices,
  required,
  description,
  ...option
}: CommandOption): Option[] {
  if (kind === 'flag' && option.in === 'header') return [new Option(`--${flag}`, description)];
  if (kind === 'flag')
    return [
      new Option(`--${flag}`, description),
      new Option(`--no-${flag}`, `The opposite of --${flag}.`),
    ];
  const isMany = kind === 'texts' || kind === 'map' || kind === 'json';
  const made = new Option(
    `--${flag} ${PLACEHOLDERS[kind] ?? '<text>'}`,
    `${description}${isMany ? ' Repeat it for more.' : ''}`.trim(),
  );
  if (isMany) made.argParser(collect);
  if (choices && kind === 'text') made.choices([...choices]);
  // A required field may also come with --body.
  if (required && option.in === 'query') made.makeOptionMandatory();
  return [made];
}

/** Returns the options that are commander's part of a command, besides its own. */
function commonOptions({ mutates, startsJob, body, list, asksFirst }: Command): Option[] {
  return [
    ...(body
      ? [new Option('--body <json>', 'The whole body: JSON, @file or - (standard input).')]
      : []),
    ...(list?.pages ? [new Option('--all', 'Follow all pages.')] : []),
    ...(mutates
      ? [new Option('--dry-run', 'Tell what the command would do, and change nothing.')]
      : []),
    ...(asksFirst ? [new Option('--yes', 'Do not ask before the change.')] : []),
    ...(startsJob ? [new Option('--watch', 'Watch the job to its end.')] : []),
  ];
}

/** Returns the options with the names that the API has. */
function givenOf(command: Command, program: Program): Given & Globals {
  const parsed = program.optsWithGlobals<Record<string, unknown>>();
  const named = command.options.map(({ name, flag }) => [
    name,
    parsed[new Option(`--${flag}`).attributeName()],
  ]);
  return { ...parsed, ...Object.fromEntries(named) };
}

function addCommand(program: Program, io: Io, command: Command, choose: (run: Run) => void): void {
  const made = program
    .command(command.verb)
    .summary(command.summary)
    .description([`${command.summary}.`, command.description ?? ''].join(' ').trim())
    .addHelpText('after', helpAfter(command));
  if (command.method === 'GET') effects.set(made, 'reads');
  else if (command.mutates) effects.set(made, 'changes');
  for (const { shown, description, choices } of command.parameters) {
    const argument = new Argument(`<${shown}>`, description);
    made.addArgument(choices ? argument.choices([...choices]) : argument);
  }
  for (const option of [...command.options.flatMap(optionsFor), ...commonOptions(command)])
    made.addOption(option);
  made.action((...args: unknown[]) => {
    const ids = args.slice(0, command.parameters.length).map(String);
    choose(async () => {
      const { runCommand } = await import('./runCommand.ts');
      return runCommand(io, command, ids, givenOf(command, made));
    });
  });
}

const helpAfter = ({ example, asksFirst }: Command): string =>
  [
    '',
    ...(asksFirst ? ['The command asks before it acts; without a terminal it needs --yes.'] : []),
    '',
    'Example:',
    `  $ ${example}`,
  ].join('\n');

export interface Start {
  readonly io: Io;
  readonly argv: readonly string[];
  /** Takes what the command does that was asked for. */
  readonly choose: (run: Run) => void;
  /** Whether the caller tells the misuse that commander finds. */
  readonly isQuiet: boolean;
}

/**
 * Returns the program. It has the commands of those groups that the arguments name, because help
 * and most commands need no more.
 */
export function programOf({ io, argv, choose, isQuiet }: Start): Program {
  const program = new Program('channelkeeper');
  program
    .description('The command line of Channelkeeper: jobs and resources of Amazon IVS.')
    .version(manifest.version)
    .option('--json', 'Print JSON: the answer of the API, as it is.')
    .option('--url <url>', 'The address of the API, instead of CHANNELKEEPER_URL.')
    .option(
      '--profile <name>',
      'The deployment to use, instead of CHANNELKEEPER_PROFILE. Repeat it to read several.',
      collect,
    )
    .option('--all-profiles', 'Read the deployments of all profiles.')
    .option('--token-command <command>', 'A command that prints a token.')
    .option('--verbose', 'Write a line for every request to standard error.')
    .configureOutput({
      writeOut: (text) => io.out(text),
      writeErr: (text) => void (isQuiet || io.err(text)),
      getOutHelpWidth: () => (io.isTerminal ? io.columns : HELP_WIDTH),
      getErrHelpWidth: () => (io.isTerminal ? io.columns : HELP_WIDTH),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('(add --help for the options)')
    .exitOverride()
    .hook('preAction', chooseProfiles)
    .addHelpText('after', HELP_AFTER);
  for (const { name, summary } of groups) {
    const group = program.command(name).description(summary);
    if (!argv.includes(name)) continue;
    const verbs = commands.filter((command) => command.group === name);
    group.addHelpText('after', `\nExample:\n  $ ${verbs[0]?.example}`);
    for (const command of verbs) addCommand(group, io, command, choose);
  }
  for (const add of own) add(program, io, choose);
  return program;
}

const HELP_AFTER = `
A command is a group and a verb: channelkeeper channels list. An ARN may stand for an id.
Exit codes: ${Object.entries(EXIT)
  .map(([kind, code]) => `${code} ${kind}`)
  .join(', ')}.

Example:
  $ channelkeeper jobs list --needs-attention`;
