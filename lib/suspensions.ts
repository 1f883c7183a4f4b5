import type { Store } from './dynamodb.ts';

/**
 * A suspension: while it exists, nothing of ours gives its channel a stream key. Row `channel/<id>`, `suspension`; it does not expire: resuming
 * takes it away, and the deletion of its channel. It keeps the tags of the revoked key, so that the next one can carry them.
 */
export interface Suspension {
  /** ms since the epoch. */
  suspendedAt: number;
  by: string;
  reason?: string;
  /** The job that wrote it. */
  jobId: string;
  streamKeyTags: Record<string, string>;
}

/** A lifted one is kept for so long, in case that the job which lifted it fails: its successor needs the tags. */
const KEEP_LIFTED_SECONDS = 30 * 24 * 3_600;

const keyOf = (channelId: string): { pk: string; sk: string } => ({ pk: `channel/${channelId}`, sk: 'suspension' });

/** The channel's suspension, read consistently; undefined when it is not suspended. */
export async function readSuspension(store: Store, channelId: string): Promise<Suspension | undefined> {
  const row = await store.get(keyOf(channelId));
  return row && row.liftedAt === undefined ? (row as unknown as Suspension) : undefined;
}

/** Suspends a channel. One that is suspended already stays as it is: the first reason stands. Safe to repeat. */
export async function writeSuspension(store: Store, channelId: string, suspension: Suspension): Promise<void> {
  const key = keyOf(channelId);
  if (await store.putIfAbsent({ ...key, ...suspension })) return;
  const { streamKeyTags, ...rest } = suspension;
  // Lifted by a job that then gave no key: suspended again, the tags it kept are the ones to keep.
  const tags = Object.keys(streamKeyTags).length > 0 ? { streamKeyTags } : {};
  await store.update(key, { set: { ...rest, ...tags, liftedAt: undefined, expiresAt: undefined }, when: { above: { liftedAt: 0 } } });
}

/** Lifts a suspension; what it was, also when it has been lifted and not closed; undefined when there is none. Safe to repeat. */
export async function liftSuspension(store: Store, channelId: string, at: number): Promise<Suspension | undefined> {
  const key = keyOf(channelId);
  await store.update(key, {
    set: { liftedAt: at, expiresAt: Math.floor(at / 1_000) + KEEP_LIFTED_SECONDS },
    when: { exists: true, absent: ['liftedAt'] },
  });
  return (await store.get(key)) as Suspension | undefined;
}

/** Forgets a lifted suspension: the channel has its key. Safe to repeat. */
export async function closeSuspension(store: Store, channelId: string, at: number): Promise<void> {
  await store.update(keyOf(channelId), { set: { expiresAt: Math.floor(at / 1_000) }, when: { above: { liftedAt: 0 } } });
}

/** Forgets the suspension of a channel that is gone. Safe to repeat. */
export async function forgetSuspension(store: Store, channelId: string, at: number): Promise<void> {
  await store.update(keyOf(channelId), { set: { expiresAt: Math.floor(at / 1_000) }, when: { exists: true } });
}
