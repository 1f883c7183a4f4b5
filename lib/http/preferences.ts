import { durationMs } from '../durations.ts';
import { scrub } from '../log.ts';
import { instantOf } from '../zonedTime.ts';
import type { Checked, ValidationIssue } from './validation.ts';

/** How the caller wants a request to be treated. */
export interface Preferences {
  /** Describe the change instead of making it. */
  readonly dryRun: boolean;
  /** How long the answer is held, in ms (`Prefer: wait=N`, RFC 7240), at most 20,000. */
  readonly waitMs?: number;
  /** 1 to 255 visible ASCII characters. */
  readonly idempotencyKey?: string;
  /** The caller's reason, scrubbed of secrets. */
  readonly reason?: string;
  /** When the work is to begin, in ms since the epoch; absent: now. */
  readonly startsAt?: number;
  /** How long before the work a live stream is warned, in ms. */
  readonly graceMs?: number;
  /** The channel is suspended at once, and whoever resumes it takes the work back. */
  readonly undoable?: true;
  /** Ask IVS in any case (`Cache-Control: no-cache`, RFC 9111). */
  readonly isFresh?: true;
  /** The entity tags in `If-None-Match` and in `If-Match` (RFC 9110, 13.1). */
  readonly ifNoneMatch?: string;
  readonly ifMatch?: string;
}

/** The gateway gives up at 30 s; this leaves room for the work before and after the wait. */
export const WAIT_SECONDS_MAX = 20;
export const REASON_LENGTH_MAX = 512;

/**
 * Returns the `wait` of a Prefer header, in seconds. Other preferences, and a `wait` that cannot be
 * read, are ignored, as RFC 7240 demands.
 */
function waitSecondsOf(prefer = ''): number | undefined {
  for (const preference of prefer.split(',')) {
    const match = /^\s*wait\s*=\s*"?(\d{1,9})"?\s*(;|$)/i.exec(preference);
    if (match) return Math.min(Number(match[1]), WAIT_SECONDS_MAX);
  }
  return undefined;
}

/**
 * Reads the headers that make a request conditional, or that ask for a fresh answer. To a request
 * with `If-None-Match`, `fetch` adds a directive that nobody asked for: `no-cache` in Node.js, as
 * the Fetch standard (4.6) has it, and `max-age=0` in Chromium 156. So one of them says nothing
 * there, and both together do.
 */
function conditionsIn(
  headers: Readonly<Record<string, string | undefined>>,
): Pick<Preferences, 'isFresh' | 'ifNoneMatch' | 'ifMatch'> {
  const directives = (headers['cache-control'] ?? '').toLowerCase().split(',');
  const has = (wanted: string): boolean => directives.some((one) => one.trim() === wanted);
  const ifNoneMatch = headers['if-none-match'];
  const ifMatch = headers['if-match'];
  const asked = ['no-cache', 'max-age=0'].filter(has).length;
  return {
    ...(asked > (ifNoneMatch === undefined ? 0 : 1) && { isFresh: true }),
    ...(ifNoneMatch !== undefined && { ifNoneMatch }),
    ...(ifMatch !== undefined && { ifMatch }),
  };
}

/** The query parameters of a mutation that are preferences: how, and when, it is to be made. */
export interface MutationQuery {
  readonly dryRun?: string | undefined;
  readonly at?: string | undefined;
  readonly after?: string | undefined;
  readonly graceSeconds?: string | undefined;
  readonly undoWithin?: string | undefined;
}

/** How far ahead work can be scheduled, in ms. */
const AHEAD_MS_MAX = 366 * 86_400_000;
/** The rule of a time at which work is to begin. */
export const AT_RULE =
  'must be a time with its offset, such as 2026-12-01T03:00:00+01:00, or with its zone, such as ' +
  '2026-12-01T03:00:00[Europe/Berlin], at most 366 days from now';
const AFTER_RULE = 'must be an ISO 8601 duration, such as PT2H, of at most 366 days';
/** The longest warning before work, in seconds. */
export const GRACE_SECONDS_MAX = 3_600;
const GRACE_RULE = `must be a whole number of seconds from 1 to ${GRACE_SECONDS_MAX}`;
const UNDO_RULE = 'must be an ISO 8601 duration from ten minutes to 366 days, such as P7D';
const NOT_WITH_UNDO = 'cannot be combined with undoWithin';
const UNDO_MS_MIN = 600_000;
const NOT_BOTH = 'cannot be combined with after';
const NOT_IF_MATCH = 'cannot be combined with If-Match, which is about the channel as it is now';

/**
 * Returns the time in a text, in ms since the epoch; undefined when it has none, or one that is too
 * far.
 */
export function timeIn(text: string, arrivedAt: number): number | undefined {
  const ms = instantOf(text);
  return ms === undefined || ms - arrivedAt > AHEAD_MS_MAX ? undefined : ms;
}

