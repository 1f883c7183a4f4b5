import type { JobError } from './job.ts';

/**
 * How retries are paced. A step that fails is retried after growing pauses, for as long as the
 * class of its error allows; attempts are not counted. Retries outlast an outage of IVS, because
 * AWS reports none that lasted longer than half a day.
 */
const MINUTE_MS = 60_000;

/**
 * After this long without success a step gives up, by the class of its last error, in ms. A final
 * refusal makes it give up at once.
 */
export const GIVES_UP_AFTER_MS: Readonly<Record<JobError['class'], number>> = {
  throttled: 12 * 60 * MINUTE_MS,
  unavailable: 12 * 60 * MINUTE_MS,
  // Two calls that disturb each other, or reads that lag behind writes: over within minutes.
  conflict: 30 * MINUTE_MS,
  internal: 30 * MINUTE_MS,
  refused: 0,
  notFound: 0,
  exhausted: 0,
};

const FIRST_PAUSE_MS = 1_000;
/**
 * The longest pause, in ms. A retry writes the job three times, so this limits a job in an outage
 * to one write a minute, and lets it finish within minutes of the outage.
 */
const PAUSE_MS_MAX = 5 * MINUTE_MS;
/**
 * The longest pause of an emergency, in ms. It is retried every other sweep, so it is done within
 * two minutes of the end of an outage, at one write a minute. The first retries are a second apart.
 */
const EMERGENCY_PAUSE_MS_MAX = 100_000;
const EMERGENCY_TRIES = 5;
/** A conflict within the own work is soon over, and the channel may be without a key meanwhile. */
const CONFLICT_PAUSE_MS_MAX = MINUTE_MS / 2;
/** A job without a slot of the rate limiter waits in a line that moves. */
const LINE_PAUSE_MS_MAX = 10_000;
/** How many times such a job retries as soon as a slot may be free. */
const LINE_TRIES = 6;

const growing = (times: number, maxMs: number): number =>
  Math.min(maxMs, FIRST_PAUSE_MS * 2 ** Math.min(times, 20));
const spread = (ms: number, chance: number): number => ms * (0.75 + chance / 4);

/**
 * Returns how long a step rests that has failed this many times, in ms.
 * @param chance in [0, 1)
 */
export function pauseMs(
  {
    kind,
    failures,
    isEmergency,
  }: { kind: JobError['class']; failures: number; isEmergency: boolean },
  chance: number,
): number {
  if (kind === 'conflict') return spread(growing(failures, CONFLICT_PAUSE_MS_MAX), chance);
  if (!isEmergency) return spread(growing(failures, PAUSE_MS_MAX), chance);
  return (
    growing(Math.max(0, failures - EMERGENCY_TRIES), EMERGENCY_PAUSE_MS_MAX) * (0.9 + chance / 10)
  );
}

/**
 * Returns how long a job rests, in ms, that has found no free slot this many times in a row, beyond
 * the time at which a slot may be free.
 */
export const linePauseMs = (times: number, chance: number): number =>
  times < LINE_TRIES
    ? chance * 500
    : spread(growing(times - LINE_TRIES, LINE_PAUSE_MS_MAX), chance);
