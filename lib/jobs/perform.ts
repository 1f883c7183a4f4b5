import { DECIDING, type ActionName } from '../actions/actions.ts';
import type { ActionContext } from '../actions/context.ts';
import type { App } from '../app.ts';
import { fenceOf } from '../records/fences.ts';
import type { CallRecord, Harness } from '../ivs/client.ts';
import { IvsRefusal } from '../ivs/refusal.ts';
import { scrub } from '../log.ts';
import { unmanagedAmong } from '../managed.ts';
import { childrenOf } from './children.ts';
import type { Workflow } from '../definition/define.ts';
import { subjectOfJobId, type Job, type JobError, type Performed } from './job.ts';
import { AHEAD_MS_MAX, reserve, slowDown, type Priority } from './rateLimiter.ts';

/** The longest time of a call, in ms. A longer call is given up, and its outcome is unknown. */
const CALL_MS_MAX = 10_000;
/** The time between the last moment of a call and the end of the lease, in ms. */
const LEASE_MARGIN_MS = 5_000;
/** The shortest time that a call needs, in ms. With less time left, it is not begun. */
const CALL_MS_MIN = 1_000;
/** How long after its time a slot that an earlier step reserved can be used, in ms. */
const SLOT_KEPT_MS = 10_000;

/** Thrown when no slot is free now. This is not an error. */
class NoSlot extends Error {
  readonly untilMs: number;
  constructor(untilMs: number) {
    super('No slot is available yet.');
    this.untilMs = untilMs;
  }
}

/**
 * Attempts one action of a job, within its lease. It never throws for a refusal of IVS; refusals
 * are results.
 */
export async function perform(
  app: App,
  workflow: Workflow,
  job: Job,
  action: ActionName,
  untilMs: number,
): Promise<Performed> {
  const at = app.clock.now();
  const calls: CallRecord[] = [];
  const { harness, reserveSlots: reserveTurns } = pacing(
    app,
    { kept: [job.memory.reserved ?? []].flat(), leaseUntil: job.leaseUntil },
    untilMs,
    workflow.priority ?? 'normal',
    calls,
  );
  const ivs = app.ivs.within(harness);
  const attempt: ActionContext = {
    store: app.store,
    bus: app.bus,
    clock: app.clock,
    jobId: job.id,
    step: job.step,
    fence: fenceOf(job),
    acceptedAt: job.createdAt,
    requestedBy: job.requestedBy,
    ...(job.reason !== undefined && { reason: job.reason }),
    subject: job.subject,
    ...parentOf(job),
    children: childrenOf(app, job),
    input: job.input,
    memory: job.memory,
    uncertain: job.uncertain || job.inDoubt === job.step,
    lateCallUntil: job.lateCallUntil ?? 0,
    unsettledUntil: job.unsettledUntil ?? 0,
    ivs,
    unmanagedAmong: (arns) => unmanagedAmong({ ...app, ivs }, arns),
    reserve: reserveTurns,
  };
  try {
    const result = await workflow.attempt(action, attempt, app.config);
    return { at, calls, kind: 'outcome', result };
  } catch (error) {
    if (error instanceof NoSlot)
      return { at, calls, kind: 'parked', untilMs: error.untilMs, ...openEnds(calls) };
    if (error instanceof IvsRefusal && error.class === 'throttled')
      await slowDown(app, error.operation);
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

function parentOf({ parent }: Job): Pick<ActionContext, 'parent'> {
  const subject = parent && subjectOfJobId(parent.jobId);
  return parent && subject ? { parent: { ...parent, subject } } : {};
}

/**
 * Returns whether a call of an attempt has changed something, or may have: a call that succeeded,
 * or whose outcome is unknown.
 */
const mayHaveActed = (calls: readonly CallRecord[]): boolean =>
  calls.some(
    ({ operation, error, outcomeUnknown }) =>
      !isReading(operation) && (error === undefined || outcomeUnknown === true),
  );

/**
 * Returns what is unknown about an attempt without an outcome: whether it may have had an effect,
 * and whether a call may take effect late.
 */
const openEnds = (calls: readonly CallRecord[]): { uncertain: boolean; mayLandLate: boolean } => ({
  uncertain: mayHaveActed(calls),
  mayLandLate: calls.some(
    ({ operation, mayLandLate }) => !isReading(operation) && mayLandLate === true,
  ),
});

const isReading = (operation: string): boolean => /^(Get|List|BatchGet)/.test(operation);

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

interface ReservedSlots {
  /** The slots that an earlier step reserved. */
  kept: readonly { operation: string; at: number }[];
  leaseUntil: number;
}

function pacing(
  app: App,
  reserved: ReservedSlots,
  untilMs: number,
  priority: Priority,
  calls: CallRecord[],
): { harness: Harness; reserveSlots: (operation: string, count?: number) => Promise<number> } {
  const slots = new Map<string, number[]>();
  for (const { operation, at } of reserved.kept)
    if (app.clock.now() - at < SLOT_KEPT_MS) slots.set(operation, [at]);

  const timeLeftMs = (): number => reserved.leaseUntil - LEASE_MARGIN_MS - app.clock.now();
  const awaitSlot = async (slot: number): Promise<void> => {
    const ms = slot - app.clock.now();
    if (ms > 0) await app.clock.sleep(ms);
  };
  const reserveSlots = async (operation: string, count = 1): Promise<number> => {
    const [kept] = slots.get(operation) ?? [];
    if (kept !== undefined && count === 1) {
      await awaitSlot(kept);
      return kept;
    }
    const aheadMs = Math.max(0, Math.min(AHEAD_MS_MAX, untilMs - app.clock.now()));
    const turn = await reserve(app, operation, priority, count, aheadMs);
    if ('nextFree' in turn) {
      // A runner with more time than this one may reserve further ahead; a retry before then would
      // find no slot either.
      throw new NoSlot(
        Math.max(turn.nextFree - AHEAD_MS_MAX, aheadMs < AHEAD_MS_MAX ? untilMs : app.clock.now()),
      );
    }
    const [first = app.clock.now()] = turn.slots;
    slots.set(operation, [...(slots.get(operation) ?? []), ...turn.slots]);
    await awaitSlot(first);
    return first;
  };
  const harness: Harness = {
    async before(operation) {
      if (!slots.get(operation)?.length) await reserveSlots(operation);
      const slot = slots.get(operation)?.shift();
      if (slot !== undefined) await awaitSlot(slot);
      // A call that began after the end of the lease would belong to another runner.
      if (timeLeftMs() < CALL_MS_MIN) throw new NoSlot(app.clock.now());
    },
    after: (record) => void calls.push(record),
    get signal() {
      return AbortSignal.timeout(Math.max(1, Math.min(CALL_MS_MAX, timeLeftMs())));
    },
  };
  return { harness, reserveSlots: reserveSlots };
}
