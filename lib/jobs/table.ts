import type { App } from '../app.ts';
import { isoTime } from '../clock.ts';
import type { Item, Key } from '../dynamodb.ts';
import { randomId } from '../random.ts';
import type { Subject } from '../subjects.ts';
import { expiryOf } from '../records/keys.ts';
import { isEndStatus, subjectOfJobId, type CancelRequest, type Job } from './job.ts';
import { dueEntry, listSkOf, shardOf } from './jobIndexes.ts';
import type { Predecessor } from './succession.ts';

/**
 * Jobs in DynamoDB. The job of a subject is one item, `<subject> / job`; a finished job gives way
 * to the next one by being copied to `<subject> / job#<id>` first. A job id carries its subject, so
 * both are found by key, consistently. Index `due`: the jobs and the times at which they need
 * attention. Index `jobs`: the list of jobs, newest first. Both may lag.
 */
export type TableApp = Pick<App, 'store' | 'clock' | 'random'>;

/** A job and its key. */
export type StoredJob = Job & Key;

const currentKey = (subject: Subject): Key => ({ pk: subject, sk: 'job' });
/** Returns the key of a job after the next one has taken its place on the subject. */
export const historyKey = (subject: Subject, id: string): Key => ({ pk: subject, sk: `job#${id}` });

/** Only a job has a workflow; its other members are as they were written. */
const isJobItem = (item: Item): item is Item & StoredJob => typeof item.workflow === 'string';

const fromItem = (item: Item | undefined): StoredJob | undefined =>
  item && isJobItem(item) ? item : undefined;

const itemOf = (job: Job, key: Key, dueAt: number | undefined): Item => {
  const due = dueEntry(job, dueAt);
  return {
    ...job,
    ...key,
    ...(due.duePk && due),
    listPk: `jobs#${shardOf(job.subject)}`,
    listSk: listSkOf(job),
  };
};

/** Returns the job in a subject's own item: running, waiting, or the last one that ended. */
export const readCurrent = async (
  { store }: TableApp,
  subject: Subject,
): Promise<StoredJob | undefined> => fromItem(await store.get(currentKey(subject)));

/**
 * Returns a job by its id, read consistently, from either key. It also accepts an id that was given
 * to a request which joined the job.
 */
export async function readJob(app: TableApp, id: string): Promise<StoredJob | undefined> {
  const subject = subjectOfJobId(id);
  if (subject === undefined) return undefined;
  const current = await readCurrent(app, subject);
  if (current?.id === id) return current;
  const past = await app.store.get(historyKey(subject, id));
  if (typeof past?.aliasOf === 'string') return readJob(app, past.aliasOf);
  return fromItem(past);
}

/** Returns a job by the key that an index gave. */
export const readAt = async (
  { store }: TableApp,
  { pk, sk }: Key,
): Promise<StoredJob | undefined> => fromItem(await store.get({ pk, sk }));

/**
 * Puts a new job on its subject. The job before it is first copied to its history key, as ended; an
 * unfinished job ends by the one write that puts the new one in its place. Its copy stays in the
 * index of due jobs until its end has been announced.
 * @returns the job as stored, or undefined when another writer was faster; the caller then reads
 * again
 */
export async function placeJob(
  app: TableApp,
  job: Job,
  previous: Predecessor | undefined,
  dueAt: number,
): Promise<StoredJob | undefined> {
  const key = currentKey(job.subject);
  const item = itemOf(job, key, dueAt);
  if (previous) await copyToHistory(app, previous);
  const placed = previous
    ? await app.store.put(item, {
        // A request to cancel, or another signal, does not change the version.
        equals: {
          id: previous.id,
          version: previous.placedVersion ?? previous.version,
          ...(previous.placedVersion !== undefined && { signals: previous.signals }),
        },
      })
    : await app.store.putIfAbsent(item);
  const current = placed ? { ...job, ...key } : await readCurrent(app, job.subject);
  // After a lost response, the retried write finds that the first one has made its condition fail.
  return current?.id === job.id && current.writer === job.writer ? current : undefined;
}

/**
 * Copies a job that gives way to its history key. An interrupted placement may have left a copy: it
 * lacks the later additions to the record, or it says that the job was superseded, which is wrong
 * if the job has ended by itself. A claim of the job's id has no version.
 */
async function copyToHistory({ store }: TableApp, previous: Predecessor): Promise<void> {
  const { placedVersion: _, ...ended } = previous;
  const { subject, id, version, signals, supersededBy } = ended;
  const copy = { ...ended, ...historyKey(subject, id) };
  // A copy with more signals was made later: it may have a request to cancel that this one lacks.
  const notAbove = { version, ...(supersededBy !== undefined && { signals }) };
  const written = await store.put(copy, {
    notAbove: { ...notAbove, version: supersededBy === undefined ? version : version - 1 },
  });
  if (!written)
    await store.put(copy, {
      present: ['supersededBy'],
      ...(supersededBy !== undefined && { notAbove }),
    });
}

