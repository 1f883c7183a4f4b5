import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Components } from '../../lib/client/api.ts';
import { api } from '../api/client.ts';
import { usePolled } from '../api/polled.ts';
import type { PageProps } from '../pages.ts';
import { ChannelLink, idIn } from '../parts/names.tsx';
import { Refusal } from '../parts/notice.tsx';
import { useTicking } from '../parts/ticking.ts';
import type { Verb } from '../parts/verb.ts';
import { VerbButtons } from '../parts/verbButtons.tsx';
import { wordsOf } from '../words/jobs.ts';
import { agoOf } from '../words/times.ts';

type DeadLetter = Components['schemas']['DeadLetterWithEvent'];

const EVERY_MS = 5_000;

const redrive = (deadLetterId: string): Verb => ({
  name: 'redrive',
  label: 'Redrive',
  effect: 'The reaction runs again on the kept event. A success removes the dead letter.',
  send: ({ query, header }) =>
    api().POST('/v1/dead-letters/{deadLetterId}/redrive', {
      params: { path: { deadLetterId }, query, header },
    }),
});

const drop = (deadLetterId: string): Verb => ({
  name: 'drop',
  label: 'Drop',
  isDanger: true,
  effect: 'The dead letter is removed, and its event is forgotten.',
  send: ({ query, header }) =>
    api().DELETE('/v1/dead-letters/{deadLetterId}', {
      params: { path: { deadLetterId }, query, header },
    }),
});

function Facts({ deadLetter }: { deadLetter: DeadLetter }): JSX.Element {
  const { id, arrivedAt, function: handler, reason, attempts, channelArn, redrivenAt } = deadLetter;
  return (
    <dl class="facts">
      <div>
        <dt>Arrived</dt>
        <dd>{agoOf(arrivedAt)}</dd>
      </div>
      <div>
        <dt>Reason</dt>
        <dd>
          {wordsOf(reason)}, after {attempts} attempts
        </dd>
      </div>
      <div>
        <dt>Function</dt>
        <dd class="mono">{handler}</dd>
      </div>
      {channelArn !== undefined && (
        <div>
          <dt>Channel</dt>
          <dd>
            <ChannelLink channelId={idIn(channelArn)} isRead />
          </dd>
        </div>
      )}
      {redrivenAt !== undefined && (
        <div>
          <dt>Redriven</dt>
          <dd>{agoOf(redrivenAt)}</dd>
        </div>
      )}
      <div>
        <dt>Id</dt>
        <dd class="mono">{id}</dd>
      </div>
    </dl>
  );
}

function contentOf({ event, text, leftOutBytes }: DeadLetter): string {
  if (leftOutBytes !== undefined) return `${leftOutBytes} bytes were too many to keep.`;
  return event === undefined ? (text ?? '') : JSON.stringify(event, null, 2);
}

/** One event that was given up, with its error and its content. */
export function DeadLetterPage({ parameters: { deadLetterId = '' } }: PageProps): JSX.Element {
  useTicking();
  const [told, setTold] = useState('');
  const { data, status, refusal, refresh } = usePolled(
    `dead letter ${deadLetterId}`,
    EVERY_MS,
    (asked) =>
      api().GET('/v1/dead-letters/{deadLetterId}', {
        ...asked,
        params: { path: { deadLetterId } },
      }),
  );
  const deadLetter = data?.deadLetter;
  if (!deadLetter || status === 404)
    return (
      <>
        <h1>Dead letter</h1>
        <p role="status">{told}</p>
        {told === '' && <Refusal words={refusal} />}
      </>
    );
  const isReadable = deadLetter.event !== undefined;
  return (
    <>
      <h1>{deadLetter.detailType ?? 'Event'}</h1>
      <Refusal words={refusal} />
      {deadLetter.error !== undefined && <p class="notice bad">{deadLetter.error}</p>}
      <VerbButtons
        verbs={[...(isReadable ? [redrive(deadLetterId)] : []), drop(deadLetterId)]}
        onDone={() => {
          setTold('Done. The dead letter is removed.');
          refresh();
        }}
      />
      <div class="columns">
        <section>
          <h2>Content</h2>
          <pre class="content" tabIndex={0} aria-label="Content">
            {contentOf(deadLetter)}
          </pre>
        </section>
        <section>
          <h2>About</h2>
          <Facts deadLetter={deadLetter} />
        </section>
      </div>
    </>
  );
}
