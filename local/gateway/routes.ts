import type { Route } from '../template.ts';

export interface Match {
  route: Route;
  pathParameters: Record<string, string>;
}

/**
 * Finds the route of a request as an HTTP API does. A literal segment takes precedence over a
 * parameter. The path is decoded before it is matched, so an encoded slash separates segments like
 * any other slash.
 * @param path the path as received, still percent-encoded
 * @returns undefined when no route matches or the path cannot be decoded
 */
export function findRoute(
  routes: readonly Route[],
  method: string,
  path: string,
): Match | undefined {
  const decoded = decode(path);
  if (decoded === undefined) return undefined;
  const segments = segmentsOf(decoded);
  let best: (Match & { rank: string }) | undefined;
  for (const route of routes) {
    if (route.method !== method && route.method !== 'ANY' && route.method !== '*') continue;
    const found = matchRoute(route, segments);
    if (found && (!best || found.rank < best.rank)) best = found;
  }
  return best && { route: best.route, pathParameters: best.pathParameters };
}

/**
 * Matches a route. Its rank orders routes by the first segment in which two of them differ: literal
 * before parameter before greedy parameter.
 */
function matchRoute(
  route: Route,
  segments: readonly string[],
): (Match & { rank: string }) | undefined {
  const wanted = segmentsOf(route.path);
  const pathParameters: Record<string, string> = {};
  let rank = '';
  for (const [index, segment] of wanted.entries()) {
    const [, name, greedy] = /^\{([^+}]+)(\+?)\}$/.exec(segment) ?? [];
    const actual = segments[index];
    if (actual === undefined) return undefined;
    if (name === undefined) {
      if (actual !== segment) return undefined;
      rank += '0';
    } else if (greedy === '+') {
      pathParameters[name] = segments.slice(index).join('/');
      return { route, pathParameters, rank: `${rank}2` };
    } else {
      if (actual === '') return undefined;
      pathParameters[name] = actual;
      rank += '1';
    }
  }
  if (wanted.length !== segments.length) return undefined;
  return { route, pathParameters, rank: rank + (route.method === 'ANY' ? '1' : '0') };
}

function segmentsOf(path: string): string[] {
  return path.replace(/^\//, '').split('/');
}

function decode(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}
