import { createHash } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import { useApp } from '../../lib/app.ts';
import type { Item } from '../../lib/dynamodb.ts';
import { createRandom, type Random } from '../../local/random.ts';
import { givenRecordingConfiguration } from '../givenAttachments.ts';
import { World } from '../world.ts';
import { Caller, type Answered, type Request } from './caller.ts';
import { Fences } from './fences.ts';
import { tooFast } from './pace.ts';
import { Population, type Frankly } from './population.ts';
import { requestBy } from './requests.ts';
import { withStaleIndex } from './staleIndex.ts';
import { findings, jobsIn, leftInIndex, unfinished, type Scene } from './verdict.ts';
import { lit } from './trespasses.ts';
import { bring, calm, faultsOf, isFair, weatherOf, type Weather } from './weather.ts';

export interface Report {
  seed: number;
  weather: Weather;
  /** What is wrong; none: every promise was kept. */
  findings: string[];
  /** How many jobs ended how: `deleteChannel succeeded` … */
  ends: Record<string, number>;
  /** How many calls were made, and what befell them. */
  calls: Record<string, number>;
  /** Stands for everything that happened, in its order: the same seed gives the same. */
  digest: string;
}

const ACTIONS = 50;
/** Callers steer one of the last jobs they heard of: the older ones have ended. */
const RECENT = 4;
/** How long the system may take, once all is calm, to come to rest: a lost event costs two sweeps, a crashed one Lambda's retries. */
const CALM_MINUTES_MAX = 30;
/** How long a suspended channel may be on air once all is calm. */
const DARK_AFTER_MINUTES = 2;

/** Runs the whole system on one seed: a storm of requests, shows and faults, then a calm in which everything must come to its end. */
export async function simulate(seed: number): Promise<Report> {
  const world = await World.open({ seed });
  try {
    return await new Simulation(world, seed).run();
  } finally {
    await world.close();
  }
}

class Simulation {
  readonly #world: World;
  readonly #seed: number;
  readonly #random: Random;
  readonly #weather: Weather;
  readonly #population: Population;
  readonly #caller: Caller;
  readonly #trace = createHash('sha256');
  readonly #calls: Record<string, number> = {};
  readonly #answers: Answered[] = [];
  readonly #sent: Request[] = [];
  #stormy = true;
  readonly #fences = new Fences();
  /** Faults that were seen on the way. */
  readonly #wrong: string[] = [];
  #configurations = { keptArn: '', retiredArn: '' };

  constructor(world: World, seed: number) {
    this.#world = world;
    this.#seed = seed;
    this.#random = createRandom(seed);
    this.#weather = weatherOf(this.#random);
    this.#caller = new Caller(world);
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
    this.#population = new Population(world, this.#random, frankly);
    const store = withStaleIndex(world.app.store, this.#random, () => (this.#stormy ? this.#weather.stale : 0));
    useApp({ ...world.app, store });
  }

  readonly #note: Parameters<typeof bring>[3] = ({ service, operation, functionName }, fate) => {
    if (functionName === undefined) return;
    const what = typeof fate === 'object' ? 'late' : (fate ?? 'made');
    this.#calls[what] = (this.#calls[what] ?? 0) + 1;
    this.#trace.update(`${this.#world.clock.now()} ${functionName} ${service} ${operation} ${what}\n`);
  };

