import * as z from 'zod/mini';
import { Problem } from '../errors.ts';
import { scrub } from '../log.ts';

/** A field of the request and the rule it breaks. */
export interface ValidationIssue {
  /** The name as the caller wrote it: `viewerSessions[3].viewerId`, `limit`, `Idempotency-Key`. */
  field: string;
  rule: string;
}

export type Schema<T> = z.ZodMiniType<T>;
export type AnySchema = z.core.$ZodType;
export type Checked<T> = { value: T } | { issues: ValidationIssue[] };

/** The most issues that a problem lists. */
const ISSUES_MAX = 20;
/**
 * The size limit of a body, in bytes. A limit of 1,000,000 would refuse a body that the caller's
 * tool measures as 1 MB.
 */
export const BODY_BYTES_MAX = 1_048_576;

/** The schema of an input without fields. */
export const NOTHING = z.strictObject({});

export const ID_PATTERN = '^[A-Za-z0-9-]{1,64}$';
/** The id of a job holds the id of its subject and two words more. */
export const JOB_ID_PATTERN = '^[A-Za-z0-9-]{1,128}$';
/** The id of a viewer, in a path: a slash, `.` and `..` would change the path. */
export const VIEWER_ID_PATTERN = '^[^/]{1,40}$';
const ID = new RegExp(ID_PATTERN);
const JOB_ID = new RegExp(JOB_ID_PATTERN);
const ID_RULE = 'must be an id, the last segment of the ARN';
const VIEWER_ID = /^(?!\.{1,2}$)[^/\p{Cc}\p{Cs}]{1,40}$/u;
const VIEWER_ID_RULE =
  'must have 1 to 40 characters, no slash and no control character, and must not be "." or ".."';

/** An id in a path or a body: letters, digits and hyphens, up to 64. */
export const id = z.string().check(z.regex(ID, ID_RULE));

/** The id of a viewer whose ban has a path (IVS API reference, ViewerId: 1 to 40 characters). */
export const viewerId = z.string().check(z.regex(VIEWER_ID, VIEWER_ID_RULE));

/**
 * The bounds of the schemas that `numberFrom` has made. The OpenAPI document describes them as
 * integers although they parse digits.
 */
export const wholeNumbers = new WeakMap<object, { minimum: number; maximum: number }>();

/** Returns the schema of a whole number in a query parameter. */
export const numberFrom = (minimum: number, maximum: number): Schema<number> => {
  const rule = `must be a whole number from ${minimum} to ${maximum}`;
  const schema = z.pipe(
    z.string().check(z.regex(/^\d{1,10}$/, rule)),
    z.pipe(
      z.transform(Number),
      z.number().check(z.minimum(minimum, rule), z.maximum(maximum, rule)),
    ),
  );
  wholeNumbers.set(schema, { minimum, maximum });
  return schema;
};

/** Returns the name of a field, such as `viewerSessions[3].viewerId`, for a path in a body. */
function fieldOf(path: readonly PropertyKey[]): string {
  let field = '';
  for (const part of path)
    field += typeof part === 'number' ? `[${part}]` : `${field && '.'}${String(part)}`;
  return scrub(field.slice(0, 200)) || 'body';
}

/**
 * Returns the rule in words, for a schema that has none of its own. zod's English texts would cost
 * 5 ms and 360 kB at a cold start, so the words are here.
 */
function ruleOf(issue: z.core.$ZodRawIssue): string {
  const { code } = issue;
  if (code === 'invalid_type') {
    if (issue.input === undefined)
      return issue.path?.[0] === undefined ? 'is missing: send a JSON object' : 'is required';
    return `must be ${/^[aeiou]/.test(issue.expected) ? 'an' : 'a'} ${issue.expected}`;
  }
  if (code === 'too_big')
    return `must ${boundOf(issue.origin, `at most ${String(issue.maximum)}`)}`;
  if (code === 'too_small')
    return `must ${boundOf(issue.origin, `at least ${String(issue.minimum)}`)}`;
  if (code === 'invalid_value')
    return `must be one of ${issue.values.map((value) => JSON.stringify(value)).join(', ')}`;
  if (code === 'invalid_key') return issue.issues[0]?.message ?? 'is not a valid key';
  return 'is not valid';
}

function boundOf(origin: string, bound: string): string {
  if (origin === 'string') return `have ${bound} characters`;
  return origin === 'array' ? `hold ${bound} items` : `be ${bound}`;
}

