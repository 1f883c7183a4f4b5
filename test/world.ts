import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { IvsClient } from '@aws-sdk/client-ivs';
import { openApp, useApp, type App } from '../lib/app.ts';
import { openBus } from '../lib/bus.ts';
import { readConfig } from '../lib/config.ts';
import { openStore } from '../lib/dynamodb.ts';
import { openIvs } from '../lib/ivs/client.ts';
import { isFinal, type Job } from '../lib/jobs/job.ts';
import { readJob } from '../lib/jobs/table.ts';
import { VirtualClock } from '../local/clock.ts';
import type { Handler } from '../local/lambda/lambda.ts';
import { startStack, type Stack, type StackOptions } from '../local/stack.ts';
import { undocumented } from './answers.ts';
import { Invocations, type Call, type Decisions, type Running } from './invocations.ts';
import { retryAtOnce } from './retryAtOnce.ts';
import { nap, nextRound } from './stillness.ts';
import { unsigned } from './unsigned.ts';

export interface Answer {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
  /** The body as it came. */
  text: string;
}

/** A request to the HTTP API, besides its method and path. */
export interface Asked {
  body?: unknown;
  /** In place of `body`: sent as it is. */
  text?: string;
  headers?: Record<string, string>;
  scopes?: string[];
  subject?: string;
}

/** `now`: at which time it begins, in ms since the epoch. */
export type WorldOptions = Omit<
  StackOptions,
  'clock' | 'lambda' | 'ports' | 'folder' | 'beside'
> & {
  now?: number;
};

let worlds = 0;

/** An app that is, in each invocation, the one of the deployment whose function runs. */
const appOf = (present: () => App): App =>
  Object.defineProperties(
    {},
    Object.fromEntries(
      Object.keys(present()).map((name) => [
        name,
        { enumerable: true, get: () => present()[name as keyof App] },
      ]),
    ),
  ) as App;

/**
 * The whole system in one process, on a clock that stands still until it is moved: the real
 * handlers, the real SDK clients, ivs-local, the embedded DynamoDB, the event bus and the gateway.
 * Time passes only when all that runs is asleep.
 */
export class World implements Decisions {
  readonly clock: VirtualClock;
  readonly stack: Stack;
  /** The app that the functions of this deployment run on. */
  app: App;
  /** Everything the functions logged. */
  readonly logged: string[] = [];
  fateOf: Decisions['fateOf'] = () => undefined;
  pick: Decisions['pick'];
  landed: Decisions['landed'];
  readonly #invocations: Invocations;
  /** The deployments of the account, this one among them, by their names. */
  readonly #deployments: Map<string, World>;
  readonly #name: string;

