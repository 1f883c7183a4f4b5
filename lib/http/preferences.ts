import { scrub } from '../log.ts';
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

/**
 * Reads the preferences from the headers (names in lower case) and, if the route mutates, from the
 * query parameter `dryRun`.
 */
export function readPreferences(
  headers: Readonly<Record<string, string | undefined>>,
  { mutates, dryRun = 'false' }: { mutates: boolean; dryRun?: string | undefined },
): Checked<Preferences> {
  const seconds = waitSecondsOf(headers.prefer);
  const wait = seconds === undefined ? {} : { waitMs: seconds * 1_000 };
  const conditions = conditionsIn(headers);
  if (!mutates) return { value: { dryRun: false, ...wait, ...conditions } };

  const issues: ValidationIssue[] = [];
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
  if (issues.length > 0) return { issues };
  return {
    value: {
      dryRun: dryRun === 'true',
      ...wait,
      ...conditions,
      ...(key !== undefined && { idempotencyKey: key }),
      ...(reason && { reason: scrub(reason) }),
    },
  };
}

/**
 * Returns the header that confirms that the wait was honoured; empty when no wait was asked for.
 */
export const preferenceApplied = ({ waitMs }: Preferences): Record<string, string> =>
  waitMs === undefined ? {} : { 'preference-applied': `wait=${waitMs / 1_000}` };
