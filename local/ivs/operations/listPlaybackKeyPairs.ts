import { defineOperation } from './defineOperation.ts';
import { page } from '../protocol/pages.ts';

/**
 * Lists key pairs without fingerprints. A page holds all of them, up to 100, unless fewer are
 * requested.
 */
export const listPlaybackKeyPairs = defineOperation({
  name: 'ListPlaybackKeyPairs',
  run({ state }, input) {
    const { items, ...next } = page(
      'ListPlaybackKeyPairs',
      state.playbackKeyPairs.all(),
      input,
      100,
    );
    return {
      keyPairs: items.map(({ playbackKeyPair: { arn, name, tags } }) => ({ arn, name, tags })),
      ...next,
    };
  },
});
