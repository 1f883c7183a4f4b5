import type { Job } from '../../lib/jobs/job.ts';
import type { WorkflowName } from '../../lib/workflows/workflows.ts';
import type { GivenChannel } from '../given.ts';
import type { Answer, World } from '../world.ts';

/**
 * One way through a workflow, into which faults are injected: the initial state, the request, and
 * the end that must be reached despite every fault.
 */
export interface Scenario {
  name: string;
  workflow: WorkflowName;
  /** `npm test` interrupts a long scenario at every nth change; absent: at every third. */
  every?: number;
  /** The workflows of its children. */
  children?: readonly WorkflowName[];
  /**
   * Creates the needed resources. Returns the request, which may be repeated, and the check of its
   * end.
   */
  given(world: World, n: number): Promise<Prepared>;
}

export interface Prepared {
  /** The channel that the job is about, if there is one. */
  channel?: GivenChannel;
  ask: () => Promise<Answer>;
  /** Something that happens by itself after the request, e.g. the end of a stream. */
  afterwards?: () => void;
  check: (job: Job) => Promise<void>;
}
