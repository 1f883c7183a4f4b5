import { existsSync, readdirSync, statSync } from 'node:fs';
import { posix } from 'node:path';
import { expect, it } from 'vitest';
import { projectFolder } from '../../local/build.ts';
import { projectFiles } from '../tidy/files.ts';

// The pictures of the documents. `npm run pictures` takes them.

const FOLDER = 'docs/pictures';
const BYTES_MAX = 150_000;

/** Matches the address of a picture in Markdown and in HTML. */
const PICTURE = /!\[[^\]]*\]\(([^)\s]+)\)|\b(?:src|srcset)="([^"\s]+)"/g;

/** Each naming of a picture: the document, and the path of the picture. */
const named: { document: string; picture: string }[] = [];
for (const [path, text] of Object.entries(projectFiles())) {
  if (!path.endsWith('.md')) continue;
  for (const [, inMarkdown, inHtml = ''] of text.matchAll(PICTURE)) {
    const address = inMarkdown ?? inHtml;
    if (/^https?:/.test(address)) continue;
    named.push({ document: path, picture: posix.join(posix.dirname(path), address) });
  }
}

it('every picture that a document names exists', () => {
  const documents = named.map(({ document }) => document);
  expect(documents).toEqual(expect.arrayContaining(['README.md', 'cli/README.md']));
  const missing = named.filter(({ picture }) => !existsSync(`${projectFolder}/${picture}`));
  expect(missing).toEqual([]);
});

it('a document names every picture, and each has 150 kB at most', () => {
  const pictures = readdirSync(`${projectFolder}/${FOLDER}`);
  expect(pictures.length).toBeGreaterThan(0);
  const known = new Set(named.map(({ picture }) => picture));
  expect(pictures.filter((name) => !known.has(`${FOLDER}/${name}`))).toEqual([]);
  const sizeOf = (name: string): number => statSync(`${projectFolder}/${FOLDER}/${name}`).size;
  expect(pictures.filter((name) => sizeOf(name) > BYTES_MAX)).toEqual([]);
});
