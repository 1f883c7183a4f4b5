import { JOB_TAG } from '../../lib/tags.ts';
import type { Item } from '../../lib/dynamodb.ts';
import { isFinal, type Job } from '../../lib/jobs/job.ts';
import type { BusEvent } from '../../local/bus/event.ts';
import type { Answered } from './caller.ts';
import { accountWide, type AccountTraces } from './accountWide.ts';
import { operations } from './operations.ts';
import { harmsToProtected } from './protection.ts';
import { scheduled } from './scheduled.ts';
import {
  adBreaks,
  wrongAttachments,
  notKeptDark,
  suspended,
  trespasses,
  type Traces,
} from './trespasses.ts';

/** Everything that can be observed when a run is over. */
export interface Scene extends Traces, Omit<AccountTraces, 'items'> {
  /** The events that our functions put on our bus. */
  events: readonly BusEvent[];
  /** The ids of the viewers whose sessions IVS was asked to revoke. */
  viewersAsked: ReadonlySet<string>;
  answers: readonly Answered[];
  /** The texts that must hold no secret: logs and IVS's events. */
  texts: readonly string[];
}

type StoredJob = Job & Pick<Item, 'pk' | 'sk'> & { duePk?: string };

/**
 * Returns each job once: the item of its subject if there is one, otherwise the item of its
 * history.
 */
export function jobsIn(items: readonly Item[]): StoredJob[] {
  const jobs = new Map<string, StoredJob>();
  const stored = items.filter(
    ({ workflow }) => typeof workflow === 'string',
  ) as unknown as StoredJob[];
  // `job` sorts before `job#…`.
  for (const job of stored.toSorted((a, b) => a.sk.localeCompare(b.sk)))
    if (!jobs.has(job.id)) jobs.set(job.id, job);
  return [...jobs.values()];
}

/** The workflows that wait for the end of a stream for as long as the stream lasts. */
const PATIENT = new Set([
  'deleteStreamKeyWhenIdle',
  'rotateStreamKeyWhenIdle',
  'updateChannelWhenIdle',
  'detachChannelWhenIdle',
]);

/**
 * Returns the jobs that should have ended and have not. A job that waits for a live stream may
 * still be open, and so may a retirement while other jobs wait for live streams.
 */
export function unfinished(jobs: readonly Job[], live: (subject: string) => boolean): Job[] {
  const open = jobs.filter((job) => !(isFinal(job) && job.announced));
  const waits = (job: Job): boolean =>
    job.status === 'waiting' && !job.cancel && PATIENT.has(job.workflow) && live(job.subject);
  const patience = open.some(waits);
  // A parent waits for its children, and an operation also for the decision of a caller.
  const isPatientParent = ({ workflow }: Job): boolean =>
    ['retireAttachment', 'runOperation', 'startLater'].includes(workflow);
  return open.filter(
    (job) =>
      !waits(job) &&
      !(patience && !isFinal(job) && isPatientParent(job)) &&
      !(job.status === 'waiting' && job.waitsFor === 'decision' && !job.cancel),
  );
}

/** Returns the broken promises, one per line; empty when all were kept. */
export function findings(scene: Scene): string[] {
  const jobs = jobsIn(scene.items);
  return [
    ...announcements(jobs, scene.events),
    ...leftInIndex(scene.items),
    ...deletions(jobs, scene),
    ...streamKeys(jobs, scene),
    ...comeBack(jobs, scene),
    ...keysTold(jobs, scene),
    ...intruders(jobs, scene),
    ...trespasses(jobs, scene),
    ...adBreaks(jobs, scene),
    ...notKeptDark(jobs, scene),
    ...harmsToProtected(jobs, scene),
    ...wrongAttachments(jobs, scene),
    ...creations(jobs, scene),
    ...revocations(jobs, scene),
    ...operations(jobs, scene.items),
    ...scheduled(jobs),
    ...accountWide(jobs, scene),
    ...replays(jobs, scene.answers),
    ...secrets(scene),
    ...jobs
      .filter(({ timeline }) => timeline.length > 40)
      .map(({ id }) => `The timeline of ${id} has no bound.`),
  ];
}

