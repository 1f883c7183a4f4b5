import type { App } from '../app.ts';
import { isFinal, type Job } from '../jobs/job.ts';
import { deadlineIn, deadlineKey, hasCome, listDeadlines } from '../journal/keyDeadlines.ts';
import { recordKey } from '../records/keys.ts';
import { jobKeyOf } from './states.ts';

/** The keys at which a look at a policy looks, and those that it shows. */
const COUNTED_MAX = 1_000;
const SHOWN_MAX = 100;
const NEXT_MAX = 10;

/** A channel whose key a policy rotates. Times in ms since the epoch. */
export interface PolicyKey {
  readonly channelId: string;
  readonly plannedFor: number;
  readonly tooOldFrom: number;
  /** How often the rotation was deferred because the channel was live, and when it was last. */
  readonly deferrals: number;
  readonly deferredAt?: number;
  /** The last job of the channel, if it is a rotation. */
  readonly job?: Pick<Job, 'id' | 'status'>;
  readonly isFailed: boolean;
  readonly isUnderWay: boolean;
}

/** The keys that a policy rotates, by what is recorded about them. */
export interface PolicyKeys {
  /** The keys whose time has come, a thousand at most. */
  readonly dueTotal: number;
  readonly due: readonly PolicyKey[];
  readonly next: readonly PolicyKey[];
}

/** Returns the keys whose rotation a policy has due, and those that come next. */
export async function keysUnder(
  { store, clock }: Pick<App, 'store' | 'clock'>,
  policy: string,
): Promise<PolicyKeys> {
  const now = clock.now();
  const listed = await listDeadlines(store, policy, COUNTED_MAX);
  const come = listed.filter((one) => hasCome(one, now));
  const ahead = listed.slice(come.length);
  const ids = [...come.slice(0, SHOWN_MAX), ...ahead.slice(0, NEXT_MAX)].map(
    ({ channelId }) => channelId,
  );
  const items = await store.getMany([
    ...ids.map(deadlineKey),
    ...ids.map(recordKey.streamKeyAge),
    ...ids.map(jobKeyOf),
  ]);
  const keys = ids.flatMap((channelId, n): PolicyKey[] => {
    const [noted, age, held] = [0, 1, 2].map((part) => items[part * ids.length + n]);
    const deadline = deadlineIn(noted);
    if (!deadline) return [];
    const job = held as Job | undefined;
    const isRotation = job?.workflow?.startsWith('rotateStreamKey') === true;
    return [
      {
        channelId,
        plannedFor: deadline.actAt,
        tooOldFrom: deadline.dueAt,
        deferrals: typeof age?.deferrals === 'number' ? age.deferrals : 0,
        ...(typeof age?.deferredAt === 'number' && { deferredAt: age.deferredAt }),
        ...(isRotation && { job }),
        isFailed: isRotation && job.status === 'failed' && job.createdAt >= deadline.since,
        isUnderWay: isRotation && !isFinal(job),
      },
    ];
  });
  const isDue = ({ plannedFor }: PolicyKey): boolean => plannedFor <= now;
  const due = keys.filter(isDue);
  return {
    // For the first minutes, keys are listed whose announcement alone has come.
    dueTotal: come.length > SHOWN_MAX ? come.length : due.length,
    due,
    next: keys.filter((key) => !isDue(key)).slice(0, NEXT_MAX),
  };
}
