import { describe, expect, it } from 'vitest';
import { addressOf, anchorOf, isPage, targetOf } from '../../site/links.ts';
import { PAGES } from '../../site/pages.ts';
import { projectFiles } from './files.ts';

// `npm run site` builds the site with packages of its own. These tests need none of them.

const files = projectFiles();
const paths = Object.keys(files);

/** Returns the links and the pictures of a Markdown text, without those in code. */
const linksIn = (markdown: string): string[] =>
  [
    ...markdown
      .replaceAll(/^```.*?^```$/gms, '')
      .replaceAll(/`[^`]*`/g, '')
      .matchAll(/\]\(([^)\s]+)\)|\b(?:src|srcset)="([^"]+)"/g),
  ].map(([, link, picture]) => link ?? picture ?? '');

/** Returns the anchors of the headings of a Markdown text. */
const anchorsIn = (markdown: string): string[] =>
  [...markdown.replaceAll(/^```.*?^```$/gms, '').matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    anchorOf(heading),
  );

describe('the pages of the site', () => {
  it('are all Markdown files of the project', () => {
    const pages = PAGES.map(({ file }) => file);
    expect(pages.toSorted()).toEqual(paths.filter((path) => path.endsWith('.md')).toSorted());
  });

  it('have an address and a title of their own', () => {
    for (const key of ['address', 'title'] as const)
      expect(new Set(PAGES.map((page) => page[key])).size).toBe(PAGES.length);
  });

  it.each(PAGES.map(({ file }) => file))('%s links to files and headings that exist', (file) => {
    const links = linksIn(files[file] ?? '');
    const dead = links.filter((link) => {
      const target = link.startsWith('#') ? { path: file, hash: link } : targetOf(file, link);
      if (target === undefined || target.path.endsWith('.webp')) return false;
      const { path, hash } = target;
      if (!paths.some((one) => `${one}/`.startsWith(`${path}/`))) return true;
      return isPage(target) && hash !== '' && !anchorsIn(files[path] ?? '').includes(hash.slice(1));
    });
    expect(dead).toEqual([]);
  });
});

describe('a link on the site', () => {
  const cases: readonly (readonly [file: string, link: string, address: string | undefined])[] = [
    ['README.md', 'docs/tour.md', '/tour'],
    ['docs/tour.md', '../README.md#use-it-from-a-program', '/overview#use-it-from-a-program'],
    ['docs/keys.md', '../site/index.md', '/'],
    ['docs/tour.md', 'tour.ts', '/files/docs/tour.ts.html'],
    ['README.md', 'docs/openapi.json', '/files/docs/openapi.json'],
    ['README.md', 'events/sent/', '/files/events/sent.html'],
    ['README.md', 'https://example.com/a.md', undefined],
    ['README.md', '#limits', undefined],
  ];
  it.each(cases)('in %s to %s leads to %s', (file, link, address) => {
    const target = targetOf(file, link);
    expect(target && addressOf(target)).toBe(address);
  });

  it('names a heading as code hosts do', () => {
    expect(anchorOf("Jobs, and what's `left`: a_b – c")).toBe('jobs-and-whats-left-a_b--c');
  });
});
