import type { RequestListener } from 'node:http';
import type { Clock } from '../local/clock.ts';
import { bytesOf, inProcess } from '../local/inProcessTransport.ts';

// The metrics of AWS about the services that a deployment runs on, as far as an alarm watches them:
// SQS, API Gateway, and what Lambda and DynamoDB have refused.

/** A value of a metric. */
interface Sample {
  /** When, in ms since the epoch. */
  readonly at: number;
  readonly name: string;
  /** The value of each dimension. */
  readonly of: readonly string[];
}

/** A message in the queue of dead letters. Times are in ms since the epoch. */
interface Letter {
  readonly sentAt: number;
  /** When the function that reads the queue had taken it; undefined: it has not. */
  takenAt?: number;
}

/** An invocation that a deployment asks of Lambda. */
interface Asked {
  readonly functionName: string;
  readonly payload: unknown;
}

/** How much a table takes a second, in requests. The table keeps a minute's worth of the rest. */
export interface Capacity {
  readonly ReadThrottleEvents: number;
  readonly WriteThrottleEvents: number;
}
type Kind = keyof Capacity;

const KEPT_SECONDS = 60;

/** The function that reads the queue of dead letters. */
const READER = 'keepDeadLetters';

const REFUSED = JSON.stringify({
  __type: 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException',
  message:
    'The level of configured provisioned throughput for the table was exceeded. Consider ' +
    'increasing your provisioning level with the UpdateTable API.',
});

/** Returns the records of an event of SQS; none in any other event. */
const recordsOf = (
  payload: unknown,
): { messageId: string; attributes?: Record<string, string> }[] =>
  (payload as { Records?: [] } | null)?.Records ?? [];

const routeOf = (payload: unknown): unknown =>
  (payload as { requestContext?: { http?: unknown } } | null)?.requestContext?.http;

/** The services of AWS around the functions of a deployment, which count what they do. */
export class AwsMetrics {
  readonly #clock: Clock;
  readonly #samples: Sample[] = [];
  readonly #letters = new Map<string, Letter>();
  readonly #left = { ReadThrottleEvents: 0, WriteThrottleEvents: 0 };
  #filledAt = 0;
  #capacity: Capacity | undefined;
  /**
   * The functions that Lambda refuses to invoke, for want of concurrent executions. The Lambda of
   * the local stack lets invocations wait instead.
   */
  readonly refused = new Set<string>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Sets how much the table takes; undefined: everything. */
  set capacity(capacity: Capacity | undefined) {
    this.#capacity = capacity;
    this.#filledAt = this.#clock.now() - KEPT_SECONDS * 1_000;
    Object.assign(this.#left, { ReadThrottleEvents: 0, WriteThrottleEvents: 0 });
  }

  #note(name: string, ...of: string[]): void {
    this.#samples.push({ at: this.#clock.now(), name, of });
  }

  /** Counts an invocation, or refuses it. */
  async invoke({ functionName, payload }: Asked, run: () => Promise<unknown>): Promise<unknown> {
    const isRequest = routeOf(payload) !== undefined;
    if (isRequest) this.#note('Count');
    const records = functionName === READER ? recordsOf(payload) : [];
    for (const { messageId, attributes } of records) {
      const sentAt = Number(attributes?.['SentTimestamp'] ?? this.#clock.now());
      if (!this.#letters.has(messageId)) this.#letters.set(messageId, { sentAt });
    }
    if (this.refused.has(functionName)) {
      this.#note('Throttles', functionName);
      if (isRequest) this.#note('5xx');
      throw Object.assign(new Error('Rate Exceeded.'), { name: 'TooManyRequestsException' });
    }
    let status = 500;
    try {
      const result = await run();
      status = (result as { statusCode?: number } | undefined)?.statusCode ?? 200;
      const { batchItemFailures = [] } = (result ?? {}) as {
        batchItemFailures?: { itemIdentifier: string }[];
      };
      const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
      for (const { messageId } of records) {
        const letter = this.#letters.get(messageId);
        if (letter && !failed.has(messageId)) letter.takenAt = this.#clock.now();
      }
      return result;
    } finally {
      if (isRequest && status >= 500) this.#note('5xx');
    }
  }

  /**
   * Returns a transport to the table that refuses what is more than its capacity.
   * @param isOwn whether a call is of a function, and not of a test
   */
  table(listener: RequestListener, isOwn: () => boolean): ReturnType<typeof inProcess> {
    const whole = inProcess(listener);
    return {
      ...whole,
      handle: async (sent) => {
        const target = sent.headers['x-amz-target'] ?? '';
        const kind = /Get|Query/.test(target) ? 'ReadThrottleEvents' : 'WriteThrottleEvents';
        if (!isOwn() || this.#takes(kind)) return whole.handle(sent);
        const { IndexName } = JSON.parse(bytesOf(sent).toString()) as { IndexName?: string };
        this.#note(kind, ...(IndexName === undefined ? [] : [IndexName]));
        const headers = { 'content-type': 'application/x-amz-json-1.0' };
        return { response: { statusCode: 400, headers, body: Buffer.from(REFUSED) } };
      },
    };
  }

  /** Takes a request off what the table has left. Returns false when there is too little. */
  #takes(kind: Kind): boolean {
    const capacity = this.#capacity;
    if (!capacity) return true;
    const seconds = (this.#clock.now() - this.#filledAt) / 1_000;
    this.#filledAt = this.#clock.now();
    for (const one of ['ReadThrottleEvents', 'WriteThrottleEvents'] as const) {
      const most = KEPT_SECONDS * capacity[one];
      this.#left[one] = Math.min(most, this.#left[one] + seconds * capacity[one]);
    }
    if (this.#left[kind] < 1) return false;
    this.#left[kind] -= 1;
    return true;
  }

  /**
   * Returns the values of a metric in a period.
   * @param dimensions by name
   * @param from,to in ms since the epoch, the first exclusive
   * @throws Error when no alarm watches the metric
   */
  valuesOf(
    name: string,
    dimensions: Readonly<Record<string, string>>,
    from: number,
    to: number,
  ): number[] {
    const isIn = (at: number): boolean => from < at && at <= to;
    const count = (...of: string[]): number[] =>
      this.#samples
        .filter((one) => one.name === name && isIn(one.at) && one.of.join() === of.join())
        .map(() => 1);
    const letters = [...this.#letters.values()];
    switch (name) {
      case 'NumberOfMessagesSent':
        return letters.filter(({ sentAt }) => isIn(sentAt)).map(() => 1);
      case 'ApproximateAgeOfOldestMessage':
        return letters
          .filter(({ sentAt, takenAt = Infinity }) => sentAt <= to && takenAt > to)
          .map(({ sentAt }) => (to - sentAt) / 1_000);
      case '5xx':
      case 'Count':
        return count();
      case 'Throttles':
        return count(dimensions['FunctionName']?.replace(/^channelkeeper-[^-]+-/, '') ?? '');
      case 'ReadThrottleEvents':
      case 'WriteThrottleEvents': {
        const { GlobalSecondaryIndexName: index } = dimensions;
        return count(...(index === undefined ? [] : [index]));
      }
      default:
        throw new Error(`The metric ${name} is not known.`);
    }
  }
}
