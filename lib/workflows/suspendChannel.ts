import { isNoInput } from '../actions/inputs.ts';
import { aChannel } from '../subjects.ts';
import { defineWorkflow } from '../definition/define.ts';
import { returningKey } from '../definition/returningKey.ts';

/**
 * Takes a channel off air and keeps it dark, whatever other jobs run, until it is resumed. The
 * suspension is written before the key is revoked, so that no job of ours creates a new one. The
 * key is revoked before the stop, so an encoder that reconnects is refused. A resumption undoes it.
 */
export const suspendChannel = defineWorkflow({
  name: 'suspendChannel',
  version: 1,
  subject: aChannel,
  input: isNoInput,
  rank: 'suspend',
  harms: ['revoking', 'stopping', 'revokingFound', 'stoppingAgain', 'revokingAgain'],
  priority: 'emergency',
  onProtected: 'withdrawing',
  givesUp: 'never',
  waitsMax: 60,
  deadlineSeconds: 3_600,
  pointOfNoReturn: {
    act: 'opening',
    past: [
      'notingStreamKey',
      'suspending',
      'revoking',
      'suspendingKeyless',
      'stopping',
      'awaitingStreamEnd',
      'confirming',
      'watching',
      'stoppingAgain',
      'lookingForKey',
      'revokingFound',
      'forgetting',
      'suspendingStill',
      'verifying',
      'revokingAgain',
      'notingDark',
      'announcing',
    ],
  },
  steps: {
    // It comes before any call of IVS: from here on the sweep darkens the channel.
    opening: {
      does: 'writeSuspension',
      then: { suspended: 'notingStreamKey' },
      ifUnknown: { suspended: true },
    },
    notingStreamKey: {
      does: 'noteStreamKey',
      reserves: ['revoking', 'stopping'],
      then: { noted: 'suspending', none: 'suspendingKeyless', notFound: 'forgetting' },
    },
    suspending: { does: 'writeSuspension', then: { suspended: 'revoking' } },
    suspendingKeyless: { does: 'writeSuspension', then: { suspended: 'stopping' } },
    revoking: {
      does: 'revokeNotedStreamKey',
      then: { revoked: 'stopping' },
      ifUnknown: { streamKeyRevoked: true },
    },
    stopping: {
      does: 'stopStream',
      then: { stopping: 'awaitingStreamEnd', notLive: 'confirming', notFound: 'forgetting' },
    },
    awaitingStreamEnd: {
      waits: 'streamEnded',
      then: 'confirming',
      ifStillLive: { afterSeconds: 30, then: 'confirming' },
    },
    confirming: {
      does: 'lookWhetherDark',
      then: {
        dark: 'suspendingStill',
        tooSoon: 'watching',
        live: 'lookingForKey',
        notFound: 'forgetting',
      },
    },
    // An encoder that connected before the key was revoked is on air within seconds, or never.
    watching: {
      waits: 'streamEnded',
      then: 'confirming',
      ifStillLive: { afterSeconds: 11, then: 'confirming' },
    },
    // A key that somebody outside has created lets the encoder in as often as it is stopped.
    lookingForKey: {
      does: 'noteStreamKey',
      then: { noted: 'revokingFound', none: 'stoppingAgain', notFound: 'forgetting' },
    },
    revokingFound: { does: 'revokeNotedStreamKey', then: { revoked: 'stoppingAgain' } },
    stoppingAgain: {
      does: 'stopStream',
      then: { stopping: 'awaitingStreamEnd', notLive: 'watching', notFound: 'forgetting' },
    },
    // An abandoned resumption may have lifted it since.
    suspendingStill: { does: 'writeSuspension', then: { suspended: 'verifying' } },
    // A call that was under way, or somebody outside, may have created a key since.
    verifying: {
      does: 'noteStreamKey',
      then: { noted: 'revokingAgain', none: 'notingDark', notFound: 'forgetting' },
    },
    revokingAgain: { does: 'revokeNotedStreamKey', then: { revoked: 'watching' } },
    notingDark: { does: 'noteDark', then: { noted: 'announcing', unsettled: 'watching' } },
    announcing: { does: 'announceChannelSuspended', then: { announced: 'done' } },
    done: { final: 'succeeded' },
    forgetting: { does: 'forgetSuspension', then: { forgotten: 'missing' } },
    missing: { final: 'notFound' },
    withdrawing: { does: 'withdrawSuspension', then: { withdrawn: 'returningStreamKey' } },
    ...returningKey('isProtected'),
    isProtected: { final: 'protected' },
  },
});
