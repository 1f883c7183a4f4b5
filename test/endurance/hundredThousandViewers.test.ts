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

it('revokes 100,000 viewers of 50 channels at the pace of the quota', async ({ world }) => {
  const arns = await givenManyChannels(world, 50, { authorized: true });
  let made = 0;
  world.fateOf = ({ operation }) =>
    operation.endsWith('StartViewerSessionRevocation') && DEATHS.includes(++made)
      ? 'crashAfter'
      : undefined;
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
  const share = PAIRS / seconds / PAIRS_A_SECOND;
  console.log(
    `${PAIRS} pairs in ${seconds} s: ${(100 * share).toFixed(1)} % of the quota, with the time ` +
      `after ${DEATHS.length} deaths; ${repeated} of ${calls.length} calls repeated`,
  );
  expect(repeated).toBeLessThanOrEqual(10 * DEATHS.length);
  expect(share).toBeGreaterThanOrEqual(0.97);
}, 3_600_000);
