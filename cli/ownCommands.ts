import { Argument, InvalidArgumentError, Option } from 'commander';
import { MCP_HELP } from './mcp/help.ts';
import type { Allowed } from './mcp/offer.ts';
import { exampleOf, globalsOf, type Add } from './own/add.ts';
import { listen, trigger } from './own/events.ts';
import { redriveAll, redriveLetters, steerAll, watch } from './own/jobs.ts';
import { login, openConsole } from './own/signIn.ts';
import type { NewProfile } from './profiles.ts';
import type { Globals } from './session.ts';
import { effects } from './together/choose.ts';
import type { Trace } from './trace.ts';

// The commands that are more, or less, than one operation of the API. Each loads its code when it
// runs.

const doctor: Add = (program, io, choose) => {
  const made = program
    .command('doctor')
    .description('Examine a deployment, and name the command that mends each problem.')
    .addHelpText('after', exampleOf('doctor'));
  effects.set(made, 'reads');
  made.action(() => {
    choose(async () => (await import('./doctor/doctor.ts')).doctor(io, globalsOf(made)));
  });
};

const trace: Add = (program, io, choose) => {
  const made = program
    .command('trace')
    .argument('<id>', 'The id of a request (X-Request-Id) or of an event.')
    .addOption(
      new Option('--days <number>', 'How far back changes without a job are looked for.')
        .default('7')
        .argParser((text) => {
          if (/^[1-9]\d{0,2}$/.test(text)) return text;
          throw new InvalidArgumentError('It must be a number of days, from 1 to 999.');
        }),
    )
    .description('Print what a request has led to: jobs, steps, calls of IVS, and events.')
    .addHelpText('after', exampleOf('trace 3f0c2b1a-5d6e-4f70-8a9b-0c1d2e3f4a5b'));
  made.action((id: string) => {
    choose(async () => (await import('./trace.ts')).trace(io, id, made.optsWithGlobals<Trace>()));
  });
};

const mcp: Add = (program, io, choose) => {
  const made = program
    .command('mcp')
    .description('Serve the commands as tools for an agent (Model Context Protocol, over stdio).')
    .option('--allow-writes', 'Offer the tools that make changes.')
    .option('--allow-secrets', 'Offer the tools whose answers hold the values of stream keys.')
    .addHelpText('after', MCP_HELP);
  made.action(() => {
    choose(async () =>
      (await import('./mcp/serve.ts')).serve(io, made.optsWithGlobals<Globals & Allowed>()),
    );
  });
};

const profiles: Add = (program, io, choose) => {
  const group = program
    .command('profiles')
    .description('The deployments that you have named.')
    .addHelpText('after', exampleOf('profiles list'));
  const list = group
    .command('list')
    .description('List the profiles. No token is printed.')
    .addHelpText('after', exampleOf('profiles list'));
  list.action(() => {
    choose(async () =>
      (await import('./profiles.ts')).listProfiles(io, globalsOf(list).json === true),
    );
  });
  const set = group
    .command('set')
    .argument('<name>')
    .description('Name a deployment, and the way to a token for it. It needs --url.')
    .option('--token-variable <name>', 'The environment variable that has the token.')
    .option('--token-stdin', 'Keep the token of the standard input in the file.')
    .addHelpText(
      'after',
      exampleOf('profiles set prod --url https://live.example.com --token-variable PROD_TOKEN'),
    );
  set.action((name: string) => {
    choose(async () =>
      (await import('./profiles.ts')).setProfile(io, name, set.optsWithGlobals<NewProfile>()),
    );
  });
  group
    .command('use')
    .argument('<name>')
    .description('Make a profile the current one.')
    .addHelpText('after', exampleOf('profiles use prod'))
    .action((name: string) => {
      choose(async () => (await import('./profiles.ts')).useProfile(io, name));
    });
  group
    .command('delete')
    .argument('<name>')
    .description('Delete a profile.')
    .addHelpText('after', exampleOf('profiles delete prod'))
    .action((name: string) => {
      choose(async () => (await import('./profiles.ts')).deleteProfile(io, name));
    });
};

const completion: Add = (program, io, choose) => {
  program
    .command('completion')
    .addArgument(new Argument('<shell>').choices(['bash', 'zsh', 'fish']))
    .description('Print the completion script of a shell.')
    .addHelpText('after', exampleOf('completion bash >> ~/.bashrc'))
    .action((shell: string) => {
      choose(async () => (await import('./completion.ts')).printCompletion(io, shell));
    });
  program
    .command('complete', { hidden: true })
    .argument('[words...]')
    .action((words: string[]) => {
      choose(async () => (await import('./completion.ts')).complete(io, program, words));
    });
};

/** A new command of its own is a line here and a file that it loads. */
export const own: readonly Add[] = [
  watch,
  redriveAll,
  steerAll,
  redriveLetters,
  listen,
  trigger,
  doctor,
  trace,
  mcp,
  profiles,
  login,
  openConsole,
  completion,
];
