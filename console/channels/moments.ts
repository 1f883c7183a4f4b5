import type { Job, SessionSummary, StreamSession } from '../api/client.ts';
import { msOf, now } from '../clock.ts';
import { hasEnded, stateOf, wordsOf, type Tone } from '../words/jobs.ts';

/** A stretch of time in one track of the history. */
export interface Bar {
  readonly key: string;
  readonly from: number;
  readonly to: number;
  readonly tone: Tone;
  readonly words: string;
  /** The job that the bar leads to. */
  readonly jobId?: string;
}

/** A point in time, in words. */
export interface Moment {
  readonly at: number;
  readonly words: string;
  readonly tone: Tone;
  readonly jobId?: string;
}

type Events = NonNullable<StreamSession['truncatedEvents']>;

const BAD_EVENT = /Starvation Start|Failure|Limit Breach/;

/** Returns the times in which the encoder sent too little, within a stream session. */
function starvations(events: Events, end: number): { from: number; to: number }[] {
  const inOrder = events.toSorted((a, b) => (msOf(a.eventTime) ?? 0) - (msOf(b.eventTime) ?? 0));
  const found: { from: number; to: number }[] = [];
  let since: number | undefined;
  for (const { name = '', eventTime } of inOrder) {
    const at = msOf(eventTime) ?? end;
    if (name.includes('Starvation Start')) since ??= at;
    else if (since !== undefined && /Starvation End|Session Ended|Stream End/.test(name)) {
      found.push({ from: since, to: at });
      since = undefined;
    }
  }
  return since === undefined ? found : [...found, { from: since, to: end }];
}

/** Returns the bars of the stream sessions, and over them those of poor health. */
export function sessionBars(
  sessions: readonly SessionSummary[],
  detail: StreamSession | undefined,
): Bar[] {
  const bars = sessions.map(({ streamId = '', startTime, endTime, hasErrorEvent }): Bar => ({
    key: streamId,
    from: msOf(startTime) ?? now(),
    to: msOf(endTime) ?? now(),
    tone: hasErrorEvent ? 'warn' : 'good',
    words: `Stream ${streamId}${hasErrorEvent ? ', with errors' : ''}`,
  }));
  const end = msOf(detail?.endTime) ?? now();
  const poor = starvations(detail?.truncatedEvents ?? [], end).map(({ from, to }, n): Bar => ({
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
    jobId: job.id,
  }));

/** Returns the events of a stream session and the jobs together, newest first. */
export function momentsOf(jobs: readonly Job[], detail: StreamSession | undefined): Moment[] {
  const events = (detail?.truncatedEvents ?? []).map(({ name = '', eventTime, code }): Moment => ({
    at: msOf(eventTime) ?? 0,
    words: code === undefined ? name : `${name} (${code})`,
    tone: BAD_EVENT.test(name) ? 'bad' : 'quiet',
  }));
  const ofJobs = jobs.flatMap((job): Moment[] => {
    const { createdAt, finishedAt, workflow, id, requestedBy, reason } = job;
    const by = reason === undefined ? requestedBy : `${requestedBy}: ${reason}`;
    const begun: Moment = {
      at: msOf(createdAt) ?? 0,
      words: `${wordsOf(workflow)} begun by ${by}`,
      tone: 'busy',
      jobId: id,
    };
    return finishedAt === undefined
      ? [begun]
      : [
          begun,
          {
            at: msOf(finishedAt) ?? 0,
            words: `${wordsOf(workflow)} ${stateOf(job).word}`,
            tone: stateOf(job).tone,
            jobId: id,
          },
        ];
  });
  return [...events, ...ofJobs].toSorted((a, b) => b.at - a.at);
}
