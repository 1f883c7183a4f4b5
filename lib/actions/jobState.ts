import type { Share } from '../records/viewerHalves.ts';
import type { Subject } from '../subjects.ts';

/**
 * The data that a job notes for its later steps, so that each step names exactly the right
 * resource. ARNs, tags and counts; never the value of a key.
 */
export interface JobState {
  /** The stream that was live when the job checked. */
  streamId?: string;
  /**
   * The number of streams that began before a job that waits for the end of the last one could act.
   */
  showsMissed?: number;
  /**
   * The time since which no stream has been seen (ms since the epoch), and the time from the
   * acceptance of the request until then.
   */
  darkAt?: number | undefined;
  timeToDarkMs?: number;
  /**
   * This job has written the suspension: the channel gets no key until it is lifted, dark or not.
   */
  suspended?: boolean;
  /** The channel was suspended, and had been dark, before this job began. */
  stoodBefore?: boolean;
  /** The channel that `createChannel` created. */
  channelArn?: string;
  /** The stream key before the job changed it. */
  streamKeyArn?: string;
  streamKeyTags?: Record<string, string>;
  /** This job has deleted the noted key. */
  streamKeyRevoked?: boolean;
  /**
   * The stream sessions that were open while the channel had no key, and which therefore began with
   * the revoked one.
   */
  oldStreamIds?: string[];
  /** A stream that began with the revoked key may be live. */
  oldStreamOn?: boolean;
  /**
   * The time at which the revocation was known, in ms since the epoch. A stream that came on air
   * earlier may use the revoked key.
   */
  streamKeyRevokedAt?: number | undefined;
  /** This job has deleted the noted key on purpose, and owes the channel no other. */
  streamKeyDeleted?: boolean;
  /** The stream key that this job created. */
  newStreamKeyArn?: string;
  newStreamKeyAt?: number;
  /** This job has given that key back, and has not announced it. */
  newStreamKeyUntold?: boolean;
  /** The calls that were reserved ahead, each for its time (ms since the epoch). */
  reserved?: { operation: string; at: number }[];
  /**
   * The first of the jobs whose work this one continues; the resources that they created are tagged
   * with its id.
   */
  firstJobId?: string;
  /** Work on a set: its size, its progress and its result. */
  total?: number;
  done?: number;
  failed?: number;
  /** This job's half of a batch that it shares with a child. */
  share?: Share;
  /** The one child of a job without a set, and the job that has begun it. */
  helper?: { index: number; subject: Subject; begunBy?: string };
  /**
   * Work by children: how many have been begun, the places of those whose subject another job
   * locks, and where a list continues.
   */
  begun?: number;
  held?: number[];
  nextToken?: string | undefined;
  /** The number of children that have been asked to stop. */
  stopped?: number;
  /**
   * An operation: the places of the items that have begun and have not ended, and how many ended
   * well or needed nothing.
   */
  open?: number[];
  succeeded?: number;
  skipped?: number;
  /** Until when items whose channel another job locks are tried again; ms since the epoch. */
  heldUntil?: number | undefined;
  /** When they were tried last; ms since the epoch. */
  heldAt?: number;
  /**
   * Why an operation is paused, and why it was when a pause was ordered too, how often it had been
   * resumed by then, since when it is paused, and when it goes on by itself (ms since the epoch).
   */
  pausedFor?: 'canary' | 'failures' | 'order' | undefined;
  alsoPausedFor?: 'canary' | 'failures' | undefined;
  resumesSeen?: number;
  pausedSince?: number | undefined;
  continueAt?: number | undefined;
  /** The canary has been judged, and the failures that a resumption has accepted. */
  judged?: boolean;
  accepted?: number;
  /** A cancelled operation counts its results again, from the first one on. */
  counted?: boolean;
  /**
   * The number of channels that children of this job have detached; in a child, the outcome of its
   * channel.
   */
  detached?: number;
  detachment?: 'detached' | 'notAttached' | 'notFound';
  /**
   * The recording configuration that this job created, and the time of its creation (ms since the
   * epoch).
   */
  recordingConfigurationArn?: string;
  /** The playback key pair that this job imported, and the time from which the old one may go. */
  newPlaybackKeyPairArn?: string;
  overlapEndsAt?: number;
  /** The new key pair is imported, and the old one is still there. */
  bothKeyPairs?: boolean;
  createdAt?: number;
  /** When the work of a scheduled job begins, in ms since the epoch. */
  startsAt?: number;
  /** The end of which the stream was warned, or which nobody had to be told. */
  warnedFor?: number;
  /** When the job looks again whether its time has come. */
  lookAt?: number | undefined;
  /** Until when a scheduled job tries to begin its work; ms since the epoch. */
  triesUntil?: number | undefined;
  /** Until when a job waits for its approval (ms since the epoch), and what was decided by whom. */
  approvalUntil?: number;
  isApproved?: boolean;
  decidedBy?: string;
  /** The work of a scheduled job was done before it could be stopped. */
  doneAnyway?: boolean;
  /** How often the work of a scheduled job has given way to other work, and was begun again. */
  gaveWay?: number;
  /**
   * The suspension whose end takes back the work of a scheduled job, by the time of its beginning,
   * how long it can be taken back, and until when. Times in ms since the epoch, and ms.
   */
  suspendedAt?: number;
  undoMs?: number;
  undoUntil?: number;
}

