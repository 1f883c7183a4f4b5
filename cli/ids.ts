import { CliError } from './exit.ts';
import { idOfArn, inline } from './output/text.ts';

/** An id as paths take it, or the ARN whose last segment is the id. Agents have the same rule. */
const ID_PATTERN = String.raw`^(?:arn:[a-z0-9-]+:ivs:[a-z0-9-]*:[0-9]*:[a-z-]+\/)?[A-Za-z0-9-]{1,128}$`;

/** The id of a viewer, which is no id of IVS. Dots alone would lead to another path. */
const VIEWER_ID_PATTERN = String.raw`^(?!\.{1,2}$)[^/]{1,40}$`;
const isViewer = (field: string): boolean => /^viewer-?id$/i.test(field);

/** Returns the pattern of the id in a path, by the name of the parameter. */
export const patternOf = (field: string): string =>
  isViewer(field) ? VIEWER_ID_PATTERN : ID_PATTERN;

const VIEWER_ID_RULE = 'takes an id of 1 to 40 characters without a slash, and not "." or ".."';
const ID_RULE = 'takes an id of 1 to 128 letters, digits and hyphens, or an ARN of IVS';
const SHOWN_MAX = 40;

/**
 * Returns the id that an argument names.
 * @throws CliError when the argument is neither an id nor an ARN
 */
export function idIn(field: string, text: string): string {
  if (new RegExp(patternOf(field)).test(text)) return isViewer(field) ? text : idOfArn(text);
  const rule = isViewer(field) ? VIEWER_ID_RULE : ID_RULE;
  throw new CliError('usage', `${field} ${rule}, not "${inline(text.slice(0, SHOWN_MAX))}".`, {
    issues: [{ field, rule }],
  });
}
