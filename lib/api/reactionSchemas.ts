import * as z from 'zod/mini';
import { AD_BREAK_SECONDS_MAX } from '../actions/inputs.ts';
import { isoTime } from '../clock.ts';
import { durationMs, durationText } from '../durations.ts';
import { count, described, instant, text, withId } from '../http/schemas.ts';
import type { ValidationIssue } from '../http/validation.ts';
import {
  DECISIONS,
  type Decision,
  MODES,
  type Rate,
  type ReactionDefinition,
  type WrittenReaction,
} from '../records/reactions.ts';
import type { ChannelSelection } from '../records/selections.ts';
import { builtInOf } from '../records/builtInReactions.ts';
import { workflows } from '../workflows/workflows.ts';

/** The workflows that a reaction may start on a channel. */
const WORKFLOWS = [
  'deleteChannel',
  'insertAdBreak',
  'stopStream',
  'suspendChannel',
  'resumeChannel',
  'rotateStreamKeyNow',
  'rotateStreamKeyWhenIdle',
] as const;

/** A year; longer windows would only look like limits. */
const PER_MS_MAX = 366 * 86_400_000;
const RATE = /^(\d{1,6})\/(\S+)$/;

type ReactionWorkflow = (typeof WORKFLOWS)[number];

/**
 * Returns the field of an input that a workflow misses or does not take, with the rule; undefined
 * when the input is that of the workflow.
 */
export function issueOfInput(
  workflow: ReactionWorkflow,
  input: Readonly<Record<string, unknown>>,
): ValidationIssue | undefined {
  const field = 'then.input.durationSeconds';
  if (workflow === 'insertAdBreak')
    return workflows.insertAdBreak.input(input) ? undefined : { field, rule: 'is required' };
  return Object.keys(input).length === 0
    ? undefined
    : { field, rule: `is for insertAdBreak alone, not for ${workflow}` };
}

/** Returns a rate such as `10/PT1H`; undefined when the text is none. */
export function rateIn(rate: string): Rate | undefined {
  const [, digits = '', duration = ''] = RATE.exec(rate) ?? [];
  const [number, perMs] = [Number(digits), durationMs(duration)];
  return number >= 1 && perMs !== undefined && perMs >= 1_000 && perMs <= PER_MS_MAX
    ? { count: number, perMs }
    : undefined;
}
export const rateText = ({ count: number, perMs }: Rate): string =>
  `${number}/${durationText(perMs)}`;

/** The shortest time of a reaction: the schedule looks every minute. */
const TIME_MS_MIN = 60_000;
export const timeOfStream = z.string().check(
  z.refine((value) => {
    const ms = durationMs(value);
    return ms !== undefined && ms >= TIME_MS_MIN && ms <= PER_MS_MAX;
  }, 'must be an ISO 8601 duration from a minute to a year, such as PT12H'),
);
const TRIGGERS = ['pattern', 'streamLiveFor', 'everyWhileLive'] as const;

export const rate = z
  .string()
  .check(
    z.refine(
      (value) => rateIn(value) !== undefined,
      'must be a number and an ISO 8601 duration from 1 s to a year, such as 10/PT1H',
    ),
  );
const tagText = z.string().check(z.maxLength(256));