/** Puts back the signs of an offset and of a zone: a `+` in a query means a space. */
const withSigns = (at: string): string => at.replace(/ (?=\d\d:\d\d(?:\[|$)|\d+\]$)/g, '+');

/** Reads when a mutation is to be made. */
function startIn(
  { at, after, graceSeconds, undoWithin }: MutationQuery,
  arrivedAt: number,
): Checked<number | undefined> {
  if (undoWithin !== undefined) {
    const issues = Object.entries({ at, after, graceSeconds }).flatMap(([field, value]) =>
      value === undefined ? [] : [{ field, rule: NOT_WITH_UNDO }],
    );
    if (issues.length > 0) return { issues };
    const ms = durationMs(undoWithin) ?? 0;
    return ms < UNDO_MS_MIN || ms > AHEAD_MS_MAX
      ? { issues: [{ field: 'undoWithin', rule: UNDO_RULE }] }
      : { value: arrivedAt + ms };
  }
  if (at !== undefined && after !== undefined) return { issues: [{ field: 'at', rule: NOT_BOTH }] };
  if (at !== undefined) {
    const value = timeIn(withSigns(at), arrivedAt);
    return value === undefined ? { issues: [{ field: 'at', rule: AT_RULE }] } : { value };
  }
  if (after === undefined) return { value: undefined };
  const ms = durationMs(after) ?? 0;
  return ms === 0 || ms > AHEAD_MS_MAX
    ? { issues: [{ field: 'after', rule: AFTER_RULE }] }
    : { value: arrivedAt + ms };
}

/** Returns the parameter that says when a mutation is to be made. */
const timeOf = ({ at, undoWithin }: MutationQuery): keyof MutationQuery =>
  undoWithin !== undefined ? 'undoWithin' : at === undefined ? 'after' : 'at';

/** Reads for how long a live stream is warned before the work. */
function graceIn({ graceSeconds }: MutationQuery): Checked<number | undefined> {
  if (graceSeconds === undefined) return { value: undefined };
  const seconds = /^\d{1,4}$/.test(graceSeconds) ? Number(graceSeconds) : 0;
  return seconds >= 1 && seconds <= GRACE_SECONDS_MAX
    ? { value: seconds * 1_000 }
    : { issues: [{ field: 'graceSeconds', rule: GRACE_RULE }] };
}

/**
 * Reads the preferences from the headers (names in lower case) and, if the route mutates, from its
 * query.
 * @param mutation the query of a mutation; absent: the route only reads
 * @param arrivedAt ms since the epoch
 */
export function readPreferences(
  headers: Readonly<Record<string, string | undefined>>,
  mutation: MutationQuery | undefined,
  arrivedAt: number,
): Checked<Preferences> {
  const seconds = waitSecondsOf(headers.prefer);
  const wait = seconds === undefined ? {} : { waitMs: seconds * 1_000 };
  const conditions = conditionsIn(headers);
  if (!mutation) return { value: { dryRun: false, ...wait, ...conditions } };

  const { dryRun = 'false' } = mutation;
  const start = startIn(mutation, arrivedAt);
  const grace = graceIn(mutation);
  const issues = [start, grace].flatMap((read): readonly ValidationIssue[] =>
    'issues' in read ? read.issues : [],
  );
  const startsAt = 'value' in start ? start.value : undefined;
  const graceMs = 'value' in grace ? grace.value : undefined;
  const key = headers['idempotency-key'];
  const reason = headers['x-reason'];
  if (dryRun !== 'true' && dryRun !== 'false')
    issues.push({ field: 'dryRun', rule: 'must be one of "true", "false"' });
  if (key !== undefined && !/^[\x21-\x7e]{1,255}$/.test(key)) {
    issues.push({ field: 'Idempotency-Key', rule: 'must have 1 to 255 visible ASCII characters' });
  }
  if (reason !== undefined && reason.length > REASON_LENGTH_MAX) {
    issues.push({ field: 'X-Reason', rule: `must have at most ${REASON_LENGTH_MAX} characters` });
  }
  if (startsAt !== undefined && conditions.ifMatch !== undefined)
    issues.push({ field: timeOf(mutation), rule: NOT_IF_MATCH });
  if (graceMs !== undefined && conditions.ifMatch !== undefined)
    issues.push({ field: 'graceSeconds', rule: NOT_IF_MATCH });
  if (issues.length > 0) return { issues };
  return {
    value: {
      dryRun: dryRun === 'true',
      ...wait,
      ...conditions,
      ...(key !== undefined && { idempotencyKey: key }),
      ...(reason && { reason: scrub(reason) }),
      ...(startsAt !== undefined && { startsAt }),
      ...(graceMs !== undefined && { graceMs }),
      ...(mutation.undoWithin !== undefined && { undoable: true as const }),
    },
  };
}

/**
 * Returns the header that confirms that the wait was honoured; empty when no wait was asked for.
 */
export const preferenceApplied = ({ waitMs }: Preferences): Record<string, string> =>
  waitMs === undefined ? {} : { 'preference-applied': `wait=${waitMs / 1_000}` };
