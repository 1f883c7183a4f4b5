import { ROTATE_AFTER_SHOW_TAG } from '../tags.ts';
import type { ReactionDefinition } from './reactions.ts';

/** A reaction that every deployment has. It is off until somebody writes it. */
export interface BuiltInReaction extends ReactionDefinition {
  /** Its use, in Markdown. */
  readonly description: string;
}

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** The built-in reactions. Their triggers and workflows are fixed; their numbers are not. */
export const BUILT_IN: readonly BuiltInReaction[] = [
  {
    name: 'ad-breaks-while-live',
    description: 'Inserts ad breaks at a cadence. The channels need an ad configuration.',
    when: { everyWhileLiveMs: 10 * MINUTE_MS },
    then: { workflow: 'insertAdBreak', input: { durationSeconds: 30 } },
    mode: 'off',
  },
  {
    name: 'rotate-after-stream',
    description:
      'Rotates the stream key after each stream. The tag `channelkeeper:rotate-after-show` does ' +
      'the same for one channel, even if the Stream End is lost. So this leaves channels with ' +
      'that tag alone.',
    when: {
      pattern: JSON.stringify({
        source: ['aws.ivs'],
        'detail-type': ['IVS Stream State Change'],
        detail: { event_name: ['Stream End', 'Stream Failure'] },
      }),
      selection: { withoutTags: { [ROTATE_AFTER_SHOW_TAG]: 'true' } },
    },
    then: { workflow: 'rotateStreamKeyWhenIdle', input: {} },
    mode: 'off',
  },
  {
    name: 'stop-after-hours',
    description: 'Stops a stream that has been live for too long. Its stream key stays.',
    when: { streamLiveForMs: 12 * HOUR_MS },
    then: { workflow: 'stopStream', input: {} },
    mode: 'off',
  },
  {
    name: 'suspend-after-breaches',
    description: 'Suspends a channel that breaches its limits again and again.',
    when: {
      pattern: JSON.stringify({ source: ['aws.ivs'], 'detail-type': ['IVS Limit Breach'] }),
      repeated: { count: 5, perMs: 10 * MINUTE_MS },
    },
    then: { workflow: 'suspendChannel', input: {} },
    mode: 'off',
  },
];

/** Returns the built-in reaction with a name, as it is before anybody writes it. */
export const builtInOf = (name: string): BuiltInReaction | undefined =>
  BUILT_IN.find((one) => one.name === name);
