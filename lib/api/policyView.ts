import * as z from 'zod/mini';
import { arnOf } from '../arns.ts';
import { isoTime } from '../clock.ts';
import type { Config } from '../config.ts';
import { durationText } from '../durations.ts';
import { count, described, instant, text, withId } from '../http/schemas.ts';
import type { PolicyKey } from '../readModel/policyKeys.ts';
import type { Policy, RotationRules } from '../records/policies.ts';
import { decisionShape, rateText } from './reactionSchemas.ts';

/** The shape that `policyView` returns. */
export const policyShape = withId(
  'Policy',
  z.object({
    name: z.string(),
    selection: z.record(z.string(), z.unknown()),
    streamKeyMaxAge: text,
    rotation: z.optional(z.record(z.string(), z.unknown())),
    streamMaxLength: text,
    warnBefore: text,
    suspendAfterBreaches: text,
    keepRecordings: text,
    updatedBy: z.string(),
    updatedAt: instant,
  }),
);

const policyKey = withId(
  'PolicyStreamKey',
  z.object({
    channelArn: z.string(),
    plannedFor: described('When the rotation begins to be tried.', instant),
    tooOldFrom: described('When the key becomes older than the policy allows.', instant),
    state: described(
      '`deferred`: the channel was live at the last look. `failed`: the last rotation failed, and ' +
        'the next look starts another one. `underWay`: a job is at it. `waiting`: for its time, ' +
        'or for the next look.',
      z.enum(['waiting', 'deferred', 'underWay', 'failed']),
    ),
    deferrals: count,
    deferredAt: z.optional(instant),
    jobId: text,
  }),
);

/** The work of a policy, beside the policy itself. */
export const policyWork = {
  streamKeys: z.optional(
    z.object({
      dueTotal: described('How many keys are due: a thousand stands for more.', count),
      due: described('The first hundred of them, longest first.', z.array(policyKey)),
      next: described('The next ten that come to their time.', z.array(policyKey)),
    }),
  ),
  decisions: described(
    'The last twenty decisions about streams and breaches, newest first.',
    z.array(decisionShape),
  ),
};

/** Returns an object with a member, unless that has no value. */
export const optional = <K extends string, V>(
  key: K,
  value: V | undefined,
): Partial<Record<K, V>> => (value === undefined ? {} : { [key]: value }) as Partial<Record<K, V>>;

const durationOf = (ms: number | undefined): string | undefined =>
  ms === undefined ? undefined : durationText(ms);

const rotationView = (rules: RotationRules): Record<string, unknown> => ({
  ...optional('window', rules.window),
  ...optional('spreadOver', durationOf(rules.spreadMs)),
  ...optional('announceBefore', durationOf(rules.announceMs)),
  ...optional('nowAfterDeferrals', rules.nowAfterDeferrals),
});

/** Returns a policy as the API shows it. */
export const policyView = (policy: Policy): z.infer<typeof policyShape> => ({
  name: policy.name,
  selection: { ...policy.selection },
  ...optional('streamKeyMaxAge', durationOf(policy.streamKeyMaxAgeMs)),
  ...optional('rotation', policy.rotation && rotationView(policy.rotation)),
  ...optional('streamMaxLength', durationOf(policy.streamMaxLengthMs)),
  ...optional('warnBefore', durationOf(policy.warnMs)),
  ...optional(
    'suspendAfterBreaches',
    policy.suspendAfterBreaches && rateText(policy.suspendAfterBreaches),
  ),
  ...(policy.keepRecordingsDays !== undefined && {
    keepRecordings: `P${policy.keepRecordingsDays}D`,
  }),
  updatedBy: policy.updatedBy,
  updatedAt: isoTime(policy.updatedAt),
});

/** Returns a key that a policy rotates as the API shows it. */
export const policyKeyView = (config: Config, key: PolicyKey): z.infer<typeof policyKey> => ({
  channelArn: arnOf(config, 'channel', key.channelId),
  plannedFor: isoTime(key.plannedFor),
  tooOldFrom: isoTime(key.tooOldFrom),
  state: key.isUnderWay
    ? 'underWay'
    : key.isFailed
      ? 'failed'
      : key.deferrals > 0
        ? 'deferred'
        : 'waiting',
  deferrals: key.deferrals,
  ...(key.deferredAt !== undefined && { deferredAt: isoTime(key.deferredAt) }),
  ...(key.job && { jobId: key.job.id }),
});
