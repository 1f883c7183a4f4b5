import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { api } from '../api/client.ts';
import { usePolled } from '../api/polled.ts';
import type { PageProps } from '../pages.ts';
import { Badge } from '../parts/badge.tsx';
import { ChannelLink, idIn } from '../parts/names.tsx';
import { Refusal } from '../parts/notice.tsx';
import { useTicking } from '../parts/ticking.ts';
import { VerbButtons } from '../parts/verbButtons.tsx';
import { DecisionRow } from '../reactions/decisions.tsx';
import { linkTo } from '../router.ts';
import { agoOf } from '../words/times.ts';
import { PolicyFacts, Rules } from './policiesPage.tsx';
import { keyState, keyWords, type PolicyKey } from './policies.ts';
import { policyVerbs } from './policyVerbs.ts';

const EVERY_MS = 5_000;
/** The names of the channels of this many keys are read, if they are not known. */
const NAMED_MAX = 10;
/** The most keys that the API counts. */
const COUNTED_MAX = 1_000;

function Keys({ keys, title, count }: { keys: PolicyKey[]; title: string; count: string }) {
  return (
    <section>
      <h2>
        {title} <small>{count}</small>
      </h2>
      {keys.length === 0 ? (
        <p class="quiet">No stream key.</p>
      ) : (
        <ul class="rows" aria-label={title}>
          {keys.map((key, n) => (
            <li key={key.channelArn} class="row due">
              <Badge {...keyState(key)} />
              <ChannelLink channelId={idIn(key.channelArn)} isRead={n < NAMED_MAX} />
              <span class="now">{keyWords(key)}</span>
              {key.jobId === undefined ? <span /> : <a href={linkTo(['jobs', key.jobId])}>job</a>}
              <time class="when" dateTime={key.plannedFor}>
                planned {agoOf(key.plannedFor)}
              </time>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** One policy: its rules, the stream keys that are due and next, and its decisions. */
export function PolicyPage({ parameters: { policyName = '' } }: PageProps): JSX.Element {
  useTicking();
  const [told, setTold] = useState('');
  const { data, status, refusal, refresh } = usePolled(`policy ${policyName}`, EVERY_MS, (asked) =>
    api().GET('/v1/policies/{policyName}', { ...asked, params: { path: { policyName } } }),
  );
  if (!data || status === 404)
    return (
      <>
        <h1>Policy</h1>
        <p role="status">{told}</p>
        {told === '' && <Refusal words={refusal} />}
      </>
    );
  const { policy, streamKeys, decisions } = data;
  const dueTotal = streamKeys?.dueTotal ?? 0;
  return (
    <>
      <h1>{policy.name}</h1>
      <Refusal words={refusal} />
      <VerbButtons
        verbs={policyVerbs(policy)}
        onDone={() => {
          setTold('Done.');
          refresh();
        }}
      />
      <p role="status" class="quiet">
        {told}
      </p>
      <div class="columns">
        <section>
          <h2>Rules</h2>
          <Rules policy={policy} />
        </section>
        <section>
          <h2>About</h2>
          <PolicyFacts policy={policy} />
        </section>
      </div>
      {streamKeys && (
        <>
          <Keys
            title="Stream keys that are due"
            keys={streamKeys.due}
            count={`${dueTotal}${dueTotal < COUNTED_MAX ? '' : '+'}`}
          />
          <Keys title="Stream keys that come next" keys={streamKeys.next} count="" />
        </>
      )}
      <section>
        <h2>Decisions about streams and breaches</h2>
        {decisions.length === 0 ? (
          <p class="quiet">The policy has decided nothing about streams yet.</p>
        ) : (
          <ul class="rows" aria-label="Decisions">
            {decisions.map((decision) => (
              <li key={`${decision.eventId} ${decision.eventType} ${decision.at}`}>
                <DecisionRow decision={decision} />
              </li>
            ))}
          </ul>
        )}
      </section>
    </>
  );
}