/** Names all that a job took, by its state, and did not give back. */
export function obligationsOf(state: JobState): string[] {
  const { streamKeyRevoked, suspended, oldStreamOn, detached, begun = 0, done = 0 } = state;
  const { bothKeyPairs, doneAnyway } = state;
  const names = [
    streamKeyRevoked && 'keyless',
    suspended && 'suspended',
    oldStreamOn && 'streamOnRevokedKey',
    bothKeyPairs && 'bothKeyPairs',
    doneAnyway && 'doneAnyway',
    detached && `detachedChannels:${detached}`,
    begun > done && `childrenCalledBack:${begun - done}`,
  ];
  return names.filter((name) => typeof name === 'string');
}

/** Whether a job has taken what it must give back itself before another takes its place. */
export const isOwing = ({ streamKeyRevoked }: JobState): boolean => streamKeyRevoked === true;

/**
 * The part of a job's state that says what it owes and is not known to have given back, for the
 * next job on its subject.
 */
export const owedPart = (state: JobState): JobState =>
  isOwing(state)
    ? only(state, ['streamKeyArn', 'streamKeyTags', 'streamKeyRevoked', 'streamKeyRevokedAt'])
    : {};

/**
 * A job's state without what holds for its own time only: the slots that it has reserved, and since
 * when it saw the channel dark. An encoder may have connected since.
 */
export const withoutTimes = (state: JobState): JobState =>
  without(state, ['reserved', 'darkAt', 'timeToDarkMs']);

/**
 * A job's state without all that is about this job alone: the counts of the set under its id, the
 * decision of a second person, and the end that a stream was told.
 */
export const withoutOwn = (state: JobState): JobState =>
  without(state, [
    'total',
    'done',
    'failed',
    'begun',
    'held',
    'nextToken',
    'stopped',
    'open',
    'triesUntil',
    'approvalUntil',
    'isApproved',
    'decidedBy',
    'warnedFor',
    'gaveWay',
  ]);

const filtered = (state: JobState, wanted: (name: string) => boolean): JobState =>
  Object.fromEntries(
    Object.entries(state).filter(([name, value]) => value !== undefined && wanted(name)),
  );

const only = (state: JobState, names: readonly (keyof JobState)[]): JobState =>
  filtered(state, (name) => names.some((other) => other === name));

const without = (state: JobState, names: readonly (keyof JobState)[]): JobState =>
  filtered(state, (name) => !names.some((other) => other === name));
