import type { Command, CommandOption } from '../command.ts';
import { patternOf } from '../ids.ts';
import { needsConfirmation } from './kinds.ts';

/** The JSON Schema of an object that has the named members alone. */
export interface ObjectSchema {
  readonly type: 'object';
  readonly properties: Record<string, object>;
  readonly required: string[];
  readonly additionalProperties: false;
  readonly [more: string]: unknown;
}

/** The characters that a header can carry. */
const HEADER = String.raw`^[\t\u0020-\u007e\u0080-\u00ff]*$`;
const REASON_LENGTH_MAX = 512;

/** Returns the name of a path parameter: `resourceType` for the one that is shown as such. */
export const parameterName = ({ shown }: Command['parameters'][number]): string =>
  shown.replaceAll(/-([a-z])/g, (_dash, letter: string) => letter.toUpperCase());

/** Returns the schema of the value of an option. */
function valueOf({ kind, choices, items, description, header }: CommandOption): object {
  const described = description === '' ? {} : { description };
  const text = { type: 'string', ...(choices && { enum: choices }) };
  if (kind === 'number') return { type: 'integer', minimum: 0, ...described };
  if (kind === 'flag') return { type: 'boolean', ...described };
  if (kind === 'texts') return { type: 'array', items: text, ...described };
  if (kind === 'json') return { type: 'array', items: { type: 'object', ...items }, ...described };
  if (kind === 'object') return { type: 'object', ...described };
  if (kind === 'map')
    return { type: 'object', additionalProperties: { type: 'string' }, ...described };
  return { ...text, ...(header !== undefined && { pattern: HEADER }), ...described };
}

interface Member {
  readonly path: readonly string[];
  readonly option: CommandOption;
}

/** Returns the schema of an object from its members, some of which are members of its members. */
function objectOf(members: readonly Member[]): ObjectSchema {
  const names = [...new Set(members.flatMap(({ path: [name] }) => name ?? []))];
  const properties = names.map((name) => {
    const here = members.filter(({ path }) => path[0] === name);
    const whole = here.find(({ path }) => path.length === 1);
    const inner = here.map(({ path, option }) => ({ path: path.slice(1), option }));
    return [name, whole ? valueOf(whole.option) : objectOf(inner)];
  });
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    required: members.flatMap(({ path: [name = '', ...more], option }) =>
      option.required && more.length === 0 ? [name] : [],
    ),
    additionalProperties: false,
  };
}

/** The members that only tools with a confirmation have. */
const CONFIRMED = {
  reason: {
    type: 'string',
    minLength: 1,
    maxLength: REASON_LENGTH_MAX,
    pattern: HEADER,
    description: 'The reason for the change, without secrets. It is recorded.',
  },
  confirm: {
    type: 'string',
    description:
      'The digest of the plan that the same call without `confirm` has shown. Without it, ' +
      'nothing is changed.',
  },
};

/** Returns the JSON Schema of the input of a tool. */
export function inputSchemaOf(command: Command): ObjectSchema {
  const { properties, required, ...rest } = objectOf(
    command.options.map((option) => ({
      path: option.in === 'body' ? option.name.split('.') : [option.name],
      option,
    })),
  );
  const ids = command.parameters.map(({ choices, description, ...parameter }) => {
    const pattern = patternOf(parameter.name);
    return [
      parameterName({ description, ...parameter }),
      { type: 'string', ...(choices ? { enum: choices } : { pattern }), description },
    ];
  });
  const isConfirmed = needsConfirmation(command);
  return {
    ...rest,
    properties: {
      ...Object.fromEntries(ids),
      ...properties,
      ...(isConfirmed && CONFIRMED),
    },
    required: [
      ...command.parameters.map(parameterName),
      ...required,
      ...(isConfirmed ? ['reason'] : []),
    ],
  };
}
