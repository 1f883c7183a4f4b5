import type { DayWindow } from '../dayWindow.ts';
import type { Item, Store } from '../dynamodb.ts';
import { daysOf, intervalOf, KEEP_RECORDINGS_TAG, ROTATE_EVERY_TAG } from '../tags.ts';
import { definitionsOf, deleteDefinition, putDefinition } from './definitions.ts';
import { recordKey } from './keys.ts';
import type { Rate } from './reactions.ts';
import { isSelected, type ChannelSelection, type SelectedChannel } from './selections.ts';
import type { OnceStore } from './updateOnce.ts';

// Policies: what holds for the channels of a selection. `policy/<name>`, `definition`. A tag of a
// channel is the short form for one channel. Where several say the same thing about a channel, the
// strictest counts.

/** The partition of all policies in the index `jobs`. */
const LIST = 'policies';
/** The most policies that a deployment has: every channel is compared with each of them. */
export const POLICIES_MAX = 50;

/** When the stream key of a channel is rotated before it is too old. */
export interface RotationRules {
  /** The part of the day in which keys are rotated. */
  readonly window?: DayWindow;
  /** Spreads the rotations over this time before the keys become too old, in ms. */
  readonly spreadMs?: number;
  /** How long before a rotation it is announced, in ms. */
  readonly announceMs?: number;
  /** After so many deferrals, the key of a live channel is rotated and its stream is cut. */
  readonly nowAfterDeferrals?: number;
}

/** A policy. Times in ms. */
export interface Policy {
  readonly name: string;
  readonly selection: ChannelSelection;
  readonly streamKeyMaxAgeMs?: number;
  readonly rotation?: RotationRules;
  readonly streamMaxLengthMs?: number;
  /** How long before its end a stream is warned, in ms. */
  readonly warnMs?: number;
  /** A channel that breaches its limits so often in such a time is suspended. */
  readonly suspendAfterBreaches?: Rate;
  readonly keepRecordingsDays?: number;
  /** The caller who wrote it, and when, in ms since the epoch. */
  readonly updatedBy: string;
  readonly updatedAt: number;
}

/** The reactions that a policy stands for. */
const REACTIONS = ['length', 'warning', 'breaches'] as const;

/** Returns the name of such a reaction. A colon is in no name that somebody gives. */
export const policyReactionName = (policy: string, part: (typeof REACTIONS)[number]): string =>
  `policy:${policy}:${part}`;

export const policyReactionNames = (policy: string): string[] =>
  REACTIONS.map((part) => policyReactionName(policy, part));

/** How old the stream key of a channel may become, and the policy that says so; else its tag. */
export interface KeyRule {
  readonly maxAgeMs: number;
  readonly policy?: Policy;
}

/** A channel, as the rules see it. */
export type RuledChannel = SelectedChannel & { readonly id: string };

/** Returns the rule for the stream key of a channel; undefined when there is none. */
export function keyRuleOf(policies: readonly Policy[], channel: RuledChannel): KeyRule | undefined {
  const tagged = intervalOf(channel.tags?.[ROTATE_EVERY_TAG]);
  const rules = policies.flatMap((policy): KeyRule[] =>
    policy.streamKeyMaxAgeMs !== undefined && isSelected(policy.selection, channel)
      ? [{ maxAgeMs: policy.streamKeyMaxAgeMs, policy }]
      : [],
  );
  const [strictest] = [...(tagged === undefined ? [] : [{ maxAgeMs: tagged }]), ...rules].toSorted(
    (a, b) => a.maxAgeMs - b.maxAgeMs,
  );
  return strictest;
}

/** Returns for how many days the recordings of a channel are kept; undefined: nobody says. */
export function keepDaysOf(policies: readonly Policy[], channel: RuledChannel): number | undefined {
  const tagged = daysOf(channel.tags?.[KEEP_RECORDINGS_TAG]);
  const [shortest] = policies
    .filter(({ selection }) => isSelected(selection, channel))
    .flatMap(({ keepRecordingsDays }) => keepRecordingsDays ?? [])
    .toSorted((a, b) => a - b);
  return tagged ?? shortest;
}

const policyIn = ({ pk, definition }: Item): Policy => ({
  ...(definition as Omit<Policy, 'name'>),
  name: pk.slice('policy/'.length),
});

/**
 * Writes a policy.
 * @returns whether it is a new one
 */
export const putPolicy = (store: Store, policy: Policy): Promise<boolean> =>
  putDefinition(store, recordKey.policy(policy.name), LIST, policy);

export async function readPolicy(store: Store, name: string): Promise<Policy | undefined> {
  const item = await store.get(recordKey.policy(name));
  return item?.definition === undefined ? undefined : policyIn(item);
}

/** Returns all policies by name. The index may lag by a moment. */
export async function allPolicies(store: Store): Promise<Policy[]> {
  const items = await definitionsOf(store, LIST);
  return items.map(policyIn);
}

/**
 * Deletes a policy.
 * @param now ms since the epoch
 * @returns whether there was one
 */
export const deletePolicy = (app: OnceStore, name: string, now: number): Promise<boolean> =>
  deleteDefinition(app, recordKey.policy(name), now);
