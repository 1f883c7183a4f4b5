/**
 * The data that a job notes for its later steps, so that each names exactly the right thing. ARNs,
 * tags and counts; never a key value.
 */
export interface JobState {
  /** The stream that was on when the job looked. */
  streamId?: string;
  /** Streams that began before a job that waits for the end of the last one could act. */
  showsMissed?: number;
  /**
   * Since when no stream has been seen on (ms since the epoch), and how long that was after the
   * request was accepted.
   */
  darkAt?: number | undefined;
  timeToDarkMs?: number;
  /**
   * The suspension has been written by this job: no key is given until it is lifted, dark or not.
   */
  suspended?: boolean;
  /** Of the channel that `createChannel` made. */
  channelArn?: string;
  /** The stream key as it stood before the job touched it. */
  streamKeyArn?: string;
  streamKeyTags?: Record<string, string>;
  /** The noted key has been deleted by this job. */
  streamKeyRevoked?: boolean;
  /**
   * Stream sessions that were open when the channel had no key, so they began with the revoked one.
   */
  oldStreamIds?: string[];
  /** A stream may be on that began with the revoked key. */
  oldStreamOn?: boolean;
  /**
   * When that was known: whoever came on air before may be there with the revoked key. ms since the
   * epoch.
   */
  streamKeyRevokedAt?: number | undefined;
  /** The stream key that this job created. */
  newStreamKeyArn?: string;
  newStreamKeyAt?: number;
  /** Calls that were reserved ahead, each for its time (ms since the epoch). */
  reserved?: { operation: string; at: number }[];
  /**
   * The first of the jobs whose work this one goes on with: what they made is tagged with its id.
   */
  firstJobId?: string;
  /** Work over a set: how many there are, how far it is, with what result. */
  total?: number;
  done?: number;
  failed?: number;
  /**
   * Work by children: how many have been begun, whose subject is held by another job (their
   * places), where a list goes on.
   */
  begun?: number;
  held?: number[];
  nextToken?: string | undefined;
  /** How far the children have been asked to stop. */
  stopped?: number;
  /** Channels that children of this job have detached; in a child, what became of its channel. */
  detached?: number;
  detachment?: 'detached' | 'notAttached' | 'notFound';
  /** Of the recording configuration that this job made, and when it did (ms since the epoch). */
  recordingConfigurationArn?: string;
  createdAt?: number;
}

/** Names all that a job took, by its state, and did not give back. */
export function obligationsOf(state: JobState): string[] {
  const { streamKeyRevoked, suspended, oldStreamOn, detached, begun = 0, done = 0 } = state;
  const names = [
    streamKeyRevoked && 'keyless',
    suspended && 'suspended',
    oldStreamOn && 'streamOnRevokedKey',
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

/** A job's state without the slots that it has reserved. */
export const withoutSlots = (state: JobState): JobState => without(state, ['reserved']);

/** A job's state without the counts of a set that lies under the job's own id. */
export const withoutSet = (state: JobState): JobState =>
  without(state, ['total', 'done', 'failed', 'begun', 'held', 'nextToken', 'stopped']);

const filtered = (state: JobState, wanted: (name: string) => boolean): JobState =>
  Object.fromEntries(
    Object.entries(state).filter(([name, value]) => value !== undefined && wanted(name)),
  );

const only = (state: JobState, names: readonly (keyof JobState)[]): JobState =>
  filtered(state, (name) => names.some((other) => other === name));

const without = (state: JobState, names: readonly (keyof JobState)[]): JobState =>
  filtered(state, (name) => !names.some((other) => other === name));
