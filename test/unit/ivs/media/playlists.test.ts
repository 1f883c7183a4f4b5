import { expect, it } from 'vitest';
import { MediaPlaylists } from '../../../../local/ivs/media/playlists.ts';
import type { Window } from '../../../../local/ivs/media/source.ts';

const window: Window = {
  segments: [{ number: 7, durationMs: 2_000, startsAtMs: 0, map: 1 }],
  next: 8,
  isOver: false,
};

const addressesIn = (playlist: string): string[] => playlist.match(/https?:[^"\n]+/g) ?? [];

it('writes one window for each viewer, with the folder of the viewer', () => {
  const playlists = new MediaPlaylists();
  for (const folder of ['http://a/v1/segment/one/720p', 'http://b/v1/segment/two/720p'])
    expect(addressesIn(playlists.of(window, folder, 'mp4', true))).toEqual([
      `${folder}/init-1.mp4`,
      `${folder}/7.mp4`,
      `${folder}/8.mp4`,
    ]);
});

it('names the growing segment for as long as the latency of the channel is low', () => {
  const playlists = new MediaPlaylists();
  const names = (isLowLatency: boolean): boolean =>
    playlists.of(window, 'http://a', 'ts', isLowLatency).includes('EXT-X-PREFETCH');
  expect([true, false, true].map(names)).toEqual([true, false, true]);
});
