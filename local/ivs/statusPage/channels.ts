import { attempt, read, send } from './control.ts';
import { button, byId, cell, element, idOf, table } from './elements.ts';
import type { ChannelView, Overview } from './overview.ts';
import { showPreview } from './preview.ts';

const body = table('channels', 'Channels', [
  'Name',
  'Id',
  'State',
  'Viewers',
  'Type',
  'Stream key',
  'Preview',
]);
const count = element('p', { class: 'quiet' });
byId('channels').append(count);

/** The rows, by ARN. A row lives as long as its channel, so that the focus stays where it is. */
const rows = new Map<string, { row: HTMLTableRowElement; state: HTMLElement; seen: string }>();

/** Shows the channels, the live ones first. */
export function showChannels({ channels, channelCount }: Overview): void {
  const arns = new Set(channels.map(({ arn }) => arn));
  for (const [arn, { row }] of rows)
    if (!arns.has(arn)) {
      row.remove();
      rows.delete(arn);
    }
  for (const [index, channel] of channels.entries()) {
    const row = rowOf(channel);
    if (body.children[index] !== row) body.insertBefore(row, body.children[index] ?? null);
  }
  const text =
    channelCount > channels.length
      ? `${channels.length} of ${channelCount} channels`
      : channelCount === 0
        ? 'There is no channel yet.'
        : '';
  if (count.textContent !== text) count.textContent = text;
}

function rowOf(channel: ChannelView): HTMLTableRowElement {
  const seen = JSON.stringify(channel);
  const before = rows.get(channel.arn);
  if (before?.seen === seen) return before.row;
  const label = channel.name || idOf(channel.arn);
  const row = before?.row ?? element('tr');
  const key = before ? row.children[5] : cell(keyButton(channel.arn, label));
  const preview = before && sameStream(before.seen, channel) ? row.children[6] : previewOf(channel);
  row.replaceChildren(
    element('th', { scope: 'row' }, channel.name || '(no name)'),
    cell(element('code', { title: channel.arn }, idOf(channel.arn))),
    cell(channel.state, channel.state),
    cell(String(channel.viewers)),
    cell(channel.authorized ? `${channel.type}, private` : channel.type),
    ...[key, preview].filter((one) => one !== undefined),
  );
  rows.set(channel.arn, { row, state: row, seen });
  return row;
}

const sameStream = (seen: string, { state }: ChannelView): boolean =>
  (JSON.parse(seen) as ChannelView).state === state;

/** The stream is opened by the control API, which needs no token for a private channel. */
function previewOf({ arn, name, state }: ChannelView): HTMLElement {
  if (state !== 'LIVE') return cell('');
  const label = name || idOf(arn);
  const play = (): Promise<void> =>
    attempt(async () => {
      const answer = await send('previews', { channelArn: arn });
      showPreview(label, (answer as { playlistUrl: string }).playlistUrl);
    });
  return cell(button('Play', `Play ${label}`, play));
}

/** The value of a key is asked for, and shown, when the person presses the button. */
function keyButton(arn: string, label: string): HTMLButtonElement {
  const show = button('Show', `Show the stream key of ${label}`, () =>
    attempt(async () => {
      const answer = await read(`stream-keys?channelArn=${encodeURIComponent(arn)}`);
      const { streamKeys } = answer as { streamKeys: { value: string }[] };
      const values = streamKeys.map(({ value }) => value).join(', ') || 'none';
      show.replaceWith(element('code', {}, values));
    }),
  );
  return show;
}
