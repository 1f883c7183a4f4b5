import { defineOperation } from './defineOperation.ts';
import { page } from '../protocol/pages.ts';

/** Without fingerprints. A page is all there can be, up to 100, unless fewer are asked for. */
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
