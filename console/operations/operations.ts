import type { Components } from '../../lib/client/api.ts';
import { linkTo } from '../router.ts';
import { wordsOf, type Tone } from '../words/jobs.ts';
import { agoOf } from '../words/times.ts';

export type Operation = Components['schemas']['Operation'];
export type OperationPlan = Components['schemas']['OperationPlan'];
export type OperationResult = Components['schemas']['OperationResult'];

/**
 * Returns the link to the page of an operation that has just been planned.
 * @param planned the answer of the API
 */
export const linkToPlan = (planned: unknown): string =>
  linkTo(['operations', (planned as { operation: Operation }).operation.id]);

interface State {
  readonly word: string;
  readonly tone: Tone;
}

const STATES: Readonly<Record<Operation['status'], State>> = {
  planned: { word: 'planned', tone: 'quiet' },
  awaitingApproval: { word: 'unapproved', tone: 'warn' },
  running: { word: 'running', tone: 'busy' },
  pausing: { word: 'pausing', tone: 'busy' },
  paused: { word: 'paused', tone: 'warn' },
  cancelling: { word: 'cancelling', tone: 'busy' },
  succeeded: { word: 'succeeded', tone: 'good' },
  incomplete: { word: 'incomplete', tone: 'bad' },
  cancelled: { word: 'cancelled', tone: 'quiet' },
  expired: { word: 'expired', tone: 'quiet' },
  failed: { word: 'failed', tone: 'bad' },
};

/** Returns the state of an operation in a word, with its tone. One that is redriven is settled. */
export const operationState = ({ status, redrivenBy }: Operation): State =>
  redrivenBy === undefined ? STATES[status] : { ...STATES[status], tone: 'quiet' };

const SENTENCES: Readonly<Partial<Record<Operation['status'], string>>> = {
  planned: 'The plan has changed nothing yet. It can be applied for an hour after it was made.',
  awaitingApproval: 'A second person approves the work before it begins.',
  pausing: 'The channels or jobs that have begun go on, and no further one begins.',
  cancelling: 'The jobs that wait are cancelled and give back what they took.',
  incomplete: 'The operation has ended, and some channels or jobs have failed.',
  expired: 'The time in which it could go on is over. Make a new plan.',
};

const PAUSES: Readonly<
  Record<NonNullable<Operation['pausedFor']>, (items: 'channels' | 'jobs') => string>
> = {
  canary: (items) => `The canary is over. Look at its ${items}, then resume or cancel.`,
  failures: (items) => `Too many ${items} have failed. To resume is to accept these failures.`,
  order: () => 'A person has paused it.',
};

/** Returns the state of an operation in a sentence; an empty text if the word says it all. */
export function stateSentence({
  status,
  steering,
  pausedFor = 'order',
  continuesAt,
}: Operation): string {
  if (status !== 'paused') return SENTENCES[status] ?? '';
  const then = continuesAt === undefined ? '' : ` It goes on by itself ${agoOf(continuesAt)}.`;
  return `${PAUSES[pausedFor](steering === undefined ? 'channels' : 'jobs')}${then}`;
}

/** Returns a number of channels in words. */
export const channelsOf = (count: number): string =>
  count === 1 ? '1 channel' : `${count} channels`;

/** Returns the work of an operation in words. */
export const workWords = ({ workflow = '', steering }: Operation): string =>
  steering === undefined ? wordsOf(workflow) : `${wordsOf(steering)} jobs`;

/** Returns a number of the channels or jobs of an operation in words. */
export function itemsOf({ steering }: Operation, count: number): string {
  if (steering === undefined) return channelsOf(count);
  return count === 1 ? '1 job' : `${count} jobs`;
}

/** Returns how far an operation is, in words. */
export function progressWords(operation: Operation): string {
  const { appliedAt, progress, total, live } = operation;
  if (appliedAt === undefined)
    return `${itemsOf(operation, total)}${live === undefined ? '' : `, ${live} live`}`;
  const { done, skipped, failed } = progress;
  return [
    `${done} of ${total} done`,
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
  ].join(', ');
}

/** The filters of an operation, as its view has them. */
interface Filters {
  readonly tags?: Readonly<Record<string, string>>;
  readonly name?: string;
  /** The number of the ids. */
  readonly ids?: number;
  readonly is?: string;
  readonly keyOlderThan?: string;
}

/** Returns the selection of an operation in short words. */
export function selectionWords({ selection = {}, jobs = {} }: Operation): string {
  const { tags = {}, name, ids = jobs.ids as number, is, keyOlderThan } = selection as Filters;
  const filters = Object.entries(jobs).filter(([filter]) => filter !== 'ids');
  return [
    ...filters.map(([filter, value]) => `${wordsOf(filter).toLowerCase()} ${String(value)}`),
    ...(is === undefined ? [] : [is]),
    ...Object.entries(tags).map(([key, value]) => `${key}=${value}`),
    ...(name === undefined ? [] : [`named ${name}`]),
    ...(ids === undefined ? [] : [ids === 1 ? '1 id' : `${ids} ids`]),
    ...(keyOlderThan === undefined ? [] : [`key older than ${keyOlderThan}`]),
  ].join(', ');
}
