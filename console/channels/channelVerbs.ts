import { api } from '../api/client.ts';
import type { Field, Values, Verb } from '../parts/verb.ts';

/** The state of a channel that decides which verbs make sense. */
export interface ChannelState {
  readonly isLive: boolean;
  readonly isSuspended: boolean;
  readonly hasKey: boolean;
  readonly isPrivate: boolean;
}

const WHEN: Field = {
  name: 'when',
  label: 'When',
  kind: 'choice',
  initial: 'idle',
  options: [
    ['idle', 'after the natural end of the stream'],
    ['now', 'now: cut off the live stream'],
  ],
};

const whenIn = ({ when }: Values): 'now' | 'idle' => (when === 'now' ? 'now' : 'idle');

const rotate = (channelId: string): Verb => ({
  name: 'rotate',
  label: 'Rotate key',
  effect: 'The channel gets a new stream key, and the old one is revoked.',
  fields: [WHEN],
  send: ({ query, header }, values) =>
    api().POST('/v1/channels/{channelId}/stream-key-rotations', {
      params: { path: { channelId }, query: { ...query, when: whenIn(values) }, header },
    }),
});

const stop = (channelId: string): Verb => ({
  name: 'stop',
  label: 'Stop stream',
  effect:
    'The stream is stopped and the stream key stays. An encoder that comes back is stopped too.',
  fields: [{ name: 'once', label: 'Leave a new stream alone', kind: 'check' }],
  send: ({ query, header }, { once }) =>
    api().DELETE('/v1/channels/{channelId}/stream', {
      params: {
        path: { channelId },
        query: { ...query, ...(once === 'true' && { once: 'true' as const }) },
        header,
      },
    }),
});

const suspend = (channelId: string): Verb => ({
  name: 'suspend',
  label: 'Suspend',
  isDanger: true,
  effect: 'The channel goes off air and stays dark until it is resumed.',
  send: ({ query, header }) =>
    api().POST('/v1/channels/{channelId}/suspension', {
      params: { path: { channelId }, query, header },
    }),
});

const resume = (channelId: string): Verb => ({
  name: 'resume',
  label: 'Resume',
  effect: 'The suspension ends and the channel gets a new stream key.',
  send: ({ query, header }) =>
    api().DELETE('/v1/channels/{channelId}/suspension', {
      params: { path: { channelId }, query, header },
    }),
});

const createKey = (channelId: string): Verb => ({
  name: 'createKey',
  label: 'Create key',
  effect: 'The channel, which has no stream key, gets one.',
  send: ({ query, header }) =>
    api().POST('/v1/channels/{channelId}/stream-keys', {
      params: { path: { channelId }, query, header },
      body: {},
    }),
});

const metadata = (channelId: string): Verb => ({
  name: 'metadata',
  label: 'Send metadata',
  effect: 'The players of the live stream receive a text, in sync with the video.',
  fields: [
    { name: 'metadata', label: 'Metadata', kind: 'lines', required: true, hint: '1 KB at most' },
  ],
  send: ({ query, header }, { metadata: text = '' }) =>
    api().POST('/v1/channels/{channelId}/metadata', {
      params: { path: { channelId }, query, header },
      body: { metadata: text },
    }),
});

const adBreak = (channelId: string): Verb => ({
  name: 'adBreak',
  label: 'Ad break',
  effect: 'An ad break begins in the live stream. The channel needs an ad configuration.',
  fields: [
    { name: 'seconds', label: 'Length in seconds', kind: 'text', initial: '30', required: true },
  ],
  send: ({ query, header }, { seconds }) =>
    api().POST('/v1/channels/{channelId}/ad-breaks', {
      params: { path: { channelId }, query, header },
      body: { durationSeconds: Number(seconds) },
    }),
});

const remove = (channelId: string): Verb => ({
  name: 'delete',
  label: 'Delete channel',
  isDanger: true,
  effect: 'The channel is deleted, live or idle. It does not come back.',
  send: ({ query, header }) =>
    api().DELETE('/v1/channels/{channelId}', { params: { path: { channelId }, query, header } }),
});

/** Returns the verbs that make sense in the present state, the harmless ones first. */
export function channelVerbs(
  channelId: string,
  state: ChannelState,
  more: { readonly update: Verb; readonly tags: readonly Verb[]; readonly revokeViewers: Verb },
): Verb[] {
  const { isLive, isSuspended, hasKey, isPrivate } = state;
  return [
    ...(isSuspended ? [resume(channelId)] : []),
    ...(isSuspended || !hasKey ? [] : [rotate(channelId)]),
    ...(isSuspended || hasKey ? [] : [createKey(channelId)]),
    more.update,
    ...more.tags,
    ...(isPrivate ? [more.revokeViewers] : []),
    ...(isLive ? [metadata(channelId), adBreak(channelId), stop(channelId)] : []),
    ...(isSuspended ? [] : [suspend(channelId)]),
    remove(channelId),
  ];
}
