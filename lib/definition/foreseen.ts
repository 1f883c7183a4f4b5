import type { ActionName } from '../actions/actions.ts';
import type { OperationName } from '../ivs/operations.ts';
import { firstStep, type Workflow } from './define.ts';

/** A channel as a job is going to find it. */
export interface FoundChannel {
  readonly isLive: boolean;
  readonly isKeyless?: boolean;
}

/** The course of a job that meets no trouble. */
export interface Foreseen {
  /** The steps that it takes, in order. */
  readonly steps: readonly string[];
  /** The number of calls, by operation. */
  readonly calls: ReadonlyMap<OperationName, number>;
  /** How long it waits, in seconds, for streams that it stops and encoders that may come back. */
  readonly waitSeconds: number;
  /** It waits for the natural end of a stream, for as long as that takes. */
  readonly awaitsEnd: boolean;
}

/** The state of the channel along a walk through a workflow. */
interface Walk {
  isLive: boolean;
  hasKey: boolean;
  isStopping: boolean;
  looksAtDark: number;
}

/** The outcome of an action, and its calls. */
type Meeting = readonly [outcome: string, ...calls: OperationName[]];

const looking = ({ isLive }: Walk): Meeting => [isLive ? 'live' : 'notLive', 'GetStream'];

const notingKey = ({ hasKey }: Walk): Meeting => [hasKey ? 'noted' : 'none', 'ListStreamKeys'];

function stopping(walk: Walk, outcome: string, ...calls: OperationName[]): Meeting {
  walk.isStopping = true;
  return [outcome, ...calls];
}

function keyed(walk: Walk, outcome: string, ...calls: OperationName[]): Meeting {
  walk.hasKey = outcome !== 'revoked';
  return [outcome, ...calls];
}

/** The actions that make calls, or whose usual outcome depends on the channel. */
const MEETINGS: Readonly<Partial<Record<ActionName, (walk: Walk) => Meeting>>> = {
  deleteChannel: ({ isLive }) => [isLive ? 'stillLive' : 'deleted', 'DeleteChannel'],
  updateChannel: ({ isLive }) => [isLive ? 'stillLive' : 'updated', 'UpdateChannel'],
  noteStreamKey: notingKey,
  noteCurrentStreamKey: notingKey,
  revokeNotedStreamKey: (walk) => keyed(walk, 'revoked', 'DeleteStreamKey'),
  revokeNotedStreamKeyWhenIdle: (walk) => keyed(walk, 'revoked', 'GetStream', 'DeleteStreamKey'),
  createStreamKey: (walk) => keyed(walk, 'created', 'CreateStreamKey'),
  returnStreamKey: (walk) =>
    walk.hasKey ? ['nothingTaken'] : keyed(walk, 'returned', 'CreateStreamKey'),
  stopStream: (walk) =>
    walk.isLive ? stopping(walk, 'stopping', 'StopStream') : ['notLive', 'StopStream'],
  stopOldStream: (walk) =>
    walk.isLive ? stopping(walk, 'stopping', 'GetStream', 'StopStream') : ['notLive', 'GetStream'],
  noteOldStreams: () => ['noted', 'ListStreamSessions'],
  noteStream: looking,
  lookForNextStream: looking,
  lookWhetherLive: looking,
  lookWhetherNotedStreamIsOn: () => ['off', 'GetStream'],
  lookWhetherDark: (walk) => [walk.looksAtDark++ > 0 ? 'dark' : 'tooSoon', 'GetStream'],
};

/** How long a stream takes to end once it is stopped, in seconds, as measured on ivs-local. */
const STOPS_WITHIN_SECONDS = 3;
/** More steps than any way through a workflow has. */
const STEPS_MAX = 100;

/**
 * Returns the course of a job on a channel, by its definition: the same steps, with the outcomes
 * that such a channel usually gives.
 * @throws Error when the way through the workflow has no end
 */
export function foreseen(workflow: Workflow, { isLive, isKeyless }: FoundChannel): Foreseen {
  const walk: Walk = { isLive, hasKey: !isKeyless, isStopping: false, looksAtDark: 0 };
  const calls = new Map<OperationName, number>();
  const taken: string[] = [];
  let waitSeconds = 0;
  let awaitsEnd = false;
  let at = (isLive ? workflow.ifKnownLive : undefined) ?? firstStep(workflow);
  for (let steps = 0; steps < STEPS_MAX; steps++) {
    const step = workflow.steps[at];
    if (!step || 'final' in step) return { steps: taken, calls, waitSeconds, awaitsEnd };
    taken.push(at);
    if ('waits' in step) {
      awaitsEnd ||= walk.isLive && !walk.isStopping;
      const isOver = !walk.isLive && 'ifStillLive' in step;
      waitSeconds += isOver ? step.ifStillLive.afterSeconds : STOPS_WITHIN_SECONDS;
      walk.isLive = false;
      at = step.then;
      continue;
    }
    const ways: Readonly<Record<string, string>> = step.then;
    const [outcome = Object.keys(ways)[0] ?? '', ...made] = MEETINGS[step.does]?.(walk) ?? [];
    for (const call of made) calls.set(call, (calls.get(call) ?? 0) + 1);
    at = ways[outcome] ?? '';
  }
  throw new Error(`${workflow.name} has no foreseeable end.`);
}
