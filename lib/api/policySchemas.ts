import * as z from 'zod/mini';
import { durationMs } from '../durations.ts';
import { described } from '../http/schemas.ts';
import type { Policy, RotationRules } from '../records/policies.ts';
import type { ChannelSelection } from '../records/selections.ts';
import { minutesBetween } from '../dayWindow.ts';
import { offsetIn } from '../zonedTime.ts';
import { optional } from './policyView.ts';
import { rate, rateIn, selection, timeOfStream } from './reactionSchemas.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const YEAR_MS = 365 * DAY_MS;
/** A window comes once a day, and a key is rotated in the last one before it is too old. */
const WINDOWED_AGE_MS_MIN = 2 * DAY_MS;

/** The schedule looks every five minutes, and a run may be late: this is time for two of them. */
const WINDOW_MINUTES_MIN = 15;

/** A duration in a range, in ms. */
const duration = (leastMs: number, mostMs: number, told: string) =>
  z.string().check(
    z.refine((value) => {
      const ms = durationMs(value);
      return ms !== undefined && ms >= leastMs && ms <= mostMs;
    }, `must be an ISO 8601 duration ${told}`),
  );

const timeOfDay = z
  .string()
  .check(z.regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day such as 02:30'));

const window = z
  .strictObject({
    from: described('The time of day at which it opens: `02:00`.', timeOfDay),
    to: described('The time at which it closes. It may be on the next day.', timeOfDay),
    zone: described(
      'A zone in the database of IANA: `Europe/Berlin`.',
      z.string().check(
        z.maxLength(64),
        z.refine(
          (zone) => offsetIn(zone, 0) !== undefined,
          'must be a time zone in the database of IANA',
        ),
      ),
    ),
  })
  .check(
    z.refine(({ from, to }) => from !== to, {
      message: 'must differ from the time at which the window opens',
      path: ['to'],
    }),
    z.refine(({ from, to }) => from === to || minutesBetween(from, to) >= WINDOW_MINUTES_MIN, {
      message: `must be ${WINDOW_MINUTES_MIN} minutes at least after the window opens`,
      path: ['to'],
    }),
  );

const rotation = z.strictObject({
  window: described(
    'The part of each day in which keys are rotated. A key that is too old does not wait for it, ' +
      'but a live stream is never cut outside of it.',
    z.optional(window),
  ),
  spreadOver: described(
    'Spreads the rotations over this time before the keys become too old, each channel at a place ' +
      'of its own: `PT12H`.',
    z.optional(duration(60_000, YEAR_MS / 2, 'from a minute to half a year, such as PT12H')),
  ),
  announceBefore: described(
    'Announces each rotation so long ahead, as `Stream Key Rotation Due`: `P3D`.',
    z.optional(duration(HOUR_MS, 90 * DAY_MS, 'from an hour to 90 days, such as P3D')),
  ),
  nowAfterDeferrals: described(
    'After so many deferrals, the key of a live channel is rotated nonetheless, and its stream is ' +
      'cut. A deferral counts once an hour, or once in a window. Absent: never; after 24 ' +
      'deferrals a job waits for the end of the stream. A protected channel is never cut.',
    z.optional(z.int().check(z.minimum(0), z.maximum(1_000))),
  ),
});

const RULES = [
  'streamKeyMaxAge',
  'streamMaxLength',
  'suspendAfterBreaches',
  'keepRecordings',
] as const;

const fields = {
  selection: described(
    'The channels that the policy is about. Without members: all channels.',
    selection,
  ),
  streamKeyMaxAge: described(
    'How old a stream key may become: `P30D`. The tag `channelkeeper:rotate-every` is the short ' +
      'form for one channel; the strictest rule counts.',
    z.optional(duration(HOUR_MS, YEAR_MS, 'from an hour to 365 days, such as P30D')),
  ),
  rotation: described('When keys are rotated before they are too old.', z.optional(rotation)),
  streamMaxLength: described(
    'How long a stream may last: `PT12H`. Then it is stopped; its stream key stays.',
    z.optional(timeOfStream),
  ),
  warnBefore: described(
    'Warns a stream so long before it is stopped: `Stream Ending Soon` on the bus, and timed ' +
      'metadata for its players.',
    z.optional(duration(60_000, DAY_MS, 'from a minute to a day, such as PT10M')),
  ),
  suspendAfterBreaches: described(
    'Suspends a channel whose streams breach its limits so often in such a time: `5/PT10M`.',
    z.optional(rate),
  ),
  keepRecordings: described(
    'How many days recordings are kept: `P30D`. A tag `channelkeeper:keep-recordings` of the ' +
      'channel counts before it.',
    z.optional(
      z.string().check(z.regex(/^P[1-9]\d{0,3}D$/, 'must be a number of days such as P30D')),
    ),
  ),
};

const needs = (field: string, other: string) => ({ message: `needs ${other}`, path: [field] });

/** The body of a request that writes a policy. */
export const policyBody = z.strictObject(fields).check(
  z.refine(
    (body) => RULES.some((rule) => body[rule] !== undefined),
    `must have one of ${RULES.join(', ')}`,
  ),
  z.refine(
    (body) => body.rotation === undefined || body.streamKeyMaxAge !== undefined,
    needs('rotation', 'streamKeyMaxAge'),
  ),
  z.refine(
    (body) => body.warnBefore === undefined || body.streamMaxLength !== undefined,
    needs('warnBefore', 'streamMaxLength'),
  ),
  z.refine(({ warnBefore, streamMaxLength }) => isShorter(warnBefore, streamMaxLength), {
    message: 'must be shorter than streamMaxLength by a minute at least',
    path: ['warnBefore'],
  }),
  z.refine(({ rotation, streamKeyMaxAge }) => isShorter(rotation?.spreadOver, streamKeyMaxAge), {
    message: 'must be shorter than streamKeyMaxAge',
    path: ['rotation', 'spreadOver'],
  }),
  z.refine(
    ({ rotation, streamKeyMaxAge }) =>
      rotation?.window === undefined ||
      (durationMs(streamKeyMaxAge ?? '') ?? 0) - (durationMs(rotation.spreadOver ?? '') ?? 0) >=
        WINDOWED_AGE_MS_MIN,
    {
      message: 'needs a streamKeyMaxAge of two days at least, besides spreadOver',
      path: ['rotation', 'window'],
    },
  ),
);

/** Returns whether a duration is shorter than another one by a minute, if both are given. */
const isShorter = (shorter: string | undefined, longer: string | undefined): boolean =>
  shorter === undefined ||
  longer === undefined ||
  (durationMs(shorter) ?? 0) + 60_000 <= (durationMs(longer) ?? 0);

type Asked = z.infer<typeof policyBody>;

const msIn = (value: string | undefined): number | undefined =>
  value === undefined ? undefined : durationMs(value);

function rotationIn(asked: NonNullable<Asked['rotation']>): RotationRules {
  return {
    ...optional('window', asked.window),
    ...optional('spreadMs', msIn(asked.spreadOver)),
    ...optional('announceMs', msIn(asked.announceBefore)),
    ...optional('nowAfterDeferrals', asked.nowAfterDeferrals),
  };
}

/** Returns the policy in a body that has passed its checks. */
export const policyIn = (asked: Asked): Omit<Policy, 'name' | 'updatedBy' | 'updatedAt'> => ({
  selection: asked.selection as ChannelSelection,
  ...optional('streamKeyMaxAgeMs', msIn(asked.streamKeyMaxAge)),
  ...optional('rotation', asked.rotation && rotationIn(asked.rotation)),
  ...optional('streamMaxLengthMs', msIn(asked.streamMaxLength)),
  ...optional('warnMs', msIn(asked.warnBefore)),
  ...optional(
    'suspendAfterBreaches',
    asked.suspendAfterBreaches === undefined ? undefined : rateIn(asked.suspendAfterBreaches),
  ),
  ...(asked.keepRecordings !== undefined && {
    keepRecordingsDays: Number(asked.keepRecordings.slice(1, -1)),
  }),
});
