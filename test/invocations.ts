import { AsyncLocalStorage } from 'node:async_hooks';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { IvsClient } from '@aws-sdk/client-ivs';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { VirtualClock } from '../local/clock.ts';
import { createRandom, type Random } from '../local/random.ts';
import { UsedRights } from './rights.ts';
import { Stillness } from './stillness.ts';

/** A call that the system under test makes to the outside world. Faults are decided by call. */
export interface Call {
  service: 'ivs' | 'dynamodb' | 'events' | 's3' | 'secretsmanager';
  operation: string;
  /** The function whose invocation makes the call; undefined outside an invocation. */
  functionName: string | undefined;
  /** The deployment whose function makes the call. */
  deployment: string | undefined;
  input: Record<string, unknown>;
}

/**
 * The fate of a call. `crashBefore`/`crashAfter`: the process dies before the call is made, or once
 * it has taken effect, and runs no further. `lostResponse`: the call takes effect, and the caller
 * gets a broken connection. `noAnswer`: the call takes no effect, and the caller gets a broken
 * connection.
 */
export type Fate = 'crashBefore' | 'crashAfter' | 'lostResponse' | 'noAnswer' | Late | undefined;

/**
 * The caller gives up on the call, and the call still takes effect later, when no caller waits for
 * it any more. Both times are in ms from the start of the call.
 */
export interface Late {
  givenUpAfterMs: number;
  landsAfterMs: number;
}

/** The waiting call to make next, and the delay before it, if any, in ms. */
export interface Pick {
  index: number;
  afterMs?: number;
}

/** The decisions that are not left to chance. */
export interface Decisions {
  /** Decides the fate of a call. */
  fateOf: (call: Call) => Fate | Promise<Fate>;
  /**
   * When set, the functions' calls are made one at a time, in the order that this function picks.
   * Chance then has no other influence on the run.
   */
  pick: ((waiting: readonly Call[]) => Pick) | undefined;
  /** Called for each call once it has taken effect. */
  landed?: ((call: Call) => void) | undefined;
}

/** An invocation that has not ended. */
export interface Running {
  functionName: string;
  /** The deployment that the invocation belongs to. */
  deployment: string;
  payload: unknown;
}

/** An invocation that has ended, well or not. */
export interface Ended {
  functionName: string;
  /** The time from its beginning to its end, on the clock of the world, in ms. */
  tookMs: number;
  /** When it ended, in ms since the epoch. */
  at: number;
  isFailed: boolean;
}

interface Run extends Running {
  /** Invocations are numbered in the order in which they begin. */
  number: number;
  random: Random;
  /** How far the invocation's clock is off, in ms. */
  skewMs: number;
  sleeping: number;
  /** The number of its calls that have not been let through yet. */
  held: number;
  dead: boolean;
  die: (error: Error) => void;
}

/** The header that tells requests apart. */
const HEADER = 'x-world-request';

/**
 * The invocations of the functions: which of them run, the fate of each of their calls, and when
 * all of them are at rest.
 */
export class Invocations {
  /** Every call made, in order. */
  readonly calls: Call[] = [];
  /** Every invocation that has ended, in the order of the ends. */
  readonly ended: Ended[] = [];
  readonly #decisions: Decisions;
  readonly #clock: VirtualClock;
  readonly #seed: number;
  readonly #outside: Random;
  readonly #rights = new UsedRights();
  readonly #stillness = new Stillness(() => this.#quiet);
  readonly #current = new AsyncLocalStorage<Run>();
  readonly #runs = new Set<Run>();
  #begun = 0;
  /** How far the clock of an invocation may be off, either way, in ms. */
  skewMsMax = 0;
  #held: { call: Call; run: Run; letThrough: () => void }[] = [];
  #callsInFlight = 0;
  #asked = 0;
  /** Requests on their way to a handler, and requests whose answers are on their way back. */
  readonly #travelling = new Set<string>();

