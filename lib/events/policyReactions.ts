import { policyReactionName, type Policy } from '../records/policies.ts';
import type { WrittenReaction } from '../records/reactions.ts';

// The rules of policies about streams, as reactions. They act like those that somebody has written.

const BREACH = JSON.stringify({ source: ['aws.ivs'], 'detail-type': ['IVS Limit Breach'] });

/** A warning, which announces an end and starts no job. */
export interface Warning extends WrittenReaction {
  /** How long the stream has been live when it ends, in ms. */
  readonly lengthMs: number;
}

export const isWarning = (reaction: WrittenReaction): reaction is Warning => 'lengthMs' in reaction;

/** Returns the reactions that policies stand for. */
export const policyReactions = (policies: readonly Policy[]): (WrittenReaction | Warning)[] =>
  policies.flatMap((policy) => {
    const { name, selection, streamMaxLengthMs, warnMs, suspendAfterBreaches: repeated } = policy;
    const { updatedBy, updatedAt } = policy;
    const common = { mode: 'on', policy: name, updatedBy, updatedAt } as const;
    const reactions: (WrittenReaction | Warning)[] = [];
    if (streamMaxLengthMs !== undefined)
      reactions.push({
        ...common,
        name: policyReactionName(name, 'length'),
        when: { streamLiveForMs: streamMaxLengthMs, selection },
        then: { workflow: 'stopStream', input: {} },
      });
    if (streamMaxLengthMs !== undefined && warnMs !== undefined)
      reactions.push({
        ...common,
        name: policyReactionName(name, 'warning'),
        when: { streamLiveForMs: streamMaxLengthMs - warnMs, selection },
        then: { workflow: 'stopStream', input: {} },
        lengthMs: streamMaxLengthMs,
      });
    if (repeated)
      reactions.push({
        ...common,
        name: policyReactionName(name, 'breaches'),
        when: { pattern: BREACH, repeated, selection },
        then: { workflow: 'suspendChannel', input: {} },
      });
    return reactions;
  });
