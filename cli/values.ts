import { readFile } from 'node:fs/promises';
import type { CommandOption } from './command.ts';
import { CliError } from './exit.ts';
import type { Io } from './io.ts';

// The values of options, as they are written in a shell.

const wrong = (flag: string, rule: string): CliError => new CliError('usage', `--${flag} ${rule}`);

/**
 * Returns the text of a value: `@file` and `@-` stand for the content of a file and of the standard
 * input, and `@@` for an @.
 * @throws CliError when the file cannot be read
 */
async function textOf(io: Io, flag: string, value: string): Promise<string> {
  if (value.startsWith('@@')) return value.slice(1);
  if (!value.startsWith('@')) return value;
  if (value === '@-') return io.readInput();
  try {
    return await readFile(value.slice(1), 'utf8');
  } catch (error) {
    throw new CliError('usage', `--${flag}: the file ${value.slice(1)} cannot be read.`, {
      cause: error,
    });
  }
}

function jsonOf(flag: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // The parser's message quotes the text, which may hold a secret.
    throw new CliError('usage', `--${flag} is not JSON.`, { cause: error });
  }
}

const listOf = (value: unknown): string[] => (Array.isArray(value) ? value : [value]).map(String);

/** Returns the value of a field of the body. */
export async function fieldOf(
  io: Io,
  { flag, kind }: CommandOption,
  value: unknown,
): Promise<unknown> {
  if (kind === 'flag') return value;
  if (kind === 'number') return numberOf(flag, String(value));
  if (kind === 'texts') return listOf(value);
  if (kind === 'json') {
    const all = await Promise.all(
      listOf(value).map(async (one) => jsonOf(flag, await textOf(io, flag, one))),
    );
    return all.flat();
  }
  if (kind === 'object') return objectOf(flag, await textOf(io, flag, String(value)));
  if (kind === 'map') return Object.fromEntries(listOf(value).map((pair) => pairOf(flag, pair)));
  return textOf(io, flag, String(value));
}

function pairOf(flag: string, pair: string): readonly [string, string] {
  const at = pair.indexOf('=', 1);
  if (at < 0) throw wrong(flag, `takes key=value, not "${pair}".`);
  return [pair.slice(0, at), pair.slice(at + 1)];
}

function numberOf(flag: string, text: string): number {
  const number = Number(text);
  if (text.trim() === '' || Number.isNaN(number))
    throw wrong(flag, `takes a number, not "${text}".`);
  return number;
}

/** Returns the value of a query parameter or of a header. */
export function plainOf({ flag, kind, header }: CommandOption, value: unknown): string {
  if (kind === 'number') numberOf(flag, String(value));
  if (header === 'Prefer') return `wait=${String(value)}`;
  // Beside If-None-Match, one of them alone is ignored.
  if (header === 'Cache-Control') return 'no-cache, max-age=0';
  const text = String(value);
  if (header !== undefined && !/^[\t\u0020-\u007e\u0080-\u00ff]*$/.test(text))
    throw wrong(flag, 'has a character that a header cannot carry.');
  return text;
}

/**
 * Returns the body given as a whole: JSON, `@file`, `@-` or `-`.
 * @throws CliError when it is not a JSON object
 */
export async function wholeBody(io: Io, value: string): Promise<Record<string, unknown>> {
  return objectOf('body', await textOf(io, 'body', value === '-' ? '@-' : value));
}

function objectOf(flag: string, json: string): Record<string, unknown> {
  const value = jsonOf(flag, json);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw wrong(flag, 'takes a JSON object.');
  return { ...value };
}
