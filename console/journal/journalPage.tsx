import type { JSX } from 'preact';
import { api } from '../api/client.ts';
import { usePagedList, type PagedList } from '../api/pagedList.ts';
import type { PageProps } from '../pages.ts';
import { ChannelLink } from '../parts/names.tsx';
import { useTicking } from '../parts/ticking.ts';
import { goTo, linkTo } from '../router.ts';
import type { JournalEntry } from './entries.ts';
import { EntryList, Known } from './entryList.tsx';
import { SinceInput } from './sinceInput.tsx';

/** The types of entries that a person may choose. */
const TYPES = [
  'IVS Stream State Change',
  'IVS Stream Health Change',
  'IVS Limit Breach',
  'IVS Recording State Change',
  'IVS Ad Break State Change',
  'Job Succeeded',
  'Job Failed',
  'Job Cancelled',
  'API Call',
] as const;

interface Filters {
  readonly since: string | undefined;
  readonly type: string | undefined;
}

const filtersIn = (query: URLSearchParams): Filters => ({
  since: query.get('since') || undefined,
  type: query.get('type') || undefined,
});

/** Reads the journal of a channel, or that of the account. */
function useJournal(
  channelId: string | undefined,
  { since, type }: Filters,
): PagedList<JournalEntry> {
  return usePagedList(JSON.stringify([channelId, since, type]), async (cursor, signal) => {
    const query = {
      limit: 100,
      ...(since !== undefined && { since }),
      ...(type !== undefined && { type }),
      ...(cursor !== undefined && { cursor }),
    };
    const answer =
      channelId === undefined
        ? await api().GET('/v1/account-events', { params: { query }, signal })
        : await api().GET('/v1/channels/{channelId}/events', {
            params: { path: { channelId }, query },
            signal,
          });
    if (!answer.data) return answer;
    const { events, nextCursor } = answer.data;
    return { response: answer.response, data: { items: events, nextCursor } };
  });
}

function FilterForm({ place, filters }: { place: string[]; filters: Filters }): JSX.Element {
  const apply = (change: Partial<Filters>): void =>
    goTo(linkTo(place, { ...filters, ...change }), true);
  return (
    <form class="filters" onSubmit={(event) => event.preventDefault()}>
      <label>
        Type
        <select
          value={filters.type ?? ''}
          onChange={(event) => apply({ type: event.currentTarget.value || undefined })}
        >
          <option value="">any</option>
          {TYPES.map((type) => (
            <option key={type} value={type}>
              {type}
            </option>
          ))}
        </select>
      </label>
      <SinceInput since={filters.since} onSince={(since) => apply({ since })} />
    </form>
  );
}

/** The whole journal of a channel, live, idle or gone. */
export function JournalPage({ parameters: { channelId = '' }, query }: PageProps): JSX.Element {
  useTicking(5_000);
  const filters = filtersIn(query);
  const list = useJournal(channelId, filters);
  return (
    <div class="fill">
      <h1>
        Journal <Known list={list} />
      </h1>
      <p class="lead">
        Everything that happened to <ChannelLink channelId={channelId} isRead />.
      </p>
      <FilterForm place={['channels', channelId, 'journal']} filters={filters} />
      <EntryList list={list} label="Journal" />
    </div>
  );
}

/** The events that name no channel. */
export function AccountEventsPage({ query }: PageProps): JSX.Element {
  useTicking(5_000);
  const filters = filtersIn(query);
  const list = useJournal(undefined, filters);
  return (
    <div class="fill">
      <h1>
        Events of the account <Known list={list} />
      </h1>
      <p class="lead">
        Breaches of the limits of the account, and changes of resources that are not channels.
      </p>
      <FilterForm place={['account-events']} filters={filters} />
      <EntryList list={list} label="Events of the account" />
    </div>
  );
}
