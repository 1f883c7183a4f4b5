import type { Command, CommandOption } from '../cli/command.ts';
import type { Example } from '../lib/openapi/document.ts';

// Prints the example of a command from the example of its operation in the OpenAPI document.

const quoted = (word: string): string =>
  /^[\w./:=@,+-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;

/** Returns the words that give an option its value. */
function wordsOf({ flag, kind }: CommandOption, value: unknown): string[] {
  const pair = (text: string): string[] => [`--${flag}`, quoted(text)];
  if (kind === 'flag') return [value === true || value === 'true' ? `--${flag}` : `--no-${flag}`];
  if (kind === 'texts') return (value as string[]).flatMap(pair);
  if (kind === 'map')
    return Object.entries(value as Record<string, string>).flatMap(([key, of]) =>
      pair(`${key}=${of}`),
    );
  if (kind === 'json' || kind === 'object') return pair(JSON.stringify(value));
  const text = String(value);
  return pair(text.includes('\n') ? '@key.pem' : text);
}

/** Returns the member of a body at a path such as `destinationConfiguration.s3.bucketName`. */
const memberAt = (body: unknown, name: string): unknown =>
  name
    .split('.')
    .reduce<unknown>(
      (at, part) =>
        typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[part] : undefined,
      body,
    );

/** Returns a command line that does what the example of the operation does. */
export function exampleOf(command: Command, example: Example | undefined): string {
  const { group, verb, path, parameters, options } = command;
  const [asked = '', query] = (example?.request.path ?? path).split('?');
  const pattern = new RegExp(`^${path.replaceAll(/\{\w+\}/g, '([^/]+)')}$`);
  const values = pattern.exec(asked)?.slice(1) ?? [];
  if (values.length !== parameters.length)
    throw new Error(`The example of ${command.operationId} has another path.`);
  const queried = new URLSearchParams(query);
  const given = options.flatMap((option) => {
    const value =
      option.in === 'body'
        ? memberAt(example?.request.body, option.name)
        : option.in === 'query'
          ? (queried.get(option.name) ?? undefined)
          : undefined;
    return value === undefined ? [] : wordsOf(option, value);
  });
  return ['channelkeeper', group, verb, ...values, ...given].join(' ');
}
