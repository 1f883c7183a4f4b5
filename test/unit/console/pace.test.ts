import { expect, it } from 'vitest';
import { EVERY_MS, JUST_MS, STARTED_EVERY_MS } from '../../../console/now/pace.ts';
import { READ_LAG_MS } from '../../../lib/ivs/settling.ts';
import { AGE_MS_MAX } from '../../../lib/readModel/streamList.ts';
import { systemClock } from '../../../local/clock.ts';
import { startIvsLocal } from '../../../local/ivs/server.ts';

/** The time for the reaction that records the event, the answer and the row, in ms. */
const WORK_MS = 500;

/** Returns the longest time from an event of ivs-local to its delivery, in ms. */
async function deliveryMsMax(): Promise<number> {
  const ivs = await startIvsLocal({ clock: systemClock, port: 0 });
  try {
    const answer = await fetch(`${ivs.url}/_local/chaos`);
    const { delayMs } = (await answer.json()) as { delayMs: [number, number] };
    return delayMs[1];
  } finally {
    await ivs.close();
  }
}

it('shows a stream within three seconds of its Stream Start, by the event alone', async () => {
  const most = (await deliveryMsMax()) + STARTED_EVERY_MS + WORK_MS;
  expect(most).toBeLessThanOrEqual(3_000);
});

it('shows it without a gap until the list of live streams has it', async () => {
  const listed = READ_LAG_MS + AGE_MS_MAX + EVERY_MS + WORK_MS;
  expect(JUST_MS).toBeGreaterThanOrEqual(listed);
});
