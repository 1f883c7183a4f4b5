import { createHash } from 'node:crypto';
import { createRandom, type Random } from '../../local/random.ts';
import { World } from '../world.ts';
import { Fences } from './fences.ts';
import { tooFast } from './pace.ts';
import type { Frankly } from './population.ts';
import { Side } from './side.ts';
import { withStaleIndex } from './staleIndex.ts';
import { suspendedOnAir, changesOfOthers } from './trespasses.ts';
import { findings, jobsIn, refusedForNoReason } from './verdict.ts';
import { bringWeather, calm, faultsOf, isFair, weatherOf, type Weather } from './weather.ts';

export interface Report {
  seed: number;
  weather: Weather;
  /** The broken promises; empty when every promise was kept. */
  findings: string[];
  /** The number of jobs by workflow and ending: `deleteChannel succeeded` … */
  ends: Record<string, number>;
  /** The number of calls made, by their fate. */
  calls: Record<string, number>;
  /** A hash of everything that happened, in order. The same seed gives the same digest. */
  digest: string;
}

const ACTIONS = 50;
/** An hour is long enough for every budget of minutes. */
const OUTAGE_MINUTES = 60;
/**
 * How long the system may take to come to rest once all is calm. A lost event costs two sweeps, and
 * an event whose handling crashed costs Lambda's retries.
 */
const CALM_MINUTES_MAX = 30;
/** How long a suspended channel may be on air once it is suspended and all is calm. */
const DARK_AFTER_MINUTES = 2;

/**
 * Runs the whole system on one seed: first a storm of requests, streams and faults, then a calm in
 * which everything must come to its end.
 */
export async function simulate(seed: number): Promise<Report> {
  const random = createRandom(seed);
  const weather = weatherOf(random);
  // The journal doubles the work of a run, and reactions need it.
  const journal = random.chance(0.2);
  const world = await World.open({ seed, journal, ...(weather.neighbour && oneOfTwo('blue')) });
  try {
    const neighbour = weather.neighbour
      ? await world.beside({ seed: seed + 1, journal, ...oneOfTwo('green') })
      : undefined;
    try {
      return await new Simulation([world, ...(neighbour ? [neighbour] : [])], {
        seed,
        random,
        weather,
      }).run();
    } finally {
      await neighbour?.close();
    }
  } finally {
    await world.close();
  }
}

/** Two deployments in one account divide its channels by tag, and share its quotas. */
const oneOfTwo = (colour: string) => ({
  environment: { MANAGED_CHANNELS: `deployment=${colour}`, LANE_SHARE: '0.4' },
});

class Simulation {
  readonly #world: World;
  readonly #sides: readonly Side[];
  readonly #seed: number;
  readonly #random: Random;
  readonly #weather: Weather;
  readonly #trace = createHash('sha256');
  readonly #calls: Record<string, number> = {};
  #stormy = true;
  readonly #fences = new Map<string, Fences>();
  /** Broken promises that were seen on the way. */
  readonly #wrong: string[] = [];