  constructor(decisions: Decisions, clock: VirtualClock, seed: number) {
    this.#decisions = decisions;
    this.#clock = clock;
    this.#seed = seed;
    this.#outside = createRandom(seed);
  }

  /** @throws Error when a function did something that its role on AWS does not allow */
  close(): void {
    this.#rights.close();
  }

  invoke(invocation: Running, run: () => Promise<unknown>): Promise<unknown> {
    const asked =
      (invocation.payload as { headers?: Record<string, string> } | null)?.headers?.[HEADER] ?? '';
    const onTheWay = this.#travelling.delete(asked);
    const { functionName } = invocation;
    const beganAt = this.#clock.now();
    let isFailed = true;
    return new Promise<unknown>((done, failed) => {
      const number = this.#begun++;
      const running: Run = {
        ...invocation,
        number,
        random: createRandom(this.#seed + 7_919 * number),
        skewMs: Math.round(
          (createRandom(this.#seed * 31 + number).fraction() * 2 - 1) * this.skewMsMax,
        ),
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
      this.#current
        .run(running, run)
        .finally(() => this.#runs.delete(running))
        .then((answer) => {
          isFailed = false;
          return answer;
        })
        .then(done, failed);
    }).finally(() => {
      const at = this.#clock.now();
      this.ended.push({ functionName, tookMs: at - beganAt, at, isFailed });
      if (onTheWay) this.#travelling.add(asked);
      this.#stillness.stir();
    });
  }

  /**
   * Returns a random number of the present invocation. Each invocation has its own sequence, so the
   * faster of two invocations does not change the numbers that either draws.
   */
  chance(): number {
    return (this.#current.getStore()?.random ?? this.#outside).fraction();
  }

  /** The function of the present invocation. */
  get functionName(): string | undefined {
    return this.#current.getStore()?.functionName;
  }

  /** The deployment of the present invocation. */
  get deployment(): string | undefined {
    return this.#current.getStore()?.deployment;
  }

  /** How far the clock of the present invocation is off, in ms. */
  get skewMs(): number {
    return this.#current.getStore()?.skewMs ?? 0;
  }

  async sleep(ms: number): Promise<void> {
    const running = this.#current.getStore();
    if (running) running.sleeping++;
    const slept = this.#clock.sleep(ms);
    this.#stillness.stir();
    await slept;
    if (running?.dead) await new Promise(() => undefined);
    if (running) running.sleeping--;
  }

  /** Intercepts every request that a client sends, once per attempt. */
  watch(
    service: Call['service'],
    client: IvsClient | DynamoDBClient | EventBridgeClient | S3Client | SecretsManagerClient,
  ): void {
    const stack = client.middlewareStack as unknown as {
      add(
        middleware: (
          next: (args: unknown) => Promise<unknown>,
          context: { commandName?: string },
        ) => (args: { input: Call['input'] }) => Promise<unknown>,
        options: object,
      ): void;
    };
    stack.add(
      (next, context) => async (args) => {
        const running = this.#current.getStore();
        const never = new Promise<never>(() => undefined);
        if (running?.dead) return never;
        const operation = (context.commandName ?? '').replace(/Command$/, '');
        const call: Call = {
          service,
          operation,
          functionName: running?.functionName,
          deployment: running?.deployment,
          input: args.input,
        };
        if (running && this.#decisions.pick) await this.#turnOf(call, running);
        if (running?.dead) return never;
        this.calls.push(call);
        this.#callsInFlight++;
        const crash = (): Promise<never> => {
          this.#callsInFlight--;
          this.#stillness.stir();
          running?.die(new Error('crashed'));
          return never;
        };
        try {
          // Calls that a test makes meanwhile do not belong to the function.
          const fate = await this.#current.exit(() => this.#decisions.fateOf(call));
          if (fate === 'crashBefore') return await crash();
          if (running) this.#rights.note(running.functionName, call);
          if (fate === 'noAnswer')
            throw Object.assign(new Error('no answer'), {
              name: 'TimeoutError',
              code: 'ETIMEDOUT',
            });
          if (typeof fate === 'object') {
            this.#clock.after(fate.landsAfterMs, () => void this.#land(call, () => next(args)));
            this.#callsInFlight--;
            await this.sleep(fate.givenUpAfterMs);
            this.#callsInFlight++;
            throw Object.assign(new Error('given up'), { name: 'TimeoutError', code: 'ETIMEDOUT' });
          }
          const output = await next(args);
          this.#decisions.landed?.(call);
          if (fate === 'lostResponse')
            throw Object.assign(new Error('socket hang up'), {
              name: 'TimeoutError',
              code: 'ECONNRESET',
            });
          if (fate === 'crashAfter') return await crash();
          return output;
        } finally {
          // A crashed call never ends, so only the calls of live invocations get here.
          this.#callsInFlight--;
          this.#stillness.stir();
          if (running?.dead) await never;
        }
      },
      { step: 'finalizeRequest', priority: 'low', name: 'world' },
    );
  }

  /** Lets a call take effect after its caller has given up on it. */
  async #land(call: Call, make: () => Promise<unknown>): Promise<void> {
    this.#callsInFlight++;
    const [made] = await Promise.allSettled([make()]);
    if (made.status === 'fulfilled') this.#decisions.landed?.(call);
    this.#callsInFlight--;
    this.#stillness.stir();
  }

  /** Resolves when the call is picked. */
  async #turnOf(call: Call, run: Run): Promise<void> {
    run.held++;
    this.#stillness.stir();
    await new Promise<void>((letThrough) => void this.#held.push({ call, run, letThrough }));
    run.held--;
  }

  /** Lets the picked call through, or delays it. Returns false when no call waits. */
  #letOneThrough(): boolean {
    // The order is fixed by number, because two invocations that start at once get here in either
    // order.
    this.#held = this.#held
      .filter(({ run }) => !run.dead)
      .toSorted((a, b) => a.run.number - b.run.number);
    if (this.#held.length === 0) return false;
    const { index, afterMs = 0 } = this.#decisions.pick?.(this.#held.map(({ call }) => call)) ?? {
      index: 0,
    };
    const [next] = this.#held.splice(index, 1);
    if (!next) throw new Error(`No call waits at ${index}.`);
    if (afterMs > 0) this.#clock.after(afterMs, next.letThrough);
    else next.letThrough();
    return true;
  }

  get #quiet(): boolean {
    return (
      this.#callsInFlight + this.#travelling.size === 0 &&
      [...this.#runs].every(({ sleeping, held }) => sleeping + held > 0)
    );
  }

  /** The invocations that have not ended, in the order in which they began. */
  get running(): readonly Running[] {
    return [...this.#runs];
  }

  /** Whether no invocation continues until time passes, and at least one will then. */
  get asleep(): boolean {
    return this.#quiet && this.#runs.size > 0;
  }

  /** Waits until every invocation sleeps, or is about to make a call that must be picked first. */
  still(): Promise<void> {
    return this.#stillness.come();
  }

  /** Lets everything happen that can happen without time passing. */
  async settle(): Promise<void> {
    do await this.still();
    while (this.#letOneThrough());
  }

  /**
   * Makes a request that a function answers. The system does not count as still until the function
   * runs, nor between the function's end and the arrival of the answer.
   */
  async request(
    url: string,
    { headers, ...init }: Omit<RequestInit, 'headers'> & { headers: Record<string, string> },
  ): Promise<{ status: number; headers: Headers; text: string }> {
    const number = String(this.#asked++);
    this.#travelling.add(number);
    try {
      const response = await fetch(url, { ...init, headers: { ...headers, [HEADER]: number } });
      return { status: response.status, headers: response.headers, text: await response.text() };
    } finally {
      this.#travelling.delete(number);
      this.#stillness.stir();
    }
  }
}
