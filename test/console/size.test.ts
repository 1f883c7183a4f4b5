import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTable, withId, type StoredItem } from '../../bench/load/table.ts';
import { shardOf } from '../../lib/jobs/jobIndexes.ts';
import { systemClock } from '../../local/clock.ts';
import { executable, NO_CHROMIUM, startBrowser, watchedPage, type Watched } from './chromium.ts';
import { PATIENCE_MS, startScene, until, type Scene } from './scene.ts';

// The console of a large deployment: 10,000 channels and 5,000 jobs.

const missing = executable === undefined;
const CHANNELS = 10_000;
const JOBS = 5_000;
/**
 * An idle machine takes a second and 200 ms at most, as the printed figures show. The limits leave
 * room for other work on the machine.
 */
const FIRST_PAGE_MS = 4_000;
const LONG_TASK_MS = 800;
/** One list of the live streams serves all pages for so long. */
const EVERY_MS = 10_000;

const idAt = (kind: string, n: number): string => `${kind}${String(n).padStart(8, '0')}`;

/** Fills the table with copies of one reading and one job, under other ids. */
async function fill({ stack, ask, channel, learn }: Scene): Promise<void> {
  const [known, rotated] = await Promise.all([channel('known-show'), channel('rotated-show')]);
  await ask('POST', `/v1/channels/${rotated.id}/stream-key-rotations?when=now`);
  await until('the job has ended', async () => {
    const answer = await ask('GET', `/v1/jobs?subject=channel/${rotated.id}`);
    return (answer as { jobs: { status: string }[] }).jobs[0]?.status === 'succeeded';
  });
  await learn();
  const table = openTable(stack);
  try {
    const reading = await table.read(`reading/${known.id}`, 'channel');
    const job = await table.read(`channel/${rotated.id}`, 'job');
    await table.fill(CHANNELS, (n) => withId(reading, known.id, idAt('Read', n)));
    await table.fill(JOBS, (n): StoredItem => {
      const other = idAt('Done', n);
      const listPk = { S: `jobs#${shardOf(`channel/${other}`)}` };
      return { ...withId(job, rotated.id, other), listPk };
    });
  } finally {
    table.close();
  }
}

if (missing) console.log(NO_CHROMIUM);
describe.skipIf(missing)('a large deployment', () => {
  let scene: Scene;
  let browser: Browser;
  let page: Page;
  let asked: Watched['asked'];
  beforeAll(async () => {
    [scene, browser] = await Promise.all([startScene({ schedules: false }), startBrowser()]);
    await fill(scene);
    ({ page, asked } = await watchedPage(browser));
    page.setDefaultTimeout(PATIENCE_MS);
    // The first requests load the functions.
    await page.goto(`${scene.stack.url}/console#/channels`);
    await page.getByRole('list', { name: 'Channels' }).getByRole('link').first().waitFor();
    await page.goto(`${scene.stack.url}/console#/jobs`);
    await page.getByRole('list', { name: 'Jobs' }).getByRole('link').first().waitFor();
    await page.evaluate(`
      globalThis.tasks = [];
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) tasks.push(duration);
      }).observe({ type: 'longtask' });`);
  }, 2 * PATIENCE_MS);
  afterAll(async () => {
    await browser?.close();
    await scene?.close();
  });

  const operationsSince = (from: number): string[] =>
    scene.stack.ivs
      .requests()
      .slice(from)
      .map(({ operation }) => operation);

  /** Scrolls a list down until it has so many rows. Returns the number of its rows. */
  const scrollTo = (count: number): Promise<number> =>
    page.evaluate<number>(`(async () => {
      const box = document.querySelector('.scroller');
      const rows = () => Number(box.querySelector('li:last-child').getAttribute('aria-setsize'));
      while (rows() < ${count} || box.scrollTop + box.clientHeight < box.scrollHeight - 2) {
        box.scrollTop += 12 * box.clientHeight;
        await new Promise((done) => setTimeout(done, 25));
      }
      return rows();
    })()`);

  it.each([
    ['Channels', '#/channels', CHANNELS],
    ['Jobs', '#/jobs', JOBS],
  ])(
    'shows the first of all %s within a second, scrolls to the last one, and does not ask IVS',
    async (name, link, count) => {
      await page.evaluate('location.hash = "#/nowhere"');
      await page.getByText('There is no such page').waitFor();
      const from = scene.stack.ivs.requests().length;
      const began = systemClock.now();
      await page.evaluate(`location.hash = ${JSON.stringify(link)}`);
      await page.getByRole('list', { name }).getByRole('link').first().waitFor();
      const firstMs = systemClock.now() - began;
      await page.evaluate('tasks.length = 0');
      const rows = await scrollTo(count);
      const longest = await page.evaluate<number>('Math.max(0, ...tasks)');
      const elements = await page.evaluate<number>('document.querySelectorAll("*").length');
      console.log(
        `${name}: the first rows after ${firstMs} ms; ${rows} rows, of which ${elements} elements ` +
          `exist; the longest task took ${longest.toFixed(0)} ms`,
      );
      expect(operationsSince(from)).toEqual([]);
      expect(rows).toBeGreaterThanOrEqual(count);
      expect(elements).toBeLessThan(1_500);
      expect(firstMs).toBeLessThan(FIRST_PAGE_MS);
      expect(longest).toBeLessThan(LONG_TASK_MS);
    },
    2 * PATIENCE_MS,
  );

  it(
    'asks IVS for live streams alone, once in ten seconds at most, while somebody looks at Now',
    async () => {
      const polls = (): number => asked.filter(({ url }) => url.includes('/v1/streams?')).length;
      const began = systemClock.now();
      const [from, before] = [scene.stack.ivs.requests().length, polls()];
      await page.evaluate('location.hash = "#/"');
      await page.getByText('No channel is live.').waitFor();
      // The page asks again when it has been answered.
      await until('the page has been answered twice', () => polls() >= before + 3);
      const atMost = (movedMs: number): number =>
        1 + Math.floor((movedMs + systemClock.now() - began) / EVERY_MS);
      expect(operationsSince(from).length).toBeLessThanOrEqual(atMost(0));
      await scene.advance(EVERY_MS);
      await until('IVS is asked again', () => operationsSince(from).length > 1);
      const calls = operationsSince(from);
      expect(calls.filter((operation) => operation !== 'ListStreams')).toEqual([]);
      expect(calls.length).toBeLessThanOrEqual(atMost(EVERY_MS));
    },
    PATIENCE_MS,
  );
});
