import type { JSX } from 'preact';
import type { Job } from '../api/client.ts';
import { now } from '../clock.ts';
import type { JournalEntry } from '../journal/entries.ts';
import type { SessionSummary } from '../journal/sessions.ts';
import { linkTo } from '../router.ts';
import { lengthOf, timeOf } from '../words/times.ts';
import { jobBars, momentsOf, sessionBars, type Bar } from './moments.ts';

/** The history shows ten minutes at least. */
const SPAN_MS_MIN = 600_000;
const MOMENTS_MAX = 60;

const percent = (part: number): string => `${(part * 100).toFixed(3)}%`;

function Track({
  title,
  bars,
  from,
  to,
}: {
  title: string;
  bars: readonly Bar[];
  from: number;
  to: number;
}): JSX.Element {
  const span = to - from;
  return (
    <div class="track">
      <span>{title}</span>
      <ul class="bars" aria-label={title}>
        {bars.map((bar) => {
          const style = {
            left: percent(Math.max(0, (bar.from - from) / span)),
            width: percent(Math.max(0.004, (bar.to - Math.max(bar.from, from)) / span)),
          };
          const words = `${bar.words}, ${timeOf(bar.from)}, for ${lengthOf(bar.to - bar.from)}`;
          return (
            <li key={bar.key} class={bar.tone} style={style} title={words}>
              {bar.link === undefined ? (
                <span class="hidden">{words}</span>
              ) : (
                <a href={bar.link} aria-label={words} />
              )}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** The stream sessions of a channel and its jobs on one axis of time, and its journal below. */
export function History({
  channelId,
  sessions,
  entries,
  jobs,
}: {
  channelId: string;
  sessions: readonly SessionSummary[];
  entries: readonly JournalEntry[];
  jobs: readonly Job[];
}): JSX.Element {
  const streams = sessionBars(channelId, sessions, entries);
  const work = jobBars(jobs);
  const to = now();
  const from = Math.min(to - SPAN_MS_MIN, ...[...streams, ...work].map((bar) => bar.from));
  const place = (name: string): string => linkTo(['channels', channelId, name]);
  return (
    <>
      <div class="history">
        <Track title="Streams" bars={streams} from={from} to={to} />
        <Track title="Jobs" bars={work} from={from} to={to} />
        <div class="axis" aria-hidden="true">
          <span>{timeOf(from)}</span>
          <span>{timeOf((from + to) / 2)}</span>
          <span>now</span>
        </div>
      </div>
      <ol class="moments" aria-label="Events">
        {momentsOf(jobs, entries)
          .slice(0, MOMENTS_MAX)
          .map(({ at, words, tone, link }, n) => (
            <li key={`${at} ${n}`} class={tone}>
              <time>{timeOf(at)}</time>
              {link === undefined ? <span>{words}</span> : <a href={link}>{words}</a>}
            </li>
          ))}
      </ol>
      <p class="places">
        <a href={place('journal')}>Whole journal</a>
        <a href={place('sessions')}>Stream sessions</a>
        <a href={place('recordings')}>Recordings</a>
        <a href={place('viewer-bans')}>Banned viewers</a>
      </p>
    </>
  );
}
