import { isoTime } from '../clock.ts';
import { expiryOf } from '../records/keys.ts';
import { superseding } from './endings.ts';
import type { Subject } from '../subjects.ts';
import type { Key } from '../dynamodb.ts';
import { isFinal, type EndedJob, type Superseded } from './job.ts';
import { workflowOf } from './precedence.ts';
import {
  HELD,
  historyKey,
  keyOf,
  readAt,
  readCurrent,
  type StoredJob,
  type TableApp,
} from './table.ts';
import { dueEntry } from './jobIndexes.ts';

/**
 * A job that the next one on its subject follows: it has ended, and it has the version that it has
 * in the table.
 */
export type Predecessor = EndedJob &
  Key & {
    /** Set if it differs from the job's own version. */
    readonly placedVersion?: number;
  };

/**
 * Reads the state that is needed to place a job with a fixed id: the job that locks, or locked, its
 * subject, and the job itself if it has been placed before. In this order, the placing fails if the
 * job was placed and has given way since the first read.
 */
export async function readBeforePlacing(
  app: TableApp,
  subject: Subject,
  id: string,
): Promise<{ current: StoredJob | undefined; placed: StoredJob | undefined }> {
  const current = await readCurrent(app, subject);
  return {
    current,
    placed: current?.id === id ? current : await readAt(app, historyKey(subject, id)),
  };
}

/**
 * Returns the jobs that have followed another one on its subject, the last one first.
 * @param current the job that locks, or locked, the subject
 */
export async function followersOf(
  app: TableApp,
  { id, subject }: StoredJob,
  current: StoredJob | undefined,
): Promise<StoredJob[]> {
  const followers: StoredJob[] = [];
  for (let job = current; job && job.id !== id;) {
    followers.push(job);
    const { follows } = job;
    // A job of an earlier release does not name the job before it.
    job = follows === undefined ? undefined : await readAt(app, historyKey(subject, follows));
  }
  return followers;
}

/**
 * Returns the job that the one with the id `by` follows: as it ended, or as it ends now because it
 * gives way.
 */
export function givingWay(job: StoredJob, by: string, now: number): Predecessor {
  if (isFinal(job)) return job;
  const { set, dueAt } = superseding(job, workflowOf(job), by, now);
  const ended = { ...job, ...set, version: job.version + 1, updatedAt: now };
  const expiresAt = expiryOf('finishedJob', now);
  const index = { ...dueEntry({ subject: job.subject }, dueAt), expiresAt };
  return { ...ended, ...index, placedVersion: job.version };
}

/**
 * Gives a job that locks its subject more jobs to start again after it, each once; returns false
 * when it has changed since it was read. It is a signal too, so that neither the end of that job
 * nor the one that takes its place passes over them.
 */
export async function handSuperseded(
  { store, clock }: TableApp,
  job: StoredJob,
  more: readonly Superseded[],
): Promise<boolean> {
  const known = job.supersedes ?? [];
  const supersedes = [
    ...known,
    ...more.filter(({ jobId }) => !known.some((other) => other.jobId === jobId)),
  ];
  return (
    (await store.update(keyOf(job), {
      set: { supersedes, dueSk: isoTime(clock.now()) },
      add: { signals: 1 },
      when: { ...HELD, equals: { id: job.id, version: job.version, signals: job.signals } },
    })) !== undefined
  );
}
