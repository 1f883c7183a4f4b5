import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import * as z from 'zod/mini';
import {
  asyncApiPath,
  asyncApiText,
  costPath,
  costText,
  errorsPage,
  errorsPath,
  eventsPath,
  eventsText,
  ivsEventsPath,
  ivsEventsText,
  workflowsPage,
  workflowsPath,
} from '../../scripts/generateDocs.ts';
import { allRoutes } from '../../lib/api/routes.ts';
import { PROBLEMS } from '../../lib/problems.ts';
import { count, instant, text } from '../../lib/http/schemas.ts';
import { workflows } from '../../lib/workflows/workflows.ts';

describe('docs/workflows.md', () => {
  it('docs/workflows.md agrees with the definitions; if not, run: npm run docs', () => {
    expect(readFileSync(workflowsPath, 'utf8')).toBe(workflowsPage());
  });

  it('docs/workflows.md shows every step and every ending of every workflow', () => {
    const chapters = new Map(
      workflowsPage()
        .split('\n## ')
        .map((chapter) => [chapter.slice(0, chapter.indexOf('\n')), chapter]),
    );
    for (const { name, steps } of Object.values(workflows)) {
      for (const step of Object.keys(steps))
        expect(chapters.get(name)).toMatch(new RegExp(`\\n\\| \\**${step}\\** \\|`));
      for (const step of Object.values(steps))
        if ('final' in step) expect(chapters.get(name)).toContain(`\`${step.final}\``);
    }
  });
});

test('docs/cost.md agrees with the counts and the prices; if not, run: npm run docs', () => {
  expect(readFileSync(costPath, 'utf8')).toBe(costText());
});

test('docs/events.json agrees with events/sent; if not, run: npm run docs', () => {
  expect(readFileSync(eventsPath, 'utf8')).toBe(eventsText());
  expect(eventsText()).toContain('"detailType": "Stream Key Rotated"');
  expect(eventsText()).not.toContain('Job Due');
});

test('docs/asyncapi.json agrees with events/sent; if not, run: npm run docs', () => {
  expect(readFileSync(asyncApiPath, 'utf8')).toBe(asyncApiText());
});

test('cli/events/ivsEvents.json agrees with events/received; if not, run: npm run docs', () => {
  expect(readFileSync(ivsEventsPath, 'utf8')).toBe(ivsEventsText());
});

describe('docs/errors.md', () => {
  it('docs/errors.md agrees with lib/problems.ts; if not, run: npm run docs', () => {
    expect(readFileSync(errorsPath, 'utf8')).toBe(errorsPage());
  });

  it('docs/errors.md tells of every problem what it is and what to do', () => {
    for (const [type, { status, title, when, remedy }] of Object.entries(PROBLEMS)) {
      expect(errorsPage()).toContain(
        `| ${status} | \`/problems/${type}\` | ${title} | ${when} | ${remedy} |`,
      );
      for (const text of [when, remedy]) expect(text, type).toMatch(/^[A-Z`].*\.$/);
    }
  });
});

test.each([
  ['docs/encoders.md', 2],
  ['docs/failures.md', 12],
])('%s names tests that exist', (path, least) => {
  const read = (file: string): string =>
    readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
  const page = read(path).replaceAll(/\s+/g, ' ');
  const named = [...page.matchAll(/\(`([\w/.]+\.test\.ts)`: ((?:"[^"]+"(?:; )?)+)\)/g)].flatMap(
    ([, file = '', titles = '']) =>
      [...titles.matchAll(/"(?:… )?([^"]+)"/g)].map(([, title = '']) => [file, title] as const),
  );
  expect(named.length).toBeGreaterThanOrEqual(least);
  for (const [file, title] of named)
    expect(read(file.includes('/') ? file : `test/stories/${file}`), title).toContain(title);
});

const asked = [
  ...new Set<string>(
    allRoutes.map(({ scope }) => scope).filter((scope) => scope !== 'open' && scope !== 'any'),
  ),
].toSorted();

describe('docs/cognito.md', () => {
  it('docs/cognito.md makes every scope that a route asks for, and no other', () => {
    const page = readFileSync(new URL('../../docs/cognito.md', import.meta.url), 'utf8');
    const made = /SCOPES="([^"]*)"/.exec(page)?.[1]?.trim().split(/\s+/) ?? [];
    expect(made.toSorted()).toEqual(asked);
  });
});

test('the README names every scope that a route asks for, and no other', () => {
  const [, list = ''] =
    /Scopes: ([^.]*)\./.exec(readFileSync(new URL('../../README.md', import.meta.url), 'utf8')) ??
    [];
  expect([...list.matchAll(/`([\w-]+:\w+)`/g)].map(([, scope = '']) => scope).toSorted()).toEqual(
    asked,
  );
});

test('no schema that several fields share has the description of one of them', () => {
  for (const shared of [instant, count, text])
    expect(z.globalRegistry.get(shared)?.description).toBeUndefined();
});
