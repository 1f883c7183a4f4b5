import type { Command } from './command.ts';
import { CliError } from './exit.ts';
import { idIn } from './ids.ts';
import type { Io } from './io.ts';
import { isRecord } from './output/text.ts';
import { fieldOf, plainOf, wholeBody } from './values.ts';

/** The options of a command as they were parsed, by their names. */
export type Given = Readonly<Record<string, unknown>>;

/** A request, in the form that the client takes. */
export interface Request {
  readonly params: {
    readonly path: Readonly<Record<string, string>>;
    readonly query: Readonly<Record<string, string>>;
    readonly header: Readonly<Record<string, string>>;
  };
  readonly body?: unknown;
}

/** Sets the member at a path such as `destinationConfiguration.s3.bucketName`. */
function withMember(body: Record<string, unknown>, name: string, value: unknown): void {
  const path = name.split('.');
  const last = path.pop() ?? name;
  let at = body;
  for (const part of path) {
    const inner = at[part];
    const next = isRecord(inner) ? { ...inner } : {};
    at[part] = next;
    at = next;
  }
  at[last] = value;
}

async function bodyOf(io: Io, { options }: Command, given: Given): Promise<unknown> {
  const body = typeof given.body === 'string' ? await wholeBody(io, given.body) : {};
  const fields = options.filter((option) => option.in === 'body');
  for (const field of fields)
    if (given[field.name] !== undefined)
      withMember(body, field.name, await fieldOf(io, field, given[field.name]));
  const missing = fields.filter(({ name, required }) => required && body[name] === undefined);
  if (missing.length > 0)
    throw new CliError(
      'usage',
      `This command needs ${missing.map(({ flag }) => `--${flag}`).join(' and ')} (or --body).`,
    );
  return body;
}

/**
 * Returns the request of a command. An ARN may stand for the id that is its last segment.
 * @throws CliError when a value cannot be read, or an id is none
 */
export async function requestOf(
  io: Io,
  command: Command,
  ids: readonly string[],
  given: Given,
): Promise<Request> {
  const plain = (place: string): Record<string, string> =>
    Object.fromEntries(
      command.options.flatMap((option) =>
        option.in === place && given[option.name] !== undefined
          ? [[option.header ?? option.name, plainOf(option, given[option.name])]]
          : [],
      ),
    );
  return {
    params: {
      path: Object.fromEntries(
        command.parameters.map(({ name, shown, choices }, at) => [
          name,
          choices ? (ids[at] ?? '') : idIn(shown, ids[at] ?? ''),
        ]),
      ),
      query: { ...plain('query'), ...(given.dryRun === true && { dryRun: 'true' }) },
      header: plain('header'),
    },
    ...(command.body && { body: await bodyOf(io, command, given) }),
  };
}

/** Returns the same request as a dry run. */
export const asDryRun = ({ params, ...rest }: Request): Request => ({
  ...rest,
  params: { ...params, query: { ...params.query, dryRun: 'true' } },
});
