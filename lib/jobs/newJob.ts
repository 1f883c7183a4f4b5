import type { App } from '../app.ts';
import { randomId } from '../random.ts';
import type { Workflow } from '../workflows/define.ts';
import { workflows, type WorkflowName } from '../workflows/workflows.ts';
import type { Job, JobInput, ParentLink, Subject } from './job.ts';
import { firstIntention } from './transitions.ts';

/** What a job is to do, for whom and why. */
export interface StartRequest {
  workflow: WorkflowName;
  subject: Subject;
  input: JobInput;
  /** Who asks, and why. */
  caller: string;
  reason?: string;
  /** `digest` stands for the whole request: the same key with another digest is refused. */
  idempotencyKey?: { key: string; digest: string };
  /** Writes what the job will need, after the check for a replay and before the job. */
  prepare?: () => Promise<void>;
  redriveOf?: string;
  parent?: ParentLink;
}

/** A job at its first step, whose writer is about to do it. */
export function newJob(app: Pick<App, 'clock' | 'random'>, id: string, request: StartRequest): Job {
  const now = app.clock.now();
  const workflow: Workflow = workflows[request.workflow];
  return {
    id,
    subject: request.subject,
    workflow: workflow.name,
    workflowVersion: workflow.version,
    status: 'running',
    ...firstIntention(workflow, now),
    version: 1,
    writer: randomId(app.random),
    signals: 0,
    signalsSeen: 0,
    wakeAt: now,
    uncertain: false,
    effects: false,
    attempts: 0,
    turns: 0,
    parkedMs: 0,
    input: request.input,
    memory: {},
    requestedBy: request.caller,
    ...(request.reason !== undefined && { reason: request.reason }),
    ...(request.idempotencyKey && { requestDigest: request.idempotencyKey.digest }),
    ...(request.redriveOf !== undefined && { redriveOf: request.redriveOf }),
    ...(request.parent && { parent: request.parent }),
    createdAt: now,
    updatedAt: now,
    announced: false,
    timeline: [],
    timelineDropped: 0,
  };
}
