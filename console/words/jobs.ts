import type { Job } from '../api/client.ts';
import { msOf, now } from '../clock.ts';
import { agoOf } from './times.ts';

/** Returns a name of the API as words: `rotateStreamKeyNow` as `Rotate stream key now`. */
export function wordsOf(name: string): string {
  const words = name.replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const WAITS: Readonly<Record<string, string>> = {
  streamEnded: 'the end of the stream',
  childrenEnded: 'the end of its child jobs',
  timePassed: 'time to pass',
  decision: 'the decision of a caller',
};

/** Returns the thing that a job waits for, in words. */
export const waitOf = (what: string): string => WAITS[what] ?? wordsOf(what).toLowerCase();

const CLASSES: Readonly<Record<string, string>> = {
  throttled: 'IVS refused calls because they came too fast.',
  unavailable: 'IVS could not be reached, or answered with an error of its own.',
  conflict: 'IVS refused because of the state of the resource.',
  refused: 'IVS refused the call. A redrive helps once the reason of the refusal is gone.',
  notFound: 'The resource does not exist.',
  exhausted: 'The job has tried as often, or for as long, as it may.',
  internal: 'The job met an error of this program.',
};

/** Returns what the class of an error means, and what follows from it. */
export const errorClassOf = ({ class: kind }: NonNullable<Job['error']>): string =>
  CLASSES[kind] ?? wordsOf(kind);

const LEFT: Readonly<Record<string, string>> = {
  keyless: 'The channel has no stream key.',
  suspended: 'The channel stays suspended until it is resumed.',
  streamOnRevokedKey: 'A stream on a revoked key could not be stopped.',
  detachedChannels: 'Channels were detached and stay detached:',
  childrenCalledBack: 'Child jobs were called back:',
  unknownOutcomeOf: 'A call got no answer, so its outcome is unknown:',
  bothKeyPairs: 'IVS accepts the new playback key pair and the old one.',
  doneAnyway: 'The scheduled work was done before it could be stopped.',
  notDone: 'The change was made, but was not recorded or announced:',
};

/** Returns a thing that a job left behind, in words. */
export function leftOf(left: string): string {
  const [kind = '', detail] = left.split(':');
  const words = LEFT[kind] ?? wordsOf(kind);
  return detail === undefined ? words : `${words} ${wordsOf(detail).toLowerCase()}`;
}

/** The tone of a state: it decides the colour, and the mark beside it. */
export type Tone = 'good' | 'busy' | 'warn' | 'bad' | 'quiet';

/** Returns the state of a job in one word, with its tone. */
export function stateOf(job: Job): { word: string; tone: Tone } {
  if (job.stranded) return { word: 'stranded', tone: 'bad' };
  if (!hasEnded(job) && job.error) return { word: 'retrying', tone: 'warn' };
  const tones: Readonly<Record<Job['status'], Tone>> = {
    running: 'busy',
    waiting: 'busy',
    succeeded: 'good',
    cancelled: job.left?.length ? 'warn' : 'quiet',
    failed: job.redrivenBy === undefined ? 'bad' : 'quiet',
  };
  return { word: job.status, tone: tones[job.status] };
}

/** Returns whether a job has ended. */
export const hasEnded = ({ status }: Pick<Job, 'status'>): boolean =>
  status === 'succeeded' || status === 'failed' || status === 'cancelled';

/** Returns whether a job waits for the decision of a second person. */
export const awaitsApproval = (job: Pick<Job, 'status' | 'step'>): boolean =>
  !hasEnded(job) && job.step === 'awaitingApproval';

/** Returns the state of a job in one sentence: what it does or waits for, or how it ended. */
export function sentenceOf(job: Job): string {
  if (hasEnded(job)) return job.ending === undefined ? job.status : wordsOf(job.ending);
  const { workflow, at } = job.scheduled ?? { workflow: job.workflow, at: undefined };
  if (awaitsApproval(job)) return `${wordsOf(workflow)} waits for a second person`;
  if (job.status === 'waiting' && (msOf(at) ?? 0) > now())
    return `${wordsOf(workflow)} begins ${agoOf(at)}`;
  if (job.status === 'waiting' && job.waitsFor && !job.error)
    return `Waits for ${waitOf(job.waitsFor.what)}`;
  return wordsOf(job.step);
}
