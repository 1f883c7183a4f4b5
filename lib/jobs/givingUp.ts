import type { Workflow } from '../workflows/define.ts';
import type { Job, JobError } from './job.ts';

/** Why a job gives up whose tries or time are used up. */
export const exhausted = (message: string): JobError => ({ class: 'exhausted', name: 'GaveUp', message });

/** Why a job gives up that has come out of too many waits. */
export function turnsUsedUp({ steps, turnsMax }: Workflow, { step }: Pick<Job, 'step'>): JobError {
  const row = steps[step];
  const why = row && 'waits' in row && row.waits === 'streamEnded' ? ': the show does not end, or its encoder keeps coming back' : '';
  return exhausted(`${turnsMax} turns were not enough${why}.`);
}

/** What a job took and did not give back, or may have done without ever hearing of it. */
export function leftBy({ failure, uncertain, step, memory: { streamKeyRevoked, suspended, detached, begun = 0, done = 0 } }: Job): string[] | undefined {
  const unknown = failure?.unknown ?? (uncertain ? step : undefined);
  const left = [
    streamKeyRevoked && 'keyless',
    suspended && 'suspended',
    detached && `detachedChannels:${detached}`,
    begun > done && `childrenCalledBack:${begun - done}`,
    unknown !== undefined && `unknownOutcomeOf:${unknown}`,
  ];
  return left.some(Boolean) ? left.filter((word) => typeof word === 'string') : undefined;
}
