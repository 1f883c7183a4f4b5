import type { App } from '../app.ts';
import { causeOf, type Cause } from '../cause.ts';
import { randomId } from '../random.ts';
import { firstStep, type Workflow } from '../definition/define.ts';
import { workflows, type WorkflowName } from '../workflows/workflows.ts';
import { owedBy, type Continuation } from './continuing.ts';
import type { Subject } from '../subjects.ts';
import type { JobInput } from '../actions/inputs.ts';
import type { Job, ParentLink, Superseded } from './job.ts';
import { startsAgainAfter, workflowOf } from './precedence.ts';
import { LEASE_MS } from './stepping.ts';

/** The work of a job, its caller and its reason. */
export interface StartRequest {
  workflow: WorkflowName;
  subject: Subject;
  input: JobInput;
  /** The caller, and the reason that the caller gives. */
  caller: string;
  reason?: string;
  /** The first cause of the work; absent: that of the present invocation. */
  cause?: Cause;
  /** `digest` identifies the whole request: the same key with another digest is refused. */
  idempotencyKey?: { key: string; digest: string };
  /** Writes the records that the job will need, after the check for a replay and before the job. */
  prepare?: () => Promise<void>;
  /** Throws if the job may not follow the one that its subject has now. */
  confirm?: (current: Job | undefined) => void;
  redriveOf?: string;
  /** The id of the job; drawn at random if absent. */
  id?: string;
  parent?: ParentLink;
  /** The job that is told of the end of this one, which is not its child. */
  tells?: ParentLink;
  /** Returns the step at which a new job begins; undefined for the first one of the workflow. */
  beginsAt?: () => Promise<string | undefined>;
  /** The first step and the state, if the job continues the work of another job. */
  continues?: Continuation;
  /** The jobs that are to be started again after this one. */
  supersedes?: Superseded[];
}

/**
 * Returns a job at its first step, which its writer is about to perform. The job takes over the
 * obligations of its predecessor on the subject. If a call of the predecessor may still take
 * effect, the job rests until then, because a late call must not undo the work of a newer job.
 * Emergencies, deletions and work that such a call does not harm do not wait; they, and the jobs
 * after them, note until when the call may take effect.
 */
export function newJob(
  app: Pick<App, 'clock' | 'random' | 'cause'>,
  id: string,
  request: StartRequest,
  previous?: Job,
  beginsAt?: string,
): Job {
  const now = app.clock.now();
  const workflow: Workflow = workflows[request.workflow];
  const { priority } = workflow;
  const inherited = previous && inheritedFrom(workflow, previous);
  const { step, memory, effects, uncertain } = request.continues ?? {
    step: beginsAt ?? firstStep(workflow),
    memory: {},
    effects: false,
    uncertain: false,
  };
  const urgent =
    priority === 'emergency' || workflow.rank === 'delete' || workflow.lateCalls === 'harmless';
  const unsettledUntil = previous?.unsettledUntil ?? 0;
  const startsAt = urgent ? now : Math.max(now, unsettledUntil);
  const supersedes =
    request.supersedes ??
    (previous?.supersededBy === id ? supersededBy(workflow, request, previous) : []);
  return {
    id,
    subject: request.subject,
    workflow: workflow.name,
    workflowVersion: workflow.version,
    status: 'running',
    step,
    acting: startsAt === now,
    leaseUntil: now + LEASE_MS,
    ...(startsAt > now && { parkedAt: now }),
    ...(priority && { priority }),
    // The number is never taken from the clock alone, which differs between processes.
    generation: Math.floor(Math.max(now, 1 + (previous?.generation ?? previous?.createdAt ?? 0))),
    version: 1,
    writer: randomId(app.random),
    signals: 0,
    signalsSeen: 0,
    wakeAt: startsAt,
    uncertain,
    effects,
    attempts: 0,
    turns: 0,
    parkedMs: 0,
    input: request.input,
    memory: { ...inherited, ...memory },
    requestedBy: request.caller,
    ...(request.reason !== undefined && { reason: request.reason }),
    ...causeOf(request.cause ?? app.cause ?? {}),
    ...(request.idempotencyKey && { requestDigest: request.idempotencyKey.digest }),
    ...(request.redriveOf !== undefined && { redriveOf: request.redriveOf }),
    ...(request.parent && { parent: request.parent }),
    ...(request.tells && { tells: request.tells }),
    ...(previous && { follows: previous.id }),
    ...(supersedes.length > 0 && { supersedes }),
    ...(unsettledUntil > now && { unsettledUntil }),
    createdAt: now,
    updatedAt: now,
    announced: false,
    timeline: [],
    timelineDropped: 0,
  };
}

/**
 * Returns the obligations that a job inherits from the one before it on its subject. It inherits
 * them if it does the same work or has taken the other's place. A key that was revoked for a
 * suspension is not an obligation.
 */
function inheritedFrom(workflow: Workflow, previous: Job): Job['memory'] {
  const tookItsPlace = previous.supersededBy !== undefined;
  const sameAgain = previous.workflow === workflow.name && previous.left !== undefined;
  return tookItsPlace || sameAgain ? owedBy(workflowOf(previous), previous) : {};
}

/** Returns the job whose place this one takes, and the jobs whose place that one had taken. */
const supersededBy = (workflow: Workflow, { input }: StartRequest, previous: Job): Superseded[] => [
  { jobId: previous.id, startsAgain: startsAgainAfter(previous, workflow, input) },
  ...(previous.supersedes ?? []).filter(({ startsAgain }) => startsAgain),
];
