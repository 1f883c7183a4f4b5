import * as z from 'zod/mini';
import { isoTime } from '../clock.ts';
import { durationMs, durationText } from '../durations.ts';
import { count, described, instant, text, withId } from '../http/schemas.ts';
import {
  DECISIONS,
  type Decision,
  type Rate,
  type ReactionDefinition,
} from '../records/reactions.ts';

/** The workflows that a reaction may start on the channel of the event; none needs an input. */
const WORKFLOWS = [
  'deleteChannel',
  'stopStream',
  'suspendChannel',
  'resumeChannel',
  'rotateStreamKeyNow',
  'rotateStreamKeyWhenIdle',
] as const;

/** A year; longer windows would only look like limits. */
const PER_MS_MAX = 366 * 86_400_000;
const RATE = /^(\d{1,6})\/(\S+)$/;

/** Returns a rate such as `10/PT1H`; undefined when the text is none. */
export function rateIn(rate: string): Rate | undefined {
  const [, digits = '', duration = ''] = RATE.exec(rate) ?? [];
  const [number, perMs] = [Number(digits), durationMs(duration)];
  return number >= 1 && perMs !== undefined && perMs >= 1_000 && perMs <= PER_MS_MAX
    ? { count: number, perMs }
    : undefined;
}
const rateText = ({ count: number, perMs }: Rate): string => `${number}/${durationText(perMs)}`;

const rate = z
  .string()
  .check(
    z.refine(
      (value) => rateIn(value) !== undefined,
      'must be a number and an ISO 8601 duration from 1 s to a year, such as 10/PT1H',
    ),
  );
const tagText = z.string().check(z.maxLength(256));

const selection = z.strictObject({
  tags: described(
    'Tags that the channel has, all of them.',
    z.optional(z.record(z.string().check(z.maxLength(128)), tagText)),
  ),
  ids: described(
    'The ids of the channels.',
    z.optional(z.array(z.string().check(z.maxLength(64))).check(z.maxLength(1_000))),
  ),
  name: described(
    'The name of the channel, in which `*` stands for any text.',
    z.optional(z.string().check(z.minLength(1), z.maxLength(128))),
  ),
});

/** The body of a request that writes a reaction. */
export const reactionBody = z.strictObject({
  when: z.strictObject({
    pattern: described(
      'An event pattern of EventBridge, over the events of IVS and of this deployment.',
      z.record(z.string(), z.unknown()),
    ),
    selection: z.optional(selection),
    repeated: described(
      'Acts only when so many matching events have reached the channel in that time: `5/PT10M`.',
      z.optional(rate),
    ),
  }),
  then: z.strictObject({
    workflow: described('The workflow that is started on the channel.', z.enum(WORKFLOWS)),
    input: z.optional(z.strictObject({})),
  }),
  mode: described('`shadow` records the decisions and starts nothing.', z.enum(['shadow', 'on'])),
  atMost: described('The most actions in a time: `10/PT1H`.', z.optional(rate)),
});

/** The shape that `reactionView` returns. */
export const reactionShape = withId(
  'Reaction',
  z.object({
    name: z.string(),
    when: z.object({
      pattern: z.record(z.string(), z.unknown()),
      selection: z.optional(z.record(z.string(), z.unknown())),
      repeated: text,
    }),
    then: z.object({ workflow: z.string(), input: z.record(z.string(), z.unknown()) }),
    mode: z.enum(['shadow', 'on']),
    atMost: text,
    updatedBy: z.string(),
    updatedAt: instant,
  }),
);

/** The shape that `decisionView` returns. */
export const decisionShape = withId(
  'ReactionDecision',
  z.object({
    eventId: z.string(),
    eventType: z.string(),
    channelId: z.string(),
    at: instant,
    decision: described(
      '`wouldStart` in shadow. `locked`: another job had the channel. `loopStopped`: four ' +
        'reactions had led to the event.',
      z.enum(DECISIONS),
    ),
    depth: described('How many reactions led to the event.', count),
  }),
);

/** Returns a reaction as the API shows it. */
export const reactionView = (reaction: ReactionDefinition): Record<string, unknown> => {
  const { when, then, atMost, updatedAt, ...rest } = reaction;
  const { pattern, selection: selected, repeated } = when;
  return {
    ...rest,
    when: {
      pattern: JSON.parse(pattern) as unknown,
      ...(selected && { selection: selected }),
      ...(repeated && { repeated: rateText(repeated) }),
    },
    then,
    ...(atMost && { atMost: rateText(atMost) }),
    updatedAt: isoTime(updatedAt),
  };
};

/** Returns a decision as the API shows it. */
export const decisionView = (one: Decision): z.infer<typeof decisionShape> => ({
  eventId: one.eventId,
  eventType: one.eventType,
  channelId: one.channelId,
  at: isoTime(one.at),
  decision: one.decision,
  depth: one.depth,
});
