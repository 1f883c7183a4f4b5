import type { JSX } from 'preact';
import { api } from '../api/client.ts';
import { usePagedList } from '../api/pagedList.ts';
import type { PageProps } from '../pages.ts';
import { useTicking } from '../parts/ticking.ts';
import { goTo, linkTo } from '../router.ts';
import type { JournalEntry } from './entries.ts';
import { EntryList, Known } from './entryList.tsx';
import { SinceInput } from './sinceInput.tsx';

/** Everybody who changed something, and why, across all channels. */
export function AuditPage({ query }: PageProps): JSX.Element {
  useTicking(5_000);
  const [by, since] = [query.get('by') || undefined, query.get('since') || undefined];
  const apply = (change: Record<string, string | undefined>): void =>
    goTo(linkTo(['audit'], { by, since, ...change }), true);
  const list = usePagedList<JournalEntry>(JSON.stringify([by, since]), async (cursor, signal) => {
    const answer = await api().GET('/v1/audit', {
      params: {
        query: {
          limit: 100,
          ...(by !== undefined && { by }),
          ...(since !== undefined && { since }),
          ...(cursor !== undefined && { cursor }),
        },
      },
      signal,
    });
    if (!answer.data) return answer;
    const { entries, nextCursor } = answer.data;
    return { response: answer.response, data: { items: entries, nextCursor } };
  });
  return (
    <div class="fill">
      <h1>
        Audit <Known list={list} />
      </h1>
      <p class="lead">
        Every job that ended and every change by a direct call. What names no channel is among the{' '}
        <a href={linkTo(['account-events'])}>events of the account</a>.
      </p>
      <form class="filters" onSubmit={(event) => event.preventDefault()}>
        <label>
          Caller
          <input
            type="search"
            placeholder="the whole name"
            value={by ?? ''}
            onChange={(event) => apply({ by: event.currentTarget.value.trim() || undefined })}
          />
        </label>
        <SinceInput since={since} onSince={(from) => apply({ since: from })} />
      </form>
      <EntryList list={list} label="Changes" withChannel />
    </div>
  );
}
