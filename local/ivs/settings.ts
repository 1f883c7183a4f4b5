import { z } from 'zod';

const milliseconds = z.number().min(0);

/** Documented calls per second per operation, account and region (IVS service quotas; not adjustable there). */
const RATES: Record<string, number> = {
  BatchGetChannel: 5, CreateChannel: 5, DeleteChannel: 5, GetChannel: 5, ListChannels: 5, UpdateChannel: 5,
  BatchGetStreamKey: 5, CreateStreamKey: 5, DeleteStreamKey: 5, GetStreamKey: 5, ListStreamKeys: 5,
  GetStream: 5, GetStreamSession: 5, ListStreams: 5, ListStreamSessions: 5, StopStream: 5,
  StartViewerSessionRevocation: 10, BatchStartViewerSessionRevocation: 2,
  TagResource: 10, UntagResource: 10, ListTagsForResource: 10,
};

/** Every knob of ivs-local with its default. Times are milliseconds. What is marked unconfirmed is a choice, not knowledge. */
const schema = z.strictObject({
  /** Session Created to Stream Start: IVS says 6–7 s with 2-second keyframes. */
  streamStartMs: milliseconds.default(6_500),
  /** From the stop to Session Ended, and to Stream End; the order of the two is not fixed in IVS. */
  sessionEndedMs: milliseconds.default(200),
  streamEndMs: milliseconds.default(1_000),
  /** From the last data to Starvation Start, and to the end of the session (30 s is documented). */
  starvationStartMs: milliseconds.default(3_000),
  lossEndMs: milliseconds.default(30_000),
  /** StopStream between Session Created and Stream Start; unconfirmed. */
  stopBeforeStreamStart: z.enum(['ChannelNotBroadcasting', 'stops']).default('ChannelNotBroadcasting'),
  /** Whether deleting a key ends the session that runs on it; unconfirmed, AWS's text suggests that it does not. */
  deletedKeyEndsSession: z.boolean().default(false),
  /** AWS's material disagrees: the reference says 409, the CLI examples say the change waits for the next stream. */
  updateChannelWhileLive: z.enum(['ConflictException', 'allowed']).default('ConflictException'),
  channelsMax: z.int().min(0).default(5_000),
  streamKeysPerChannelMax: z.int().min(0).default(1),
  throttling: z.boolean().default(true),
  /** Calls per second by operation; an operation without a rate is not throttled. */
  rates: z.record(z.string(), z.number().positive()).default(RATES),
  /** Waits before each further try to hand over an event; after the last one it is recorded as undelivered. */
  deliveryRetryMs: z.array(milliseconds).default([1_000, 5_000, 30_000]),
  /** Most an event is held back, beyond its delay, when chaos reorders it. */
  reorderMs: milliseconds.default(5_000),
  sessionRetentionDays: z.number().positive().default(60),
  revocationRetentionHours: z.number().positive().default(24),
  /** How many events and requests are kept for reading back; the oldest go first. */
  eventsKept: z.int().min(1).default(10_000),
  requestsKept: z.int().min(1).default(100_000),
});

export type Settings = z.output<typeof schema>;

/** Defaults with `changes` over them; `rates` are merged by operation. @throws ZodError on an unknown or ill-typed setting */
export function settingsFrom(changes: Partial<Settings> = {}): Settings {
  return schema.parse({ ...changes, rates: { ...RATES, ...changes.rates } });
}

/** Applies a change read from outside to `settings` in place. @throws ZodError, leaving `settings` as it was */
export function changeSettings(settings: Settings, changes: unknown): void {
  const given = z.record(z.string(), z.unknown()).parse(changes);
  const rates = z.record(z.string(), z.unknown()).default({}).parse(given['rates']);
  Object.assign(settings, schema.parse({ ...settings, ...given, rates: { ...settings.rates, ...rates } }));
}
