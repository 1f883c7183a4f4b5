import { isoSecondsAt } from '../../clock.ts';
import type { RecordingDescription, ThumbnailPlan } from '../state/recordingRecord.ts';
import type { RecordingConfiguration } from '../state/resources.ts';

// The JSON files that describe a recording ("IVS Auto-Record to Amazon S3", JSON Metadata Files).

export const PATHS = {
  hls: 'media/hls',
  multivariant: 'master.m3u8',
  byteRangeMultivariant: 'byte-range-multivariant.m3u8',
  playlist: 'playlist.m3u8',
  byteRangePlaylist: 'byte-range-variant.m3u8',
  thumbnails: 'media/thumbnails',
  latestThumbnail: 'media/latest_thumbnail/thumb.jpg',
} as const;

/** How a recording ended; a reason makes it one that failed. */
interface End {
  readonly endedAtMs: number;
  readonly durationMs: number;
  readonly reason?: string;
}

/** The lines of the largest picture of each class of resolutions. */
const LINES: Readonly<Record<string, number>> = {
  LOWEST_RESOLUTION: 160,
  SD: 480,
  HD: 720,
  FULL_HD: 1_080,
};
const INTERVAL_SECONDS = 60;

/** Returns the thumbnails that a configuration asks for; they are never larger than the source. */
export function thumbnailPlan(
  {
    recordingMode,
    targetIntervalSeconds = INTERVAL_SECONDS,
    resolution = '',
    storage = ['SEQUENTIAL'],
  }: RecordingConfiguration['thumbnailConfiguration'],
  { width, height }: { width: number; height: number },
): ThumbnailPlan | undefined {
  if (recordingMode !== 'INTERVAL') return undefined;
  const lines = Math.min(height, LINES[resolution] ?? height);
  return {
    intervalMs: targetIntervalSeconds * 1_000,
    isSequential: storage.includes('SEQUENTIAL'),
    isLatest: storage.includes('LATEST'),
    // Decoders of JPEG want even numbers of pixels.
    width: Math.round((width * lines) / height / 2) * 2,
    height: lines,
  };
}

/** Returns the text of `recording-started.json`, `-ended.json` or `-failed.json`. */
export function describe(
  { channelArn, rendition, thumbnails, startedAtMs }: RecordingDescription & { channelArn: string },
  end?: End,
): string {
  const size = thumbnails && {
    resolution_height: thumbnails.height,
    resolution_width: thumbnails.width,
  };
  const status = end ? (end.reason === undefined ? 'ENDED' : 'ENDED_WITH_FAILURE') : 'STARTED';
  const description = {
    version: 'v1',
    channel_arn: channelArn,
    ...(end && { recording_ended_at: isoSecondsAt(end.endedAtMs) }),
    recording_started_at: isoSecondsAt(startedAtMs),
    recording_status: `RECORDING_${status}`,
    ...(end && { recording_status_message: end.reason ?? '' }),
    media: {
      hls: {
        ...(end && { duration_ms: end.durationMs }),
        path: PATHS.hls,
        playlist: PATHS.multivariant,
        byte_range_playlist: PATHS.byteRangeMultivariant,
        renditions: rendition
          ? [
              {
                path: rendition.name,
                playlist: PATHS.playlist,
                byte_range_playlist: PATHS.byteRangePlaylist,
                resolution_height: rendition.height,
                resolution_width: rendition.width,
              },
            ]
          : [],
      },
      ...(thumbnails?.isSequential === true && { thumbnails: { path: PATHS.thumbnails, ...size } }),
      ...(thumbnails?.isLatest === true && {
        latest_thumbnail: { path: PATHS.latestThumbnail, ...size },
      }),
    },
  };
  return `${JSON.stringify(description, null, 2)}\n`;
}
