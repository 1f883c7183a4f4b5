import type { Job } from '../api/client.ts';
import { msOf, now } from '../clock.ts';
import {
  acceptedAtOf,
  askedBy,
  jobIdOf,
  nameOf,
  placeOf,
  titleOf,
  toneOf,
  type JournalEntry,
} from '../journal/entries.ts';
import { sessionState, type SessionSummary } from '../journal/sessions.ts';
import { linkTo } from '../router.ts';
import { hasEnded, stateOf, wordsOf, type Tone } from '../words/jobs.ts';

/** A stretch of time in one track of the history. */
export interface Bar {
  readonly key: string;
  readonly from: number;
  readonly to: number;
  readonly tone: Tone;
  readonly words: string;
  /** The page that the bar leads to. */
  readonly link?: string;
}

/** A point in time, in words. */
export interface Moment {
  readonly at: number;
  readonly words: string;
  readonly tone: Tone;
  readonly link?: string | undefined;
}

const timeOf = (entry: JournalEntry): number => msOf(entry.at) ?? 0;

/** Returns the times in which an encoder sent too little, as far as the entries tell. */
function starvations(entries: readonly JournalEntry[]): { from: number; to: number }[] {
  const found: { from: number; to: number }[] = [];
  let since: number | undefined;
  for (const entry of entries.toSorted((a, b) => timeOf(a) - timeOf(b))) {
    const name = nameOf(entry);
    if (name === 'Starvation Start') since ??= timeOf(entry);
    else if (since !== undefined && /^(?:Starvation|Stream) End|^Session Ended/.test(name)) {
      found.push({ from: since, to: timeOf(entry) });
      since = undefined;
    }
  }
  return since === undefined ? found : [...found, { from: since, to: now() }];
}

/** Returns the bars of the stream sessions, and over them those of poor health. */
export function sessionBars(
  channelId: string,
  sessions: readonly SessionSummary[],
  entries: readonly JournalEntry[],
): Bar[] {
  const bars = sessions.map((session): Bar => {
    const { streamId, startTime, endTime } = session;
    const { word, tone } = sessionState(session);
    return {
      key: streamId,
      from: msOf(startTime ?? endTime) ?? now(),
      to: msOf(endTime) ?? now(),
      // A stream that was well is green, over or not.
      tone: tone === 'quiet' ? 'good' : tone,
      words: `Stream ${streamId}, ${word}`,
      link: linkTo(['channels', channelId, 'sessions', streamId]),
    };
  });
  const poor = starvations(entries).map(({ from, to }, n): Bar => ({
    key: `starving ${n}`,
    from,
    to,
    tone: 'bad',
    words: 'The encoder sent too little',
  }));
  return [...bars, ...poor];
}

/** Returns the bars of the jobs. */
export const jobBars = (jobs: readonly Job[]): Bar[] =>
  jobs.map((job) => ({
    key: job.id,
    from: msOf(job.createdAt) ?? now(),
    to: hasEnded(job) ? (msOf(job.finishedAt ?? job.updatedAt) ?? now()) : now(),
    tone: stateOf(job).tone,
    words: `${wordsOf(job.workflow)}: ${stateOf(job).word}`,
    link: linkTo(['jobs', job.id]),
  }));

/** Returns the moments of a job that the journal does not have: it is open, or has just ended. */
function momentsOfJob(job: Job): Moment[] {
  const { createdAt, finishedAt, workflow, id, requestedBy, reason } = job;
  const by = reason === undefined ? requestedBy : `${requestedBy}: ${reason}`;
  const [words, link] = [wordsOf(workflow), linkTo(['jobs', id])];
  const begun: Moment = {
    at: msOf(createdAt) ?? 0,
    words: `${words} begun by ${by}`,
    tone: 'busy',
    link,
  };
  if (finishedAt === undefined) return [begun];
  const { word, tone } = stateOf(job);
  return [begun, { at: msOf(finishedAt) ?? 0, words: `${words} ${word}`, tone, link }];
}

function momentsOfEntry(entry: JournalEntry): Moment[] {
  const [link, begun] = [placeOf(entry)?.link, acceptedAtOf(entry)];
  const by = askedBy(entry);
  const moment: Moment = {
    at: timeOf(entry),
    words: `${titleOf(entry)} ${by}`.trim(),
    tone: toneOf(entry),
    link,
  };
  const { workflow } = entry.detail;
  return begun === undefined || typeof workflow !== 'string'
    ? [moment]
    : [moment, { at: begun, words: `${wordsOf(workflow)} begun`, tone: 'busy', link }];
}

/** Returns the entries of the journal, and the jobs that are not in it yet, newest first. */
export function momentsOf(jobs: readonly Job[], entries: readonly JournalEntry[]): Moment[] {
  const recorded = new Set(entries.map(jobIdOf));
  return [
    ...entries.flatMap(momentsOfEntry),
    ...jobs.filter(({ id }) => !recorded.has(id)).flatMap(momentsOfJob),
  ].toSorted((a, b) => b.at - a.at);
}
