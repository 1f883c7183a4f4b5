import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { IvsClient } from '@aws-sdk/client-ivs';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { openApp, useApp, type App } from '../lib/app.ts';
import { openBus } from '../lib/bus.ts';
import { readConfig } from '../lib/config.ts';
import { openStore } from '../lib/dynamodb.ts';
import { openIvs } from '../lib/ivs/client.ts';
import { isFinal, type Job } from '../lib/jobs/job.ts';
import { readJob } from '../lib/jobs/table.ts';
import { openPlaybackKey, usePlaybackKey } from '../lib/playbackKey.ts';
import { openSecretsManager, useSecretsManager } from '../lib/secretsManager.ts';
import { openRecordingBuckets, useRecordingBuckets } from '../lib/recordingBuckets.ts';
import { VirtualClock } from '../local/clock.ts';
import type { Handler } from '../local/lambda/lambda.ts';
import { startStack, type Stack, type StackOptions } from '../local/stack.ts';
import { packageTemplate, type Template } from '../local/template.ts';
import { undocumented } from './answers.ts';
import { AwsMetrics } from './awsMetrics.ts';
import { leaveOutActions } from './leftOut.ts';
import { Invocations, type Call, type Decisions, type Ended, type Running } from './invocations.ts';
import { retryAtOnce, retryLater } from './retries.ts';
import { nap, nextRound } from './stillness.ts';
import { unsigned } from './unsigned.ts';

export interface Answer {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
  /** The body as it was received. */
  text: string;
}

/** A request to the HTTP API, apart from its method and path. */
export interface Asked {
  body?: unknown;
  /** A body that is sent as it is, instead of `body`. */
  text?: string;
  headers?: Record<string, string>;
  scopes?: string[];
  subject?: string;
}

/** A line of the embedded metric format. */
interface MetricsDocument extends Record<string, unknown> {
  readonly _aws: { readonly CloudWatchMetrics: readonly MetricSet[] };
}
interface MetricSet {
  readonly Namespace: string;
  readonly Dimensions: readonly (readonly string[])[];
  readonly Metrics: readonly { readonly Name: string; readonly Unit: string }[];
}

/** Values of metrics that a function published. */
export interface MetricsLine {
  /** When, in ms since the epoch. */
  readonly at: number;
  /** The values of the metrics and of their dimensions, by name. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly sets: readonly MetricSet[];
}

/** `now` is the time at which the world begins, in ms since the epoch. */
export type WorldOptions = Omit<
  StackOptions,
  'clock' | 'lambda' | 'ports' | 'folder' | 'beside' | 'unheard'
> & {
  now?: number;
  /**
   * Whether events reach the functions that keep the journal. They change nothing that a workflow
   * reads, and would double the work of every other test.
   */
  journal?: boolean;
  /** Whether the schedules run. Without them, a test invokes their functions itself. */
  schedules?: boolean;
  /** The address of an S3 endpoint, whose buckets have the recordings. */
  s3?: string;
};

/**
 * The functions that keep the journal, those that react to what users wish, and one that changes
 * what only viewers see.
 */
const JOURNAL = [
  'journal',
  'closeLostEnds',
  'runReactions',
  'runTimedReactions',
  'describeRecordings',
  'renewViewerBans',
  'measure',
  'storeStreamKeys',
];

/** The functions that a schedule runs. */
const SCHEDULED = [
  'sweep',
  'closeLostEnds',
  'runTimedReactions',
  'rotateStreamKeys',
  'renewViewerBans',
  'refreshChannels',
  'measure',
];

let worlds = 0;

/** The packaged template. The worlds of a process share it, because each makes its own copy. */
let packaged: Promise<Template> | undefined;

/**
 * Returns an app that stands, in each invocation, for the app of the deployment whose function
 * runs.
 */
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
 * The whole system in one process, on a clock that stands still until a test moves it: the real
 * handlers, the real SDK clients, ivs-local, the embedded DynamoDB, the event bus and the gateway.
 * Time passes only when every invocation is asleep.
 */
export class World implements Decisions {
  readonly clock: VirtualClock;
  readonly stack: Stack;
  /** The app that the functions of this deployment run on. */
  app: App;
  /** The client through which the functions reach the table. */
  readonly dynamodb: DynamoDBClient;
  /** Everything that the functions logged. */
  readonly logged: string[] = [];
  /** Everything that the functions published as metrics. */
  readonly metrics: MetricsLine[] = [];
  /** The services that the functions run on, and their metrics. */
  readonly aws: AwsMetrics;
  fateOf: Decisions['fateOf'] = () => undefined;
  pick: Decisions['pick'];
  landed: Decisions['landed'];
  readonly #invocations: Invocations;
  /** The deployments of the account by name, including this one. */
  readonly #deployments: Map<string, World>;
  readonly #name: string;

