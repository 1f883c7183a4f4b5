import { existing } from './rules/lookup.ts';
import { defineOperation } from './defineOperation.ts';

export const getPlaybackKeyPair = defineOperation({
  name: 'GetPlaybackKeyPair',
  run: ({ state }, { arn }) => ({ keyPair: existing(state.playbackKeyPairs, arn).playbackKeyPair }),
});