  constructor(
    worlds: readonly [World, ...World[]],
    { seed, random, weather }: { seed: number; random: Random; weather: Weather },
  ) {
    const [world] = worlds;
    this.#world = world;
    this.#seed = seed;
    this.#random = random;
    this.#weather = weather;
    const frankly: Frankly = async (ask) => {
      const { ivs } = world.stack;
      ivs.setFaults([]);
      ivs.settings.throttling = false;
      ivs.settings.readLagMs = 0;
      const output = await ask();
      ivs.settings.throttling = true;
      ivs.settings.readLagMs = this.#stormy ? this.#weather.readLagMs : 0;
      ivs.setFaults(this.#stormy ? faultsOf(this.#weather) : []);
      return output;
    };
    this.#sides = worlds.map((one) => new Side(one, random, frankly));
    for (const one of worlds)
      one.app = {
        ...one.app,
        store: withStaleIndex(one.app.store, random, () =>
          this.#stormy ? this.#weather.stale : 0,
        ),
      };
  }

  readonly #note: Parameters<typeof bringWeather>[3] = (
    { service, operation, functionName, deployment = '' },
    fate,
  ) => {
    if (functionName === undefined) return;
    const what = typeof fate === 'object' ? 'late' : (fate ?? 'made');
    this.#calls[what] = (this.#calls[what] ?? 0) + 1;
    this.#trace.update(
      `${this.#world.clock.now()} ${deployment} ${functionName} ${service} ${operation} ${what}\n`,
    );
  };

  async run(): Promise<Report> {
    const [first, second] = this.#sides;
    await first?.found();
    await second?.found(first);
    bringWeather(this.#world, this.#weather, this.#random, this.#note);
    this.#world.landed = (call) =>
      void this.#wrong.push(...this.#fencesOf(call.deployment).broken(call));
    for (let i = 0; i < ACTIONS; i++) {
      for (
        let burst = this.#random.chance(0.2) ? this.#random.integer(2, 12) : 1;
        burst > 0;
        burst--
      )
        await this.#sides[this.#random.integer(0, this.#sides.length - 1)]?.act(i);
      await this.#pass(this.#random.chance(0.1) ? 60_000 : this.#random.integer(0, 8_000));
    }
    if (this.#weather.longOutage)
      for (let minute = 0; minute < OUTAGE_MINUTES; minute++) await this.#pass(60_000);
    this.#stormy = false;
    calm(this.#world, this.#random, this.#note);
    const wrong = [...(await this.#rest('while streams go on')), ...(await this.#findings())];
    // Half of the time the events of the streams' ends are dropped, so that the sweep must find
    // out.
    if (this.#random.chance(0.5)) this.#world.stack.ivs.setChaos({ drop: 1 });
    for (const { population } of this.#sides) population.endAllStreams();
    wrong.push(...(await this.#rest('when all streams have ended')), ...(await this.#findings()));
    if (isFair(this.#weather)) wrong.push(...tooFast(this.#world));
    return {
      seed: this.#seed,
      weather: this.#weather,
      findings: [...new Set([...this.#wrong, ...wrong])],
      ends: await this.#ends(),
      calls: this.#calls,
      digest: this.#trace.digest('hex').slice(0, 16),
    };
  }

  /** Each deployment has records of its own. */
  #fencesOf(deployment = ''): Fences {
    const fences = this.#fences.get(deployment) ?? new Fences();
    this.#fences.set(deployment, fences);
    return fences;
  }

  /** Lets time pass, and reads the answers. */
  async #pass(ms: number): Promise<void> {
    await this.#world.advance(ms);
    for (const side of this.#sides) {
      for (const { request, status, jobId } of await side.hear())
        this.#trace.update(`${request.method} ${request.path} ${status} ${jobId ?? ''}\n`);
    }
  }

  /**
   * Lets time pass in the calm until everything has come to rest, or the time is up.
   * @returns everything that has still not come to rest
   */
  async #rest(when: string): Promise<string[]> {
    let left = ['nothing was looked at'];
    const darkMs = DARK_AFTER_MINUTES * 60_000 + this.#weather.skewMsMax;
    for (let minutes = 0; minutes < CALM_MINUTES_MAX && left.length > 0; minutes++) {
      await this.#pass(60_000);
      left = [];
      for (const side of this.#sides) {
        await side.closeBatches();
        const since = this.#world.clock.now() - darkMs;
        if (minutes >= DARK_AFTER_MINUTES)
          this.#wrong.push(
            ...suspendedOnAir(await side.items(), side.population.onAir(), { since, when }),
          );
        left.push(...(await side.restless()));
      }
    }
    return left.map((line) => `After ${CALM_MINUTES_MAX} calm minutes, ${when}: ${line}`);
  }

  async #findings(): Promise<string[]> {
    const found = [];
    for (const side of this.#sides) {
      const other = this.#sides.find((one) => one !== side);
      const others = (await other?.channelArns()) ?? new Set<string>();
      const scene = await side.scene(others, {
        listsLag: this.#weather.readLagMs > 0,
        outageMs: this.#weather.longOutage ? OUTAGE_MINUTES * 60_000 : 0,
      });
      found.push(
        ...findings(scene),
        ...changesOfOthers(side.world.ownCalls, others),
        ...(this.#weather.refused === 0 ? refusedForNoReason(jobsIn(scene.items)) : []),
      );
    }
    return found;
  }

  async #ends(): Promise<Record<string, number>> {
    const ends: Record<string, number> = {};
    for (const side of this.#sides)
      for (const [end, count] of Object.entries(await side.ends()))
        ends[end] = (ends[end] ?? 0) + count;
    return ends;
  }
}
