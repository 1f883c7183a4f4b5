import { parseArgs, type ParseArgsConfig } from 'node:util';

type Options = NonNullable<ParseArgsConfig['options']>;
type Values<Asked extends Options> = ReturnType<typeof parseArgs<{ options: Asked }>>['values'];

/**
 * Parses the options of a command. `--help` prints the usage and ends the process; an unknown
 * argument does the same with status 1.
 * @param usage begins with `Usage: ` and the command
 */
export function argumentsOf<const Asked extends Options>(
  usage: string,
  options: Asked,
): Values<Asked> {
  const help = { help: { type: 'boolean', short: 'h' } } as const;
  let values: Values<Asked>;
  try {
    ({ values } = parseArgs({ options: { ...options, ...help } }));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code?.startsWith('ERR_PARSE_ARGS') !== true) throw error;
    console.error(`${(error as Error).message}\n\n${usage}`);
    process.exit(1);
  }
  if ('help' in values) {
    console.log(usage);
    process.exit(0);
  }
  return values;
}
