import { expect } from 'vitest';
import { operationSubject } from '../../lib/api/operationView.ts';
import { writeResult, type ChildOutcome } from '../../lib/records/childJobs.ts';
import { channelSubject } from '../../lib/subjects.ts';
import { givenFleet, plan } from '../givenOperations.ts';
import { itIn } from '../worldTest.ts';

const it = itIn({});
const TEAM = { tags: { team: 'a' } };
/** More than one request with a filter looks at. */
const CHANNELS = 520;
/** The places of the channels that failed, and of one that was skipped. */
const FAILED = [3, 99, 100, 101, 505];
const SKIPPED = 5;
/** The places of the channels that were not begun. */
const PENDING = Array.from({ length: 10 }, (_, n) => CHANNELS - 10 + n);

function outcomeOf(place: number): ChildOutcome {
  if (FAILED.includes(place)) return 'failed';
  return place === SKIPPED ? 'skipped' : 'succeeded';
}

it('shows the results of an operation that count or ended as asked', async ({ world }) => {
  await givenFleet(world, CHANNELS, TEAM);
  const { id, jobId } = await plan(world, { workflow: 'deleteChannel', selection: TEAM });
  const path = `/v1/operations/${id}/results`;
  const pagesOf = async (query: string): Promise<string[][]> => {
    const pages: string[][] = [];
    for (let cursor = ''; ;) {
      const { body, status } = await world.http('GET', `${path}?${query}${cursor}`);
      expect(status).toBe(200);
      const results = body.results as { channelArn: string }[];
      pages.push(results.map(({ channelArn }) => channelArn.split('/')[1] ?? ''));
      if (typeof body.nextCursor !== 'string') return pages;
      cursor = `&cursor=${body.nextCursor}`;
    }
  };
  const all = await pagesOf('limit=100');
  expect(all.map(({ length }) => length)).toEqual([100, 100, 100, 100, 100, 20]);
  const order = all.flat();
  const parent = { subject: operationSubject(id), jobId };
  for (const [index, channelId] of order.entries())
    if (!PENDING.includes(index))
      await writeResult(
        world.app.store,
        parent,
        { index, subject: channelSubject(channelId), outcome: outcomeOf(index) },
        world.clock.now(),
      );
  const placesOf = async (query: string): Promise<number[][]> =>
    (await pagesOf(query)).map((page) => page.map((channelId) => order.indexOf(channelId)));

  expect(await placesOf('counts=failed')).toEqual([[3, 99, 100, 101], [505]]);
  expect(await placesOf('counts=failed&limit=2')).toEqual([[3, 99], [100, 101], [505]]);
  expect(await placesOf('counts=skipped&outcome=skipped')).toEqual([[SKIPPED], []]);
  expect(await placesOf('counts=failed&outcome=skipped')).toEqual([[], []]);
  expect(await placesOf('outcome=pending')).toEqual([[], PENDING]);
  expect((await pagesOf('limit=90')).flat()).toEqual(order);
  for (const query of ['counts=pending', 'outcome=lost']) {
    const { status, body } = await world.http('GET', `${path}?${query}`);
    expect([status, body.errors]).toMatchObject([400, [{ field: query.split('=')[0] }]]);
  }
});
