import { CliError } from './exit.ts';
import { idOfArn, inline } from './output/text.ts';

/** An id as paths take it, or the ARN whose last segment is the id. Agents have the same rule. */
export const ID_PATTERN = String.raw`^(?:arn:[a-z0-9-]+:ivs:[a-z0-9-]*:[0-9]*:[a-z-]+\/)?[A-Za-z0-9-]{1,128}$`;

const rule = 'takes an id of 1 to 128 letters, digits and hyphens, or an ARN of IVS';
const SHOWN_MAX = 40;

/**
 * Returns the id that an argument names.
 * @throws CliError when the argument is neither an id nor an ARN
 */
export function idIn(field: string, text: string): string {
  if (new RegExp(ID_PATTERN).test(text)) return idOfArn(text);
  throw new CliError('usage', `${field} ${rule}, not "${inline(text.slice(0, SHOWN_MAX))}".`, {
    issues: [{ field, rule }],
  });
}
