import {
  GetObjectCommand,
  GetObjectTaggingCommand,
  ListObjectsV2Command,
  NoSuchKey,
  PutObjectTaggingCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { REQUEST_LIMITS } from './requestLimits.ts';

/** The most keys of one page, which is what S3 returns at most. */
const PAGE_MAX = 1_000;

/**
 * The buckets that IVS records into. They are no part of `App`: the client of S3 would double the
 * size of every function, and one needs it.
 */
export interface RecordingBuckets {
  /**
   * Returns the text of an object; undefined when there is no such object.
   * @throws BucketRefusal when the deployment may not read the bucket
   */
  read(bucketName: string, key: string): Promise<string | undefined>;
  /**
   * Returns keys with a prefix, in the order of their bytes.
   * @param after the last key of the page before
   * @throws BucketRefusal
   */
  keys(
    bucketName: string,
    prefix: string,
    after: string | undefined,
  ): Promise<{ keys: string[]; isMore: boolean }>;
  /**
   * Gives an object a tag and keeps its other tags. PutObjectTagging replaces all of them.
   * @throws BucketRefusal
   */
  tag(bucketName: string, key: string, name: string, value: string): Promise<void>;
}

/** S3 does not let the deployment do this. */
export class BucketRefusal extends Error {
  override readonly name = 'BucketRefusal';
}

async function unlessDenied<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof Error && error.name === 'AccessDenied')
      throw new BucketRefusal(error.message, { cause: error });
    throw error;
  }
}

/**
 * Opens the buckets. The client is made at the first use.
 * @param pageMax the most keys of one page
 */
export function openRecordingBuckets(client?: S3Client, pageMax = PAGE_MAX): RecordingBuckets {
  let opened = client;
  const s3 = (): S3Client => (opened ??= new S3Client(REQUEST_LIMITS));
  return {
    async read(Bucket, Key) {
      const asked = s3().send(new GetObjectCommand({ Bucket, Key }));
      try {
        const { Body } = await unlessDenied(asked);
        return await Body?.transformToString();
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined;
        throw error;
      }
    },
    async keys(Bucket, Prefix, after) {
      const { Contents = [], IsTruncated = false } = await unlessDenied(
        s3().send(
          new ListObjectsV2Command({
            Bucket,
            Prefix,
            MaxKeys: pageMax,
            ...(after !== undefined && { StartAfter: after }),
          }),
        ),
      );
      return { keys: Contents.flatMap(({ Key }) => Key ?? []), isMore: IsTruncated };
    },
    async tag(Bucket, Key, name, value) {
      const { TagSet = [] } = await unlessDenied(
        s3().send(new GetObjectTaggingCommand({ Bucket, Key })),
      );
      if (TagSet.some((tag) => tag.Key === name && tag.Value === value)) return;
      const others = TagSet.filter((tag) => tag.Key !== name);
      await unlessDenied(
        s3().send(
          new PutObjectTaggingCommand({
            Bucket,
            Key,
            Tagging: { TagSet: [...others, { Key: name, Value: value }] },
          }),
        ),
      );
    },
  };
}

let opened: RecordingBuckets | undefined;

/** Returns the buckets of this process. */
export const recordingBuckets = (): RecordingBuckets => (opened ??= openRecordingBuckets());

/** Lets tests run the handler, unchanged, on buckets of their own. */
export function useRecordingBuckets(replacement: RecordingBuckets): void {
  opened = replacement;
}
