import { msOf } from '../../lib/client/clock.ts';
import type { Job } from '../../lib/client/client.ts';
import { inline } from './text.ts';

/** A job, and the time at which it was seen, in ms since the epoch. */
export interface Sighting {
  readonly job: Job;
  readonly at: number;
}

const BAR_WIDTH = 24;

/** Returns the items done per second since the first sighting; undefined while it is unknown. */
export function rateOf(first: Sighting, { job, at }: Sighting): number | undefined {
  const done = (job.progress?.done ?? 0) - (first.job.progress?.done ?? 0);
  const seconds = (at - first.at) / 1_000;
  return done > 0 && seconds > 0 ? done / seconds : undefined;
}

export const duration = (seconds: number): string => {
  const whole = Math.ceil(seconds);
  const [hours, minutes] = [Math.floor(whole / 3_600), Math.floor((whole % 3_600) / 60)];
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min ${whole % 60} s` : `${whole} s`;
};

/** Returns what a job is doing: its step, and the thing that it waits for. */
function doing({ status, step, ending, waitsFor, attempts, nextAttemptAt }: Job): string {
  if (status !== 'running' && status !== 'waiting')
    return ending === undefined || ending === status ? status : `${status} (${inline(ending)})`;
  const waits = waitsFor ? `, waits for ${inline(waitsFor.what)}` : '';
  const failing =
    attempts > 0 ? `, ${attempts} failed attempts, next at ${nextAttemptAt ?? 'once'}` : '';
  return `${inline(step)}${waits}${failing}`;
}

function progressOf(first: Sighting, now: Sighting): string | undefined {
  const { progress } = now.job;
  if (!progress) return undefined;
  const { total, done, failed, etaSeconds } = progress;
  const rate = rateOf(first, now);
  const eta = etaSeconds ?? (rate === undefined ? undefined : (total - done) / rate);
  return [
    `${done}/${total}`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(rate === undefined ? [] : [`${rate.toFixed(1)}/s`]),
    ...(eta === undefined || done === total ? [] : [`${duration(eta)} left`]),
  ].join(', ');
}

/** Returns the progress of a job as a line of text. */
export function progressLine(first: Sighting, now: Sighting): string {
  const { workflow, subject } = now.job;
  const progress = progressOf(first, now);
  return [
    `${inline(workflow)} ${inline(subject)}: ${doing(now.job)}`,
    ...(progress === undefined ? [] : [progress]),
  ].join(', ');
}

/** Returns the progress of a job as a bar of a certain width; without a total, as its step. */
export function progressBar(first: Sighting, now: Sighting, columns: number): string {
  const { progress } = now.job;
  const filled = progress
    ? Math.round((BAR_WIDTH * progress.done) / Math.max(1, progress.total))
    : 0;
  const bar = progress ? `[${'#'.repeat(filled).padEnd(BAR_WIDTH, '.')}] ` : '';
  const seconds = (now.at - (msOf(now.job.createdAt) ?? first.at)) / 1_000;
  const age = seconds >= 1 ? `, ${duration(seconds)}` : '';
  return `${bar}${progressOf(first, now) ?? ''} ${doing(now.job)}${age}`
    .trim()
    .slice(0, columns - 1);
}
