import { api, type Channel } from '../api/client.ts';
import { linesIn } from '../parts/lines.ts';
import type { Field, Values, Verb } from '../parts/verb.ts';

const UPDATE_WHEN: Field = {
  name: 'when',
  label: 'If the channel is live',
  kind: 'choice',
  initial: '',
  options: [
    ['', 'do not update it'],
    ['idle', 'update it after the natural end of the stream'],
    ['now', 'stop the stream first'],
    ['block', 'stop the stream, and keep the encoder out meanwhile'],
  ],
};

const LATENCIES = ['LOW', 'NORMAL'] as const;
const TYPES = ['BASIC', 'STANDARD', 'ADVANCED_SD', 'ADVANCED_HD'] as const;

const oneOf = <Word extends string>(words: readonly Word[], text: string | undefined): Word =>
  words.find((word) => word === text) ?? (words[0] as Word);

const choices = (words: readonly string[]): (readonly [string, string])[] =>
  words.map((word) => [word, word]);

const whenIn = ({ when }: Values): { when?: 'now' | 'idle'; block?: 'true' } => {
  if (when === 'block') return { when: 'now', block: 'true' };
  return when === 'now' || when === 'idle' ? { when } : {};
};

/** The settings of a channel that a form has, with their values before it is filled in. */
const fieldsOf = ({ name = '', latencyMode, type, authorized }: Channel): Field[] => [
  { name: 'name', label: 'Name', kind: 'text', initial: name },
  {
    name: 'latencyMode',
    label: 'Latency',
    kind: 'choice',
    initial: latencyMode ?? 'LOW',
    options: choices(LATENCIES),
  },
  {
    name: 'type',
    label: 'Type',
    kind: 'choice',
    initial: type ?? 'STANDARD',
    options: choices(TYPES),
  },
  {
    name: 'authorized',
    label: 'Private: viewers need a token',
    kind: 'check',
    initial: authorized ? 'true' : '',
  },
];

/** The verb that makes a channel. */
export const createChannel: Verb = {
  name: 'create',
  label: 'Create channel',
  effect: 'A channel is created, with a stream key.',
  fields: fieldsOf({}),
  send: ({ query, header }, { name = '', latencyMode, type, authorized }) =>
    api().POST('/v1/channels', {
      params: { query, header },
      body: {
        name,
        latencyMode: oneOf(LATENCIES, latencyMode),
        type: oneOf(TYPES, type),
        authorized: authorized === 'true',
      },
    }),
};

/** Returns the verb that changes the settings of a channel. Only changed fields are sent. */
export function update(channelId: string, channel: Channel): Verb {
  const { name = '', latencyMode = 'LOW', type = 'STANDARD', authorized = false } = channel;
  const changesIn = (values: Values) => ({
    ...(values.name !== name && { name: values.name ?? '' }),
    ...(values.latencyMode !== latencyMode && {
      latencyMode: oneOf(LATENCIES, values.latencyMode),
    }),
    ...(values.type !== type && { type: oneOf(TYPES, values.type) }),
    ...((values.authorized === 'true') !== authorized && {
      authorized: values.authorized === 'true',
    }),
  });
  return {
    name: 'update',
    label: 'Update',
    effect: 'The settings of the channel change. IVS cannot update a live channel.',
    fields: [...fieldsOf(channel), UPDATE_WHEN],
    send: ({ query, header }, values) =>
      api().PATCH('/v1/channels/{channelId}', {
        params: { path: { channelId }, query: { ...query, ...whenIn(values) }, header },
        body: changesIn(values),
      }),
  };
}

/** Returns the verb that removes viewers from a private channel. */
export const revokeViewers = (channelId: string): Verb => ({
  name: 'revokeViewers',
  label: 'Revoke viewers',
  isDanger: true,
  effect: 'The sessions of viewers end. A token with a higher version still plays.',
  fields: [
    {
      name: 'viewers',
      label: 'Viewer ids',
      kind: 'lines',
      required: true,
      hint: 'One a line: the claim aws:viewer-id of the playback token',
    },
    {
      name: 'version',
      label: 'Up to the session version',
      kind: 'text',
      initial: '0',
      required: true,
    },
  ],
  send: ({ query, header }, { viewers = '', version }) =>
    api().POST('/v1/viewer-session-revocations', {
      params: { query, header },
      body: {
        viewerSessions: linesIn(viewers).map((viewerId) => ({ channelId, viewerId })),
        viewerSessionVersionsLessThanOrEqualTo: Number(version),
      },
    }),
});
