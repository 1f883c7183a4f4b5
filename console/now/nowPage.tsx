import type { JSX } from 'preact';
import { api, type Job, type Stream, type Suspension } from '../api/client.ts';
import { usePolled } from '../api/polled.ts';
import { msOf, now } from '../clock.ts';
import { JobRows } from '../parts/jobRows.tsx';
import { ChannelLink, idIn } from '../parts/names.tsx';
import { Refusal } from '../parts/notice.tsx';
import { useTicking } from '../parts/ticking.ts';
import { Badge } from '../parts/badge.tsx';
import { linkTo } from '../router.ts';
import { agoOf } from '../words/times.ts';
import { justStarted, withStarted } from './justStarted.ts';
import { liveStreams } from './liveStreams.ts';
import { EVERY_MS, SLOWLY_MS, STARTED_EVERY_MS } from './pace.ts';
import { Quotas } from './quotas.tsx';
import { Wall } from './wall.tsx';

/** A waiting job is overdue when the sweep has not taken it up for this long, in ms. */
const OVERDUE_MS = 120_000;
const SHOWN_MAX = 100;

/** Jobs that need a person: those that left a channel without its key come first. */
interface Attention {
  readonly keyless: readonly Job[];
  readonly others: readonly Job[];
  readonly overdue: readonly Job[];
}

function attentionIn(stuck: readonly Job[], waiting: readonly Job[]): Attention {
  const isKeyless = ({ left = [] }: Job): boolean => left.includes('keyless');
  const isOverdue = ({ nextAttemptAt, id }: Job): boolean =>
    (msOf(nextAttemptAt) ?? Infinity) < now() - OVERDUE_MS && !stuck.some((one) => one.id === id);
  return {
    keyless: stuck.filter(isKeyless),
    others: stuck.filter((job) => !isKeyless(job)),
    overdue: waiting.filter(isOverdue),
  };
}

function Count({
  of,
  word,
  tone,
  link,
}: {
  of: number;
  word: string;
  tone: string;
  link?: string;
}): JSX.Element {
  return (
    <li class={`count ${of > 0 ? tone : ''}`}>
      <b>{of}</b> {link === undefined ? word : <a href={link}>{word}</a>}
    </li>
  );
}

function Suspended({ suspensions }: { suspensions: readonly Suspension[] }): JSX.Element {
  return (
    <ul class="rows" aria-label="Suspended channels">
      {suspensions.map(({ channelArn, suspendedAt, suspendedBy, reason, isDark, jobId }) => (
        <li key={channelArn} class="row suspended">
          <Badge word={isDark ? 'dark' : 'not dark yet'} tone={isDark ? 'quiet' : 'bad'} />
          <ChannelLink channelId={idIn(channelArn)} isRead />
          <span class="now">
            by {suspendedBy}
            {reason !== undefined && <q>{reason}</q>}
          </span>
          <a href={linkTo(['jobs', jobId])}>job</a>
          <time class="when" dateTime={suspendedAt}>
            {agoOf(suspendedAt)}
          </time>
        </li>
      ))}
    </ul>
  );
}

function Section({
  title,
  count,
  children,
}: {
  title: string;
  count: number;
  children: JSX.Element;
}): JSX.Element | null {
  return count === 0 ? null : (
    <section>
      <h2>
        {title} <small>{count}</small>
      </h2>
      {children}
    </section>
  );
}

/** Everything that goes on: live streams, jobs that need a person, and the use of the quotas. */
export function NowPage(): JSX.Element {
  useTicking();
  const streams = usePolled<{ streams: Stream[] }>('streams', EVERY_MS, liveStreams);
  const started = usePolled('started', STARTED_EVERY_MS, justStarted);
  const stuck = usePolled('stuck', EVERY_MS, (asked) =>
    api().GET('/v1/jobs', {
      ...asked,
      params: { query: { needsAttention: 'true', limit: SHOWN_MAX } },
    }),
  );
  const waiting = usePolled('waiting', SLOWLY_MS, (asked) =>
    api().GET('/v1/jobs', { ...asked, params: { query: { status: 'waiting', limit: SHOWN_MAX } } }),
  );
  const suspensions = usePolled('suspensions', SLOWLY_MS, (asked) =>
    api().GET('/v1/suspensions', { ...asked, params: { query: { limit: SHOWN_MAX } } }),
  );
  const letters = usePolled('dead letters', SLOWLY_MS, (asked) =>
    api().GET('/v1/dead-letters', { ...asked, params: { query: { limit: SHOWN_MAX } } }),
  );
  const attention = attentionIn(stuck.data?.jobs ?? [], waiting.data?.jobs ?? []);
  const suspended = suspensions.data?.suspensions ?? [];
  const live = withStarted(streams.data?.streams ?? [], started.data?.channels ?? []);
  return (
    <>
      <h1>Now</h1>
      <ul class="counts">
        <Count of={live.length} word="live" tone="good" />
        <Count of={attention.keyless.length} word="without a key" tone="bad" />
        <Count of={attention.others.length} word="need attention" tone="bad" />
        <Count of={attention.overdue.length} word="overdue" tone="warn" />
        <Count of={suspended.length} word="suspended" tone="warn" />
        <Count
          of={letters.data?.deadLetters.length ?? 0}
          word="dead letters"
          tone="bad"
          link={linkTo(['dead-letters'])}
        />
      </ul>
      <Refusal words={stuck.refusal ?? streams.refusal ?? suspensions.refusal} />
      <Section title="Channels without a key" count={attention.keyless.length}>
        <JobRows jobs={attention.keyless} label="Jobs that left a channel without a key" />
      </Section>
      <Section title="Jobs that need attention" count={attention.others.length}>
        <JobRows jobs={attention.others} label="Jobs that need attention" />
      </Section>
      <Section title="Overdue jobs" count={attention.overdue.length}>
        <JobRows jobs={attention.overdue} label="Overdue jobs" />
      </Section>
      <Section title="Suspended channels" count={suspended.length}>
        <Suspended suspensions={suspended} />
      </Section>
      <section>
        <h2>Live</h2>
        <Wall streams={live} isKnown={streams.data !== undefined} />
      </section>
      <section>
        <h2>Quotas of IVS</h2>
        <Quotas />
      </section>
    </>
  );
}
