import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { api, type ChannelSummary } from '../api/client.ts';
import { usePagedList } from '../api/pagedList.ts';
import { idIn, noteName } from '../parts/names.tsx';
import { Refusal } from '../parts/notice.tsx';
import { Tags } from '../parts/tags.tsx';
import { VerbButtons } from '../parts/verbButtons.tsx';
import { VirtualList } from '../parts/virtualList.tsx';
import { goTo, linkTo } from '../router.ts';
import { refusalOf } from '../words/refusals.ts';
import { createChannel } from './channelForms.ts';

const ROW_HEIGHT = 44;

function ChannelRow({ channel }: { channel: ChannelSummary }): JSX.Element {
  const id = idIn(channel.arn);
  return (
    <div class="row channel">
      <a class="what" href={linkTo(['channels', id])}>
        {channel.name || id}
      </a>
      <span class="mono quiet">{id}</span>
      <span>{channel.type}</span>
      <span>{channel.authorized ? 'private' : 'public'}</span>
      <Tags tags={channel.tags} />
    </div>
  );
}

const fits = ({ name = '', arn }: ChannelSummary, prefix: string): boolean =>
  name.toLowerCase().startsWith(prefix) || idIn(arn).toLowerCase().startsWith(prefix);

/**
 * Finds a channel by its exact id or name, also one that the list has not reached yet.
 * @returns the id; undefined when there is none
 * @throws Error with the reason when the deployment refuses
 */
async function lookUp(text: string): Promise<string | undefined> {
  if (/^[A-Za-z0-9-]{1,64}$/.test(text)) {
    const params = { path: { channelId: text } };
    const { data } = await api().GET('/v1/channels/{channelId}', { params });
    if (data) return text;
  }
  const params = { query: { name: text, limit: 1 } };
  const { data, error, response } = await api().GET('/v1/channels', { params });
  if (!data) throw new Error(refusalOf(response.status, error));
  const [found] = data.channels;
  return found && idIn(found.arn);
}

function Search({ text, onText }: { text: string; onText: (text: string) => void }): JSX.Element {
  const [told, setTold] = useState('');
  const submit = async (): Promise<void> => {
    setTold('');
    try {
      const id = await lookUp(text.trim());
      if (id === undefined) setTold('No channel has exactly this name or id.');
      else goTo(linkTo(['channels', id]));
    } catch (error) {
      setTold(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <form
      class="filters"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== '') void submit();
      }}
    >
      <label>
        Name or id begins with
        <input
          type="search"
          value={text}
          onInput={(event) => onText(event.currentTarget.value)}
          placeholder="Enter opens an exact match"
        />
      </label>
      <p role="status">{told}</p>
    </form>
  );
}

/** All channels. */
export function ChannelsPage(): JSX.Element {
  const [text, setText] = useState('');
  const list = usePagedList<ChannelSummary>('channels', async (cursor, signal) => {
    const query = { limit: 100, ...(cursor !== undefined && { cursor }) };
    const answer = await api().GET('/v1/channels', { params: { query }, signal });
    if (!answer.data) return answer;
    const { channels, nextCursor } = answer.data;
    for (const { arn, name } of channels) noteName(idIn(arn), name);
    return { response: answer.response, data: { items: channels, nextCursor } };
  });
  const prefix = text.trim().toLowerCase();
  const shown = useMemo(
    () => (prefix === '' ? list.items : list.items.filter((channel) => fits(channel, prefix))),
    [list.items, prefix],
  );
  return (
    <div class="fill">
      <h1>
        Channels{' '}
        <small>
          {list.items.length}
          {list.isWhole ? '' : '+'}
        </small>
      </h1>
      <VerbButtons
        verbs={[createChannel]}
        onDone={(job, data) => {
          const { channel } = data as { channel?: { arn?: string } };
          if (channel) goTo(linkTo(['channels', idIn(channel.arn)]));
          else if (job) goTo(linkTo(['jobs', job.id]));
        }}
      />
      <Search text={text} onText={setText} />
      <Refusal words={list.refusal} />
      {list.isWhole && list.items.length === 0 ? (
        <p class="quiet">There are no channels yet.</p>
      ) : (
        <VirtualList
          items={shown}
          rowHeight={ROW_HEIGHT}
          label="Channels"
          keyOf={({ arn }) => arn ?? ''}
          row={(channel) => <ChannelRow channel={channel} />}
          onNearEnd={list.more}
        />
      )}
      {shown.length === 0 && list.items.length > 0 && (
        <p class="quiet">
          {list.isWhole ? 'There is no such channel.' : 'Channels are being read.'}
        </p>
      )}
    </div>
  );
}