/**
 * The members that a write changes besides the step itself. An undefined `dueAt` takes the job out
 * of the `due` index.
 */
export interface JobChange {
  set: Partial<{ [Member in keyof Job]: Job[Member] | undefined }>;
  dueAt: number | undefined;
  /** The write also requires that no signal has come since the job was read. */
  unlessSignalled?: boolean;
}

/** Returns a job as it will be once a change is written. */
export function changed(job: StoredJob, { set }: JobChange): StoredJob {
  const item: Item = { ...job, ...set };
  return isJobItem(item) ? item : job;
}

/**
 * The one conditional write: it carries the outcome of one step and the intention of the next.
 * After a failed condition one consistent read decides: the expected version and writer mean that
 * the write succeeded after all.
 * @returns `mine`: the job as written; or `theirs`: the same job as others have written it, from
 * whichever key it has by now
 */
export async function changeJob(
  app: TableApp,
  job: StoredJob,
  change: JobChange,
): Promise<{ mine: StoredJob } | { theirs: StoredJob | undefined }> {
  const now = app.clock.now();
  const writer = randomId(app.random);
  const version = job.version + 1;
  const waitsFor = 'waitsFor' in change.set ? change.set.waitsFor : job.waitsFor;
  const finished = change.set.status !== undefined && isEndStatus(change.set.status);
  const item = await app.store.update(keyOf(job), {
    set: {
      ...change.set,
      version,
      writer,
      updatedAt: now,
      ...dueEntry(
        {
          subject: job.subject,
          ...(waitsFor !== undefined && { waitsFor }),
          ...(job.priority && { priority: job.priority }),
        },
        change.dueAt,
      ),
      ...(finished && { expiresAt: expiryOf('finishedJob', now) }),
    },
    when: {
      equals: {
        id: job.id,
        version: job.version,
        ...(change.unlessSignalled && { signals: job.signals }),
      },
    },
  });
  const written = fromItem(item);
  if (written) return { mine: written };
  const there = await readAt(app, keyOf(job));
  if (there?.version === version && there.writer === writer) return { mine: there };
  return { theirs: there?.id === job.id ? there : await readJob(app, job.id) };
}

export const keyOf = ({ pk, sk }: Key): Key => ({ pk, sk });

export const HELD = { oneOf: { status: ['running', 'waiting'] } } as const;

/**
 * Signals the job on a subject. The signal does not touch the version, so it disturbs no other
 * write. The same write makes the job due, so a lost hint costs one sweep and not the whole wait.
 * That holds for a running job too, because it may be about to wait.
 */
export const signal = async (
  { store, clock }: TableApp,
  subject: Subject,
): Promise<StoredJob | undefined> =>
  fromItem(
    await store.update(currentKey(subject), {
      set: { dueSk: isoTime(clock.now()) },
      add: { signals: 1 },
      when: HELD,
    }),
  );

/**
 * Asks a job to stop: a signal with a reason, which makes the job due. The first request stands.
 */
export const signalCancel = async (
  { store, clock }: TableApp,
  job: StoredJob,
  cancel: CancelRequest,
): Promise<StoredJob | undefined> =>
  fromItem(
    await store.update(keyOf(job), {
      set: { cancel, dueSk: isoTime(clock.now()) },
      add: { signals: 1 },
      when: { ...HELD, equals: { id: job.id }, absent: ['cancel'] },
    }),
  );

/**
 * Moves the time at which a job needs attention next, unless it has been moved since. It does not
 * touch the version.
 */
export const moveDue = async (
  { store }: TableApp,
  job: StoredJob,
  dueAt: number,
): Promise<boolean> =>
  (await store.update(keyOf(job), {
    set: { dueSk: isoTime(dueAt) },
    when: { equals: { id: job.id, version: job.version } },
  })) !== undefined;

/** Takes the record of a job whose end has been announced out of the `due` index. */
export const forgetDue = async ({ store }: TableApp, job: StoredJob): Promise<void> =>
  void (await store.update(keyOf(job), {
    set: { announced: true, duePk: undefined, dueSk: undefined },
    when: { equals: { id: job.id } },
  }));

/**
 * Adds later facts to a finished job's record: that it was announced, redriven, or asked too late
 * to stop. It counts as a write, so a job that is just being replaced by the next one is copied
 * again, with the addition.
 * @returns the updated job
 */
export const amendFinished = async (
  { store }: TableApp,
  job: StoredJob,
  set: Pick<Partial<Job>, 'announced' | 'redrivenBy' | 'cancel'>,
): Promise<StoredJob | undefined> => {
  const out = set.announced ? { duePk: undefined, dueSk: undefined } : {};
  for (const key of [keyOf(job), historyKey(job.subject, job.id)]) {
    const amended = fromItem(
      await store.update(key, {
        set: { ...set, ...out },
        add: { version: 1 },
        when: { equals: { id: job.id } },
      }),
    );
    if (amended) return amended;
  }
  return undefined;
};
