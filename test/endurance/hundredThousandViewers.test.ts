import { expect } from 'vitest';
import { idOf } from '../../lib/arns.ts';
import { givenManyChannels, jobIn } from '../given.ts';
import { it } from '../worldTest.ts';

const MINUTE_MS = 60_000;
const PAIRS = 100_000;
const REQUEST_PAIRS = 10_000;
/** Two batches of 20 and 10 single calls a second (IVS user guide, Service Quotas). */
const PAIRS_A_SECOND = 50;
/** The calls after each of which the process dies. */
const DEATHS = [2_000, 9_000, 17_000];
/** The lease of a dead process, and the sweep that follows; s. */
const DOWN_SECONDS_MAX = 40 + 60;

it('revokes 100,000 viewers of 50 channels at the pace of the quota', async ({ world }) => {
  const arns = await givenManyChannels(world, 50, { authorized: true });
  const times: number[] = [];
  world.fateOf = ({ operation }) => {
    if (!operation.endsWith('StartViewerSessionRevocation')) return undefined;
    times.push(world.clock.now());
    return DEATHS.includes(times.length) ? 'crashAfter' : undefined;
  };
  const path = '/v1/viewer-session-revocations';
  const { id } = jobIn(await world.http('POST', `${path}/batches`));
  const from = world.clock.now();
  for (let at = 0; at < PAIRS; at += REQUEST_PAIRS) {
    const answer = await world.http('POST', `${path}/${id}/pairs`, {
      headers: { 'idempotency-key': `part-${at}` },
      body: {
        viewerSessions: Array.from({ length: REQUEST_PAIRS }, (_, i) => ({
          channelId: idOf(arns[(at + i) % arns.length] ?? ''),
          viewerId: `v-${at + i}`,
        })),
        viewerSessionVersionsLessThanOrEqualTo: 7,
      },
    });
    expect(answer.status).toBe(200);
  }
  await world.http('POST', `${path}/${id}/close`);

  const job = await world.ended(id, 60 * MINUTE_MS);
  const seconds = ((job.finishedAt ?? 0) - from) / 1_000;
  expect(job).toMatchObject({
    status: 'succeeded',
    memory: { total: PAIRS, done: PAIRS, failed: 0 },
  });
  const calls = world.calls.flatMap(({ operation, input }) => {
    if (operation === 'StartViewerSessionRevocation') return [[String(input.viewerId)]];
    return operation === 'BatchStartViewerSessionRevocation'
      ? [(input.viewerSessions as { viewerId: string }[]).map(({ viewerId }) => viewerId)]
      : [];
  });
  expect(new Set(calls.flat()).size).toBe(PAIRS);
  const distinct = new Set(calls.map((viewers) => viewers.join(' ')));
  const repeated = calls.length - distinct.size;
  const downSeconds = times
    .map((at, n) => (at - (times[n - 1] ?? at)) / 1_000)
    .filter((gap) => gap > 5)
    .reduce((sum, gap) => sum + gap, 0);
  const busySeconds = seconds - downSeconds;
  const percent = (of: number): string => ((100 * PAIRS) / of / PAIRS_A_SECOND).toFixed(1);
  console.log(
    `${PAIRS} pairs in ${seconds} s: ${percent(seconds)} % of the quota, ` +
      `${percent(busySeconds)} % of it without the ${downSeconds} s after ${DEATHS.length} deaths; ` +
      `${repeated} of ${calls.length} calls repeated`,
  );
  expect(downSeconds).toBeLessThanOrEqual(DEATHS.length * DOWN_SECONDS_MAX);
  expect(repeated).toBeLessThanOrEqual(10 * DEATHS.length);
  expect(PAIRS / busySeconds / PAIRS_A_SECOND).toBeGreaterThanOrEqual(0.97);
}, 3_600_000);