function issuesOf(issues: readonly z.core.$ZodIssue[]): ValidationIssue[] {
  return issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        field: fieldOf([...issue.path, key]),
        rule: 'is not a field of this request',
      }));
    }
    return { field: fieldOf(issue.path), rule: issue.message };
  });
}

/** Checks a value against a schema. */
export function check<T>(schema: Schema<T>, value: unknown): Checked<T> {
  const result = z.safeParse(schema, value, { error: ruleOf });
  return result.success ? { value: result.data } : { issues: issuesOf(result.error.issues) };
}

/** Checks the ids in a path. */
export function pathIds<Name extends string>(
  names: readonly Name[],
  parameters: Readonly<Record<string, string | undefined>>,
): Checked<Record<Name, string>> {
  const patterns: Readonly<Record<string, RegExp>> = { jobId: JOB_ID, viewerId: VIEWER_ID };
  const wrong = names.filter((name) => !(patterns[name] ?? ID).test(parameters[name] ?? ''));
  if (wrong.length > 0)
    return {
      issues: wrong.map((field) => ({
        field,
        rule: field === 'viewerId' ? VIEWER_ID_RULE : ID_RULE,
      })),
    };
  return {
    value: Object.fromEntries(names.map((name) => [name, parameters[name]])) as Record<
      Name,
      string
    >,
  };
}

/**
 * Returns all parts of a request, or throws one problem that names every issue in them.
 * @throws Problem `invalid-request`
 */
export function checked<Parameters, Query, Body, Preferences>(parts: {
  parameters: Checked<Parameters>;
  query: [Schema<Query>, unknown];
  body: [Schema<Body>, unknown];
  preferences: Checked<Preferences>;
}): { parameters: Parameters; query: Query; body: Body; preferences: Preferences } {
  const { parameters, preferences } = parts;
  const query = check(...parts.query);
  const body = check(...parts.body);
  if ('value' in parameters && 'value' in query && 'value' in body && 'value' in preferences) {
    return {
      parameters: parameters.value,
      query: query.value,
      body: body.value,
      preferences: preferences.value,
    };
  }
  throw invalidRequest(
    [parameters, query, body, preferences].flatMap((part) => ('issues' in part ? part.issues : [])),
  );
}

/** Returns the problem of a request that breaks these rules. */
export function invalidRequest(issues: readonly ValidationIssue[]): Problem {
  const shown = issues.slice(0, ISSUES_MAX);
  const more =
    issues.length > shown.length
      ? ` The first ${shown.length} of ${issues.length} are listed.`
      : '';
  const first = shown[0];
  const detail = first ? `${first.field} ${first.rule}.` : 'The request breaks a rule.';
  return new Problem('invalid-request', `${detail}${more}`, { errors: shown });
}

/**
 * Parses a JSON body; undefined when there is none.
 * @throws Problem `body-too-large`, `unsupported-media-type`, `malformed-json`
 */
export function parseBody(event: {
  body?: string | undefined;
  isBase64Encoded: boolean;
  headers: Readonly<Record<string, string | undefined>>;
}): unknown {
  if (!event.body) return undefined;
  const bytes = Buffer.from(event.body, event.isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > BODY_BYTES_MAX) {
    throw new Problem(
      'body-too-large',
      `The body has ${bytes.length} bytes, and ${BODY_BYTES_MAX} are allowed. Send it in parts.`,
    );
  }
  if (
    !/^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(event.headers['content-type'] ?? '')
  ) {
    throw new Problem(
      'unsupported-media-type',
      'Send JSON in UTF-8, with Content-Type: application/json.',
    );
  }
  try {
    const body: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return body;
  } catch (error) {
    // The parser's message quotes the body, which may hold a secret.
    throw new Problem(
      'malformed-json',
      'The body cannot be read as JSON in UTF-8.',
      {},
      { cause: error },
    );
  }
}

/** Returns the same content with the members of its objects in the order of their names. */
export function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  const members: Record<string, unknown> = value as Record<string, unknown>;
  return Object.fromEntries(
    Object.keys(members)
      .toSorted()
      .map((name) => [name, sorted(members[name])]),
  );
}

/** Returns JSON that is the same for the same content, whatever the order of its members. */
export const canonical = (value: unknown): string => JSON.stringify(sorted(value)) ?? '';
