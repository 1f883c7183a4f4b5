import type { JSX } from 'preact';
import { api } from '../api/client.ts';
import { usePolled } from '../api/polled.ts';
import type { PageProps } from '../pages.ts';
import { Badge } from '../parts/badge.tsx';
import { Refusal } from '../parts/notice.tsx';
import { useTicking } from '../parts/ticking.ts';
import { VerbButtons } from '../parts/verbButtons.tsx';
import { goTo, linkTo } from '../router.ts';
import { agoOf } from '../words/times.ts';
import {
  linkToPlan,
  operationState,
  progressWords,
  selectionWords,
  workWords,
  type Operation,
} from './operations.ts';
import { planOperation, planSteering } from './operationVerbs.ts';

const EVERY_MS = 5_000;
/** The operations on a page; each poll reads the progress of all of them. */
const LIMIT = 50;

function OperationRow({ operation }: { operation: Operation }): JSX.Element {
  const { id, requestedBy, createdAt } = operation;
  return (
    <div class="row job">
      <Badge {...operationState(operation)} />
      <a class="what" href={linkTo(['operations', id])}>
        {workWords(operation)}
      </a>
      <span class="on">{progressWords(operation)}</span>
      <span class="now">{selectionWords(operation)}</span>
      <span class="when">
        {requestedBy}, {agoOf(createdAt)}
      </span>
    </div>
  );
}

/** The operations, newest first. The address of an older page has its cursor. */
export function OperationsPage({ query }: PageProps): JSX.Element {
  useTicking(5_000);
  const cursor = query.get('cursor') || undefined;
  const { data, refusal } = usePolled(`operations ${cursor}`, EVERY_MS, (asked) =>
    api().GET('/v1/operations', {
      ...asked,
      params: { query: { limit: LIMIT, ...(cursor !== undefined && { cursor }) } },
    }),
  );
  return (
    <>
      <h1>Operations</h1>
      <p class="lead">
        An operation does the same work on many channels, or steers many jobs. It is planned first,
        and changes nothing until its plan is applied.
      </p>
      <Refusal words={refusal} />
      <VerbButtons
        verbs={[planOperation, planSteering()]}
        onDone={(_job, planned) => goTo(linkToPlan(planned))}
      />
      {data?.operations.length === 0 && <p class="quiet">There are no operations.</p>}
      {data && data.operations.length > 0 && (
        <ul class="rows" aria-label="Operations">
          {data.operations.map((operation) => (
            <li key={operation.id}>
              <OperationRow operation={operation} />
            </li>
          ))}
        </ul>
      )}
      <p class="places">
        {cursor !== undefined && <a href={linkTo(['operations'])}>Newest operations</a>}
        {data?.nextCursor !== undefined && (
          <a href={linkTo(['operations'], { cursor: data.nextCursor })}>Older operations</a>
        )}
      </p>
    </>
  );
}
