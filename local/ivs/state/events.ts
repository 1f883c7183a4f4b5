import { z } from 'zod';
import { isoSecondsAt, type Clock } from '../../clock.ts';
import { createRandom, type Random } from '../../random.ts';
import { Latest, type Followed } from './ringBuffer.ts';
import type { Place } from './resources.ts';
import type { Settings } from './settings.ts';

/** The EventBridge envelope of an IVS event. */
export interface IvsEvent {
  version: '0';
  id: string;
  'detail-type': string;
  source: 'aws.ivs';
  account: string;
  /** The time of the event (not of its delivery), to the second. */
  time: string;
  region: string;
  resources: string[];
  detail: EventDetail;
}

/** The members that tell events apart. Each detail-type has more members of its own. */
export interface EventDetail {
  /** Present in stream, health and ad break events. */
  event_name?: string;
  /** Present in limit breaches. */
  limit_name?: string;
  /** Present in recording events. */
  recording_status?: string;
  channel_name?: string;
  stream_id?: string;
  code?: string;
  [member: string]: unknown;
}

/** Returns the name of an event. Each detail-type has the name in a different member. */
export const detailName = ({ event_name, limit_name, recording_status }: EventDetail): string =>
  event_name ?? limit_name ?? recording_status ?? '';

const probability = z.number().min(0).max(1);

const chaosSchema = z.strictObject({
  /** The probability that an event is lost. */
  drop: probability,
  /** The probability that an event is delivered a second time, after a separate delay. */
  duplicate: probability,
  /** The shortest and longest time from an event to its delivery, in ms. */
  delayMs: z
    .tuple([z.number().min(0), z.number().min(0)])
    .refine(([min, max]) => min <= max, 'the first number must be the smaller one'),
  /**
   * The probability that an event is held back so that later events of the channel overtake it;
   * `true` is 1. The other events keep their order.
   */
  reorder: z.union([probability, z.boolean().transform(Number)]),
  /** The seed that makes all of the above repeatable. */
  seed: z.int().optional(),
});

/**
 * The ways in which delivery misbehaves. IVS guarantees nothing about delivery: events may be lost,
 * hours late and out of order.
 */
export type Chaos = z.output<typeof chaosSchema>;

const NO_CHAOS: Chaos = { drop: 0, duplicate: 0, delayMs: [500, 2_000], reorder: 0 };

/**
 * The ids of the events that were lost, and of those that could not be delivered; `all` has the
 * events themselves.
 */
interface Fates {
  lost: string[];
  undelivered: string[];
}

/** Stores the events and delivers each one as reliably as chaos allows. */
export class Events {
  readonly #clock: Clock;
  readonly #settings: Settings;
  readonly #ids: Random;
  readonly #deliver: ((event: IvsEvent) => Promise<void>) | undefined;
  readonly #fates: Fates = { lost: [], undelivered: [] };
  readonly #timers = new Set<() => void>();
  /** By channel: the time at which the last of its pending events is due. */
  readonly #lastDueMs = new Map<string, number>();
  readonly #all: Latest<IvsEvent>;
  #chaos: Chaos = NO_CHAOS;
  #random: Random;
  #closed = false;

  constructor(parts: {
    clock: Clock;
    random: Random;
    settings: Settings;
    deliver?: ((event: IvsEvent) => Promise<void>) | undefined;
  }) {
    this.#clock = parts.clock;
    this.#settings = parts.settings;
    this.#all = new Latest(() => parts.settings.eventsKept);
    this.#ids = parts.random;
    this.#random = parts.random;
    this.#deliver = parts.deliver;
  }

  /**
   * Returns the latest events, oldest first, whether or not they were lost or have been delivered;
   * see `eventsKept`.
   */
  all(): IvsEvent[] {
    return this.#all.all();
  }

  /** Returns the events after the first `count`, for a reader that follows them. */
  after(count: number, most: number): Followed<IvsEvent> {
    return this.#all.after(count, most);
  }

