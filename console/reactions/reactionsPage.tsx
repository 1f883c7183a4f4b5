import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { api } from '../api/client.ts';
import { usePolled } from '../api/polled.ts';
import { Badge } from '../parts/badge.tsx';
import { Refusal } from '../parts/notice.tsx';
import { useTicking } from '../parts/ticking.ts';
import { VerbButtons } from '../parts/verbButtons.tsx';
import { linkTo } from '../router.ts';
import { wordsOf } from '../words/jobs.ts';
import { agoOf } from '../words/times.ts';
import { modeState, timeWords, type Reaction } from './reactions.ts';
import { create } from './reactionVerbs.ts';

const EVERY_MS = 5_000;

function ReactionRow({ reaction }: { reaction: Reaction }): JSX.Element {
  const { name, then, when, updatedBy, updatedAt } = reaction;
  return (
    <div class="row reaction">
      <Badge {...modeState(reaction)} />
      <a class="what" href={linkTo(['reactions', name])}>
        {name}
      </a>
      <span>{wordsOf(then.workflow)}</span>
      <span class="now mono">{timeWords(when) ?? JSON.stringify(when.pattern)}</span>
      <span class="when">
        {updatedAt === undefined ? 'built in' : `${updatedBy ?? ''}, ${agoOf(updatedAt)}`}
      </span>
    </div>
  );
}

/** All reactions. */
export function ReactionsPage(): JSX.Element {
  useTicking(5_000);
  const [told, setTold] = useState('');
  const { data, refusal, refresh } = usePolled('reactions', EVERY_MS, (asked) =>
    api().GET('/v1/reactions', asked),
  );
  const reactions = data?.reactions ?? [];
  return (
    <>
      <h1>
        Reactions <small>{data && reactions.length}</small>
      </h1>
      <p class="lead">
        A reaction starts a job when an event arrives, or when a stream is live for long.
      </p>
      <Refusal words={refusal} />
      <VerbButtons
        verbs={[create]}
        onDone={() => {
          setTold('Done.');
          refresh();
        }}
      />
      <p role="status" class="quiet">
        {told}
      </p>
      {data && reactions.length === 0 && <p class="quiet">There are no reactions.</p>}
      {reactions.length > 0 && (
        <ul class="rows" aria-label="Reactions">
          {reactions.map((reaction) => (
            <li key={reaction.name}>
              <ReactionRow reaction={reaction} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
