import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Answer } from '../api/client.ts';
import { usePagedList, type ListPage } from '../api/pagedList.ts';
import { LatestJob } from '../jobs/latestJob.tsx';
import { idIn } from '../parts/names.tsx';
import { Refusal } from '../parts/notice.tsx';
import { Tags } from '../parts/tags.tsx';
import { VerbButtons } from '../parts/verbButtons.tsx';
import type { Verb } from '../parts/verb.ts';

/** The members that every resource has. */
interface Resource {
  readonly arn?: string;
  readonly name?: string;
  readonly tags?: Record<string, string>;
}

/** A kind of resource, as its page shows it. */
export interface Kind<Item extends Resource> {
  readonly title: string;
  /** The purpose of such a resource, and how many of them IVS allows. */
  readonly lead: string;
  readonly read: (
    cursor: string | undefined,
    signal: AbortSignal,
  ) => Promise<Answer<ListPage<Item>>>;
  /** The verb that makes another one. */
  readonly make: Verb;
  readonly verbs: (item: Item, id: string) => readonly Verb[];
  readonly facts: (item: Item, id: string) => ComponentChildren;
}

/** One fact about a resource. */
export function Fact({
  name,
  children,
}: {
  name: string;
  children: ComponentChildren;
}): JSX.Element {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/**
 * Lists the resources of a kind, each with its facts and its verbs. A list is a call of IVS, so it
 * is read when the page is opened and after each change.
 */
export function ResourcesPage<Item extends Resource>({ kind }: { kind: Kind<Item> }): JSX.Element {
  const [changes, setChanges] = useState(0);
  const [jobId, setJobId] = useState<string>();
  const [told, setTold] = useState('');
  const list = usePagedList<Item>(`${kind.title} ${changes}`, kind.read);
  const readAgain = (): void => setChanges((before) => before + 1);
  const verbButtons = (verbs: readonly Verb[]): JSX.Element => (
    <VerbButtons
      verbs={verbs}
      onDone={(job) => {
        setJobId(job?.id);
        setTold(job ? '' : 'Done.');
        readAgain();
      }}
    />
  );
  return (
    <>
      <h1>
        {kind.title}{' '}
        <small>
          {list.items.length}
          {list.isWhole ? '' : '+'}
        </small>
      </h1>
      <p class="lead">{kind.lead}</p>
      <Refusal words={list.refusal} />
      {verbButtons([kind.make])}
      <p role="status" class="quiet">
        {told}
      </p>
      {jobId !== undefined && <LatestJob key={jobId} jobId={jobId} onEnd={readAgain} />}
      <ul class="resources" aria-label={kind.title}>
        {list.items.map((item) => {
          const id = idIn(item.arn);
          return (
            <li key={id} class="card">
              <h2>{item.name || id}</h2>
              <p class="mono quiet">{id}</p>
              <dl class="facts">
                {kind.facts(item, id)}
                <Fact name="Tags">
                  <Tags tags={item.tags} />
                </Fact>
              </dl>
              {verbButtons(kind.verbs(item, id))}
            </li>
          );
        })}
      </ul>
      {list.isWhole && list.items.length === 0 && <p class="quiet">There are none.</p>}
      {!list.isWhole && !list.isReading && (
        <button type="button" onClick={list.more}>
          Show more
        </button>
      )}
    </>
  );
}
