import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { PagedList } from '../api/pagedList.ts';
import { Refusal } from '../parts/notice.tsx';
import { VirtualList } from '../parts/virtualList.tsx';
import type { JournalEntry } from './entries.ts';
import { EntryRow } from './entryRow.tsx';

const ROW_HEIGHT = 44;
/** With a filter a page may be empty and not the last one, so pages are read up to this many. */
const ENOUGH = 100;

/** The number of the entries that are known, for the heading of a page. */
export const Known = ({ list }: { list: PagedList<JournalEntry> }): JSX.Element => (
  <small>
    {list.items.length}
    {list.isWhole ? '' : '+'}
  </small>
);

/** A list of entries, newest first. */
export function EntryList({
  list,
  label,
  withChannel = false,
}: {
  list: PagedList<JournalEntry>;
  label: string;
  withChannel?: boolean;
}): JSX.Element {
  const { items, isReading, isWhole, refusal, more } = list;
  useEffect(() => {
    if (!isReading && !isWhole && refusal === undefined && items.length < ENOUGH) more();
  }, [isReading, isWhole, refusal, items.length]);
  return (
    <>
      <Refusal words={refusal} />
      {isWhole && items.length === 0 ? (
        <p class="quiet">No entry fits.</p>
      ) : (
        <VirtualList
          items={items}
          rowHeight={ROW_HEIGHT}
          label={label}
          keyOf={({ channelId = '', number }) => `${channelId} ${number}`}
          row={(entry) => <EntryRow entry={entry} withChannel={withChannel} />}
          onNearEnd={more}
        />
      )}
    </>
  );
}
