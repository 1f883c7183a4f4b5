import type { App } from '../app.ts';
import { removeDeadline } from '../journal/keyDeadlines.ts';
import { noteBegun, noteOver, ofChannel } from '../journal/openStates.ts';
import type { Job } from '../jobs/job.ts';
import { readStreamKeyRow } from '../records/streamKeyAges.ts';

/** An event of ours about a channel. */
interface AboutChannel {
  readonly channelId: string;
  readonly type: string;
  /** Ms since the epoch, to the second. */
  readonly at: number;
  readonly detail: Readonly<Record<string, unknown>>;
  /** The job whose end the event tells. */
  readonly job?: Job | undefined;
}

/** The events that tell of a new stream key before their job ends. */
const GIVES_KEY: readonly string[] = ['Stream Key Rotated', 'Channel Resumed'];

/**
 * Notes what an event says about the stream key of a channel: that a job has left the channel
 * without one, on purpose or not, that it has one again, or that the channel is gone. The end
 * of a job counts from the moment at which the job ended, because its event may come much later.
 */
export async function noteKeyState(
  { store }: Pick<App, 'store'>,
  told: AboutChannel,
): Promise<void> {
  const { channelId, type, detail, job } = told;
  const at = job?.finishedAt ?? told.at;
  const name = ofChannel(channelId);
  const { left, ending, workflow } = detail;
  // Other jobs end with `notFound` also if a resource to attach is missing.
  const isGone =
    type === 'Channel Deleted' || (workflow === 'deleteChannel' && ending === 'notFound');
  // A suspended channel has no key on purpose, and none that could be too old.
  if (isGone || type === 'Channel Suspended') {
    await removeDeadline(store, channelId);
    return noteOver(store, 'keyless', name, at);
  }
  if (isGiven(told)) {
    const age = await readStreamKeyRow(store, channelId);
    if (age) await removeDeadline(store, channelId, age.since);
    return noteOver(store, 'keyless', name, at);
  }
  const onPurpose = job?.memory.streamKeyDeleted === true;
  if (onPurpose) await removeDeadline(store, channelId);
  // A job that gave way has passed on what it owed.
  const owes = Array.isArray(left) && left.includes('keyless') && !left.includes('suspended');
  if (onPurpose || (owes && job?.supersededBy === undefined)) {
    const told = { jobId: detail.jobId, ...(onPurpose && { onPurpose }) };
    await noteBegun(store, 'keyless', name, at, JSON.stringify(told));
  }
}

/** Returns whether an event shows that a channel has a stream key. */
function isGiven({ type, detail: { left, ending }, job }: AboutChannel): boolean {
  if (GIVES_KEY.includes(type) || ending === 'hasStreamKey') return true;
  // A new channel cannot have been without a key.
  if (job?.workflow === 'provisionChannel') return false;
  const isOwed = Array.isArray(left) && left.includes('keyless');
  return job?.memory.newStreamKeyArn !== undefined && !isOwed;
}