  private constructor(clock: VirtualClock, stack: Stack, seed: number, beside?: World) {
    this.clock = clock;
    this.stack = stack;
    this.#invocations = beside ? beside.#invocations : new Invocations(this, clock, seed);
    this.#deployments = beside ? beside.#deployments : new Map();
    this.#name = String(this.#deployments.size);
    this.#deployments.set(this.#name, this);
    // Key sets are kept by address, and the system gives a port again that an earlier world had.
    const JWKS_URI = `${stack.environment.JWKS_URI}?world=${worlds++}`;
    const config = readConfig({
      ...stack.template.functions[0]?.environment,
      ...stack.environment,
      JWKS_URI,
    });
    const { region } = config;
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    // An Error has no members of its own that JSON would show.
    const plain = (_key: string, value: unknown): unknown =>
      value instanceof Error ? value.stack : value;
    const note =
      (level: string) =>
      (message: string, fields = {}) =>
        void this.logged.push(JSON.stringify({ level, message, ...fields }, plain));
    const appClock = {
      now: () => clock.now() + this.#invocations.skewMs,
      sleep: (ms: number) => this.#invocations.sleep(ms),
    };
    const ivs = new IvsClient({
      endpoint: stack.ivs.url,
      region,
      credentials,
      signer: unsigned(`${region}/ivs`),
      maxAttempts: 1,
    });
    const dynamodb = new DynamoDBClient({
      endpoint: stack.dynamodb.url,
      region,
      credentials,
      signer: unsigned(`${region}/dynamodb`),
      retryStrategy: retryAtOnce,
    });
    const events = new EventBridgeClient({
      endpoint: stack.bus.url,
      region,
      credentials,
      signer: unsigned(`${region}/events`),
      retryStrategy: retryAtOnce,
    });
    this.#invocations.watch('ivs', ivs);
    this.#invocations.watch('dynamodb', dynamodb);
    this.#invocations.watch('events', events);
    this.app = openApp({
      config,
      clock: appClock,
      random: { next: () => this.#invocations.chance() },
      log: { debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') },
      store: openStore(config, appClock, dynamodb),
      bus: openBus(config, events),
      ivs: openIvs(appClock, ivs),
    });
  }

  /**
   * Opens a world of its own; two worlds share nothing. Each test file has one app, so one world at
   * a time.
   */
  static async open({ now, ...options }: WorldOptions = {}): Promise<World> {
    const world = await World.#start(new VirtualClock(now), options);
    const deployments = world.#deployments;
    useApp(
      appOf(() => (deployments.get(world.#invocations.deployment ?? world.#name) ?? world).app),
    );
    return world;
  }

  /**
   * Opens another deployment in the account of this one: IVS, the clock and all that decides is
   * this one's, the table, the bus, the functions and the HTTP API are its own. To be closed first.
   */
  beside(options: Omit<WorldOptions, 'now'> = {}): Promise<World> {
    return World.#start(this.clock, options, this);
  }

  static async #start(
    clock: VirtualClock,
    { seed = 1, ...options }: Omit<WorldOptions, 'now'>,
    beside?: World,
  ): Promise<World> {
    let world: World | undefined;
    const load: Extract<StackOptions['lambda'], object>['load'] = async (fn) =>
      ((await import(pathToFileURL(resolve(fn.source)).href)) as { handler: Handler }).handler;
    const stack = await startStack({
      clock,
      seed,
      ...options,
      ports: { http: 0, ivs: 0, rtmp: null, events: 0, dynamodb: 0 },
      folder: null,
      ...(beside && { beside: beside.stack }),
      lambda: {
        load,
        around: ({ functionName, payload }, run) =>
          world!.#invocations.invoke({ functionName, deployment: world!.#name, payload }, run),
      },
    });
    world = new World(clock, stack, seed, beside);
    return world;
  }

  /** @throws Error when a function did what its role on AWS does not allow */
  async close(): Promise<void> {
    if (process.env.SHOW_LOG) console.log(this.logged.join('\n'));
    this.fateOf = () => undefined;
    await this.stack.close();
    this.#deployments.delete(this.#name);
    if (this.#deployments.size === 0) this.#invocations.close();
  }

  /**
   * Lets the clocks of the functions that begin from now on be off by up to so many ms, either way.
   */
  set skewMsMax(ms: number) {
    this.#invocations.skewMsMax = ms;
  }

  /** Every call made, in order. */
  get calls(): readonly Call[] {
    return this.#invocations.calls;
  }

  /** Those that functions of this deployment made. */
  get ownCalls(): readonly Call[] {
    return this.calls.filter(({ deployment }) => deployment === this.#name);
  }

  /** The invocations that have not ended, in the order they began. */
  get running(): readonly Running[] {
    return this.#invocations.running;
  }

  /** Waits until all that runs sleeps, or is about to make a call that must be picked first. */
  still(): Promise<void> {
    return this.#invocations.still();
  }

  /** Lets everything happen that can happen without time passing. */
  settle(): Promise<void> {
    return this.#invocations.settle();
  }

  /** Lets `ms` pass, with everything that is due in them. */
  async advance(ms: number): Promise<void> {
    const until = this.clock.now() + ms;
    await this.settle();
    while (this.clock.fireNext(until)) await this.settle();
    this.clock.moveTo(until);
  }

  /**
   * Lets time pass until something is so; the milliseconds it took.
   * @throws Error when it is not so after `msMax`
   */
  async until(
    what: string,
    holds: () => boolean | Promise<boolean>,
    msMax = 10 * 60_000,
  ): Promise<number> {
    const from = this.clock.now();
    await this.settle();
    while (!(await holds())) {
      if (!this.clock.fireNext(from + msMax))
        throw new Error(`After ${msMax} ms it is still not so: ${what}.`);
      await this.settle();
    }
    return this.clock.now() - from;
  }

  /**
   * Calls the HTTP API as a caller with every scope (or those given), through the gateway. Time
   * passes while the handler sleeps.
   * @throws Error when the answer is not as the OpenAPI document has it
   */
  async http(method: string, path: string, options: Asked = {}): Promise<Answer> {
    const {
      body,
      text = body === undefined ? undefined : JSON.stringify(body),
      headers = {},
      scopes,
      subject,
    } = options;
    const token = await this.stack.issuer.mint({
      ...(scopes && { scopes }),
      ...(subject && { subject }),
    });
    const asking = this.#invocations.request(`${this.stack.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(text !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(text !== undefined && { body: text }),
    });
    const told = await this.during(asking, `an answer to ${method} ${path}`, undefined, nextRound);
    const isJson = /json/.test(told.headers.get('content-type') ?? '');
    const answer: Answer = {
      ...told,
      body: (isJson ? JSON.parse(told.text) : {}) as Record<string, unknown>,
    };
    const fault = undocumented(method, path, answer);
    if (fault !== undefined) throw new Error(`The OpenAPI document says otherwise: ${fault}`);
    return answer;
  }

  /**
   * Waits for something outside of the world (a request, a program) that waits for the world: time
   * passes while its handlers sleep, and as `meanwhile` has it.
   */
  async during<T>(
    outside: Promise<T>,
    what: string,
    meanwhile?: () => Promise<unknown>,
    pause = nap,
  ): Promise<T> {
    const ended = outside.then(
      () => true,
      () => true,
    );
    for (let tries = 0; ; tries++) {
      await this.settle();
      await meanwhile?.();
      if (await Promise.race([ended, pause().then(() => false)])) return outside;
      if (this.#invocations.asleep) this.clock.fireNext(Infinity);
      if (tries > 20_000) throw new Error(`It never comes: ${what}.`);
    }
  }

  /** Has a function invoked as AWS would. */
  async invoke(functionName: string, payload: unknown = {}): Promise<void> {
    this.stack.lambda.invokeAsync(functionName, payload);
    await this.settle();
  }

  /** The job as stored. */
  async job(id: string): Promise<Job> {
    const job = await readJob(this.app, id);
    if (!job) throw new Error(`There is no job ${id}.`);
    return job;
  }

  /** Lets time pass until a job has ended and that has been said. */
  async ended(id: string, msMax?: number): Promise<Job> {
    let callsSeen = -1;
    let job: Job | undefined;
    const isOver = async (): Promise<boolean> => {
      // Only a call can have changed it.
      if (this.calls.length !== callsSeen) job = await this.job(id);
      callsSeen = this.calls.length;
      return job !== undefined && isFinal(job) && job.announced;
    };
    await this.until(`the job ${id} has ended`, isOver, msMax);
    return job ?? this.job(id);
  }

  /** The details of the events of one type that left on our bus, oldest first. */
  said(type: string): Record<string, unknown>[] {
    return this.stack.bus
      .events()
      .flatMap((event) =>
        event['detail-type'] === type ? [event.detail as Record<string, unknown>] : [],
      );
  }

  /** How often an operation of IVS was called. */
  count(operation: string): number {
    return this.calls.filter((call) => call.service === 'ivs' && call.operation === operation)
      .length;
  }
}