  fates(): Fates {
    return { lost: [...this.#fates.lost], undelivered: [...this.#fates.undelivered] };
  }

  chaos(): Chaos {
    return { ...this.#chaos };
  }

  /**
   * Changes the given members of chaos and keeps the others.
   * @throws ZodError
   */
  setChaos(change: unknown): void {
    const given = chaosSchema.partial().parse(change);
    this.#chaos = chaosSchema.parse({ ...this.#chaos, ...given });
    if (given.seed !== undefined) this.#random = createRandom(given.seed);
  }

  /**
   * Stores an event and delivers it.
   * @param resources the ARN of the channel; empty for an event of a whole account
   */
  send(
    type: string,
    { region, accountId: account }: Place,
    resources: string[],
    detail: EventDetail,
    atMs: number,
  ): IvsEvent {
    const event: IvsEvent = {
      version: '0',
      id: this.#ids.uuid(),
      'detail-type': type,
      source: 'aws.ivs',
      account,
      time: isoSecondsAt(atMs),
      region,
      resources,
      detail,
    };
    this.#all.add(event);
    if (this.#random.chance(this.#chaos.drop)) this.#note('lost', event);
    else {
      this.#schedule(event);
      if (this.#random.chance(this.#chaos.duplicate)) this.#schedule(event);
    }
    return event;
  }

  /** Delivers a past event again, now. Returns false when no event has this id. */
  resend(id: string): boolean {
    const event = this.all().find((candidate) => candidate.id === id);
    if (event) this.#handOver(event, this.#clock.now(), 0);
    return event !== undefined;
  }

  /** Forgets all events, including those not yet delivered. */
  clear(): void {
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
    this.#lastDueMs.clear();
    this.#all.clear();
    Object.assign(this.#fates, { lost: [], undelivered: [] });
    this.#chaos = NO_CHAOS;
  }

  close(): void {
    this.#closed = true;
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
  }

  #schedule(event: IvsEvent): void {
    const channelArn = event.resources[0] ?? '';
    for (const [other, lastMs] of this.#lastDueMs)
      if (lastMs < this.#clock.now()) this.#lastDueMs.delete(other);
    const dueMs = this.#clock.now() + this.#random.integer(...this.#chaos.delayMs);
    if (this.#random.chance(this.#chaos.reorder)) {
      this.#handOver(event, dueMs + this.#random.integer(0, this.#settings.reorderMs), 0);
      return;
    }
    // Events are due a millisecond apart, because Node does not keep the order of timers that are
    // due at the same time.
    const inOrderMs = Math.max(dueMs, (this.#lastDueMs.get(channelArn) ?? 0) + 1);
    this.#lastDueMs.set(channelArn, inOrderMs);
    this.#handOver(event, inOrderMs, 0);
  }

  #handOver(event: IvsEvent, dueMs: number, tries: number): void {
    const deliver = this.#deliver;
    if (!deliver) return;
    const cancel = this.#clock.after(dueMs - this.#clock.now(), () => {
      this.#timers.delete(cancel);
      // The function is async so that a `deliver` that throws synchronously is a failed delivery
      // like any other.
      void (async () => deliver(event))().catch((error: unknown) => {
        if (this.#closed) return;
        const waitMs = this.#settings.deliveryRetryMs[tries];
        if (waitMs !== undefined)
          return this.#handOver(event, this.#clock.now() + waitMs, tries + 1);
        this.#note('undelivered', event);
        process.stderr.write(
          `ivs-local: the event ${event.id} (${detailName(event.detail)}) was not delivered: ` +
            `${String(error)}\n`,
        );
      });
    });
    this.#timers.add(cancel);
  }

  #note(fate: keyof Fates, event: IvsEvent): void {
    this.#fates[fate] = [...this.#fates[fate], event.id].slice(-this.#settings.eventsKept);
  }
}
