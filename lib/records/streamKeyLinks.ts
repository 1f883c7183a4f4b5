import { isoTime } from '../clock.ts';
import type { Store } from '../dynamodb.ts';
import { digestOf } from '../random.ts';
import { expiryOf, recordKey } from './keys.ts';
import { updateOnce, type OnceStore } from './updateOnce.ts';

/**
 * A link that shows the value of a stream key once. Record `streamKeyLink/<id>`, `link`. It has a
 * hash of the token alone, and never a value. Links have partitions of their own, so that the
 * function that reads values may write them and few other records.
 */
export interface StreamKeyLink {
  readonly streamKeyArn: string;
  readonly channelId: string;
  readonly by: string;
  /** The end of the link, in ms since the epoch. */
  readonly until: number;
}

/** A link as a reader with its token finds it. `usedAt`: an ISO 8601 instant. */
export type FoundLink = StreamKeyLink & { readonly usedAt?: string };

/** The wrong tokens that a link survives, but for the last one. */
const WRONG_MAX = 10;

const hashOf = (token: string): string => digestOf('streamKeyLink', token);

/** Writes a link. */
export async function writeStreamKeyLink(
  store: Store,
  id: string,
  token: string,
  link: StreamKeyLink,
): Promise<void> {
  const expiresAt = expiryOf('streamKeyLink', link.until);
  await store.putIfAbsent({
    ...recordKey.streamKeyLink(id),
    ...link,
    tokenHash: hashOf(token),
    wrong: 0,
    expiresAt,
  });
}

/**
 * Returns the link with this id and token; undefined when there is none, or when it is over. A
 * wrong token is counted, and too many of them end the link.
 */
export async function readStreamKeyLink(
  store: Store,
  id: string,
  token: string,
  now: number,
): Promise<FoundLink | undefined> {
  const key = recordKey.streamKeyLink(id);
  const record = await store.get(key);
  if (record === undefined || Number(record.until) <= now) return undefined;
  if (record.tokenHash !== hashOf(token)) {
    await store.update(key, { add: { wrong: 1 }, when: { present: ['tokenHash'] } });
    return undefined;
  }
  if (Number(record.wrong) >= WRONG_MAX) return undefined;
  return {
    streamKeyArn: String(record.streamKeyArn),
    channelId: String(record.channelId),
    by: String(record.by),
    until: Number(record.until),
    ...(typeof record.usedAt === 'number' && { usedAt: isoTime(record.usedAt) }),
  };
}

/**
 * Uses a link up; returns false when it was used before. One of several callers at once gets true.
 */
export const useUpStreamKeyLink = async (
  app: OnceStore,
  id: string,
  now: number,
): Promise<boolean> =>
  (await updateOnce(app, recordKey.streamKeyLink(id), {
    set: { usedAt: now },
    when: { present: ['tokenHash'], absent: ['usedAt'] },
  })) !== undefined;