  async run(): Promise<Report> {
    // These are there before anything goes wrong.
    const [kept, retired] = [await givenRecordingConfiguration(this.#world), await givenRecordingConfiguration(this.#world)];
    this.#configurations = { keptArn: kept.arn, retiredArn: retired.arn };
    bring(this.#world, this.#weather, this.#random, this.#note);
    this.#world.landed = (call) => void this.#wrong.push(...this.#fences.broken(call));
    for (let i = 0; i < ACTIONS; i++) {
      for (let burst = this.#random.chance(0.2) ? this.#random.integer(2, 12) : 1; burst > 0; burst--) await this.#act(i);
      await this.#pass(this.#random.chance(0.1) ? 60_000 : this.#random.integer(0, 8_000));
    }
    // An hour is long enough for every budget of minutes.
    if (this.#weather.longOutage) for (let minute = 0; minute < 60; minute++) await this.#pass(60_000);
    this.#stormy = false;
    calm(this.#world, this.#random, this.#note);
    const wrong = [...(await this.#rest('while shows go on')), ...findings(await this.#scene())];
    // Half of the time nobody tells of the end: then the sweep must find out.
    if (this.#random.chance(0.5)) this.#world.stack.ivs.setChaos({ drop: 1 });
    this.#population.endAllShows();
    wrong.push(...(await this.#rest('when all shows have ended')), ...findings(await this.#scene()));
    if (isFair(this.#weather)) wrong.push(...tooFast(this.#world));
    return { seed: this.#seed, weather: this.#weather, findings: [...new Set([...this.#wrong, ...wrong])], ends: await this.#ends(), calls: this.#calls, digest: this.#trace.digest('hex').slice(0, 16) };
  }

  /** Somebody does something. */
  async #act(i: number): Promise<void> {
    const random = this.#random;
    const channel = this.#population.any();
    const at = random.fraction();
    if (i > 3 && at < 0.3 && channel) await this.#population.goLive(channel);
    else if (at < 0.38) this.#population.endShow();
    else if (at < 0.45 && this.#sent.length > 0) await this.#send(this.#sent[random.integer(0, this.#sent.length - 1)]);
    else if (i < 4) await this.#send({ method: 'POST', path: '/v1/channels', body: this.#firstChannel(i) });
    else {
      const ids = this.#answers.flatMap(({ jobId }) => jobId ?? []);
      await this.#send(requestBy(random, { channel, jobId: ids.at(-random.integer(1, RECENT)), ...this.#configurations }, this.#sent.length));
    }
  }

  #firstChannel(i: number): unknown {
    const { keptArn, retiredArn } = this.#configurations;
    if (i === 0) return { name: 'kept-0', authorized: true, recordingConfigurationArn: keptArn };
    return { name: `studio-${i}`, authorized: true, ...(i === 1 && { recordingConfigurationArn: retiredArn }) };
  }

  async #send(request: Request | undefined): Promise<void> {
    if (!request) return;
    if (request.headers?.['idempotency-key'] && !this.#sent.includes(request)) this.#sent.push(request);
    await this.#caller.send(request);
  }

  /** Lets time pass, and hears the answers. */
  async #pass(ms: number): Promise<void> {
    await this.#world.advance(ms);
    for (const answered of await this.#caller.answers()) {
      this.#answers.push(answered);
      const [, arn] = /"arn":"(arn:aws:ivs:[^"]*:channel\/[^"]*)"/.exec(answered.text) ?? [];
      if (arn && answered.request.method === 'POST') this.#population.add(arn);
      if (answered.status === 204) this.#population.forget(answered.request.path);
      this.#trace.update(`${answered.request.method} ${answered.request.path} ${answered.status} ${answered.jobId ?? ''}\n`);
    }
  }

  /** Lets the calm do its work. @returns what has still not come to rest */
  async #rest(when: string): Promise<string[]> {
    const live = (subject: string): boolean => this.#population.channels.some(({ arn, id }) => subject === `channel/${id}` && this.#world.stack.ivs.isLive(arn));
    let left = ['nothing was looked at'];
    for (let minutes = 0; minutes < CALM_MINUTES_MAX && left.length > 0; minutes++) {
      await this.#pass(60_000);
      if (minutes === DARK_AFTER_MINUTES) this.#wrong.push(...lit(await this.#items(), this.#population.onAir(), when));
      const items = await this.#items();
      const jobs = unfinished(jobsIn(items), live).map(
        ({ id, workflow, status, step, announced }) => `After ${CALM_MINUTES_MAX} calm minutes, ${when}: ${workflow} ${status} at ${step}, ${announced ? '' : 'un'}announced (${id})`,
      );
      const watched = items.filter(({ duePk }) => duePk === 'oldStreamKey').map(({ pk }) => `Old shows of ${pk} are still looked out for, ${when}.`);
      left = [...jobs, ...leftInIndex(items), ...watched];
    }
    return [...left, ...(this.#caller.waiting > 0 ? [`${this.#caller.waiting} requests were never answered, ${when}.`] : [])];
  }

  async #items(): Promise<Item[]> {
    const { stack, app } = this.#world;
    const client = new DynamoDBClient({ endpoint: stack.dynamodb.url, region: app.config.region, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } });
    const items: Item[] = [];
    for await (const { Items = [] } of paginateScan({ client: DynamoDBDocumentClient.from(client) }, { TableName: app.config.tableName })) items.push(...(Items as Item[]));
    client.destroy();
    return items;
  }

  async #scene(): Promise<Scene> {
    const { calls, logged, stack } = this.#world;
    const viewersAsked = calls.flatMap(({ input }) => [input, ...((input.viewerSessions ?? []) as Record<string, unknown>[])].map(({ viewerId }) => String(viewerId)));
    return {
      items: await this.#items(),
      events: stack.bus.events().filter(({ busName }) => busName === this.#world.app.config.busName),
      channels: await this.#population.atIvs(),
      onAir: this.#population.onAir(),
      requests: stack.ivs.requests(),
      viewersAsked: new Set(viewersAsked),
      answers: this.#answers,
      texts: [...logged, JSON.stringify(stack.ivs.events())],
    };
  }

  async #ends(): Promise<Record<string, number>> {
    const ends: Record<string, number> = {};
    for (const { workflow, status, ending = status } of jobsIn(await this.#items())) ends[`${workflow} ${ending}`] = (ends[`${workflow} ${ending}`] ?? 0) + 1;
    return ends;
  }
}
