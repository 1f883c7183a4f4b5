import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createRandom } from '../../local/random.ts';
import { withoutSchedules } from '../eventLoad.ts';
import { givenChannel, givenLiveChannel, type GivenChannel } from '../given.ts';
import { givenAdConfiguration } from '../givenAttachments.ts';
import { World } from '../world.ts';

// A day of seeded events under reactions in shadow, and the same day with the reactions on.

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;
const LOOKS_EVERY = 20;
const SEED = 20_261_129;

type Mode = 'shadow' | 'on';

interface Decided {
  eventId: string;
  eventType: string;
  channelId: string;
  decision: string;
  depth: number;
}

interface Day {
  /** The decisions of each reaction, oldest first. */
  readonly decisions: Readonly<Record<string, readonly Decided[]>>;
  readonly jobs: number;
}

const sample = (file: string): { detail: object } =>
  JSON.parse(
    readFileSync(new URL(`../../events/received/${file}.json`, import.meta.url), 'utf8'),
  ) as { detail: object };
const BREACH = sample('limitBreach.ingestBitrate');
const STARVATION = sample('streamHealth.starvationStart');

/** An event of the day, on one of the channels that are not live. */
interface Planned {
  readonly minute: number;
  readonly channel: number;
  readonly event: object;
  readonly times: number;
}

/** Returns the events of the day; each may arrive more than once. */
function planned(): Planned[] {
  const random = createRandom(SEED);
  return Array.from({ length: 160 }, (_, n) => ({
    minute: random.integer(1, DAY_MINUTES - 1),
    channel: random.integer(0, 5),
    event: { ...(random.chance(0.6) ? BREACH : STARVATION), id: `day-${n}` },
    times: random.chance(0.2) ? 2 : 1,
  })).toSorted((a, b) => a.minute - b.minute);
}

/** Returns the reactions; none of them acts on a channel that another one acts on. */
const reactionsOf = (stopped: GivenChannel, advertised: GivenChannel): Record<string, object> => ({
  breaches: {
    when: {
      pattern: { 'detail-type': ['IVS Limit Breach'] },
      selection: { tags: { team: 'night' } },
      repeated: '3/PT3H',
    },
    then: { workflow: 'suspendChannel' },
    atMost: '2/PT3H',
  },
  starving: {
    when: {
      pattern: { detail: { event_name: ['Starvation Start'] } },
      selection: { name: 'day-*' },
    },
    then: { workflow: 'rotateStreamKeyNow' },
    atMost: '3/PT2H',
  },
  long: {
    when: { streamLiveFor: 'PT5H', selection: { ids: [stopped.id] } },
    then: { workflow: 'stopStream' },
  },
  ads: {
    when: { everyWhileLive: 'PT2H', selection: { ids: [advertised.id] } },
    then: { workflow: 'insertAdBreak', input: { durationSeconds: 20 } },
  },
});

/** Plays the day from its beginning, in a world of its own. */
async function played(mode: Mode): Promise<Day> {
  const world = await World.open({ journal: true, template: await withoutSchedules() });
  try {
    const channels: GivenChannel[] = [];
    for (let n = 0; n < 6; n++) {
      const team = n % 2 === 0 ? 'night' : 'day';
      channels.push(await givenChannel(world, { name: `${team}-${n}`, tags: { team } }));
    }
    const { arn: adConfigurationArn } = await givenAdConfiguration(world);
    const stopped = await givenLiveChannel(world, {}, { name: 'stopped' });
    const advertised = await givenLiveChannel(world, {}, { name: 'ads', adConfigurationArn });
    const reactions = reactionsOf(stopped, advertised);
    for (const [name, body] of Object.entries(reactions)) {
      const { status } = await world.http('PUT', `/v1/reactions/${name}`, {
        body: { ...body, mode },
      });
      expect(status, name).toBe(201);
    }
    await world.advance(MINUTE_MS);
    const from = world.clock.now();
    const events = planned();
    for (let minute = 0; minute < DAY_MINUTES; minute += LOOKS_EVERY) {
      for (let due = events[0]; due && due.minute < minute + LOOKS_EVERY; due = events[0]) {
        events.shift();
        await world.advance(from + due.minute * MINUTE_MS - world.clock.now());
        const time = new Date(world.clock.now()).toISOString();
        const event = { ...due.event, time, resources: [channels[due.channel]?.arn] };
        for (let arrived = 0; arrived < due.times; arrived++) {
          await world.stack.bus.deliver(event as never);
          await world.settle();
        }
      }
      await world.advance(from + (minute + LOOKS_EVERY) * MINUTE_MS - world.clock.now());
      await world.invoke('runTimedReactions');
      await world.invoke('sweep');
    }
    const decisions: Record<string, Decided[]> = {};
    for (const name of Object.keys(reactions)) {
      const { body } = await world.http('GET', `/v1/reactions/${name}/decisions?limit=100`);
      decisions[name] = (body.decisions as Decided[]).toReversed();
    }
    const { body } = await world.http('GET', '/v1/jobs?limit=100');
    const jobs = (body.jobs as { requestedBy: string }[]).filter(({ requestedBy }) =>
      requestedBy.startsWith('reaction:'),
    );
    return { decisions, jobs: jobs.length };
  } finally {
    await world.close();
  }
}

/** Returns the decisions as they would be in shadow, without their times. */
const asInShadow = ({ decisions }: Day): unknown =>
  Object.entries(decisions).map(([name, all]) => [
    name,
    all.map(({ eventId, eventType, channelId, decision, depth }) => ({
      eventId,
      eventType,
      channelId,
      decision: decision === 'started' ? 'wouldStart' : decision,
      depth,
    })),
  ]);

test('a day in shadow and the same day with the reactions on have the same decisions', async () => {
  const shadow = await played('shadow');
  const on = await played('on');
  expect(asInShadow(on)).toEqual(asInShadow(shadow));
  const wordsIn = ({ decisions }: Day, name: string): string[] => [
    ...new Set((decisions[name] ?? []).map(({ decision }) => decision)),
  ];
  // The day is worth comparing: every reaction acts, and the rates are used up.
  for (const name of ['breaches', 'starving'])
    expect(wordsIn(on, name).toSorted(), name).toEqual(['rateLimited', 'started']);
  expect(wordsIn(shadow, 'starving').toSorted()).toEqual(['rateLimited', 'wouldStart']);
  expect(on.decisions.long).toHaveLength(1);
  expect(on.decisions.ads?.map(({ eventId }) => Number(eventId.split('#')[1]))).toEqual(
    Array.from({ length: 12 }, (_, n) => n + 1),
  );
  expect(shadow.jobs).toBe(0);
  expect(on.jobs).toBeGreaterThan(20);
}, 600_000);
