import { useEffect, useState } from 'preact/hooks';

/** The part of the address after `#`: the page, and its filters. */
export interface Route {
  /** The decoded segments: `#/channels/abc` has `channels` and `abc`. */
  readonly segments: readonly string[];
  readonly query: URLSearchParams;
}

/** Parses a hash. */
export function routeOf(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?');
  return {
    segments: path.split('/').filter(Boolean).map(decoded),
    query: new URLSearchParams(query),
  };
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch (error) {
    // A damaged link leads to a page that finds no such thing.
    if (error instanceof URIError) return segment;
    throw error;
  }
}

/** Returns the link to a page. */
export function linkTo(
  segments: readonly string[],
  query: Readonly<Record<string, string | undefined>> = {},
): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value) parameters.set(name, value);
  const text = parameters.toString();
  return `#/${segments.map(encodeURIComponent).join('/')}${text === '' ? '' : `?${text}`}`;
}

/** Goes to a page. `replace` keeps it out of the history, as for a filter. */
export function goTo(link: string, replace = false): void {
  if (replace) location.replace(link);
  else location.hash = link;
}

/** Returns the route of the address, and follows it. */
export function useRoute(): Route {
  const [route, setRoute] = useState(() => routeOf(location.hash));
  useEffect(() => {
    const moved = (): void => setRoute(routeOf(location.hash));
    addEventListener('hashchange', moved);
    return () => removeEventListener('hashchange', moved);
  }, []);
  return route;
}

/**
 * Returns the parameters of a route that fits a path such as `/channels/{id}`; undefined if it does
 * not fit.
 */
export function matched(
  path: string,
  segments: readonly string[],
): Record<string, string> | undefined {
  const wanted = path.split('/').filter(Boolean);
  if (wanted.length !== segments.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const actual = segments[index] ?? '';
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name !== undefined) parameters[name] = actual;
    else if (part !== actual) return undefined;
  }
  return parameters;
}
