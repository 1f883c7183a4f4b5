import type { JSX } from 'preact';
import { api, type Quota } from '../api/client.ts';
import { usePolled } from '../api/polled.ts';
import { noteServerTime, timeIn } from '../clock.ts';
import { Refusal } from '../parts/notice.tsx';
import { agoOf } from '../words/times.ts';
import { EVERY_MS } from './pace.ts';
import { Plot } from './plot.tsx';
import { noteQuotas, type History, type QuotaAnswer } from './quotaHistory.ts';

const EMPTY: History = { at: [], calls: [], queue: [] };

function QuotaPlot({ quota, history }: { quota: Quota; history: History }): JSX.Element {
  const { operation, rate, share, throttledAt } = quota;
  const calls = history.calls.at(-1) ?? 0;
  const queue = history.queue.at(-1) ?? 0;
  const words = `${calls.toFixed(1)} of ${rate} calls a second, queue ${queue.toFixed(1)} s`;
  return (
    <li class="quota">
      <h3>{operation}</h3>
      <Plot history={history} rate={rate} label={`${operation}: ${words}`} />
      <p>
        {words}
        {share < 1 && <span class="quiet"> · share {Math.round(share * 100)} %</span>}
        {throttledAt !== undefined && <span class="warn"> · 429 {agoOf(throttledAt)}</span>}
      </p>
    </li>
  );
}

/** The use of each quota that jobs have called for. */
export function Quotas(): JSX.Element {
  const { data, refusal } = usePolled('quotas', EVERY_MS, async (asked) => {
    const answer = await api().GET('/v1/quotas', asked);
    if (answer.data) noteServerTime(timeIn(answer.data.asOf));
    return answer;
  });
  if (!data) return <Refusal words={refusal} />;
  const histories = noteQuotas(data satisfies QuotaAnswer);
  if (data.quotas.length === 0) return <p class="quiet">No job has called IVS yet.</p>;
  return (
    <ul class="quotas" aria-label="Quotas">
      {data.quotas.map((quota) => (
        <QuotaPlot
          key={quota.operation}
          quota={quota}
          history={histories.get(quota.operation) ?? EMPTY}
        />
      ))}
    </ul>
  );
}
