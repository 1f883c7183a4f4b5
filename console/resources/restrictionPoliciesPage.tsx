import type { JSX } from 'preact';
import type { Components } from '../../lib/client/api.ts';
import { api } from '../api/client.ts';
import { linesIn } from '../parts/lines.ts';
import { tagVerbs } from '../parts/tagVerbs.ts';
import type { Field, Values, Verb } from '../parts/verb.ts';
import { DETACH, detachIn } from './detaching.ts';
import { Fact, ResourcesPage, type Kind } from './resourcesPage.tsx';

type Item = Components['schemas']['PlaybackRestrictionPolicy'];
type Country = Components['schemas']['Country'];

const fieldsOf = ({
  name = '',
  allowedCountries = [],
  allowedOrigins = [],
  enableStrictOriginEnforcement = false,
}: Item): Field[] => [
  { name: 'name', label: 'Name', kind: 'text', initial: name },
  {
    name: 'countries',
    label: 'Countries',
    kind: 'lines',
    initial: allowedCountries.join('\n'),
    hint: 'One code of two capitals a line, such as DE; none: all countries',
  },
  {
    name: 'origins',
    label: 'Origins',
    kind: 'lines',
    initial: allowedOrigins.join('\n'),
    hint: 'One a line, such as https://example.com, five at most; none: all origins',
  },
  {
    name: 'strict',
    label: 'Refuse players that send no origin',
    kind: 'check',
    initial: enableStrictOriginEnforcement ? 'true' : '',
  },
];

/** The API refuses a text that is no country. */
const policyIn = ({ name = '', countries = '', origins = '', strict }: Values) => ({
  name,
  allowedCountries: linesIn(countries) as Country[],
  allowedOrigins: linesIn(origins),
  enableStrictOriginEnforcement: strict === 'true',
});

const create: Verb = {
  name: 'create',
  label: 'Create',
  effect: 'A policy is created. It takes effect on a channel once it is attached to the channel.',
  fields: fieldsOf({}),
  send: ({ query, header }, values) =>
    api().POST('/v1/playback-restriction-policies', {
      params: { query, header },
      body: policyIn(values),
    }),
};

const update = (item: Item, playbackRestrictionPolicyId: string): Verb => ({
  name: 'update',
  label: 'Update',
  effect: 'The policy changes for every channel that uses it.',
  fields: fieldsOf(item),
  send: ({ query, header }, values) =>
    api().PATCH('/v1/playback-restriction-policies/{playbackRestrictionPolicyId}', {
      params: { path: { playbackRestrictionPolicyId }, query, header },
      body: policyIn(values),
    }),
});

const remove = (playbackRestrictionPolicyId: string): Verb => ({
  name: 'delete',
  label: 'Delete',
  isDanger: true,
  effect: 'The policy is deleted. Channels without a policy play everywhere.',
  fields: [DETACH],
  send: ({ query, header }, values) =>
    api().DELETE('/v1/playback-restriction-policies/{playbackRestrictionPolicyId}', {
      params: {
        path: { playbackRestrictionPolicyId },
        query: { ...query, ...detachIn(values) },
        header,
      },
    }),
});

const kind: Kind<Item> = {
  title: 'Restriction policies',
  lead: 'They limit the countries and the origins in which public channels play. IVS allows three.',
  async read(cursor, signal) {
    const query = { limit: 100, ...(cursor !== undefined && { cursor }) };
    const answer = await api().GET('/v1/playback-restriction-policies', {
      params: { query },
      signal,
    });
    if (!answer.data) return answer;
    const { playbackRestrictionPolicies: items, nextCursor } = answer.data;
    return { response: answer.response, data: { items, nextCursor } };
  },
  make: create,
  verbs: (item, id) => [
    update(item, id),
    ...tagVerbs('playback-restriction-policies', id, item.tags),
    remove(id),
  ],
  facts: ({ allowedCountries = [], allowedOrigins = [], enableStrictOriginEnforcement }) => (
    <>
      <Fact name="Countries">{allowedCountries.join(', ') || 'all'}</Fact>
      <Fact name="Origins">{allowedOrigins.join(', ') || 'all'}</Fact>
      <Fact name="Players without an origin">
        {enableStrictOriginEnforcement ? 'refused' : 'allowed'}
      </Fact>
    </>
  ),
};

/** All playback restriction policies. */
export const RestrictionPoliciesPage = (): JSX.Element => <ResourcesPage kind={kind} />;
