import { existing } from './rules/lookup.ts';
import { defineOperation } from './defineOperation.ts';

/**
 * Deletes a key pair. Tokens signed with its private key can no longer start playback. Channels do
 * not refer to key pairs, so a delete is never refused because of one.
 */
export const deletePlaybackKeyPair = defineOperation({
  name: 'DeletePlaybackKeyPair',
  run({ state }, { arn }) {
    existing(state.playbackKeyPairs, arn);
    state.playbackKeyPairs.delete(arn);
    return undefined;
  },
});
