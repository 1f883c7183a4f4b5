import type { Item } from '../../lib/dynamodb.ts';
import type { Job } from '../../lib/jobs/job.ts';
import type { RequestRecord } from '../../local/ivs/state/requestLog.ts';
import type { Call } from '../invocations.ts';
import type { ChannelAtIvs, Encoder } from './population.ts';

/** The traces that show which job did what to which channel. */
export interface Traces {
  items: readonly Item[];
  channels: readonly ChannelAtIvs[];
  onAir: readonly Encoder[];
  /**
   * When the last session of each channel began, by the channel's ARN (ms since the epoch), if
   * lists of IVS lag; otherwise empty.
   */
  unlisted: ReadonlyMap<string, number>;
  /** How long IVS refused an operation, in ms. */
  outageMs: number;
  /** The calls that IVS received. */
  requests: readonly RequestRecord[];
}

/**
 * The workflows that may stop a stream, and those that may change a channel. A workflow that waits
 * for the end of a stream may not stop one.
 */
const MAY: Readonly<Record<string, readonly string[]>> = {
  StopStream: [
    'deleteChannel',
    'stopStream',
    'stopStreamOnce',
    'suspendChannel',
    'deleteStreamKeyNow',
    'rotateStreamKeyNow',
    'updateChannelNow',
    'updateChannelBlocked',
    'detachChannelNow',
  ],
  UpdateChannel: [
    'updateChannel',
    'updateChannelNow',
    'updateChannelBlocked',
    'updateChannelWhenIdle',
    'detachChannelNow',
    'detachChannelWhenIdle',
  ],
};
/**
 * The time for a call that was under way when its job was abandoned, plus the difference between
 * clocks.
 */
const ZOMBIE_MS = 40_000 + 10_000;
/** Job times come from the clocks of the functions, and request times from the clock of IVS. */
const CLOCKS_DIFFER_MS = 10_000;
/**
 * How long after a rotation a stream on the old key may be stopped, as long as IVS stops streams.
 * The watch lasts until a sweep has looked, and in a storm several sweeps in a row may fail.
 */
const WATCH_MS = 10 * 60_000;

const idOf = (subject: string): string => subject.slice(subject.lastIndexOf('/') + 1);

/** Checks that no job has inserted two ad breaks, which players would show. */
export function adBreaks(jobs: readonly Job[], { requests }: Pick<Traces, 'requests'>): string[] {
  const made = requests.filter(
    ({ operation, status }) => operation === 'InsertAdBreak' && status < 300,
  );
  return [...Map.groupBy(made, ({ channelArn = '' }) => channelArn)].flatMap(([arn, all]) => {
    const askedFor = jobs.filter(
      ({ workflow, subject }) => workflow === 'insertAdBreak' && idOf(subject) === idOf(arn),
    ).length;
    return all.length > askedFor
      ? [`${arn} has ${all.length} ad breaks, and ${askedFor} were asked for.`]
      : [];
  });
}

/**
 * Checks that a channel is changed only by a job on it whose workflow may do so: no job that waits
 * for the end of a stream cuts the stream, and no channel is touched unless a job names it.
 */
export function trespasses(jobs: readonly Job[], { requests, outageMs }: Traces): string[] {
  return requests.flatMap(({ operation, status, channelArn = '', at }) => {
    const allowed = MAY[operation];
    if (!allowed || status >= 300) return [];
    const time = Date.parse(at);
    const by = jobs.some(({ subject, workflow, createdAt, finishedAt = Infinity }) => {
      const isWatched = workflow === 'rotateStreamKeyNow' || workflow === 'deleteStreamKeyNow';
      const lateMs = isWatched ? WATCH_MS + outageMs : ZOMBIE_MS;
      return (
        idOf(subject) === idOf(channelArn) &&
        allowed.includes(workflow) &&
        createdAt - CLOCKS_DIFFER_MS <= time &&
        time <= finishedAt + lateMs
      );
    });
    return by ? [] : [`${operation} of ${channelArn} at ${at} was nobody's affair.`];
  });
}

/** Checks that a deployment changes nothing about the channels of another one. */
export const changesOfOthers = (calls: readonly Call[], others: ReadonlySet<string>): string[] => {
  const arnIn = ({ input }: Call): string =>
    String(input.channelArn ?? input.arn ?? input.resourceArn);
  return calls
    .filter(
      (call) =>
        call.service === 'ivs' &&
        !/^(?:Get|List|BatchGet)/.test(call.operation) &&
        others.has(arnIn(call)),
    )
    .map((call) => `${call.operation} of ${arnIn(call)} by another deployment.`);
};

/** Returns the ids of the channels that are suspended. */
export const suspended = (items: readonly Item[]): string[] =>
  items
    .filter(
      ({ sk, liftedAt, closedAt }) =>
        sk === 'suspension' && liftedAt === undefined && closedAt === undefined,
    )
    .map(({ pk }) => idOf(pk));

/**
 * Returns the suspended channels whose job has succeeded. A job that gave up on the way need not
 * have darkened its channel.
 */
