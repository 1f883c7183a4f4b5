import type { Job } from '../../lib/jobs/job.ts';
import type { WorkflowName } from '../../lib/workflows/workflows.ts';
import type { GivenChannel } from '../given.ts';
import type { Answer, World } from '../world.ts';

/**
 * One way through a workflow that faults are put into: what is there before, what is asked for, and
 * what must be so in the end, whatever befell.
 */
export interface Scenario {
  name: string;
  workflow: WorkflowName;
  /** The workflows of its children. */
  children?: readonly WorkflowName[];
  /**
   * Makes what is needed and gives back the request, which may be made again, and the check of its
   * end.
   */
  given(world: World, n: number): Promise<Prepared>;
}

export interface Prepared {
  /** The channel that the job is about, where there is one. */
  channel?: GivenChannel;
  ask: () => Promise<Answer>;
  /** Something that happens by itself after the request, e.g. the end of a stream. */
  afterwards?: () => void;
  check: (job: Job) => Promise<void>;
}
