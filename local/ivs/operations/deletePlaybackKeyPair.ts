import { existing } from './rules/lookup.ts';
import { defineOperation } from './defineOperation.ts';

/**
 * Tokens signed with its private key start no playback any more. Channels do not refer to key
 * pairs, so nothing is in the way.
 */
export const deletePlaybackKeyPair = defineOperation({
  name: 'DeletePlaybackKeyPair',
  run({ state }, { arn }) {
    existing(state.playbackKeyPairs, arn);
    state.playbackKeyPairs.delete(arn);
    return undefined;
  },
});
