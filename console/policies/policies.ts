import type { Components, Paths } from '../../lib/client/api.ts';
import { msOf, now } from '../clock.ts';
import { countOf } from '../journal/sessions.ts';
import type { Tone } from '../words/jobs.ts';
import { agoOf, durationOf, lengthOf } from '../words/times.ts';

export type Policy = Components['schemas']['Policy'];
export type PolicyKey = Components['schemas']['PolicyStreamKey'];
/** The body of a request that writes a policy. */
export type PolicyBody =
  Paths['/v1/policies/{policyName}']['put']['requestBody']['content']['application/json'];
/** When keys are rotated. Answers describe it less closely than requests do. */
export type Rotation = NonNullable<PolicyBody['rotation']>;

function rotationRules({ window, spreadOver, announceBefore, nowAfterDeferrals }: Rotation) {
  return [
    window && `They are rotated between ${window.from} and ${window.to}, ${window.zone}.`,
    spreadOver && `The rotations are spread over the last ${durationOf(spreadOver)}.`,
    announceBefore && `Each one is announced ${durationOf(announceBefore)} ahead.`,
    nowAfterDeferrals !== undefined &&
      (nowAfterDeferrals === 0
        ? 'A live stream is cut without a deferral.'
        : `A live stream is cut after ${countOf(nowAfterDeferrals, 'deferral', 'deferrals')}.`),
  ];
}

/** Returns the rules of a policy as sentences. */
export function rulesOf(policy: Policy): string[] {
  const { streamKeyMaxAge, streamMaxLength, warnBefore, suspendAfterBreaches } = policy;
  const [breaches, within = ''] = suspendAfterBreaches?.split('/') ?? [];
  const warning = warnBefore ? `, and is warned ${durationOf(warnBefore)} ahead` : '';
  const rules = [
    streamKeyMaxAge &&
      `Stream keys are rotated before they are ${durationOf(streamKeyMaxAge)} old.`,
    ...rotationRules(policy.rotation ?? {}),
    streamMaxLength && `A stream is stopped after ${durationOf(streamMaxLength)}${warning}.`,
    breaches &&
      `A channel is suspended after ${countOf(Number(breaches), 'breach', 'breaches')} of its limits in ${durationOf(within)}.`,
    policy.keepRecordings && `Recordings are kept for ${durationOf(policy.keepRecordings)}.`,
  ];
  return rules.filter((rule) => typeof rule === 'string');
}

const STATES: Readonly<Record<PolicyKey['state'], { word: string; tone: Tone }>> = {
  waiting: { word: 'waiting', tone: 'quiet' },
  deferred: { word: 'deferred', tone: 'warn' },
  underWay: { word: 'under way', tone: 'busy' },
  failed: { word: 'failed', tone: 'bad' },
};

/** Returns the state of a key that a policy rotates, in a word with its tone. */
export const keyState = ({ state }: PolicyKey): { word: string; tone: Tone } => STATES[state];

/** Returns how old a key is, measured by its policy, and why it was not rotated yet. */
export function keyWords({ state, deferrals, deferredAt, tooOldFrom }: PolicyKey): string {
  const leftMs = (msOf(tooOldFrom) ?? 0) - now();
  const age = `too old ${leftMs > 0 ? 'in' : 'for'} ${lengthOf(Math.abs(leftMs))}`;
  const live = `deferred ${countOf(deferrals, 'time', 'times')}, the channel was live`;
  const why = {
    waiting: [],
    underWay: ['a job is at it'],
    failed: ['the last rotation failed, and the next look starts another one'],
    deferred: [deferredAt === undefined ? live : `${live} ${agoOf(deferredAt)}`],
  }[state];
  return [...why, age].join(' · ');
}
