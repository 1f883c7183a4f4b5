import { AjvJsonSchemaValidator } from '@modelcontextprotocol/sdk/validation/ajv';
import type { Command } from '../command.ts';
import { CliError } from '../exit.ts';
import { inline, isRecord } from '../output/text.ts';
import { inputSchemaOf } from './inputSchema.ts';
import type { Arguments } from './order.ts';

/** The API takes no larger body. */
const BYTES_MAX = 1_048_576;
const NAME_SHOWN = 40;

const validator = new AjvJsonSchemaValidator();
const checks = new Map<Command, (input: unknown) => string | undefined>();

/** Returns a function that tells how an input deviates from the schema of a tool. */
function checkOf(command: Command): (input: unknown) => string | undefined {
  const known = checks.get(command);
  if (known) return known;
  const validate = validator.getValidator<Arguments>(inputSchemaOf(command));
  const check = (input: unknown): string | undefined => validate(input).errorMessage;
  checks.set(command, check);
  return check;
}

/** Returns whether a value has, at any depth, a member that could replace a prototype. */
function hasPrototype(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasPrototype);
  return (
    isRecord(value) &&
    Object.entries(value).some(([name, of]) => name === '__proto__' || hasPrototype(of))
  );
}

/**
 * Returns the arguments of a call.
 * @throws CliError when they do not agree with the schema of the tool
 */
export function argumentsOf(command: Command, input: unknown = {}): Arguments {
  const refuse = (rule: string): never => {
    throw new CliError('usage', `The arguments do not agree with the schema of the tool: ${rule}`);
  };
  if (!isRecord(input)) return refuse('they are no object.');
  if (Buffer.byteLength(JSON.stringify(input)) > BYTES_MAX)
    refuse(`they have more than ${BYTES_MAX} bytes.`);
  if (hasPrototype(input)) refuse('a member is named __proto__.');
  const { properties } = inputSchemaOf(command);
  const unknown = Object.keys(input).filter((name) => !Object.hasOwn(properties, name));
  if (unknown.length > 0) refuse(`there is no member ${inline(unknown[0]?.slice(0, NAME_SHOWN))}.`);
  const deviation = checkOf(command)(input);
  if (deviation !== undefined) refuse(`${deviation}.`);
  return input;
}
