import type { Item, Store } from '../dynamodb.ts';
import { recordKey } from './keys.ts';

// The files of a recording, as the metadata file of IVS and our marks say. Record `recording/<id>`,
// `files`.

/** A rendition of a recording; its playlist is a key in the bucket. */
export interface RecordedRendition {
  readonly playlist: string;
  /** Pixels; absent for sound alone. */
  readonly width?: number;
  readonly height?: number;
}

export interface RecordingFiles {
  /** The key of the multivariant playlist. */
  readonly playlist?: string;
  readonly renditions?: readonly RecordedRendition[];
  /** For how many days the objects are kept, as their tag says. */
  readonly keepDays?: number;
  /** The last key that has the tag, while the objects are being tagged. */
  readonly taggedTo?: string;
  /** Whether all objects have the tag. */
  readonly isTagged?: boolean;
}

function filesIn(item: Item | undefined): RecordingFiles {
  if (!item) return {};
  const { pk: _pk, sk: _sk, expiresAt: _expiresAt, ...files } = item;
  return files;
}

/** Returns what is known about the files of a recording. */
export const readRecordingFiles = async (store: Store, id: string): Promise<RecordingFiles> =>
  filesIn(await store.get(recordKey.recordingFiles(id)));

/** Returns what is known about the files of recordings, in the order of their ids. */
export const readManyRecordingFiles = async (
  store: Store,
  ids: readonly string[],
): Promise<RecordingFiles[]> =>
  (await store.getMany(ids.map(recordKey.recordingFiles))).map(filesIn);

/**
 * Notes something about the files of a recording.
 * @param expiresAt seconds since the epoch
 */
export const noteRecordingFiles = async (
  store: Store,
  id: string,
  files: RecordingFiles,
  expiresAt: number,
): Promise<void> =>
  void (await store.update(recordKey.recordingFiles(id), { set: { ...files, expiresAt } }));
