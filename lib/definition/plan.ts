import type { Workflow } from './define.ts';
import { limitOf, WATCHED_WAIT } from './steps.ts';

/** A step that a job would take. */
export interface PlannedStep {
  step: string;
  does?: string;
  waits?: string;
  final?: string;
  /** The next step, by outcome. */
  then: Record<string, string>;
}

/** Returns the steps that a workflow would take, in the order of its definition. */
export const planOf = ({ steps }: Workflow): PlannedStep[] =>
  Object.entries(steps).map(([step, row]): PlannedStep => {
    if ('final' in row) return { step, final: row.final, then: {} };
    if ('does' in row) return { step, does: row.does, then: { ...row.then } };
    const { afterSeconds, then } = limitOf(row);
    const unless = row.waits === WATCHED_WAIT ? 'stillLiveAfter' : 'after';
    return {
      step,
      waits: row.waits,
      then: { ended: row.then, [`${unless}${afterSeconds}Seconds`]: then },
    };
  });