const ENDS: Readonly<Record<string, string>> = {
  succeeded: 'Job Succeeded',
  failed: 'Job Failed',
  cancelled: 'Job Cancelled',
};
const CHANGE_EVENTS: Readonly<Record<string, string>> = {
  deleteChannel: 'Channel Deleted',
  deleteStreamKeyNow: 'Stream Key Deleted',
  deleteStreamKeyWhenIdle: 'Stream Key Deleted',
  rotateStreamKeyNow: 'Stream Key Rotated',
  rotateStreamKeyWhenIdle: 'Stream Key Rotated',
  revokeViewerBatch: 'Viewers Revoked',
  revokeViewers: 'Viewers Revoked',
  updateChannel: 'Channel Updated',
  updateChannelNow: 'Channel Updated',
  updateChannelBlocked: 'Channel Updated',
  updateChannelWhenIdle: 'Channel Updated',
  suspendChannel: 'Channel Suspended',
  resumeChannel: 'Channel Resumed',
  retireAttachment: 'Recording Configuration Deleted',
  rotatePlaybackKeyPair: 'Playback Key Pair Rotated',
  provisionRecordingConfiguration: 'Recording Configuration Created',
};

/** Returns the ids of the jobs whose work a job continues, the latest first. */
function predecessors(
  { redriveOf }: { redriveOf?: string | undefined },
  byId: ReadonlyMap<string, Job>,
): string[] {
  const before = redriveOf === undefined ? undefined : byId.get(redriveOf);
  return before ? [before.id, ...predecessors(before, byId)] : [];
}

/**
 * Checks that every end and every change is announced at least once, and always with the same job
 * id and step.
 */
function announcements(jobs: readonly StoredJob[], events: readonly BusEvent[]): string[] {
  const byId = new Map(jobs.map((job) => [job.id, job]));
  return jobs.filter(isFinal).flatMap((job) => {
    const said = events.filter(({ detail }) => (detail as { jobId?: string }).jobId === job.id);
    const stepsOf = (type: string): Set<unknown> =>
      new Set(
        said.flatMap((event) =>
          event['detail-type'] === type ? [(event.detail as { step: string }).step] : [],
        ),
      );
    const change = job.status === 'succeeded' ? CHANGE_EVENTS[job.workflow] : undefined;
    // A job that continues the work of another job may find the change already announced.
    const before = predecessors(job, byId);
    const toldBefore = events.some(
      (event) =>
        event['detail-type'] === change &&
        before.includes((event.detail as { jobId: string }).jobId),
    );
    const due = [ENDS[job.status] ?? '', ...(change !== undefined && !toldBefore ? [change] : [])];
    // A job whose place was taken while it announced its end together with its last change.
    const unheard = job.left?.some((name) => /^(unknownOutcomeOf|notDone):/.test(name)) ?? false;
    const other = Object.values(ENDS).filter(
      (type) =>
        type !== ENDS[job.status] &&
        stepsOf(type).size > 0 &&
        !(unheard && type === ENDS.succeeded),
    );
    return [
      ...due
        .filter((type) => stepsOf(type).size !== 1)
        .map((type) => `${type} of ${job.id} was said with ${stepsOf(type).size} steps.`),
      ...other.map((type) => `${job.id} has ${job.status}, and yet ${type} was said.`),
    ];
  });
}

/**
 * Checks that no job gives up at once as long as IVS refuses nothing for good. Each error of the
 * weather passes, whatever its form.
 */
export const refusedForNoReason = (jobs: readonly Job[]): string[] =>
  jobs.flatMap(({ id, status, error, ending }) =>
    status === 'failed' && error?.class === 'refused' && ending !== 'protected'
      ? [`${id} gave up at once, because of ${error.name}.`]
      : [],
  );

/**
 * Checks that a finished job is not due any more, because the sweep would find it forever. A copy
 * of a job that a broken-off placement left behind does not count as finished before the job.
 */
export function leftInIndex(items: readonly Item[]): string[] {
  const over = new Set(
    jobsIn(items)
      .filter(isFinal)
      .map(({ id }) => id),
  );
  return (items as unknown as StoredJob[])
    .filter((job) => job.workflow && isFinal(job) && over.has(job.id) && job.duePk !== undefined)
    .map(({ pk, sk }) => `${pk} ${sk} is over and still in the index of what is due.`);
}

const idOf = (job: Job): string => job.subject.slice(job.subject.indexOf('/') + 1);

/**
 * Checks that a channel is gone if a deletion says so, and that it is not gone otherwise, unless a
 * deletion cannot tell.
 */
