import { existing } from '../existing.ts';
import { defineOperation } from '../protocol/operation.ts';

export const getPlaybackKeyPair = defineOperation({
  name: 'GetPlaybackKeyPair',
  run: ({ state }, { arn }) => ({ keyPair: existing(state.playbackKeyPairs, arn).playbackKeyPair }),
});
