import type { Command } from '../command.ts';
import { idOfArn } from '../output/text.ts';
import type { Request } from '../request.ts';
import { plainOf } from '../values.ts';
import { parameterName } from './inputSchema.ts';

/** The arguments of a tool, which its schema has been held against. */
export type Arguments = Readonly<Record<string, unknown>>;

/**
 * Returns the request of a tool. Values are taken as they are: unlike on the command line, `@file`
 * is no file, so an agent cannot make this program read one.
 */
export function orderOf(command: Command, given: Arguments): Request {
  const plain = (place: string): Record<string, string> =>
    Object.fromEntries(
      command.options.flatMap((option) => {
        const value = given[option.name];
        const isAbsent = value === undefined || (option.in === 'header' && value === false);
        return option.in === place && !isAbsent
          ? [[option.header ?? option.name, plainOf(option, value)]]
          : [];
      }),
    );
  const fields = command.options.flatMap((option) =>
    option.in === 'body' ? (option.name.split('.')[0] ?? []) : [],
  );
  return {
    params: {
      path: Object.fromEntries(
        command.parameters.map((parameter) => [
          parameter.name,
          idOfArn(String(given[parameterName(parameter)])),
        ]),
      ),
      query: plain('query'),
      header: plain('header'),
    },
    ...(command.body && {
      body: Object.fromEntries(
        [...new Set(fields)].flatMap((name) =>
          given[name] === undefined ? [] : [[name, given[name]]],
        ),
      ),
    }),
  };
}
