import { randomId } from '../random.ts';
import { expiryOf } from '../records/keys.ts';
import type { Subject } from '../subjects.ts';
import { subjectOfJobId, type Job } from './job.ts';
import { historyKey, readCurrent, type TableApp } from './table.ts';

/**
 * The id for a request with an Idempotency-Key stands for one job: the one that the request
 * started, or the one that it joined. A joined job has a record under the history key (`aliasOf`).
 * The same request made twice at once must not do both. A request therefore claims the id in that
 * record before it starts a job, and a request that is about to join a job finds the claim.
 */
/** An id is free while no job has it and no job was joined under it. */
const FREE = ['aliasOf', 'workflow'] as const;
const expiry = (now: number): number => expiryOf('idempotencyKey', now);

/**
 * Returns the last claim on a request's id; undefined when there is no claim. Read it before the
 * subject's job, so that a later claim is noticed.
 */
export async function claimOf({ store }: TableApp, id: string): Promise<string | undefined> {
  const subject = subjectOfJobId(id);
  const row = subject && (await store.get(historyKey(subject, id)));
  return typeof row?.claim === 'string' ? row.claim : undefined;
}

/**
 * Claims an id for a job before the job is placed. Returns false when the id stands for another job
 * by now, which the same request joined.
 */
export async function claimId(
  { store, clock, random }: TableApp,
  subject: Subject,
  id: string,
  requestDigest: string,
): Promise<boolean> {
  const key = historyKey(subject, id);
  const row = { claim: randomId(random), requestDigest, expiresAt: expiry(clock.now()) };
  return (
    (await store.putIfAbsent({ ...key, ...row })) ||
    (await store.update(key, { set: row, when: { absent: FREE } })) !== undefined
  );
}

/**
 * Lets the id of a request stand for the job that the request joined.
 * @param claim the result of `claimOf` before the job was read
 * @returns false when the same request, made twice, has claimed the id since, or stands for a job
 * already; the caller then reads again
 */
export async function aliasJob(
  { store, clock }: TableApp,
  aliasId: string,
  requestDigest: string,
  job: Job,
  claim?: string,
): Promise<boolean> {
  const key = historyKey(job.subject, aliasId);
  const row = { aliasOf: job.id, requestDigest, expiresAt: expiry(clock.now()) };
  if (claim === undefined) return store.putIfAbsent({ ...key, ...row });
  return (
    (await store.update(key, {
      set: { ...row, claim: undefined },
      when: { absent: FREE, equals: { claim } },
    })) !== undefined
  );
}

/** Returns the digest of the request for which an id was first drawn. */
export async function requestDigestOf(app: TableApp, id: string): Promise<string | undefined> {
  const subject = subjectOfJobId(id);
  if (subject === undefined) return undefined;
  const current = await readCurrent(app, subject);
  const item = current?.id === id ? current : await app.store.get(historyKey(subject, id));
  return typeof item?.requestDigest === 'string' ? item.requestDigest : undefined;
}
