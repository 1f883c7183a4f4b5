import { expect, onTestFinished, test, vi } from 'vitest';
import type { IvsEvent } from '../../../local/ivs/state/events.ts';
import { aChannel, controlCall, given, names, pass, type Setting } from './setting.ts';

/** Returns a setting that records each delivered event, with the time of its delivery. */
async function givenListener(
  seed?: number,
): Promise<Setting & { delivered: { atMs: number; event: IvsEvent }[] }> {
  const delivered: { atMs: number; event: IvsEvent }[] = [];
  const setting: Setting = await given({
    ...(seed !== undefined && { seed }),
    deliver: async (event) => void delivered.push({ atMs: setting.clock.now(), event }),
  });
  return { ...setting, delivered };
}

async function aStream({ ivs, client, clock }: Setting): Promise<void> {
  const { arn: channelArn } = await aChannel(client);
  const encoder = ivs.connectEncoder({ channelArn });
  await pass(clock, 8_000);
  ivs.disconnectEncoder(encoder);
  await pass(clock, 1_000);
}

const FOUR = ['Session Created', 'Stream Start', 'Session Ended', 'Stream End'];

test('events arrive half a second to two seconds late, in order, once', async () => {
  const setting = await givenListener();
  const startMs = setting.clock.now();
  await aStream(setting);
  await pass(setting.clock, 10_000);
  expect(names(setting.delivered.map(({ event }) => event))).toEqual(FOUR);
  expect(setting.delivered.map(({ event }) => event)).toEqual(setting.ivs.events());
  const lateness = setting.delivered.map(
    ({ atMs }, index) => atMs - startMs - ([0, 6_500, 8_200, 9_000][index] ?? 0),
  );
  for (const ms of lateness) expect(ms).toBeGreaterThanOrEqual(500);
  for (const ms of lateness) expect(ms).toBeLessThanOrEqual(2_001);
});

test('the events of a channel keep their order, however different the delays', async () => {
  const setting = await givenListener(1);
  setting.ivs.setChaos({ delayMs: [0, 60_000], seed: 3 });
  for (let n = 0; n < 5; n++) await aStream(setting);
  await pass(setting.clock, 120_000);
  for (const channelArn of new Set(setting.ivs.events().map(({ resources }) => resources[0]))) {
    expect(
      names(
        setting.delivered
          .map(({ event }) => event)
          .filter(({ resources }) => resources[0] === channelArn),
      ),
    ).toEqual(FOUR);
  }
});

test('dropped events are on record as lost and never arrive', async () => {
  const setting = await givenListener();
  setting.ivs.setChaos({ drop: 1 });
  await aStream(setting);
  await pass(setting.clock, 60_000);
  expect(setting.delivered).toEqual([]);
  expect(names(setting.ivs.events())).toEqual(FOUR);
  const { body } = await controlCall(setting.ivs, 'GET', 'events');
  expect(body['lost']).toEqual(setting.ivs.events().map(({ id }) => id));
});

test('duplicates are the same event again, with the same id', async () => {
  const setting = await givenListener();
  setting.ivs.setChaos({ duplicate: 1, delayMs: [0, 0] });
  await aStream(setting);
  await pass(setting.clock, 1_000);
  const ids = setting.delivered.map(({ event }) => event.id);
  expect(ids).toHaveLength(8);
  expect(new Set(ids).size).toBe(4);
});

/**
 * Returns the events of five streams in the order of arrival when all are held back, for a seed of
 * the chaos.
 */
async function reordered(seed: number): Promise<string[]> {
  const setting = await givenListener(1);
  setting.ivs.setChaos({ reorder: 1, seed });
  for (let n = 0; n < 5; n++) await aStream(setting);
  await pass(setting.clock, 60_000);
  return names(setting.delivered.map(({ event }) => event));
}

test('reordering lets later events overtake, and a seed makes it repeat', async () => {
  const first = await reordered(7);
  expect(first).toHaveLength(20);
  expect(first).not.toEqual([...FOUR, ...FOUR, ...FOUR, ...FOUR, ...FOUR]);
  expect(await reordered(7)).toEqual(first);
  expect(await reordered(8)).not.toEqual(first);
});

test('a delivery that fails is tried again, and given up in the end', async () => {
  let tries = 0;
  const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  onTestFinished(() => stderr.mockRestore());
  const setting = await given({
    settings: { deliveryRetryMs: [1_000, 5_000] },
    deliver: () => {
      tries += 1;
      throw new Error('nobody there');
    },
  });
  const { arn: channelArn } = await aChannel(setting.client);
  setting.ivs.setChaos({ delayMs: [0, 0] });
  setting.ivs.connectEncoder({ channelArn });
  const undelivered = async (): Promise<unknown> =>
    (await controlCall(setting.ivs, 'GET', 'events')).body['undelivered'];
  await pass(setting.clock, 5_999);
  expect([tries, await undelivered()]).toEqual([2, []]);
  await pass(setting.clock, 1);
  const id = setting.ivs.events()[0]?.id;
  expect([tries, await undelivered()]).toEqual([3, [id]]);
  expect(stderr).toHaveBeenCalledWith(
    `ivs-local: the event ${id} (Session Created) was not delivered: Error: nobody there\n`,
  );
});

test('the record of events is bounded', async () => {
  const { ivs, client, clock } = await given({ settings: { eventsKept: 3 } });
  await aStream({ ivs, client, clock });
  expect(names(ivs.events())).toEqual(FOUR.slice(1));
  ivs.settings.eventsKept = 2;
  await aStream({ ivs, client, clock });
  expect(names(ivs.events())).toEqual(FOUR.slice(2));
});
