import { AsyncLocalStorage } from 'node:async_hooks';
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
import { createRandom, type Random } from '../local/random.ts';
import { startStack, type Stack, type StackOptions } from '../local/stack.ts';
import { undocumented } from './answers.ts';
import { retryAtOnce } from './retryAtOnce.ts';
import { UsedRights } from './rights.ts';
import { nap, Stillness, turn } from './stillness.ts';

/** One call that the system under test makes to the world outside; faults are decided by it. */
export interface Call {
  service: 'ivs' | 'dynamodb' | 'events';
  operation: string;
  /** Of the invocation it was made in; undefined outside of one. */
  functionName: string | undefined;
  input: Record<string, unknown>;
}

/**
 * What befalls a call. `crashBefore`/`crashAfter`: the process dies before it is made, or when it has taken effect: nothing after it runs.
 * `lostResponse`: it takes effect, and the caller gets a broken connection.
 */
export type Fate = 'crashBefore' | 'crashAfter' | 'lostResponse' | undefined;

/** Which of the calls that wait is made next, and whether it is put off first. */
export interface Pick {
  index: number;
  afterMs?: number;
}

/** An invocation that has not ended. */
export interface Running {
  functionName: string;
  payload: unknown;
}

interface Run extends Running {
  /** Invocations are numbered in the order they began. */
  number: number;
  random: Random;
  sleeping: number;
  /** Its calls that have not been let through yet. */
  held: number;
  dead: boolean;
  die: (error: Error) => void;
}

export interface Answer {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
  /** The body as it came. */
  text: string;
}

/** Tells the requests of `http` apart. */
const HEADER = 'x-world-request';

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
type OpenOptions = Omit<StackOptions, 'clock' | 'lambda' | 'ports' | 'folder'> & { now?: number };

const whole = async (response: Response) => ({ status: response.status, headers: response.headers, text: await response.text() });

let worlds = 0;

/**
 * The whole system in one process, on a clock that stands still until it is moved: the real handlers, the real SDK clients, ivs-local, the embedded
 * DynamoDB, the event bus and the gateway. Time passes only when all that runs is asleep.
 */
export class World {
  readonly clock: VirtualClock;
  readonly stack: Stack;
  readonly app: App;
  /** Everything the functions logged. */
  readonly logged: string[] = [];
  /** Every call made, in order. */
  readonly calls: Call[] = [];
  /** Decides what befalls a call. */
  fateOf: (call: Call) => Fate | Promise<Fate> = () => undefined;
  /** When set, the functions' calls are made one at a time and it says in which order, so that chance has no other say in what happens. */
  pick: ((waiting: readonly Call[]) => Pick) | undefined;

  readonly #seed: number;
  #invocations = 0;
  #asked = 0;
  readonly #stillness = new Stillness(() => this.#quiet);
  #held: { call: Call; run: Run; letThrough: () => void }[] = [];
  readonly #runs = new Set<Run>();
  readonly #rights = new UsedRights();
  readonly #running = new AsyncLocalStorage<Run>();
  #callsInFlight = 0;
  /** Requests of `http` that are on their way to a handler, or whose answers are on the way back. */
  readonly #travelling = new Set<string>();

