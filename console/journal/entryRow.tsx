import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { msOf } from '../clock.ts';
import { Dialog } from '../parts/dialog.tsx';
import { ChannelLink } from '../parts/names.tsx';
import { timeOf } from '../words/times.ts';
import { askedBy, placeOf, titleOf, toneOf, type JournalEntry } from './entries.ts';

/** Everything that an entry holds, as it is stored. */
function EntryDialog({
  entry,
  onClose,
}: {
  entry: JournalEntry;
  onClose: () => void;
}): JSX.Element {
  const { channelId } = entry;
  const place = placeOf(entry);
  return (
    <Dialog title={titleOf(entry)} onClose={onClose}>
      <p>
        {entry.type}, {timeOf(msOf(entry.at) ?? 0)} {askedBy(entry)}
      </p>
      <p class="places">
        {channelId !== undefined && <ChannelLink channelId={channelId} />}
        {place && <a href={place.link}>{place.label}</a>}
      </p>
      <pre class="content" tabIndex={0} aria-label="Entry">
        {JSON.stringify(entry, null, 2)}
      </pre>
    </Dialog>
  );
}

/** One line of a list of entries. Its button shows the whole entry. */
export function EntryRow({
  entry,
  withChannel,
}: {
  entry: JournalEntry;
  /** Whether the list has entries of several channels. */
  withChannel: boolean;
}): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  const { at, channelId, requestedBy, reason } = entry;
  const place = placeOf(entry);
  const title = titleOf(entry);
  return (
    <div class={withChannel ? 'row entry audited' : 'row entry'}>
      <time class="when" dateTime={at}>
        {timeOf(msOf(at) ?? 0)}
      </time>
      <span class={`what ${toneOf(entry)}`}>
        {place ? <a href={place.link}>{title}</a> : title}
      </span>
      {withChannel && (
        <span class="on">{channelId !== undefined && <ChannelLink channelId={channelId} />}</span>
      )}
      <span class="by">{requestedBy}</span>
      <span class="now">{reason}</span>
      <button
        type="button"
        class="plain"
        aria-label={`Show ${title}`}
        onClick={() => setOpen(true)}
      >
        …
      </button>
      {isOpen && <EntryDialog entry={entry} onClose={() => setOpen(false)} />}
    </div>
  );
}
