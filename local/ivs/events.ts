import { z } from 'zod';
import { dateAt, type Clock } from '../clock.ts';
import { createRandom, type Random } from '../random.ts';
import type { Place } from './resources.ts';
import type { Settings } from './settings.ts';

/** The EventBridge envelope of an IVS event. */
export interface IvsEvent {
  version: '0';
  id: string;
  'detail-type': string;
  source: 'aws.ivs';
  account: string;
  /** When it happened (not when it is delivered), to the second. */
  time: string;
  region: string;
  resources: string[];
  detail: EventDetail;
}

/** The members by which events are told apart; each detail-type has more of its own. */
export interface EventDetail {
  /** Of stream, health and ad break events. */
  event_name?: string;
  /** Of limit breaches. */
  limit_name?: string;
  /** Of recordings. */
  recording_status?: string;
  channel_name?: string;
  stream_id?: string;
  code?: string;
  [member: string]: unknown;
}

/** What an event is called: each detail-type says it in a member of its own. */
export const detailName = ({ event_name, limit_name, recording_status }: EventDetail): string => event_name ?? limit_name ?? recording_status ?? '';

const probability = z.number().min(0).max(1);

const chaosSchema = z.strictObject({
  /** Probability that an event is lost. */
  drop: probability,
  /** Probability that it is delivered a second time, after a delay of its own. */
  duplicate: probability,
  /** Shortest and longest time from the event to its delivery. */
  delayMs: z.tuple([z.number().min(0), z.number().min(0)]).refine(([min, max]) => min <= max, 'the first number is the smaller one'),
  /** Probability that it is held back so that later ones of the channel overtake it; `true` is 1. Otherwise order is kept. */
  reorder: z.union([probability, z.boolean().transform(Number)]),
  /** Makes all of the above repeat. */
  seed: z.int().optional(),
});

/** How delivery misbehaves. IVS promises nothing about it: events may be lost, hours late and out of order. */
export type Chaos = z.output<typeof chaosSchema>;

const NO_CHAOS: Chaos = { drop: 0, duplicate: 0, delayMs: [500, 2_000], reorder: 0 };

/** What became of the events; the ids are those of `all`. */
interface Fates {
  lost: string[];
  undelivered: string[];
}

/** Keeps every event there was and hands it over as well, or as badly, as chaos says. */
export class Events {
  readonly #clock: Clock;
  readonly #settings: Settings;
  readonly #ids: Random;
  readonly #deliver: ((event: IvsEvent) => Promise<void>) | undefined;
  readonly #fates: Fates = { lost: [], undelivered: [] };
  readonly #timers = new Set<() => void>();
  readonly #lastDueMs = new Map<string, number>();
  readonly #all: IvsEvent[] = [];
  #chaos: Chaos = NO_CHAOS;
  #random: Random;
  #closed = false;

  constructor(parts: { clock: Clock; random: Random; settings: Settings; deliver?: ((event: IvsEvent) => Promise<void>) | undefined }) {
    this.#clock = parts.clock;
    this.#settings = parts.settings;
    this.#ids = parts.random;
    this.#random = parts.random;
    this.#deliver = parts.deliver;
  }

  /** All events so far, oldest first, whether or not they were lost or have been delivered yet; see `eventsKept`. */
  all(): IvsEvent[] {
    return [...this.#all];
  }

  fates(): Fates {
    return { lost: [...this.#fates.lost], undelivered: [...this.#fates.undelivered] };
  }

  chaos(): Chaos {
    return { ...this.#chaos };
  }

  /** Changes what is given, keeps the rest. @throws ZodError */
  setChaos(change: unknown): void {
    const given = chaosSchema.partial().parse(change);
    this.#chaos = chaosSchema.parse({ ...this.#chaos, ...given });
    if (given.seed !== undefined) this.#random = createRandom(given.seed);
  }

  /** @param resources the channel's ARN, or nothing for what concerns a whole account */
  send(type: string, { region, accountId: account }: Place, resources: string[], detail: EventDetail, atMs: number): IvsEvent {
    const time = dateAt(atMs).toISOString().replace(/\.\d+Z$/, 'Z');
    const event: IvsEvent = { version: '0', id: this.#ids.uuid(), 'detail-type': type, source: 'aws.ivs', account, time, region, resources, detail };
    this.#all.push(event);
    if (this.#all.length > this.#settings.eventsKept) this.#all.shift();
    if (this.#random.chance(this.#chaos.drop)) this.#note('lost', event);
    else {
      this.#schedule(event);
      if (this.#random.chance(this.#chaos.duplicate)) this.#schedule(event);
    }
    return event;
  }

  /** Delivers an event of the past once more, now. False when there is none of that id. */
  resend(id: string): boolean {
    const event = this.#all.find((candidate) => candidate.id === id);
    if (event) this.#handOver(event, this.#clock.now(), 0);
    return event !== undefined;
  }

  /** Forgets every event there was, and those still to be delivered. */
  clear(): void {
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
    this.#lastDueMs.clear();
    this.#all.length = 0;
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
    const dueMs = this.#clock.now() + this.#random.integer(...this.#chaos.delayMs);
    if (this.#random.chance(this.#chaos.reorder)) {
      this.#handOver(event, dueMs + this.#random.integer(0, this.#settings.reorderMs), 0);
      return;
    }
    // A millisecond apart, because Node does not keep the order of timers that are due at the same time.
    const inOrderMs = Math.max(dueMs, (this.#lastDueMs.get(channelArn) ?? 0) + 1);
    this.#lastDueMs.set(channelArn, inOrderMs);
    this.#handOver(event, inOrderMs, 0);
  }

  #handOver(event: IvsEvent, dueMs: number, tries: number): void {
    const deliver = this.#deliver;
    if (!deliver) return;
    const cancel = this.#clock.after(dueMs - this.#clock.now(), () => {
      this.#timers.delete(cancel);
      // Async, so that a `deliver` that throws at once is a failed delivery like any other.
      void (async () => deliver(event))().catch(() => {
        if (this.#closed) return;
        const waitMs = this.#settings.deliveryRetryMs[tries];
        if (waitMs === undefined) this.#note('undelivered', event);
        else this.#handOver(event, this.#clock.now() + waitMs, tries + 1);
      });
    });
    this.#timers.add(cancel);
  }

  #note(fate: keyof Fates, event: IvsEvent): void {
    this.#fates[fate] = [...this.#fates[fate], event.id].slice(-this.#settings.eventsKept);
  }
}
