import type { Command as Program } from 'commander';
import { CliError } from '../exit.ts';

/** The commands that only read, which several deployments can answer, and those that change. */
export const effects = new WeakMap<Program, 'reads' | 'changes'>();

interface Named {
  readonly profile?: readonly string[];
  readonly allProfiles?: boolean;
  readonly url?: string;
  readonly tokenCommand?: string;
}

/** Returns the full name of a command, such as `channels list`. */
const nameOf = (program: Program): string =>
  program.parent?.parent ? `${nameOf(program.parent)} ${program.name()}` : program.name();

/** Returns why a command does not take several profiles; undefined when it does. */
function objectionOf(program: Program, made: Program): string | undefined {
  const effect = effects.get(made);
  const name = nameOf(made);
  if (effect === 'changes')
    return (
      `"${name}" makes a change, and a change takes one --profile: with several, it could ` +
      'succeed at one deployment and fail at another.'
    );
  if (effect === undefined)
    return (
      `"${name}" works with one deployment, so it takes one --profile. Lists, single reads and ` +
      'doctor take several.'
    );
  const { url, tokenCommand } = program.opts<Named>();
  if (url !== undefined || tokenCommand !== undefined)
    return (
      `${url === undefined ? '--token-command' : '--url'} goes with one deployment. Each of ` +
      'several profiles has its own address and token.'
    );
  if (made.opts<{ cursor?: string }>().cursor !== undefined)
    return '--cursor is a place in the list of one deployment. With several profiles, use --all.';
  return undefined;
}

/**
 * Settles which deployments a command asks before it runs: one by `profile`, several by `profiles`.
 * @throws CliError when the command does not take several
 */
export function chooseProfiles(program: Program, made: Program): void {
  const { profile = [], allProfiles = false } = program.opts<Named>();
  const names = [...new Set(profile)];
  if (allProfiles && names.length > 0)
    throw new CliError('usage', '--all-profiles stands instead of --profile, not beside it.');
  if (!allProfiles && names.length < 2) {
    program.setOptionValue('profile', names[0]);
    return;
  }
  const objection = objectionOf(program, made);
  if (objection !== undefined) throw new CliError('usage', objection);
  program.setOptionValue('profiles', allProfiles ? 'all' : names);
}
