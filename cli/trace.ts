import { isoOf } from '../lib/client/clock.ts';
import type { ItemOf, Job } from '../lib/client/client.ts';
import { CliError } from './exit.ts';
import type { Io } from './io.ts';
import { clean, idOfArn } from './output/text.ts';
import { checkToken, openSession, type Globals, type Session } from './session.ts';

type Entry = ItemOf<'/v1/audit'>;

/** The options of `trace`. */
export interface Trace extends Globals {
  /** The number of days in which changes without a job are looked for. */
  readonly days: string;
}

/** Something that happened for a request, in one line. */
interface Line {
  readonly at: string;
  readonly kind: 'request' | 'job' | 'step' | 'event' | 'end';
  readonly text: string;
}

const DAY_MS = 86_400_000;
const KIND_WIDTH = 'request'.length;

/** Returns all jobs that a request or an event has led to, the oldest first. */
async function jobsOf({ client }: Session, causedBy: string): Promise<Job[]> {
  const jobs: Job[] = [];
  for await (const job of client.each('/v1/jobs', { query: { causedBy, limit: 100 } }))
    jobs.push(job);
  return jobs.toReversed();
}

/** Returns the channels that some jobs are about. */
const channelsOf = (jobs: readonly Job[]): string[] => [
  ...new Set(jobs.flatMap(({ channelArn }) => (channelArn ? idOfArn(channelArn) : []))),
];

/** Returns the events that the jobs of a request have sent, from the journals of their channels. */
async function eventsOf(
  { client }: Session,
  causedBy: string,
  jobs: readonly Job[],
): Promise<Entry[]> {
  const since = jobs[0]?.createdAt;
  if (since === undefined) return [];
  const found: Entry[] = [];
  const keep = (entry: Entry): void => {
    if (entry.detail['causedBy'] === causedBy) found.push(entry);
  };
  for (const channelId of channelsOf(jobs))
    for await (const entry of client.each('/v1/channels/{channelId}/events', {
      path: { channelId },
      query: { since, limit: 100 },
    }))
      keep(entry);
  if (jobs.some(({ channelArn }) => channelArn === undefined))
    for await (const entry of client.each('/v1/account-events', { query: { since, limit: 100 } }))
      keep(entry);
  return found;
}

/** Returns the changes that a request has made by itself, without a job. */
async function callsOf({ client }: Session, requestId: string, since: string): Promise<Entry[]> {
  const found: Entry[] = [];
  for await (const entry of client.each('/v1/audit', { query: { since, limit: 100 } }))
    if (entry.detail['requestId'] === requestId) found.push(entry);
  return found;
}

function stepLine({ step, outcome, at, ...entry }: Job['timeline'][number]): Line {
  const { operations = [], durationMs, requestId, error, count, lastAt } = entry;
  const times = count === undefined ? '' : ` ×${count} until ${lastAt}`;
  const told = [
    ...(operations.length > 0 ? [operations.join(', ')] : []),
    ...(error === undefined ? [] : [error]),
    ...(durationMs === undefined ? [] : [`${durationMs} ms`]),
    ...(requestId === undefined ? [] : [`IVS request ${requestId}`]),
  ];
  return { at, kind: 'step', text: `${step}: ${outcome}${times}  ${told.join(', ')}`.trimEnd() };
}

/** Returns the lines of a job. The first job of a request says who asked for it. */
function linesOf(job: Job, isFirst: boolean): Line[] {
  const { id, workflow, subject, requestedBy, reason, redriveOf, parent } = job;
  const why = reason === undefined ? '' : ` (${reason})`;
  const origin = [
    ...(parent === undefined ? [] : [`part of ${parent}`]),
    ...(redriveOf === undefined ? [] : [`continues ${redriveOf}`]),
  ];
  return [
    ...(isFirst
      ? [
          {
            at: job.createdAt,
            kind: 'request' as const,
            text: `${requestedBy} asked for ${workflow} of ${subject}${why}`,
          },
        ]
      : []),
    { at: job.createdAt, kind: 'job', text: [id, workflow, subject, ...origin].join('  ') },
    ...job.timeline.map(stepLine),
    ...(job.finishedAt === undefined
      ? []
      : [{ at: job.finishedAt, kind: 'end' as const, text: `${id}  ${job.ending}` }]),
  ];
}

// The time of an event has whole seconds, so the time at which it was recorded orders it.
const eventLine = ({ type, receivedAt, detail, channelId = '' }: Entry): Line => ({
  at: receivedAt,
  kind: 'event',
  text: `${type}  ${typeof detail['jobId'] === 'string' ? detail['jobId'] : channelId}`,
});

const callLine = ({ at, requestedBy = '', detail }: Entry): Line => ({
  at,
  kind: 'request',
  text: `${requestedBy} called ${String(detail['operation'])}  ${String(detail['path'])}`,
});

/**
 * Prints the path of a request, or of an event: the jobs that it has led to, each of their steps
 * with the request ids of IVS, and the events that they have sent, in the order of time.
 * @throws CliError when nothing has this cause
 */
export async function trace(io: Io, causedBy: string, asked: Trace): Promise<number> {
  const session = await openSession(io, asked);
  checkToken(session, 'jobs:read');
  const jobs = await jobsOf(session, causedBy);
  const events = await eventsOf(session, causedBy, jobs);
  const since = isoOf(io.clock.now() - Number(asked.days) * DAY_MS);
  const calls = jobs.length > 0 ? [] : await callsOf(session, causedBy, since);
  if (jobs.length + calls.length === 0)
    throw new CliError(
      'not-found',
      `No job began with ${causedBy}, and no call was made for it in ${asked.days} days. Reads ` +
        'leave no trace, and jobs are kept for 30 days after their end.',
    );
  if (asked.json) io.out(`${JSON.stringify({ causedBy, jobs, events, calls }, null, 2)}\n`);
  else
    for (const { at, kind, text } of [
      ...jobs.flatMap((job, n) => linesOf(job, n === 0)),
      ...events.toReversed().map(eventLine),
      ...calls.map(callLine),
    ].toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)))
      io.out(`${at}  ${kind.padEnd(KIND_WIDTH)}  ${clean(text)}\n`);
  return 0;
}