  private constructor(clock: VirtualClock, stack: Stack, seed: number) {
    this.clock = clock;
    this.stack = stack;
    this.#seed = seed;
    const random = createRandom(seed);
    // Key sets are kept by address, and the system gives a port again that an earlier world had.
    const JWKS_URI = `${stack.environment.JWKS_URI}?world=${worlds++}`;
    const config = readConfig({ ...stack.template.functions[0]?.environment, ...stack.environment, JWKS_URI });
    const { region } = config;
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    // An Error has no members of its own that JSON would show.
    const plain = (_key: string, value: unknown): unknown => (value instanceof Error ? value.stack : value);
    const note = (level: string) => (message: string, fields = {}) => void this.logged.push(JSON.stringify({ level, message, ...fields }, plain));
    const appClock = { now: () => clock.now(), sleep: (ms: number) => this.#sleep(ms) };
    const ivs = new IvsClient({ endpoint: stack.ivs.url, region, credentials, maxAttempts: 1 });
    const dynamodb = new DynamoDBClient({ endpoint: stack.dynamodb.url, region, credentials, retryStrategy: retryAtOnce });
    const events = new EventBridgeClient({ endpoint: stack.bus.url, region, credentials, retryStrategy: retryAtOnce });
    this.#watch('ivs', ivs);
    this.#watch('dynamodb', dynamodb);
    this.#watch('events', events);
    this.app = openApp({
      config,
      clock: appClock,
      // Each invocation has chances of its own: which of two is faster does not change what either draws.
      random: { next: () => (this.#running.getStore()?.random ?? random).fraction() },
      log: { debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') },
      store: openStore(config, appClock, dynamodb),
      bus: openBus(config, events),
      ivs: openIvs(appClock, ivs),
    });
  }

  /** Opens a world of its own; two worlds share nothing. Each test file has one app, so one world at a time. */
  static async open({ seed = 1, now, ...options }: OpenOptions = {}): Promise<World> {
    const clock = new VirtualClock(now);
    let world: World | undefined;
    const load: Extract<StackOptions['lambda'], object>['load'] = async (fn) =>
      ((await import(pathToFileURL(resolve(fn.source)).href)) as { handler: Handler }).handler;
    const stack = await startStack({
      clock,
      seed,
      ...options,
      ports: { http: 0, ivs: 0, rtmp: null, events: 0, dynamodb: 0 },
      folder: null,
      lambda: { load, around: ({ functionName, payload }, run) => world!.#invoke({ functionName, payload }, run) },
    });
    world = new World(clock, stack, seed);
    useApp(world.app);
    return world;
  }

  /** @throws Error when a function did what its role on AWS does not allow */
  async close(): Promise<void> {
    if (process.env.SHOW_LOG) console.log(this.logged.join('\n'));
    this.fateOf = () => undefined;
    await this.stack.close();
    this.#rights.close();
  }

  #invoke(invocation: Running, run: () => Promise<unknown>): Promise<unknown> {
    const asked = (invocation.payload as { headers?: Record<string, string> } | null)?.headers?.[HEADER] ?? '';
    const onTheWay = this.#travelling.delete(asked);
    return new Promise<unknown>((done, failed) => {
      const number = this.#invocations++;
      const running: Run = {
        ...invocation,
        number,
        random: createRandom(this.#seed + 7_919 * number),
        sleeping: 0,
        held: 0,
        dead: false,
        die: (error) => {
          running.dead = true;
          this.#runs.delete(running);
          failed(error);
        },
      };
      this.#runs.add(running);
      this.#running
        .run(running, run)
        .finally(() => this.#runs.delete(running))
        .then(done, failed);
    }).finally(() => {
      if (onTheWay) this.#travelling.add(asked);
      this.#stillness.stir();
    });
  }

  async #sleep(ms: number): Promise<void> {
    const running = this.#running.getStore();
    if (running) running.sleeping++;
    const slept = this.clock.sleep(ms);
    this.#stillness.stir();
    await slept;
    if (running?.dead) await new Promise(() => undefined);
    if (running) running.sleeping--;
  }

  /** Puts the world's hand on every request a client sends, once an attempt. */
  #watch(service: Call['service'], client: IvsClient | DynamoDBClient | EventBridgeClient): void {
    const stack = client.middlewareStack as unknown as {
      add(middleware: (next: (args: unknown) => Promise<unknown>, context: { commandName?: string }) => (args: { input: Call['input'] }) => Promise<unknown>, options: object): void;
    };
    stack.add(
      (next, context) => async (args) => {
        const running = this.#running.getStore();
        const never = new Promise<never>(() => undefined);
        if (running?.dead) return never;
        const operation = (context.commandName ?? '').replace(/Command$/, '');
        const call: Call = { service, operation, functionName: running?.functionName, input: args.input };
        if (running && this.pick) await this.#turnOf(call, running);
        if (running?.dead) return never;
        this.calls.push(call);
        if (running) this.#rights.note(running.functionName, call);
        this.#callsInFlight++;
        const crash = (): Promise<never> => {
          this.#callsInFlight--;
          this.#stillness.stir();
          running?.die(new Error('crashed'));
          return never;
        };
        try {
          // What a test does meanwhile is not done by the function.
          const fate = await this.#running.exit(() => this.fateOf(call));
          if (fate === 'crashBefore') return await crash();
          const output = await next(args);
          if (fate === 'lostResponse') throw Object.assign(new Error('socket hang up'), { name: 'TimeoutError', code: 'ECONNRESET' });
          if (fate === 'crashAfter') return await crash();
          return output;
        } finally {
          // Only reached by the living: a crashed call never comes to its end.
          this.#callsInFlight--;
          this.#stillness.stir();
          if (running?.dead) await never;
        }
      },
      { step: 'finalizeRequest', priority: 'low', name: 'world' },
    );
  }

  /** Resolves when the call is picked. */
  async #turnOf(call: Call, run: Run): Promise<void> {
    run.held++;
    this.#stillness.stir();
    await new Promise<void>((letThrough) => void this.#held.push({ call, run, letThrough }));
    run.held--;
  }

  /** Lets the call through that is picked, or puts it off; false when none waits. */
  #letOneThrough(): boolean {
    // Sorted, because two invocations that were started at once come here in either order.
    this.#held = this.#held.filter(({ run }) => !run.dead).toSorted((a, b) => a.run.number - b.run.number);
    if (this.#held.length === 0) return false;
    const { index, afterMs = 0 } = this.pick?.(this.#held.map(({ call }) => call)) ?? { index: 0 };
    const [next] = this.#held.splice(index, 1);
    if (!next) throw new Error(`No call waits at ${index}.`);
    if (afterMs > 0) this.clock.after(afterMs, next.letThrough);
    else next.letThrough();
    return true;
  }

  get #quiet(): boolean {
    return this.#callsInFlight + this.#travelling.size === 0 && [...this.#runs].every(({ sleeping, held }) => sleeping + held > 0);
  }

  /** The invocations that have not ended, in the order they began. */
  get running(): readonly Running[] {
    return [...this.#runs];
  }

  /** Waits until all that runs sleeps, or is about to make a call that must be picked first. */
  still(): Promise<void> {
    return this.#stillness.come();
  }

  /** Lets everything happen that can happen without time passing. */
  async settle(): Promise<void> {
    do await this.still();
    while (this.#letOneThrough());
  }

  /** Lets `ms` pass, with everything that is due in them. */
  async advance(ms: number): Promise<void> {
    const until = this.clock.now() + ms;
    await this.settle();
    while (this.clock.fireNext(until)) await this.settle();
    this.clock.moveTo(until);
  }

  /** Lets time pass until something is so; the milliseconds it took. @throws Error when it is not so after `msMax` */
  async until(what: string, holds: () => boolean | Promise<boolean>, msMax = 10 * 60_000): Promise<number> {
    const from = this.clock.now();
    await this.settle();
    while (!(await holds())) {
      if (!this.clock.fireNext(from + msMax)) throw new Error(`After ${msMax} ms it is still not so: ${what}.`);
      await this.settle();
    }
    return this.clock.now() - from;
  }

  /**
   * Calls the HTTP API as a caller with every scope (or those given), through the gateway. Time passes while the handler sleeps.
   * @throws Error when the answer is not as the OpenAPI document has it
   */
  async http(method: string, path: string, options: Asked = {}): Promise<Answer> {
    const { body, text = body === undefined ? undefined : JSON.stringify(body), headers = {}, scopes, subject } = options;
    const token = await this.stack.issuer.mint({ ...(scopes && { scopes }), ...(subject && { subject }) });
    const number = String(this.#asked++);
    this.#travelling.add(number);
    const asking = fetch(`${this.stack.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(text !== undefined && { 'content-type': 'application/json' }), ...headers, [HEADER]: number },
      ...(text !== undefined && { body: text }),
    })
      .then(whole)
      .finally(() => {
        this.#travelling.delete(number);
        this.#stillness.stir();
      });
    const { status, headers: said, ...answer } = await this.during(asking, `an answer to ${method} ${path}`, undefined, turn);
    const isJson = /json/.test(said.get('content-type') ?? '');
    const told = { status, headers: said, body: (isJson ? JSON.parse(answer.text) : {}) as Record<string, unknown>, text: answer.text };
    const fault = undocumented(method, path, told);
    if (fault !== undefined) throw new Error(`The OpenAPI document says otherwise: ${fault}`);
    return told;
  }

  /**
   * Waits for something outside of the world (a request, a program) that waits for the world: time passes while its handlers sleep, and as
   * `meanwhile` has it.
   */
  async during<T>(outside: Promise<T>, what: string, meanwhile?: () => Promise<unknown>, pause = nap): Promise<T> {
    const ended = outside.then(
      () => true,
      () => true,
    );
    for (let tries = 0; ; tries++) {
      await this.settle();
      await meanwhile?.();
      if (await Promise.race([ended, pause().then(() => false)])) return outside;
      if (this.#quiet && this.#runs.size > 0) this.clock.fireNext(Infinity);
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
    return this.stack.bus.events().flatMap((event) => (event['detail-type'] === type ? [event.detail as Record<string, unknown>] : []));
  }

  /** How often an operation of IVS was called. */
  count(operation: string): number {
    return this.calls.filter((call) => call.service === 'ivs' && call.operation === operation).length;
  }
}