  private constructor(
    clock: VirtualClock,
    stack: Stack,
    { seed, s3, beside }: { seed: number; s3?: string; beside?: World },
  ) {
    this.clock = clock;
    this.stack = stack;
    this.aws = new AwsMetrics(clock);
    this.#invocations = beside ? beside.#invocations : new Invocations(this, clock, seed);
    this.#deployments = beside ? beside.#deployments : new Map();
    this.#name = String(this.#deployments.size);
    this.#deployments.set(this.#name, this);
    // Key sets are kept by address, and the system may assign a port again that an earlier world
    // had.
    const JWKS_URI = `${stack.environment.JWKS_URI}?world=${worlds++}`;
    const environmentOf = (wanted: string): Record<string, string> =>
      stack.template.functions.find(({ name }) => name === wanted)?.environment ?? {};
    const config = readConfig({
      ...stack.template.functions[0]?.environment,
      ...stack.environment,
      // Only the functions that use the secrets are told their names.
      PLAYBACK_KEY_SECRET: environmentOf('playbackTokens')['PLAYBACK_KEY_SECRET'],
      STREAM_KEY_SECRETS: environmentOf('storeStreamKeys')['STREAM_KEY_SECRETS'],
      JWKS_URI,
    });
    const { region } = config;
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    // An Error has no members of its own that JSON would include.
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
      retryStrategy: retryLater((ms) => this.#invocations.sleep(ms)),
      cacheMiddleware: true,
      requestHandler: this.aws.table(
        stack.dynamodb.listener,
        () => this.#invocations.functionName !== undefined,
      ),
    });
    const events = new EventBridgeClient({
      endpoint: stack.bus.url,
      region,
      credentials,
      signer: unsigned(`${region}/events`),
      retryStrategy: retryAtOnce,
    });
    this.dynamodb = dynamodb;
    this.#invocations.watch('ivs', ivs);
    this.#invocations.watch('dynamodb', dynamodb);
    this.#invocations.watch('events', events);
    const secrets = new SecretsManagerClient({
      endpoint: stack.secrets.url,
      region,
      credentials,
      signer: unsigned(`${region}/secretsmanager`),
      retryStrategy: retryAtOnce,
    });
    this.#invocations.watch('secretsmanager', secrets);
    const manager = openSecretsManager(secrets);
    useSecretsManager(manager);
    usePlaybackKey(openPlaybackKey(appClock, manager));
    if (s3 !== undefined) {
      const client = new S3Client({ endpoint: s3, region, credentials, maxAttempts: 1 });
      this.#invocations.watch('s3', client);
      // Small pages, so that every recording has several.
      useRecordingBuckets(openRecordingBuckets(client, 2));
    }
    this.app = openApp({
      config,
      clock: appClock,
      random: { next: () => this.#invocations.chance() },
      log: {
        debug: note('debug'),
        info: note('info'),
        warn: note('warn'),
        error: note('error'),
        metrics: (document) => {
          const { _aws: told, ...values } = document as MetricsDocument;
          this.metrics.push({ at: clock.now(), values, sets: told.CloudWatchMetrics });
        },
      },
      store: openStore(config, appClock, dynamodb),
      bus: openBus(config, events),
      ivs: openIvs(appClock, ivs),
    });
  }

