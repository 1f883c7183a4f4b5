import type { JSX } from 'preact';
import type { Components } from '../../lib/client/api.ts';
import { api } from '../api/client.ts';
import { usePolled } from '../api/polled.ts';
import { tagVerbs } from '../parts/tagVerbs.ts';
import type { Verb } from '../parts/verb.ts';
import { Fact, ResourcesPage, type Kind } from './resourcesPage.tsx';

type Item = Components['schemas']['PlaybackKeyPairSummary'];

const importKey: Verb = {
  name: 'import',
  label: 'Import',
  effect:
    'IVS accepts playback tokens that are signed with the private key, on every private channel.',
  fields: [
    { name: 'name', label: 'Name', kind: 'text' },
    {
      name: 'publicKeyMaterial',
      label: 'Public key',
      kind: 'lines',
      required: true,
      hint: 'In PEM: ECDSA on the curve P-384. Keep the private key to yourself.',
    },
  ],
  send: ({ query, header }, { name = '', publicKeyMaterial = '' }) =>
    api().POST('/v1/playback-key-pairs', {
      params: { query, header },
      body: { publicKeyMaterial, ...(name !== '' && { name }) },
    }),
};

const remove = (playbackKeyPairId: string): Verb => ({
  name: 'delete',
  label: 'Delete',
  isDanger: true,
  effect:
    'IVS at once refuses tokens that are signed with it, on every private channel. Viewers who watch go on.',
  send: ({ query, header }) =>
    api().DELETE('/v1/playback-key-pairs/{playbackKeyPairId}', {
      params: { path: { playbackKeyPairId }, query, header },
    }),
});

/** The fingerprint is in no list, so it is asked for, once. */
function Fingerprint({ id }: { id: string }): JSX.Element {
  const { data, refusal } = usePolled(`key pair ${id}`, Infinity, (asked) =>
    api().GET('/v1/playback-key-pairs/{playbackKeyPairId}', {
      ...asked,
      params: { path: { playbackKeyPairId: id } },
    }),
  );
  return (
    <span class="mono">{data?.playbackKeyPair.fingerprint ?? refusal ?? 'is being read'}</span>
  );
}

const kind: Kind<Item> = {
  title: 'Playback key pairs',
  lead: 'Their private keys sign the tokens for private channels. IVS allows three a region.',
  async read(cursor, signal) {
    const query = { limit: 100, ...(cursor !== undefined && { cursor }) };
    const answer = await api().GET('/v1/playback-key-pairs', { params: { query }, signal });
    if (!answer.data) return answer;
    const { playbackKeyPairs: items, nextCursor } = answer.data;
    return { response: answer.response, data: { items, nextCursor } };
  },
  make: importKey,
  verbs: (item, id) => [...tagVerbs('playback-key-pairs', id, item.tags), remove(id)],
  facts: (_item, id) => (
    <Fact name="Fingerprint">
      <Fingerprint id={id} />
    </Fact>
  ),
};

/** All playback key pairs. */
export const PlaybackKeyPairsPage = (): JSX.Element => <ResourcesPage kind={kind} />;