function darkened(jobs: readonly Job[], items: readonly Item[]): Set<string> {
  return new Set(
    suspended(items).filter((id) => {
      const last = jobs
        .filter(({ workflow, subject }) => workflow === 'suspendChannel' && idOf(subject) === id)
        .toSorted((a, b) => a.createdAt - b.createdAt)
        .at(-1);
      return last?.status === 'succeeded';
    }),
  );
}

/**
 * Returns the channels that are on air although they were suspended some time ago.
 * @param since a channel that was suspended after this need not be dark yet, in ms since the epoch
 */
export const suspendedOnAir = (
  items: readonly Item[],
  onAir: readonly Encoder[],
  { since, when }: { since: number; when: string },
): string[] => {
  const dark = new Set(suspended(items.filter(({ suspendedAt }) => Number(suspendedAt) <= since)));
  return onAir
    .filter(({ channelArn }) => dark.has(idOf(channelArn)))
    .map(
      ({ channelArn }) => `${channelArn} is suspended, and on air after minutes of calm, ${when}.`,
    );
};

/** Checks that a suspended channel has no key and no stream. */
export function notKeptDark(jobs: readonly Job[], { items, channels, onAir }: Traces): string[] {
  const dark = darkened(jobs, items);
  return channels
    .filter(({ id }) => dark.has(id))
    .flatMap(({ id, arn, streamKeyArns }) => [
      ...(streamKeyArns.length > 0 ? [`The channel ${id} is suspended and has a stream key.`] : []),
      ...(onAir.some(({ channelArn }) => channelArn === arn)
        ? [`The channel ${id} is suspended and on air.`]
        : []),
    ]);
}

/** Returns the latency mode that the last change gave a channel; undefined when it is not known. */
function lastChangeOf(id: string, jobs: readonly Job[]): unknown {
  const changes = jobs.filter(
    ({ workflow, subject }) => workflow.startsWith('updateChannel') && idOf(subject) === id,
  );
  const last = changes.toSorted((a, b) => (a.generation ?? 0) - (b.generation ?? 0)).at(-1);
  return last?.status === 'succeeded'
    ? (last.input.channel as { latencyMode?: string } | undefined)?.latencyMode
    : undefined;
}

/**
 * Checks that no channel refers to a retired resource, that references to other resources stay, and
 * that no channel is detached for a parent that ended long ago.
 */
export function wrongAttachments(jobs: readonly Job[], { channels, requests }: Traces): string[] {
  const gone = new Set(
    jobs.flatMap(({ workflow, status, subject }) =>
      workflow === 'retireAttachment' && status === 'succeeded' ? [idOf(subject)] : [],
    ),
  );
  const parents = new Map(jobs.map((job) => [job.id, job]));
  // A job that continues the work of another job counts that job's changes as its own.
  const since = (job: Job): number =>
    parents.get(job.memory.firstJobId ?? '')?.createdAt ?? job.createdAt;
  const updates = jobs.filter(
    (job) => job.workflow.startsWith('updateChannel') && job.status === 'succeeded',
  );
  const idle = updates.filter(
    (job) => !requests.some((request) => isChangeBy({ ...job, createdAt: since(job) }, request)),
  );
  const orphans = jobs.filter(({ parent, timeline }) => {
    const over = parent && parents.get(parent.jobId)?.finishedAt;
    return (
      over !== undefined &&
      // A repeated attempt that finds the channel detached confirms a change of before.
      timeline.some(
        ({ step, outcome, at, operations = [] }) =>
          step === 'detaching' &&
          outcome === 'detached' &&
          operations.includes('UpdateChannel') &&
          at > over + ZOMBIE_MS,
      )
    );
  });
  return [
    ...channels
      .filter(({ recordingConfigurationArn }) => gone.has(idOf(recordingConfigurationArn)))
      .map(({ id }) => `The channel ${id} refers to what is retired.`),
    ...channels
      .filter(
        ({ name, recordingConfigurationArn }) =>
          name.startsWith('kept') && !recordingConfigurationArn,
      )
      .map(({ id }) => `The channel ${id} was detached, and nobody asked for that.`),
    ...channels
      .filter(({ id, latencyMode }) => latencyMode !== (lastChangeOf(id, jobs) ?? latencyMode))
      .map(
        ({ id, latencyMode }) =>
          `The channel ${id} is ${latencyMode} again, after its last change.`,
      ),
    ...idle.map(({ id }) => `${id} says that it changed its channel, and it did not.`),
    ...orphans.map(({ id }) => `${id} went on after its parent was over.`),
  ];
}

const isChangeBy = (
  { subject, createdAt, finishedAt = Infinity }: Job,
  { operation, status, channelArn = '', at }: RequestRecord,
): boolean =>
  operation === 'UpdateChannel' &&
  status < 300 &&
  idOf(channelArn) === idOf(subject) &&
  createdAt - CLOCKS_DIFFER_MS <= Date.parse(at) &&
  Date.parse(at) <= finishedAt + CLOCKS_DIFFER_MS;
