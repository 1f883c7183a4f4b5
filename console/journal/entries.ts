import type { Components } from '../../lib/client/api.ts';
import { msOf } from '../clock.ts';
import { linkTo } from '../router.ts';
import { wordsOf, type Tone } from '../words/jobs.ts';

export type JournalEntry = Components['schemas']['JournalEntry'];

const BAD = /Starvation Start|Failure|Limit Breach|Failed|Unhealthy|Unreported/;

const textIn = ({ detail }: JournalEntry, name: string): string | undefined => {
  const value = detail[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

/** Returns the job whose end an entry records; undefined for all other entries. */
export const jobIdOf = (entry: JournalEntry): string | undefined =>
  entry.type.startsWith('Job ') ? textIn(entry, 'jobId') : undefined;

/** Returns the name under which IVS reports something, such as `Starvation Start`. */
export function nameOf(entry: JournalEntry): string {
  const named = ['event_name', 'limit_name', 'limit', 'recording_status'] as const;
  return named.map((member) => textIn(entry, member)).find((name) => name) ?? entry.type;
}

/** Returns the things that a name needs beside it: the code or the reason of a failure. */
function besidesOf(entry: JournalEntry): string {
  const more = ['code', 'reason', 'recording_status_reason', 'failureReason'] as const;
  const found = more.map((member) => textIn(entry, member)).filter(Boolean);
  return found.length === 0 ? '' : ` (${found.join(', ')})`;
}

/** Returns the event that an entry records, in words. */
export function titleOf(entry: JournalEntry): string {
  if (jobIdOf(entry) !== undefined) {
    const ended = entry.type.slice('Job '.length).toLowerCase();
    return `${wordsOf(textIn(entry, 'workflow') ?? 'job')} ${ended}`;
  }
  if (entry.type === 'API Call') return wordsOf(textIn(entry, 'operation') ?? entry.type);
  if (entry.type === 'IVS Limit Breach') return `Limit breach: ${nameOf(entry)}`;
  return `${nameOf(entry)}${besidesOf(entry)}`;
}

/** Returns the person or the program that asked for a change, and the reason given. */
export const askedBy = ({ requestedBy, reason }: JournalEntry): string =>
  requestedBy === undefined ? '' : `by ${requestedBy}${reason === undefined ? '' : `: ${reason}`}`;

/** Returns the tone of an entry. */
export function toneOf(entry: JournalEntry): Tone {
  if (entry.type === 'Job Succeeded') return 'good';
  if (entry.type === 'IVS Limit Breach' || BAD.test(`${entry.type} ${nameOf(entry)}`)) return 'bad';
  return entry.type === 'Job Cancelled' ? 'warn' : 'quiet';
}

/** A page where an entry goes on. */
interface Place {
  readonly link: string;
  readonly label: string;
}

/** Returns the place where an entry goes on: its job, its recording or its stream session. */
export function placeOf(entry: JournalEntry): Place | undefined {
  const [jobId, recordingId] = [jobIdOf(entry), textIn(entry, 'recordingId')];
  if (jobId !== undefined) return { link: linkTo(['jobs', jobId]), label: 'The job' };
  if (recordingId !== undefined)
    return { link: linkTo(['recordings', recordingId]), label: 'The recording' };
  const streamId = textIn(entry, 'stream_id');
  const { channelId } = entry;
  return streamId === undefined || channelId === undefined
    ? undefined
    : { link: linkTo(['channels', channelId, 'sessions', streamId]), label: 'The stream session' };
}

/** Returns when a job whose end is recorded was accepted, in ms since the epoch. */
export const acceptedAtOf = (entry: JournalEntry): number | undefined =>
  jobIdOf(entry) === undefined ? undefined : msOf(textIn(entry, 'acceptedAt'));
