import type { Io } from '../io.ts';

/**
 * Returns the text without control characters. Texts of others (reasons, names, errors) could
 * otherwise move the cursor of a terminal or change its title.
 */
export const clean = (text: string): string =>
  // oxlint-disable-next-line no-control-regex -- control characters are what is removed
  text.replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, ' ');

const CODES = { bold: 1, red: 31, green: 32, yellow: 33 } as const;

/** Returns the text in a colour, or plain when the output has no colours. */
export const paint = (
  { isTerminal, environment }: Pick<Io, 'isTerminal' | 'environment'>,
  colour: keyof typeof CODES,
  text: string,
): string =>
  isTerminal && !environment.NO_COLOR ? `\u001b[${CODES[colour]}m${text}\u001b[0m` : text;

/** Returns whether a value is an object with members. */
export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Returns a value in one line: lists with commas, members of objects as `key=value`. */
export function inline(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.map(inline).join(', ');
  if (isRecord(value))
    return Object.entries(value)
      .map(([name, of]) => `${clean(name)}=${inline(of)}`)
      .join(' ');
  return clean(typeof value === 'string' ? value : JSON.stringify(value));
}

/** Returns the id that commands take: the last segment of an ARN. Other texts stay as they are. */
export const idOfArn = (text: string): string =>
  /^arn:[\w-]+:ivs:/.test(text) ? (text.split('/')[1] ?? text) : text;
