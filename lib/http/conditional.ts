import { isoTime } from '../clock.ts';
import { digestOf } from '../random.ts';
import type { Answer, Call } from './route.ts';
import { canonical, sorted } from './validation.ts';

// Conditional requests (RFC 9110, 13). An entity tag is strong: it stands for the bytes of a body,
// so the time to which the body is true is in headers and not in the body.

/** The answer to a request whose `If-None-Match` names the current body. */
export const NOT_MODIFIED = {
  304: { description: 'The body still has the entity tag in `If-None-Match`.' },
} as const;

/**
 * Returns the entity tag of a body. It does not depend on the order of members, which differs
 * between the operations of IVS.
 */
export const entityTagOf = (body: unknown): string => tagOf(canonical(body));

const tagOf = (text: string): string => `"${digestOf(text)}"`;

/**
 * Returns whether a list of entity tags in a header names a tag. `*` names every tag.
 * @param isStrong whether a weak tag in the list, which begins with `W/`, names nothing
 */
export function names(header: string, entityTag: string, isStrong = false): boolean {
  return header.split(',').some((listed) => {
    const tag = listed.trim();
    return tag === '*' || (isStrong ? tag : tag.replace(/^W\//, '')) === entityTag;
  });
}

/**
 * Returns the answer with a body that is true to a moment at least, or 304 if the caller has that
 * body.
 * @param asOf ms since the epoch
 */
export function conditionalAnswer(
  { app, preferences }: Pick<Call, 'app' | 'preferences'>,
  body: unknown,
  asOf: number,
): Answer {
  // The same tag stands for the same bytes.
  const same = sorted(body);
  const entityTag = tagOf(JSON.stringify(same));
  const headers = {
    etag: entityTag,
    age: String(Math.max(0, Math.floor((app.clock.now() - asOf) / 1_000))),
    'x-as-of': isoTime(asOf),
    // The caller alone may keep the body, and asks each time whether it is still current.
    'cache-control': 'private, no-cache',
  };
  const { ifNoneMatch } = preferences;
  return ifNoneMatch !== undefined && names(ifNoneMatch, entityTag)
    ? { status: 304, headers }
    : { status: 200, headers, body: same };
}
