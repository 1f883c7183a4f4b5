import { CALLS_OF, DECIDING, type ActionName } from '../actions/actions.ts';
import { GivesUp, type ActionContext, type ReservedCalls } from '../actions/context.ts';
import { PROTECTION_CALL } from '../actions/protection.ts';
import { appAbout, type App } from '../app.ts';
import { fenceOf } from '../records/fences.ts';
import type { CallRecord, Harness } from '../ivs/client.ts';
import { IvsRefusal } from '../ivs/refusal.ts';
import { scrub } from '../log.ts';
import { unmanagedAmong } from '../managed.ts';
import { childrenOf } from './children.ts';
import type { Workflow } from '../definition/define.ts';
import { exhausted } from './endings.ts';
import { subjectOfJobId, type Job, type JobError, type Performed } from './job.ts';
import { isCalledOff } from './stepping.ts';
import { openEnds } from './openEnds.ts';
import { mustSpare } from './sparing.ts';
import { steerJob } from './steerJobs.ts';
import { AHEAD_MS_MAX, isClaimed, reserve, slowDown } from './rateLimiter.ts';

/** The longest time of a call, in ms. A longer call is given up, and its outcome is unknown. */
const CALL_MS_MAX = 10_000;
/** The time between the last moment of a call and the end of the lease, in ms. */
const LEASE_MARGIN_MS = 5_000;
/** The shortest time that a call needs, in ms. With less time left, it is not begun. */
const CALL_MS_MIN = 1_000;
/** How long after its time a slot that an earlier step reserved can be used, in ms. */
const SLOT_KEPT_MS = 10_000;
/** The time that a runner has to use the slots that it holds, in ms. */
const GRACE_MS = 1_000;

/** Thrown when no slot is free now. This is not an error. */
class NoSlot extends Error {
  readonly untilMs: number;
  constructor(untilMs: number) {
    super('No slot is available yet.');
    this.untilMs = untilMs;
  }
}

/** The time and the slots that a runner of a job has for its steps. */
export interface Run {
  /** The time at which the runner must stop, in ms since the epoch. */
  readonly untilMs: number;
  /** The slots that the runner has reserved and not used, by operation (ms since the epoch). */
  readonly slots: Map<string, number[]>;
  /** The time at which the subject was last seen to be unprotected, in ms since the epoch. */
  unprotectedAt?: number;
}

/** Begins the run of a job. An earlier runner may have kept slots for it in the job. */
export function runOf({ memory }: Pick<Job, 'memory'>, untilMs: number): Run {
  const slots = new Map((memory.reserved ?? []).map(({ operation, at }) => [operation, [at]]));
  return { untilMs, slots };
}

/**
 * Returns the time at which a runner must stop, in ms since the epoch. A runner with a slot for a
 * later step has some more time, because the slot would be lost with it.
 */
export const stopsAt = ({ untilMs, slots }: Run, now: number): number =>
  [...slots.values()].some((each) => usable(each, now).length > 0) ? untilMs + GRACE_MS : untilMs;

const usable = (slots: readonly number[] | undefined, now: number): number[] =>
  (slots ?? []).filter((slot) => now - slot < SLOT_KEPT_MS);

/**
 * Attempts the action of a job's step, within the job's lease, and slows down the operations whose
 * calls came too soon, even if the attempt succeeded without them. It never throws for a refusal of
 * IVS; refusals are results. The caller publishes the event of the result.
 */
export async function perform(
  app: App,
  workflow: Workflow,
  job: Job,
  action: ActionName,
  run: Run,
): Promise<Performed> {
  const performed = await attempted(appAbout(app, { step: job.step }), workflow, job, action, run);
  const throttled = performed.calls.filter((call) => call.throttled);
  for (const operation of new Set(throttled.map((call) => call.operation)))
    await slowDown(app, operation);
  return performed;
}

async function attempted(
  app: App,
  workflow: Workflow,
  job: Job,
  action: ActionName,
  run: Run,
): Promise<Performed> {
  const at = app.clock.now();
  const calls: CallRecord[] = [];
  const { harness, reserveSlots } = pacing(app, workflow, job, run, calls);
  const ivs = app.ivs.within(harness);
  const attempt: ActionContext = {
    store: app.store,
    clock: app.clock,
    jobId: job.id,
    step: job.step,
    fence: fenceOf(job),
    acceptedAt: job.createdAt,
    requestedBy: job.requestedBy,
    ...(job.reason !== undefined && { reason: job.reason }),
    subject: job.subject,
    ...parentOf(job),
    children: { ...childrenOf(app, job), steer: (request) => steerJob(app, job, request) },
    input: job.input,
    memory: job.memory,
    uncertain: job.uncertain || job.inDoubt === job.step,
    calledOff: isCalledOff(job),
    lateCallUntil: job.lateCallUntil ?? 0,
    unsettledUntil: job.unsettledUntil ?? 0,
    ivs,
    unmanagedAmong: (arns) => unmanagedAmong({ ...app, ivs }, arns),
    reserve: reserveSlots,
  };
  try {
    if (await mustSpare(app.config, workflow, action, attempt, run))
      return { at, calls, kind: 'protected' };
    const result = await workflow.attempt(action, attempt, app.config);
    return { at, calls, kind: 'outcome', result };
  } catch (error) {
    if (error instanceof NoSlot)
      return { at, calls, kind: 'parked', untilMs: error.untilMs, ...openEnds(calls) };
    const { uncertain, mayLandLate } = openEnds(calls);
    const mayHaveWritten = DECIDING.has(action) && !(error instanceof IvsRefusal);
    return {
      at,
      calls,
      kind: 'refused',
      ...refusal(app, error),
      uncertain: uncertain || mayHaveWritten,
      mayLandLate,
    };
  }
}

