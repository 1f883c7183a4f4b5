import type { JSX } from 'preact';
import type { Components } from '../../lib/client/api.ts';
import { api } from '../api/client.ts';
import { Badge } from '../parts/badge.tsx';
import { tagVerbs } from '../parts/tagVerbs.ts';
import type { Verb } from '../parts/verb.ts';
import { DETACH, detachIn } from './detaching.ts';
import { Fact, ResourcesPage, type Kind } from './resourcesPage.tsx';

type Item = Components['schemas']['RecordingConfigurationSummary'];

const create: Verb = {
  name: 'create',
  label: 'Create',
  effect:
    'A recording configuration is created that can be attached to channels. It cannot be updated later.',
  fields: [
    { name: 'name', label: 'Name', kind: 'text' },
    {
      name: 'bucket',
      label: 'S3 bucket',
      kind: 'text',
      required: true,
      hint: 'In the region and the account of this deployment',
    },
    {
      name: 'window',
      label: 'Reconnect window in seconds',
      kind: 'text',
      initial: '0',
      required: true,
      hint: 'Streams that follow each other within this time become one recording; 300 at most',
    },
  ],
  send: ({ query, header }, { name = '', bucket = '', window = '0' }) =>
    api().POST('/v1/recording-configurations', {
      params: { query, header },
      body: {
        ...(name !== '' && { name }),
        destinationConfiguration: { s3: { bucketName: bucket } },
        recordingReconnectWindowSeconds: Number(window),
      },
    }),
};

const remove = (recordingConfigurationId: string): Verb => ({
  name: 'delete',
  label: 'Delete',
  isDanger: true,
  effect: 'The recording configuration is deleted. Recordings in the bucket stay.',
  fields: [DETACH],
  send: ({ query, header }, values) =>
    api().DELETE('/v1/recording-configurations/{recordingConfigurationId}', {
      params: {
        path: { recordingConfigurationId },
        query: { ...query, ...detachIn(values) },
        header,
      },
    }),
});

const TONES = { ACTIVE: 'good', CREATING: 'busy', CREATE_FAILED: 'bad' } as const;

const kind: Kind<Item> = {
  title: 'Recording configurations',
  lead: 'Channels with one of them record their streams into its bucket.',
  async read(cursor, signal) {
    const query = { limit: 100, ...(cursor !== undefined && { cursor }) };
    const answer = await api().GET('/v1/recording-configurations', { params: { query }, signal });
    if (!answer.data) return answer;
    const { recordingConfigurations: items, nextCursor } = answer.data;
    return { response: answer.response, data: { items, nextCursor } };
  },
  make: create,
  verbs: (item, id) => [...tagVerbs('recording-configurations', id, item.tags), remove(id)],
  facts: ({ state = 'CREATING', destinationConfiguration }) => (
    <>
      <Fact name="State">
        <Badge word={state.toLowerCase().replace('_', ' ')} tone={TONES[state]} />
      </Fact>
      <Fact name="Bucket">
        <span class="mono">{destinationConfiguration?.s3?.bucketName}</span>
      </Fact>
    </>
  ),
};

/** All recording configurations. */
export const RecordingConfigurationsPage = (): JSX.Element => <ResourcesPage kind={kind} />;