function deletions(jobs: readonly StoredJob[], { channels }: Scene): string[] {
  const deleted = jobs.filter(
    ({ workflow, status }) => workflow === 'deleteChannel' && status === 'succeeded',
  );
  // Jobs that were abandoned when they may have deleted the channel, or had only to announce that
  // they had.
  const unsure = jobs.filter(
    ({ workflow, step, left }) =>
      workflow === 'deleteChannel' &&
      (left?.includes('unknownOutcomeOf:deleting') || step === 'announcing'),
  );
  const made = jobs.flatMap(({ workflow, status, memory }) =>
    workflow === 'provisionChannel' && status === 'succeeded' ? [memory.channelArn ?? ''] : [],
  );
  const there = new Set(channels.map(({ id }) => id));
  const mayBeGone = new Set([...deleted, ...unsure].map(idOf));
  return [
    ...deleted
      .filter((job) => there.has(idOf(job)))
      .map(({ id }) => `${id} says that its channel is gone, and it is there.`),
    ...made
      .map((arn) => arn.slice(arn.lastIndexOf('/') + 1))
      .filter((id) => !there.has(id) && !mayBeGone.has(id))
      .map((id) => `The channel ${id} is gone, and no job says so.`),
  ];
}

/**
 * Words by which a job says that the channel has no key, or that the outcome of a step that takes
 * or gives a key is unknown.
 */
const KEYLESS = /^keyless$|^unknownOutcomeOf:(?:revoking|creating|returningStreamKey|givingBack)/;

/**
 * Checks that each key that a channel was given is announced, unless the job that gave it says that
 * it could not, and that no other key is announced.
 */
function keysTold(jobs: readonly StoredJob[], { channels, events, requests }: Scene): string[] {
  const told = events.flatMap((event) => {
    const { streamKeyArn, channelArn = '' } = event.detail as Record<string, string | undefined>;
    const isGiven = event['detail-type'] !== 'Stream Key Deleted';
    return streamKeyArn !== undefined && isGiven ? [{ arn: streamKeyArn, channelArn }] : [];
  });
  const given = new Set(jobs.flatMap(({ memory }) => memory.newStreamKeyArn ?? []));
  const excused = new Set(
    jobs.flatMap((job) =>
      job.workflow === 'createStreamKey' || job.left?.some((word) => /^notDone|^unknown/.test(word))
        ? [idOf(job)]
        : [],
    ),
  );
  const changed = new Set(
    requests.flatMap(({ operation, status, channelArn = '' }) =>
      operation === 'CreateStreamKey' && status < 300 ? [channelArn] : [],
    ),
  );
  return [
    ...channels
      .filter(
        ({ id, arn, streamKeyArns: [key] }) =>
          key !== undefined &&
          changed.has(arn) &&
          !excused.has(id) &&
          !told.some(({ arn }) => arn === key),
      )
      .map(({ id }) => `The channel ${id} has a key that nobody was told of.`),
    // The place of the job may have been taken while it announced the key that it had just made.
    ...told
      .filter(
        ({ arn, channelArn }) =>
          !given.has(arn) && !excused.has(channelArn.slice(channelArn.lastIndexOf('/') + 1)),
      )
      .map(({ arn }) => `${arn} was announced, and no job has made it.`),
  ];
}

/**
 * Returns the last job of each channel that took or gave a key, if it deleted the key on purpose.
 */
function deletedKeys(jobs: readonly StoredJob[]): Map<string, StoredJob> {
  const last = new Map<string, StoredJob>();
  const inOrder = jobs.toSorted((a, b) => (a.generation ?? 0) - (b.generation ?? 0));
  for (const job of inOrder)
    if (job.memory.streamKeyDeleted || job.memory.newStreamKeyArn !== undefined)
      last.set(idOf(job), job);
  return new Map([...last].filter(([, { memory }]) => memory.streamKeyDeleted));
}

/**
 * Checks that a key that was deleted on purpose does not come back by itself. A call that outlived
 * its job may have created one.
 */
function comeBack(jobs: readonly StoredJob[], { channels }: Scene): string[] {
  const unsure = new Set(
    jobs.flatMap((job) =>
      job.left?.some((word) => word.startsWith('unknown')) ? [idOf(job)] : [],
    ),
  );
  const deleted = deletedKeys(jobs);
  return channels
    .filter(
      ({ id, streamKeyArns }) => streamKeyArns.length > 0 && deleted.has(id) && !unsure.has(id),
    )
    .map(({ id }) => `The channel ${id} has a key again, and ${deleted.get(id)?.id} deleted it.`);
}

/** Checks that no channel is without its key unless a job says so or the channel is suspended. */
function streamKeys(jobs: readonly StoredJob[], { channels, items }: Scene): string[] {
  const excused = new Set([
    ...jobs.flatMap((job) => (job.left?.some((word) => KEYLESS.test(word)) ? [idOf(job)] : [])),
    ...suspended(items),
    ...deletedKeys(jobs).keys(),
  ]);
  return channels
    .filter(({ id, streamKeyArns }) => streamKeyArns.length !== 1 && !excused.has(id))
    .map(
      ({ id, streamKeyArns }) =>
        `The channel ${id} has ${streamKeyArns.length} stream keys, and no job says so.`,
    );
}