/** Returns an attempt whose event the bus did not take. The event is to be published again. */
export const refusedBy = (app: App, error: unknown, { at, calls }: Performed): Performed => ({
  at,
  calls,
  kind: 'refused',
  ...refusal(app, error),
  uncertain: false,
});

function parentOf({ parent }: Job): Pick<ActionContext, 'parent'> {
  const subject = parent && subjectOfJobId(parent.jobId);
  return parent && subject ? { parent: { ...parent, subject } } : {};
}

function refusal(app: App, error: unknown): { error: JobError; again: boolean } {
  if (error instanceof IvsRefusal) {
    const { class: kind, name, message, operation, requestId } = error;
    return {
      error: {
        class: kind,
        name,
        message,
        operation,
        ...(requestId !== undefined && { requestId }),
      },
      again: kind === 'throttled' || kind === 'unavailable' || kind === 'conflict',
    };
  }
  if (error instanceof GivesUp) return { error: exhausted(error.message), again: false };
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  app.log.error('An action threw', {
    error: scrub(error instanceof Error ? (error.stack ?? message) : message),
  });
  // A refusal by DynamoDB or EventBridge is not IVS's, and it is temporary.
  const kind =
    typeof error === 'object' && error !== null && '$metadata' in error
      ? 'unavailable'
      : 'internal';
  return { error: { class: kind, name, message: scrub(message) }, again: true };
}

/**
 * Returns the calls to reserve slots for together with others: those of the steps that the job's
 * step names, unless the runner has slots for them.
 */
function reservedTogether(
  { steps, harms }: Workflow,
  { step }: Pick<Job, 'step'>,
  others: readonly ReservedCalls[],
  slots: Run['slots'],
): ReservedCalls[] {
  const row = steps[step];
  const coming = (row && 'does' in row ? (row.reserves ?? []) : []).flatMap(
    (name): readonly string[] => {
      const next = steps[name];
      const calls = next && 'does' in next ? (CALLS_OF[next.does] ?? []) : [];
      return harms.includes(name) ? [PROTECTION_CALL, ...calls] : calls;
    },
  );
  return [...new Set(coming)]
    .filter((one) => !slots.get(one)?.length && !others.some(({ operation }) => operation === one))
    .map((operation) => ({ operation, count: 1 }));
}

function pacing(
  app: App,
  workflow: Workflow,
  job: Job,
  { untilMs, slots }: Run,
  calls: CallRecord[],
): { harness: Harness; reserveSlots: ActionContext['reserve'] } {
  const { clock } = app;
  const timeLeftMs = (): number => job.leaseUntil - LEASE_MARGIN_MS - clock.now();
  const priority = workflow.priority ?? 'normal';
  const held = (operation: string): number[] => usable(slots.get(operation), clock.now());
  const reserveSlots = async (...asked: readonly ReservedCalls[]): Promise<number[][]> => {
    const missing = asked.filter(({ operation, count }) => held(operation).length < count);
    if (missing.length > 0) {
      const aheadMs = Math.max(0, Math.min(AHEAD_MS_MAX, untilMs - clock.now()));
      const wanted = [...missing, ...reservedTogether(workflow, job, missing, slots)];
      const reserved = await reserve(app, priority, wanted, aheadMs);
      if ('nextFree' in reserved) {
        // A runner with more time than this one may reserve further ahead; a retry before then
        // would find no slot either.
        const earliest = aheadMs < AHEAD_MS_MAX ? untilMs : clock.now();
        throw new NoSlot(Math.max(reserved.nextFree - AHEAD_MS_MAX, earliest));
      }
      for (const [operation, at] of reserved.slots)
        slots.set(operation, [...held(operation), ...at]);
    }
    return asked.map(({ operation }) => held(operation));
  };
  /** Waits for a slot. A normal slot that emergencies have claimed meanwhile is given up. */
  const slotCame = async (operation: string): Promise<boolean> => {
    if (held(operation).length === 0) await reserveSlots({ operation, count: 1 });
    const [slot = 0, ...rest] = held(operation);
    slots.set(operation, rest);
    const restMs = slot - clock.now();
    if (restMs <= 0) return true;
    // A block of evenly spaced calls that uses the whole quota would refuse every call of another
    // program, and would never see a 429 itself.
    const [next = slot] = rest;
    await clock.sleep(restMs + app.random.next() * (next - slot));
    return priority === 'emergency' || !(await isClaimed(app, operation, restMs));
  };
  const harness: Harness = {
    async before(operation) {
      while (!(await slotCame(operation)));
      // A call that began after the end of the lease would belong to another runner.
      if (timeLeftMs() < CALL_MS_MIN) throw new NoSlot(clock.now());
    },
    after: (record) => void calls.push(record),
    get signal() {
      return AbortSignal.timeout(Math.max(1, Math.min(CALL_MS_MAX, timeLeftMs())));
    },
  };
  return { harness, reserveSlots };
}