export const selection = z.strictObject({
  tags: described(
    'Tags that the channel has, all of them.',
    z.optional(z.record(z.string().check(z.maxLength(128)), tagText)),
  ),
  withoutTags: described(
    'Tags that the channel may not have, none of them.',
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
  when: described(
    'One of `pattern`, `streamLiveFor` and `everyWhileLive`.',
    z
      .strictObject({
        pattern: described(
          'An event pattern of EventBridge, over the events of IVS and of this deployment.',
          z.optional(z.record(z.string(), z.unknown())),
        ),
        streamLiveFor: described(
          'Acts once a stream, when it has been live for this long: `PT12H`.',
          z.optional(timeOfStream),
        ),
        everyWhileLive: described(
          'Acts again and again while a stream is live, each time after this long: `PT10M`. A ' +
            'moment that was missed is not made up for.',
          z.optional(timeOfStream),
        ),
        selection: z.optional(selection),
        repeated: described(
          'Acts only when so many matching events have reached the channel in that time: ' +
            '`5/PT10M`. With a `pattern` only.',
          z.optional(rate),
        ),
      })
      .check(
        z.refine(
          (when) => TRIGGERS.filter((trigger) => when[trigger] !== undefined).length === 1,
          `must have one of ${TRIGGERS.join(', ')}`,
        ),
        z.refine((when) => when.repeated === undefined || when.pattern !== undefined, {
          message: 'needs a pattern',
          path: ['repeated'],
        }),
      ),
  ),
  then: z.strictObject({
    workflow: described('The workflow that is started on the channel.', z.enum(WORKFLOWS)),
    input: described(
      'The input of `insertAdBreak`. The other workflows need none.',
      z.optional(
        z.strictObject({
          durationSeconds: described(
            'The length of the ad break.',
            z.optional(z.int().check(z.minimum(1), z.maximum(AD_BREAK_SECONDS_MAX))),
          ),
        }),
      ),
    ),
  }),
  mode: described(
    '`shadow` records the decisions and starts nothing; `off` does not even that.',
    z.enum(MODES),
  ),
  atMost: described('The most actions in a time: `10/PT1H`.', z.optional(rate)),
});

/** The shape that `reactionView` returns. */
export const reactionShape = withId(
  'Reaction',
  z.object({
    name: z.string(),
    when: z.object({
      pattern: z.optional(z.record(z.string(), z.unknown())),
      streamLiveFor: text,
      everyWhileLive: text,
      selection: z.optional(z.record(z.string(), z.unknown())),
      repeated: text,
    }),
    then: z.object({ workflow: z.string(), input: z.record(z.string(), z.unknown()) }),
    mode: z.enum(MODES),
    atMost: text,
    builtIn: described(
      'Every deployment has it. It is `off` until it is written; to delete it switches it off.',
      z.optional(z.literal(true)),
    ),
    description: text,
    updatedBy: described('Absent for a built-in reaction that nobody has written.', text),
    updatedAt: z.optional(instant),
  }),
);

/** The shape that `decisionView` returns. */
export const decisionShape = withId(
  'ReactionDecision',
  z.object({
    eventId: described(
      'The id of the event, as the journal has it. For a reaction to time: the id of the stream, ' +
        'then `#n` at the nth moment of a cadence.',
      z.string(),
    ),
    eventType: described('`Live Stream` for a reaction to time.', z.string()),
    channelId: z.string(),
    at: instant,
    decision: described(
      '`wouldStart` in shadow. `starting`: the job is being started. `locked`: another job had ' +
        'the channel. `loopStopped`: four reactions had led to the event. `missed`: a moment of a ' +
        'cadence had long passed. A ' +
        'reaction with `streamLiveFor` tries again every minute while it is `locked` or ' +
        '`rateLimited`.',
      z.enum(DECISIONS),
    ),
    depth: described('How many reactions led to the event.', count),
  }),
);

type Trigger = ReactionDefinition['when'];
type Asked = z.infer<typeof reactionBody>['when'];

/**
 * Returns the trigger of a body that has passed its checks, as it is stored.
 * @param pattern the event pattern as JSON
 */
export function triggerIn(asked: Asked, pattern: string): Trigger {
  const { selection: selected, streamLiveFor, everyWhileLive, repeated } = asked;
  const about = selected && { selection: selected as ChannelSelection };
  if (streamLiveFor !== undefined) return { streamLiveForMs: durationMs(streamLiveFor)!, ...about };
  if (everyWhileLive !== undefined)
    return { everyWhileLiveMs: durationMs(everyWhileLive)!, ...about };
  return { pattern, ...(repeated !== undefined && { repeated: rateIn(repeated)! }), ...about };
}

function triggerView(when: Trigger): Record<string, unknown> {
  if ('streamLiveForMs' in when) return { streamLiveFor: durationText(when.streamLiveForMs) };
  if ('everyWhileLiveMs' in when) return { everyWhileLive: durationText(when.everyWhileLiveMs) };
  const { pattern, repeated } = when;
  return {
    pattern: JSON.parse(pattern) as unknown,
    ...(repeated && { repeated: rateText(repeated) }),
  };
}

/** Returns a reaction as the API shows it. */
export const reactionView = (
  reaction: ReactionDefinition | WrittenReaction,
): Record<string, unknown> => {
  const { name, when, then, mode, atMost } = reaction;
  const builtIn = builtInOf(name);
  return {
    name,
    when: { ...triggerView(when), ...(when.selection && { selection: when.selection }) },
    then,
    mode,
    ...(atMost && { atMost: rateText(atMost) }),
    ...(builtIn && { builtIn: true, description: builtIn.description }),
    ...('updatedAt' in reaction && {
      updatedBy: reaction.updatedBy,
      updatedAt: isoTime(reaction.updatedAt),
    }),
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
