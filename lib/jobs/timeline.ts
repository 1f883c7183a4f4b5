import type { Job, Performed, TimelineEntry } from './job.ts';

/**
 * Readers need the beginning and the end of a timeline; the entries in the middle are only counted.
 */
const FIRST = 10;
const LAST = 30;

/**
 * Returns the timeline with one more entry. Equal repeats are counted in place, and a long timeline
 * loses its middle.
 */
export function extended(
  job: Pick<Job, 'timeline' | 'timelineDropped'>,
  entry: TimelineEntry,
): Pick<Job, 'timeline' | 'timelineDropped'> {
  const { timeline, timelineDropped } = job;
  const last = timeline.at(-1);
  if (
    last &&
    last.step === entry.step &&
    last.outcome === entry.outcome &&
    last.error === entry.error
  ) {
    const merged: TimelineEntry = { ...last, count: (last.count ?? 1) + 1, lastAt: entry.at };
    return { timeline: [...timeline.slice(0, -1), merged], timelineDropped };
  }
  const longer = [...timeline, entry];
  if (longer.length <= FIRST + LAST) return { timeline: longer, timelineDropped };
  return {
    timeline: [...longer.slice(0, FIRST), ...longer.slice(FIRST + 1)],
    timelineDropped: timelineDropped + 1,
  };
}

/**
 * Returns the entry of one attempt: step, outcome, IVS operations, duration, request id. It holds
 * names and ids only, so it cannot contain a secret.
 */
export function entryOf(step: string, performed: Performed, now: number): TimelineEntry {
  const { calls, at } = performed;
  const last = calls.at(-1);
  const error = performed.kind === 'refused' ? performed.error.name : last?.error;
  return {
    at,
    step,
    outcome: outcomeOf(performed),
    durationMs: Math.round(now - at),
    ...(calls.length > 0 && { operations: [...new Set(calls.map(({ operation }) => operation))] }),
    ...(last?.requestId !== undefined && { requestId: last.requestId }),
    ...(error !== undefined && { error }),
  };
}

function outcomeOf(performed: Performed): string {
  if (performed.kind === 'outcome') return performed.result.outcome;
  if (performed.kind === 'parked' || performed.kind === 'protected') return performed.kind;
  if (performed.error.class === 'throttled') return 'throttled';
  return performed.again ? 'retry' : 'refused';
}
