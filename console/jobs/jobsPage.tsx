import type { JSX } from 'preact';
import { api, type Job } from '../api/client.ts';
import { usePagedList } from '../api/pagedList.ts';
import { linkToPlan } from '../operations/operations.ts';
import { planSteering } from '../operations/operationVerbs.ts';
import type { PageProps } from '../pages.ts';
import { JobRow } from '../parts/jobRows.tsx';
import { Refusal } from '../parts/notice.tsx';
import { useTicking } from '../parts/ticking.ts';
import { VerbButtons } from '../parts/verbButtons.tsx';
import { VirtualList } from '../parts/virtualList.tsx';
import { goTo, linkTo } from '../router.ts';
import { wordsOf } from '../words/jobs.ts';
import { filtersIn, STATUSES, type Filters } from './filters.ts';
import { WORKFLOWS } from './workflows.ts';

const ROW_HEIGHT = 44;

const present = <Fields extends object>(
  fields: Fields,
): { [Name in keyof Fields]: NonNullable<Fields[Name]> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Fields]: NonNullable<Fields[Name]>;
  };

/** A person may type the id of a channel alone. */
const subjectIn = (text: string): string | undefined => {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  return trimmed.includes('/') ? trimmed : `channel/${trimmed}`;
};

function Select({
  name,
  value,
  options,
  onChange,
}: {
  name: string;
  value: string | undefined;
  options: readonly string[];
  onChange: (value: string | undefined) => void;
}): JSX.Element {
  return (
    <label>
      {name}
      <select
        value={value ?? ''}
        onChange={(event) => onChange(event.currentTarget.value || undefined)}
      >
        <option value="">any</option>
        {options.map((option) => (
          <option key={option} value={option}>
            {wordsOf(option)}
          </option>
        ))}
      </select>
    </label>
  );
}

function Check({
  name,
  isOn,
  onChange,
}: {
  name: string;
  isOn: boolean;
  onChange: (value: 'true' | undefined) => void;
}): JSX.Element {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={isOn}
        onChange={(event) => onChange(event.currentTarget.checked ? 'true' : undefined)}
      />
      {name}
    </label>
  );
}

function FilterForm({ filters }: { filters: Filters }): JSX.Element {
  const apply = (change: Record<string, string | undefined>): void =>
    goTo(linkTo(['jobs'], { ...filters, ...change }), true);
  return (
    <form class="filters" onSubmit={(event) => event.preventDefault()}>
      <Select
        name="Status"
        value={filters.status}
        options={STATUSES}
        onChange={(status) => apply({ status })}
      />
      <Select
        name="Workflow"
        value={filters.workflow}
        options={WORKFLOWS}
        onChange={(workflow) => apply({ workflow })}
      />
      <label>
        Subject
        <input
          type="search"
          placeholder="channel id, or kind/id"
          value={filters.subject ?? ''}
          onChange={(event) => apply({ subject: subjectIn(event.currentTarget.value) })}
        />
      </label>
      <Check
        name="Needs attention"
        isOn={filters.needsAttention !== undefined}
        onChange={(needsAttention) => apply({ needsAttention })}
      />
      <Check
        name="Awaits approval"
        isOn={filters.awaitsApproval !== undefined}
        onChange={(awaitsApproval) => apply({ awaitsApproval })}
      />
    </form>
  );
}

/** All jobs, newest first, with the filters of the address. */
export function JobsPage({ query }: PageProps): JSX.Element {
  useTicking(5_000);
  const filters = filtersIn(query);
  const list = usePagedList<Job>(JSON.stringify(filters), async (cursor, signal) => {
    const answer = await api().GET('/v1/jobs', {
      params: {
        query: { limit: 100, ...present(filters), ...(cursor !== undefined && { cursor }) },
      },
      signal,
    });
    if (!answer.data) return answer;
    const { jobs, nextCursor } = answer.data;
    return { response: answer.response, data: { items: jobs, nextCursor } };
  });
  const count = `${list.items.length}${list.isWhole ? '' : '+'}`;
  return (
    <div class="fill">
      <h1>
        Jobs <small>{count}</small>
      </h1>
      <FilterForm filters={filters} />
      <VerbButtons
        verbs={[planSteering(filters)]}
        onDone={(_job, planned) => goTo(linkToPlan(planned))}
      />
      <Refusal words={list.refusal} />
      <VirtualList
        items={list.items}
        rowHeight={ROW_HEIGHT}
        label="Jobs"
        keyOf={({ id }) => id}
        row={(job) => <JobRow job={job} />}
        onNearEnd={list.more}
      />
      {list.isWhole && list.items.length === 0 && <p class="quiet">No job fits these filters.</p>}
    </div>
  );
}
