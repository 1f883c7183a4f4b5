import { expect } from 'vitest';
import { systemClock } from '../../local/clock.ts';
import type { Watched } from './chromium.ts';
import { until } from './scene.ts';

/** Makes a request of the API, and returns the body. */
type Ask = (method: string, path: string) => Promise<unknown>;

/**
 * A slow machine may render the answer of one question only after the page has asked the next one.
 */
const QUESTIONS_MAX = 2;
/**
 * The page asks every 500 ms, so an idle machine takes 0.6 s at most, as the printed figure shows.
 * The limit leaves room for other work on the machine.
 */
const ROW_MS_MAX = 3_000;

const isQuestion = (url: string): boolean => /\/v1\/channels\?.*\bis=live\b/.test(url);

/**
 * Waits until a stream that IVS has just reported is on the wall of a page. Checks that the answer
 * of the first question after the API has the stream brings its row.
 * @param startedAt the time at which IVS reported the stream, in ms since the epoch
 * @returns the row
 */
export async function onTheWall(
  { page, asked }: Watched,
  ask: Ask,
  { name, arn, startedAt }: { name: string; arn: string; startedAt: number },
): Promise<ReturnType<Watched['page']['getByText']>> {
  const row = page.getByRole('list', { name: 'Live streams' }).getByText(name);
  const shown = row.waitFor().then(() => systemClock.now());
  await until('the API has the stream', async () => {
    const { channels } = (await ask('GET', '/v1/channels?is=live')) as {
      channels: { arn: string }[];
    };
    return channels.some((channel) => channel.arn === arn);
  });
  const known = systemClock.now();
  const rowAt = await shown;
  const questions = asked.filter(({ url, at }) => isQuestion(url) && at > known && at < rowAt);
  console.log(
    `on the wall ${rowAt - startedAt} ms after IVS reported the stream: the API had it after ` +
      `${known - startedAt} ms, and the page showed it ${rowAt - known} ms later`,
  );
  expect(questions.length).toBeLessThanOrEqual(QUESTIONS_MAX);
  expect(rowAt - known).toBeLessThan(ROW_MS_MAX);
  return row;
}
