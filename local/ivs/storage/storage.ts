/**
 * The buckets that recordings go to. A write has reached its place when its promise resolves, and
 * a reader never sees half an object.
 */
export interface Storage {
  /** @throws StorageError when the object cannot be written */
  put(object: StoredObject): Promise<void>;
  /**
   * Returns the bytes of an object; undefined when there is none.
   * @throws StorageError when it cannot be read
   */
  get(place: ObjectPlace): Promise<Buffer | undefined>;
}

export interface ObjectPlace {
  readonly region: string;
  readonly bucket: string;
  readonly key: string;
}

export interface StoredObject extends ObjectPlace {
  readonly body: Uint8Array;
  /** A media type, such as `video/mp2t`. */
  readonly type: string;
}

/** A failure of the storage. Its message names the object and the cause, and no credentials. */
export class StorageError extends Error {
  override readonly name = 'StorageError';
}