/**
 * A session that began this shortly before the revocation, and was not in any list then, cannot be
 * told from one on the new key. The clocks differ besides.
 */
const CANNOT_BE_TOLD_MS = 6_000 + 10_000;

/**
 * Checks that no encoder is on air with a key that a finished rotation took away, whatever was
 * known of the stream when the rotation looked.
 */
function intruders(jobs: readonly StoredJob[], { onAir, unlisted }: Scene): string[] {
  const rotations = jobs.filter(
    ({ workflow, status }) =>
      /^(?:rotate|delete)StreamKeyNow$/.test(workflow) && status === 'succeeded',
  );
  return onAir.flatMap(({ channelArn, streamKeyArn }) => {
    const by = rotations.find(({ memory }) => memory.streamKeyArn === streamKeyArn);
    const began = unlisted.get(channelArn) ?? 0;
    return by && began + CANNOT_BE_TOLD_MS < (by.memory.streamKeyRevokedAt ?? Infinity)
      ? [`${channelArn} is on air with a key that ${by.id} took away.`]
      : [];
  });
}

/** Checks that one creation makes at most one channel. */
function creations(jobs: readonly StoredJob[], { channels }: Scene): string[] {
  return jobs
    .filter(({ workflow }) => workflow === 'provisionChannel')
    .map(({ id }) => ({ id, made: channels.filter(({ tags }) => tags[JOB_TAG] === id).length }))
    .filter(({ made }) => made > 1)
    .map(({ id, made }) => `${id} made ${made} channels.`);
}

/** Checks that a revocation that succeeded has called IVS for every pair. */
function revocations(jobs: readonly StoredJob[], { items, viewersAsked }: Scene): string[] {
  return jobs
    .filter(
      ({ workflow, status }) =>
        /^revokeViewer(?:s|Batch)$/.test(workflow) && status === 'succeeded',
    )
    .flatMap(({ id, workflow, subject, input, memory }) => {
      const own = items.filter(({ pk }) => pk === subject);
      const parts = own.flatMap(({ parts = [] }) => parts as { id: string; count: number }[]);
      const pairs = own
        .filter(
          ({ sk }) =>
            sk.startsWith('portion#') || parts.some((part) => sk.startsWith(`part#${part.id}#`)),
        )
        .flatMap(({ sessions }) => sessions as { viewerId: string }[]);
      const listed = parts.reduce((sum, { count }) => sum + count, 0);
      const total = workflow === 'revokeViewers' ? Number(input.total) : listed;
      const missed = pairs.filter(({ viewerId }) => !viewersAsked.has(viewerId));
      return [
        ...(memory.done === total && pairs.length === total
          ? []
          : [`${id} has done ${memory.done} of ${total} pairs.`]),
        ...missed.map(({ viewerId }) => `${id} never asked for ${viewerId}.`),
      ];
    });
}

/**
 * Checks that the same Idempotency-Key stands for the same job, or for the job that continues its
 * work.
 */
function replays(jobs: readonly StoredJob[], answers: readonly Answered[]): string[] {
  const next = new Map(jobs.flatMap(({ id, redriveOf }) => (redriveOf ? [[redriveOf, id]] : [])));
  // A redrive may join a job that does the same work, and only the redriven job names that one.
  for (const { id, redrivenBy } of jobs) if (redrivenBy) next.set(id, redrivenBy);
  const lastOf = (id: string): string => {
    const after = next.get(id);
    return after === undefined ? id : lastOf(after);
  };
  const byKey = Map.groupBy(
    answers.filter(
      // A read has no key; its answer may name any job.
      ({ request: { method, headers }, status, jobId }) =>
        method !== 'GET' && headers?.['idempotency-key'] && jobId && status < 300,
    ),
    ({ request }) => request.headers?.['idempotency-key'] ?? '',
  );
  return [...byKey].flatMap(([key, all]) => {
    const ids = new Set(all.map(({ jobId = '' }) => lastOf(jobId)));
    return ids.size > 1 ? [`The Idempotency-Key ${key} stands for ${[...ids].join(' and ')}.`] : [];
  });
}

const STREAM_KEY_VALUE = /\bsk_[a-z]{2}-[a-z]+-\d_\w+/;

/** Checks that no value of a stream key is anywhere but at IVS. */
function secrets({ items, events, answers, texts }: Scene): string[] {
  const places = { table: items, bus: events, answers, 'logs or events of IVS': texts };
  return Object.entries(places).flatMap(([place, all]) =>
    STREAM_KEY_VALUE.test(JSON.stringify(all))
      ? [`The value of a stream key is in the ${place}.`]
      : [],
  );
}
