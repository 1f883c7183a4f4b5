import { posix } from 'node:path';
import { PAGES } from './pages.ts';

/** A file or a folder of the project that a link leads to, and the place in it. */
export interface Target {
  readonly path: string;
  /** Empty, or `#` and the name of a heading. */
  readonly hash: string;
}

const addresses = new Map(PAGES.map(({ file, address }) => [file, address]));

/** Returns the target of a link in a file; undefined if the link leaves the project or the file. */
export function targetOf(file: string, href: string): Target | undefined {
  const [, path = '', hash = ''] = /^([^#]*)(#.*)?$/.exec(href) ?? [];
  if (path === '' || /^(?:[a-z]+:|\/)/i.test(path)) return undefined;
  return { path: posix.join(posix.dirname(file), path).replace(/\/$/, ''), hash };
}

export const isPage = ({ path }: Target): boolean => addresses.has(path);

/**
 * Returns the address of a target on the site. A file that is no page has an HTML page around its
 * text, because servers disagree about the types of sources; JSON is copied as it is.
 */
export function addressOf({ path, hash }: Target): string {
  const address = addresses.get(path);
  if (address !== undefined) return `/${address === 'index' ? '' : address}${hash}`;
  return `/files/${path.endsWith('.json') ? path : `${path}.html`}`;
}

/** Returns the anchor of a heading as code hosts make it, so that a link works there and here. */
export const anchorOf = (heading: string): string =>
  heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
    .replaceAll(' ', '-');
