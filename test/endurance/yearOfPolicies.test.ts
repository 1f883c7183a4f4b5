import { expect } from 'vitest';
import { MINUTE_MS, DAY_MS, offsetIn } from '../../lib/zonedTime.ts';
import { givenManyChannels } from '../given.ts';
import type { Call } from '../invocations.ts';
import type { World } from '../world.ts';
import { itIn } from '../worldTest.ts';

const HOUR_MS = 60 * MINUTE_MS;
const CHANNELS = Number(process.env.POLICY_CHANNELS ?? 1_000);
const DAYS = Number(process.env.POLICY_DAYS ?? 365);
/** Each channel streams for eight days, and is idle for 32. */
const CYCLE_DAYS = 40;
const LIVE_DAYS = 8;
/** How long a live channel may defer the rotation of its key: as long as its stream lasts. */
const DEFERRED_MS = LIVE_DAYS * DAY_MS;
const ZONE = 'Europe/Berlin';
const MAX_AGE_DAYS = 30;
/** The day on which the schedule of rotations does not run. */
const OUTAGE = { from: 100, to: 101 };
/** How long before its rotation a key is announced. */
const ANNOUNCED_MS = 3 * DAY_MS;

const POLICY = {
  selection: { tags: { team: 'night' } },
  streamKeyMaxAge: `P${MAX_AGE_DAYS}D`,
  rotation: {
    window: { from: '02:00', to: '05:00', zone: ZONE },
    spreadOver: 'P10D',
    announceBefore: 'P3D',
  },
};

/** The schedules run when the test says so: a year of every minute would take days. */
const it = itIn({
  journal: true,
  schedules: false,
  settings: { concurrentStreamsMax: CHANNELS, channelsMax: CHANNELS },
});

/** Lets the schedules run that know the channels and find what was lost, once a day. */
async function daily(world: World): Promise<void> {
  for (let run = 0; run < 2; run++) await world.invoke('refreshChannels');
  await world.advance(MINUTE_MS);
  await world.invoke('closeLostEnds');
  await world.advance(MINUTE_MS);
}

/** Since when each channel has its key, and what happened to it. */
class Watch {
  readonly #since = new Map<string, number>();
  readonly #announced = new Map<string, number>();
  oldestMs = 0;
  rotations = 0;
  cuts = 0;
  outside = 0;
  unannounced = 0;
  stops = 0;
  #lastEvent: string | undefined;

  constructor(arns: readonly string[], now: number) {
    for (const arn of arns) this.#since.set(arn, now);
  }

  /**
   * Looks at the calls since the last look: a key that is deleted is followed by another one.
   * @param may whether keys may have been given at all
   */
  lookAtKeys(world: World, may: 'given' | 'none'): void {
    // A year has millions of calls, so those that were looked at are forgotten.
    const calls = (world.calls as Call[]).splice(0);
    const count = (operation: string): number =>
      calls.filter((call) => call.operation === operation).length;
    this.stops += count('StopStream');
    expect(count('CreateStreamKey')).toBe(count('DeleteStreamKey'));
    if (may === 'none') expect(count('DeleteStreamKey')).toBe(0);
  }

  /** Looks at what has happened since the last look, and how old the keys are. */
  look(world: World, isLive: (arn: string) => boolean): void {
    const now = world.clock.now();
    const events = world.stack.bus.events();
    // The bus keeps the newest events only.
    const fresh = events.slice(events.findLastIndex(({ id }) => id === this.#lastEvent) + 1);
    this.#lastEvent = events.at(-1)?.id;
    const told = (type: string): string[] =>
      fresh
        .filter((event) => event['detail-type'] === type)
        .map(({ detail }) => String((detail as { channelArn?: unknown }).channelArn));
    expect(told('Job Failed')).toEqual([]);
    for (const arn of told('Stream Key Rotation Due')) this.#announced.set(arn, now);
    for (const arn of told('Stream Key Rotated')) {
      this.rotations++;
      const age = now - (this.#since.get(arn) ?? now);
      this.oldestMs = Math.max(this.oldestMs, age);
      if (isLive(arn)) this.cuts++;
      const hour = new Date(now + (offsetIn(ZONE, now) ?? 0)).getUTCHours();
      if (age < MAX_AGE_DAYS * DAY_MS && (hour < 2 || hour > 5)) this.outside++;
      if (now - (this.#announced.get(arn) ?? now) < ANNOUNCED_MS - 2 * HOUR_MS) this.unannounced++;
      this.#since.set(arn, now);
    }
    for (const since of this.#since.values()) this.oldestMs = Math.max(this.oldestMs, now - since);
  }
}

it(
  'keeps a policy for a year: no key too old, no stream cut, no channel without a key',
  { timeout: 4 * 3_600_000 },
  async ({ world }) => {
    const arns = await givenManyChannels(world, CHANNELS, { tags: { team: 'night' } });
    const { ivs } = world.stack;
    const encoders = new Map<string, string>();
    await world.http('PUT', '/v1/policies/night', { body: POLICY });
    const began = world.clock.now();
    const watch = new Watch(arns, began);
    for (let day = 0; day < DAYS; day++) {
      const isOutage = day >= OUTAGE.from && day < OUTAGE.to;
      await daily(world);
      for (const [n, channelArn] of arns.entries()) {
        const isOn = (day + n) % CYCLE_DAYS < LIVE_DAYS;
        const encoderId = encoders.get(channelArn);
        if (isOn && encoderId === undefined)
          encoders.set(channelArn, ivs.connectEncoder({ channelArn, reconnectAfterMs: 2_000 }));
        if (!isOn && encoderId !== undefined) {
          ivs.disconnectEncoder(encoderId);
          encoders.delete(channelArn);
        }
      }
      await world.advance(2 * MINUTE_MS);
      for (let hour = 0; hour < 24; hour++) {
        const next = began + day * DAY_MS + (hour + 1) * HOUR_MS;
        if (!isOutage) await world.invoke('rotateStreamKeys');
        await world.invoke('sweep');
        await world.advance(2 * MINUTE_MS);
        watch.lookAtKeys(world, isOutage ? 'none' : 'given');
        await world.advance(Math.max(0, next - world.clock.now()));
        watch.lookAtKeys(world, 'none');
        watch.look(world, (arn) => encoders.has(arn));
      }
      if (day % 10 === 0) console.log(`day ${day}: ${watch.rotations} rotations`);
    }
    const days = (ms: number): number => Math.round((ms / DAY_MS) * 10) / 10;
    console.log(
      `${CHANNELS} channels for ${DAYS} days: ${watch.rotations} rotations, the oldest key had ` +
        `${days(watch.oldestMs)} days`,
    );
    expect(watch.oldestMs).toBeLessThanOrEqual(MAX_AGE_DAYS * DAY_MS + DEFERRED_MS);
    expect(watch.rotations).toBeGreaterThan(
      (CHANNELS * DAYS) / (MAX_AGE_DAYS + LIVE_DAYS) - CHANNELS,
    );
    expect({
      stops: watch.stops,
      cuts: watch.cuts,
      outside: watch.outside,
      late: watch.unannounced,
    }).toEqual({
      stops: 0,
      cuts: 0,
      outside: 0,
      late: 0,
    });
  },
);
