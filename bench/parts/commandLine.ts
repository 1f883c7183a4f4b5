import { spawnSync } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { projectFolder } from '../../local/build.ts';
import type { Advance, Options } from '../parts.ts';
import type { Comparison, Measured, Pair } from '../report/figures.ts';

/** 150 ms to the first byte, where an empty program of Node takes 43 ms. */
const RATIO_MAX = 3.5;
const [ROUNDS, QUICK_ROUNDS] = [20, 9];
const COMMANDS = [['--version'], ['--help'], ['jobs', 'list', '--help']];

const program = join(projectFolder, 'node_modules/.bin/channelkeeper');
/** npm puts the Node of the clone on the PATH; a user has the Node of the machine. */
const PATH = (process.env.PATH ?? '')
  .split(delimiter)
  .filter((folder) => !folder.endsWith(join('node_modules', '.bin')))
  .join(delimiter);

/** Returns the time that a program takes, in ms. */
function timeOf(command: string, args: readonly string[]): number {
  const from = performance.now();
  const { status, error, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    env: { ...process.env, PATH },
  });
  const ms = performance.now() - from;
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? stderr}`);
  return ms;
}

/**
 * Compares commands that need no deployment with an empty program of Node. Both sides alternate,
 * each time in a fresh process, so a busy machine slows both.
 */
export async function measure({ quick }: Options, advance: Advance): Promise<Measured> {
  // The first start fills the cache of compiled modules.
  timeOf(program, ['--version']);
  const rounds = quick ? QUICK_ROUNDS : ROUNDS;
  const comparisons = COMMANDS.map((args, n): Comparison => {
    const pairs = Array.from({ length: rounds }, (_, round): Pair => {
      advance(n * rounds + round, COMMANDS.length * rounds);
      return [timeOf(program, args), timeOf('node', ['--eval', '0'])];
    });
    return {
      name: `channelkeeper ${args.join(' ')}`,
      beside: 'an empty program',
      unit: 'ms',
      pairs,
      limit: { of: 'ratio', atMost: RATIO_MAX },
    };
  });
  return { comparisons };
}
