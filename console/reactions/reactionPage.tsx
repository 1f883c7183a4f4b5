import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { api } from '../api/client.ts';
import { usePolled } from '../api/polled.ts';
import type { PageProps } from '../pages.ts';
import { Badge } from '../parts/badge.tsx';
import { Facts, type Fact } from '../parts/facts.tsx';
import { Refusal } from '../parts/notice.tsx';
import { useTicking } from '../parts/ticking.ts';
import { VerbButtons } from '../parts/verbButtons.tsx';
import { wordsOf } from '../words/jobs.ts';
import { agoOf } from '../words/times.ts';
import { Decisions } from './decisions.tsx';
import { modeState, timeWords, type Reaction } from './reactions.ts';
import { reactionVerbs } from './reactionVerbs.ts';

const EVERY_MS = 5_000;

const secondsOf = ({ durationSeconds }: Reaction['then']['input']): string | undefined =>
  typeof durationSeconds === 'number' ? `${durationSeconds} s` : undefined;

function factsOf({ when, then, atMost, updatedBy, updatedAt }: Reaction): readonly Fact[] {
  return [
    ['Starts', wordsOf(then.workflow)],
    ['Channels', when.selection ? JSON.stringify(when.selection) : 'all'],
    ['Repeated', when.repeated],
    ['At most', atMost],
    ['Ad break', secondsOf(then.input)],
    ['Written by', updatedAt === undefined ? undefined : `${updatedBy ?? ''}, ${agoOf(updatedAt)}`],
  ];
}

/** One reaction, with its decisions. */
export function ReactionPage({ parameters: { reactionName = '' } }: PageProps): JSX.Element {
  useTicking(5_000);
  const [told, setTold] = useState('');
  const [timesRead, setTimesRead] = useState(0);
  const { data, status, refusal, refresh } = usePolled(
    `reaction ${reactionName}`,
    EVERY_MS,
    (asked) =>
      api().GET('/v1/reactions/{reactionName}', { ...asked, params: { path: { reactionName } } }),
  );
  const reaction = data?.reaction;
  if (!reaction || status === 404)
    return (
      <>
        <h1>Reaction</h1>
        <p role="status">{told}</p>
        {told === '' && <Refusal words={refusal} />}
      </>
    );
  const time = timeWords(reaction.when);
  return (
    <>
      <h1>
        {reaction.name} <Badge {...modeState(reaction)} />
      </h1>
      <Refusal words={refusal} />
      {reaction.description !== undefined && <p class="lead">{reaction.description}</p>}
      <VerbButtons
        verbs={reactionVerbs(reaction)}
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
          <h2>Acts</h2>
          {time === undefined ? (
            <pre class="content" tabIndex={0} aria-label="Event pattern">
              {JSON.stringify(reaction.when.pattern, null, 2)}
            </pre>
          ) : (
            <p>{time}</p>
          )}
        </section>
        <section>
          <h2>About</h2>
          <Facts facts={factsOf(reaction)} />
        </section>
      </div>
      <h2>
        Decisions{' '}
        <button type="button" class="plain" onClick={() => setTimesRead((times) => times + 1)}>
          Read again
        </button>
      </h2>
      <Decisions name={reaction.name} timesRead={timesRead} />
    </>
  );
}
