import type { App } from '../app.ts';
import type { Workflow } from '../definition/define.ts';
import { foreseen, type Foreseen } from '../definition/foreseen.ts';
import { rateOf } from '../ivs/rates.ts';
import { quotaUse } from '../jobs/quotaUse.ts';

/** How many of the channels are live, and whether they are known to have no stream key. */
export interface Fleet {
  readonly total: number;
  readonly live: number;
  readonly isKeyless: boolean;
}

/** An estimate of the calls and the time that work on many channels takes. */
export interface Estimate {
  /** The calls, by operation. */
  readonly calls: Readonly<Record<string, number>>;
  readonly etaSeconds: number;
  /** How many channels wait for the natural end of a stream; the estimate leaves them out. */
  readonly awaitingEnd: number;
}

/** How long a worker takes for one channel besides its calls and waits, in seconds. */
const OWN_SECONDS = 1;
/** The number of channels whose name and tags one call of the operation checks. */
const CHECKED_BY_ONE_CALL = 20;

/**
 * Estimates how long the quotas let calls take, after the calls that wait already, in seconds.
 * @param calls the number of calls, by operation
 */
export async function secondsFor(
  app: Pick<App, 'store' | 'clock' | 'config'>,
  calls: Readonly<Record<string, number>>,
  isEmergency: boolean,
): Promise<number> {
  const now = app.clock.now();
  const use = new Map((await quotaUse(app)).map((one) => [one.operation, one]));
  const seconds = Object.entries(calls).map(([operation, count]) => {
    const { share = app.config.laneShareMax, nextSlotAt = 0 } = use.get(operation) ?? {};
    const waitsMs = isEmergency ? 0 : Math.max(0, nextSlotAt - now);
    return waitsMs / 1_000 + count / (rateOf(operation) * (isEmergency ? 1 : share));
  });
  return Math.max(0, ...seconds);
}

/**
 * Estimates work on many channels: the quota of the operation that is called most decides, after
 * the calls that wait already, unless too few channels are worked on at a time.
 * @param isChecked whether the operation asks IVS about each channel first
 */
export async function estimate(
  app: Pick<App, 'store' | 'clock' | 'config'>,
  workflow: Workflow,
  { total, live, isKeyless }: Fleet,
  { concurrency, isChecked }: { concurrency: number; isChecked: boolean },
): Promise<Estimate> {
  const parts: readonly [number, Foreseen][] = [
    [live, foreseen(workflow, { isLive: true, isKeyless })],
    [total - live, foreseen(workflow, { isLive: false, isKeyless })],
  ];
  const calls: Record<string, number> = {};
  if (isChecked && total > 0) calls.BatchGetChannel = Math.ceil(total / CHECKED_BY_ONE_CALL);
  for (const [channels, course] of parts)
    for (const [operation, each] of course.calls)
      if (channels > 0) calls[operation] = (calls[operation] ?? 0) + channels * each;

  const byQuota = await secondsFor(app, calls, workflow.priority === 'emergency');
  const worked = parts.map(([channels, { waitSeconds }]) =>
    channels === 0 ? 0 : OWN_SECONDS + waitSeconds,
  );
  const work = parts.reduce((sum, [channels], n) => sum + channels * (worked[n] ?? 0), 0);
  const seconds = Math.max(byQuota, work / concurrency) + Math.max(...worked);
  return {
    calls,
    etaSeconds: total === 0 ? 0 : Math.ceil(seconds),
    awaitingEnd: parts.reduce((sum, [n, { awaitsEnd }]) => sum + (awaitsEnd ? n : 0), 0),
  };
}
