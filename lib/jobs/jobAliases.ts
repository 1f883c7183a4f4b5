import { randomId } from '../random.ts';
import { expiryOf } from '../records/keys.ts';
import type { Subject } from '../subjects.ts';
import { subjectOfJobId, type Job } from './job.ts';
import { historyKey, readCurrent, type TableApp } from './table.ts';

/**
 * The id that a request with an Idempotency-Key is given stands for one job: the one that the
 * request started, or the one that it joined. A joined job is a row under the history key
 * (`aliasOf`). The same request made twice at once must not do both. So a request claims the id in
 * that row before it starts a job, and a request that is about to join one finds the claim.
 */
/** An id is free while no job has it and none was joined under it. */
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
 * Says, before a job is placed, that the id is to be its own; false when the id has come to stand
 * for another job that the same request joined.
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
 * Lets an id that a request was given stand for the job which that request joined.
 * @param claim what `claimOf` said before the job was read
 * @returns false when the same request, made twice, has claimed the id since, or stands for a job
 * already: look again
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

/** The digest of the request that an id was first given for. */
export async function requestDigestOf(app: TableApp, id: string): Promise<string | undefined> {
  const subject = subjectOfJobId(id);
  if (subject === undefined) return undefined;
  const current = await readCurrent(app, subject);
  const item = current?.id === id ? current : await app.store.get(historyKey(subject, id));
  return typeof item?.requestDigest === 'string' ? item.requestDigest : undefined;
}
