/** Returns the playback URL of a channel on this machine; the path is that of IVS. */
export const localPlaybackUrl = (origin: string, playbackUrl: string): string =>
  `${origin}${new URL(playbackUrl).pathname}`;
