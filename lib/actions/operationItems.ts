import type { ChildOutcome } from '../records/childJobs.ts';
import { isKnownLive } from '../records/streamSessions.ts';
import { subjectIdOf } from '../subjects.ts';
import type { ChildSubject } from './context.ts';
import { isJobOperation, type ChannelOperation, type JobOperation } from './inputs.ts';
import type { OperationContext } from './operationProgress.ts';
import { stillSelected } from './selecting.ts';

// The items of an operation: channels, each of which gets a child, or jobs, each of which is
// steered. operations.ts counts them and keeps their order.

/** The result of an item that has ended without a job of its own. */
export interface ItemEnd {
  readonly outcome: ChildOutcome;
  readonly message: string;
}

/** `held`: something else has the item for now. */
type Attempted = 'begun' | 'held' | ItemEnd;

const NO_LONGER_SELECTED: ItemEnd = {
  outcome: 'skipped',
  message: 'The channel no longer matches the selection.',
};

/** Returns the attempt to begin any of these items. It is safe to repeat. */
export async function attemptsAt(
  context: OperationContext,
  items: readonly ChildSubject[],
): Promise<(item: ChildSubject) => Promise<Attempted>> {
  const { input } = context;
  if (isJobOperation(input)) return (item) => steers(context, input, item);
  const selected = await stillSelected({ ...context, input }, items);
  return (item) => begins(context, input, item, selected.has(item.index));
}

/** Begins the child of a channel, unless the channel no longer matches the selection. */
async function begins(
  { store, children }: OperationContext,
  { workflow, input }: ChannelOperation,
  item: ChildSubject,
  isSelected: boolean,
): Promise<Attempted> {
  if (!isSelected && !(await children.isBegun(item))) return NO_LONGER_SELECTED;
  const isLive = await isKnownLive(store, subjectIdOf(item.subject));
  return children.begin({ ...item, workflow, input, ...(isLive && { isKnownLive: true }) });
}

/** Steers a job. */
async function steers(
  { children }: OperationContext,
  { steering, jobs }: JobOperation,
  item: ChildSubject,
): Promise<Attempted> {
  const { steered } = item;
  if (steered === undefined) throw new Error(`The item ${item.index} is no job.`);
  return children.steer({ ...item, steered, as: steering, filter: jobs });
}
