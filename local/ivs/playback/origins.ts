/**
 * Returns whether a page of an origin may play. Origins are compared whole; `https://*.example.com`
 * matches every subdomain.
 * @param origin the origin of the request; only browsers send it, and only strict enforcement
 * refuses a request without it
 * @param allowed the allowed origins; empty: all origins
 */
export function isAllowedOrigin(
  origin: string | undefined,
  allowed: readonly string[],
  strict: boolean,
): boolean {
  if (allowed.length === 0 || allowed.includes('*')) return true;
  if (origin === undefined) return !strict;
  return allowed.some((pattern) => fits(origin.toLowerCase(), pattern.toLowerCase()));
}

function fits(origin: string, pattern: string): boolean {
  const [before, after, ...more] = pattern.split('*.');
  if (after === undefined || more.length > 0) return origin === pattern;
  return (
    origin.startsWith(before ?? '') &&
    origin.endsWith(`.${after}`) &&
    origin.length > (before ?? '').length + after.length + 1
  );
}