  /**
   * Opens a world that shares nothing with any other. A test file has one app, so it opens one
   * world at a time.
   */
  static async open({ now, ...options }: WorldOptions = {}): Promise<World> {
    const world = await World.#start(new VirtualClock(now), options);
    const deployments = world.#deployments;
    leaveOutActions(() => world.#invocations.functionName);
    useApp(
      appOf(() => (deployments.get(world.#invocations.deployment ?? world.#name) ?? world).app),
    );
    return world;
  }

  /**
   * Opens another deployment in the account of this one. It shares IVS, the clock and every
   * decision with this deployment; its table, bus, functions and HTTP API are its own. Close it
   * before this one.
   */
  beside(options: Omit<WorldOptions, 'now'> = {}): Promise<World> {
    return World.#start(this.clock, options, this);
  }

  static async #start(
    clock: VirtualClock,
    { seed = 1, journal = false, schedules = true, s3, ...options }: Omit<WorldOptions, 'now'>,
    beside?: World,
  ): Promise<World> {
    let world: World | undefined;
    const load: Extract<StackOptions['lambda'], object>['load'] = async (fn) =>
      ((await import(pathToFileURL(resolve(fn.source)).href)) as { handler: Handler }).handler;
    const isUsual = [options.region, options.corsOrigins, options.traces].every(
      (one) => one === undefined,
    );
    const template = isUsual && (await (packaged ??= packageTemplate({ bundles: false })));
    const stack = await startStack({
      clock,
      seed,
      ...(template && { template }),
      ...options,
      unheard: [...(journal ? [] : JOURNAL), ...(schedules ? [] : SCHEDULED)],
      ports: { http: 0, ivs: 0, rtmp: null, events: 0, dynamodb: 0 },
      folder: null,
      ...(beside && { beside: beside.stack }),
      lambda: {
        load,
        around: ({ functionName, payload }, run) =>
          world!.aws.invoke({ functionName, payload }, () =>
            world!.#invocations.invoke({ functionName, deployment: world!.#name, payload }, run),
          ),
      },
    });
    world = new World(clock, stack, {
      seed,
      ...(s3 !== undefined && { s3 }),
      ...(beside && { beside }),
    });
    return world;
  }

  /** @throws Error when a function did something that its role on AWS does not allow */
  async close(): Promise<void> {
    if (process.env.SHOW_LOG) console.log(this.logged.join('\n'));
    this.fateOf = () => undefined;
    await this.stack.close();
    this.#deployments.delete(this.#name);
    if (this.#deployments.size === 0) this.#invocations.close();
  }

  /**
   * Sets how far the clocks of the functions that begin from now on may be off, either way, in ms.
   */
  set skewMsMax(ms: number) {
    this.#invocations.skewMsMax = ms;
  }

  /** Every call made, in order. */
  get calls(): readonly Call[] {
    return this.#invocations.calls;
  }

  /** The calls that functions of this deployment made. */
  get ownCalls(): readonly Call[] {
    return this.calls.filter(({ deployment }) => deployment === this.#name);
  }

  /** Every invocation that has ended, in the order of the ends. */
  get endedInvocations(): readonly Ended[] {
    return this.#invocations.ended;
  }

  /** The function whose invocation calls this; undefined outside an invocation. */
  get functionName(): string | undefined {
    return this.#invocations.functionName;
  }

  /** The invocations that have not ended, in the order in which they began. */
  get running(): readonly Running[] {
    return this.#invocations.running;
  }

  /** Waits until every invocation sleeps, or is about to make a call that must be picked first. */
  still(): Promise<void> {
    return this.#invocations.still();
  }

  /** Lets everything happen that can happen without time passing. */
  settle(): Promise<void> {
    return this.#invocations.settle();
  }

  /** Lets `ms` pass, with everything that falls due in that time. */
  async advance(ms: number): Promise<void> {
    const until = this.clock.now() + ms;
    await this.settle();
    while (this.clock.fireNext(until)) await this.settle();
    this.clock.moveTo(until);
  }

  /**
   * Lets time pass until a condition holds. Returns how long that took, in ms.
   * @throws Error when the condition does not hold after `msMax`
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
   * Calls the HTTP API through the gateway, as a caller with every scope or with the given scopes.
   * Time passes while the handler sleeps.
   * @throws Error when the answer deviates from the OpenAPI document
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
   * Waits for something outside the world (a request, a program) that itself waits for the world.
   * Time passes while the world's handlers sleep, and as `meanwhile` lets it.
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

  /** Invokes a function as AWS would. */
  async invoke(functionName: string, payload: unknown = {}): Promise<void> {
    this.stack.lambda.invokeAsync(functionName, payload);
    await this.settle();
  }

  /** Returns the job as stored. */
  async job(id: string): Promise<Job> {
    const job = await readJob(this.app, id);
    if (!job) throw new Error(`There is no job ${id}.`);
    return job;
  }

  /** Lets time pass until a job has ended and its end has been announced. Returns the job. */
  async ended(id: string, msMax?: number): Promise<Job> {
    let callsSeen = -1;
    let job: Job | undefined;
    const isOver = async (): Promise<boolean> => {
      // Only a call can have changed the job.
      if (this.calls.length !== callsSeen) job = await this.job(id);
      callsSeen = this.calls.length;
      return job !== undefined && isFinal(job) && job.announced;
    };
    await this.until(`the job ${id} has ended`, isOver, msMax);
    return job ?? this.job(id);
  }

  /** Returns the details of the events of one type that were put on our bus, oldest first. */
  published(type: string): Record<string, unknown>[] {
    return this.stack.bus
      .events()
      .flatMap((event) =>
        event['detail-type'] === type ? [event.detail as Record<string, unknown>] : [],
      );
  }

  /** Returns how often an operation of IVS was called. */
  count(operation: string): number {
    return this.calls.filter((call) => call.service === 'ivs' && call.operation === operation)
      .length;
  }
}
