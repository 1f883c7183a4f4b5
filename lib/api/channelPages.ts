import * as z from 'zod/mini';
import type { ListChannelsRequest } from '@aws-sdk/client-ivs';
import type { App } from '../app.ts';
import { isoTime } from '../clock.ts';
import { notACursor } from '../http/cursors.ts';
import { pageFields } from '../http/pagination.ts';
import { described, resourceName, timeText } from '../http/schemas.ts';
import { invalidRequest } from '../http/validation.ts';
import { listChannels as readChannels } from '../ivs/channels.ts';
import type { Page, PageRequest } from '../ivs/pages.ts';
import { isTagged } from '../managed.ts';
import { knownChannels, learnFrom } from '../readModel/channelList.ts';
import { channelsIn, type StatePlace } from '../readModel/channelsByState.ts';
import { STATE_NAMES, type StateName } from '../readModel/stateSources.ts';
import { instantOf } from '../zonedTime.ts';
import { filterOf } from './channelSchemas.ts';

/** The query parameters of the list of channels. */
export const channelQuery = z.strictObject({
  ...pageFields,
  is: described(
    'Only channels in this state. It excludes the filters.',
    z.optional(z.enum(STATE_NAMES)),
  ),
  since: described(
    'Only channels that came into the state at this instant or later, by the time in the event of ' +
      'IVS. For `live` and `unhealthy`.',
    z.optional(timeText),
  ),
  name: described(
    'Only channels with this name, of which there may be several. Filters exclude each other.',
    z.optional(resourceName.check(z.minLength(1))),
  ),
  recordingConfigurationArn: described(
    'Only channels that use this recording configuration.',
    z.optional(filterOf('recording-configuration')),
  ),
  playbackRestrictionPolicyArn: described(
    'Only channels that use this playback restriction policy.',
    z.optional(filterOf('playback-restriction-policy')),
  ),
  adConfigurationArn: described(
    'Only channels that use this ad configuration.',
    z.optional(filterOf('ad-configuration')),
  ),
});

/** How the list answers by state, and how fresh each state is. */
export const BY_STATE_TEXT =
  '\n\nWith `is` an index answers at once, without a call of IVS, longest in the state first. It ' +
  'may lag by a moment, and two pages may name the same channel. A channel that has changed here ' +
  'since it was last read has only its `arn`, until a read or the background refresh describes ' +
  'it. A channel that is not known yet is left out until then.\n' +
  '- `suspended`: at once.\n' +
  '- `live`, `unhealthy` (IVS reported a starvation of the ingest, and no recovery): within ' +
  'seconds, by the events of IVS. If an event is lost: the beginning or the end of a stream, and ' +
  'a recovery, within ten minutes; the beginning of a starvation never.\n' +
  '- `keyless`: a job has left the channel without a stream key, as its `left` says, or a caller ' +
  'has deleted it; within seconds of the end of the job, and until a job here creates a key. A key that was created elsewhere is ' +
  'noticed within ten minutes if at most 25 channels are without a key. A key that was deleted ' +
  'elsewhere is not noticed.\n' +
  '- `overdue`: the stream key is older than the tag `channelkeeper:rotate-every` allows, from ' +
  'that moment on, and until seconds after it was rotated. A new tag counts within 25 minutes of ' +
  'the first reading that has it (for 10,000 channels).\n' +
  '- `stranded`: the job of the channel could continue, but has not moved for half an hour; at ' +
  'once. A page looks at 50 due jobs at most, so it may hold few channels or none while many jobs ' +
  'are due.';

const FILTERS = {
  name: 'filterByName',
  recordingConfigurationArn: 'filterByRecordingConfigurationArn',
  playbackRestrictionPolicyArn: 'filterByPlaybackRestrictionPolicyArn',
  adConfigurationArn: 'filterByAdConfigurationArn',
} as const;
const FILTER_NAMES = [
  'name',
  'recordingConfigurationArn',
  'playbackRestrictionPolicyArn',
  'adConfigurationArn',
] as const satisfies readonly (keyof typeof FILTERS)[];

/**
 * Returns the filter of IVS among the query parameters.
 * @throws Problem `invalid-request` for more than one, or one beside a state
 */
function filterIn(
  filters: Readonly<Partial<Record<keyof typeof FILTERS | 'is', string | undefined>>>,
): Record<string, string | undefined> {
  const given = FILTER_NAMES.filter((name) => filters[name] !== undefined);
  const named = [...(filters.is === undefined ? [] : (['is'] as const)), ...given];
  if (named.length > 1) {
    throw invalidRequest(
      named.map((field) => ({
        field,
        rule:
          `excludes ${named.filter((other) => other !== field).join(', ')}: use one filter at ` +
          'a time',
      })),
    );
  }
  return Object.fromEntries(given.map((name) => [FILTERS[name], filters[name]]));
}

/** Marks the places in the list of known channels; other places are those of IVS. */
const KNOWN = 'known:';

/** Returns a page of the channels that are known; undefined when IVS must be asked. */
async function knownPage(
  app: App,
  { maxResults: limit, nextToken: place }: PageRequest,
  isFresh: boolean,
): Promise<(Page<unknown> & { asOf: number }) | undefined> {
  const after = place?.startsWith(KNOWN) ? place.slice(KNOWN.length) : undefined;
  if (after === undefined && (place !== undefined || isFresh)) return undefined;
  const found = await knownChannels(app, {
    limit,
    isFresh,
    ...(after !== undefined && { after }),
  });
  return (
    found && {
      items: found.items,
      asOf: found.asOf,
      ...(found.next !== undefined && { nextToken: `${KNOWN}${found.next}` }),
    }
  );
}

/** Marks the places in the lists of channels by state. */
const BY_STATE = 'is:';

/** The states whose place in the index is the time at which they began. */
const TIMED: readonly StateName[] = ['live', 'unhealthy'];

/**
 * Returns the place before the channels that came into a state at an instant or later.
 * @throws Problem `invalid-request` for a state that has no such time
 */
function placeAt({ is, since }: z.infer<typeof channelQuery>): StatePlace | undefined {
  const at = since === undefined ? undefined : instantOf(since);
  if (at === undefined) return undefined;
  if (is === undefined || !TIMED.includes(is))
    throw invalidRequest([{ field: 'since', rule: `needs is=${TIMED.join(' or is=')}` }]);
  return { dueSk: isoTime(at), listed: [] };
}

/**
 * Returns the place in the list of a state that a text stands for.
 * @throws Problem `invalid-request` when it is a place in another list
 */
function placeIn(state: StateName, place: string): StatePlace {
  const [of, dueSk, ...listed] = place.split(' ');
  if (of !== `${BY_STATE}${state}` || !dueSk) throw notACursor();
  return { dueSk, listed };
}

/**
 * Returns a page of the channels in a state.
 * @param first the place at which the first page begins; undefined: at the beginning
 */
async function pageByState(
  app: App,
  state: StateName,
  { maxResults: limit, nextToken: place }: PageRequest,
  { isFresh, first }: { isFresh: boolean; first: StatePlace | undefined },
): Promise<Page<unknown> & { asOf: number }> {
  const from = place === undefined ? first : placeIn(state, place);
  const { items, next, asOf } = await channelsIn(app, state, {
    limit,
    isFresh,
    ...(from && { from }),
  });
  const nextToken = next && [`${BY_STATE}${state}`, next.dueSk, ...next.listed].join(' ');
  return { items, asOf, ...(nextToken !== undefined && { nextToken }) };
}

/** Returns a page of IVS. The read model learns from it, unless the request filters. */
async function pageOfIvs(
  app: App,
  request: ListChannelsRequest,
  isWhole: boolean,
): Promise<Page<unknown> & { asOf: number }> {
  const asOf = app.clock.now();
  const { items, ...rest } = await readChannels(app.ivs, request);
  if (isWhole) await learnFrom(app, items);
  return { ...rest, asOf, items: items.filter(({ tags }) => isTagged(app.config, tags)) };
}

/**
 * Returns a page of the list of channels.
 * @throws Problem `invalid-request` for parameters that exclude or need each other
 */
export async function channelPage(
  app: App,
  query: z.infer<typeof channelQuery>,
  page: PageRequest,
  isFresh: boolean,
): Promise<Page<unknown> & { asOf: number }> {
  const filter = filterIn(query);
  const first = placeAt(query);
  if (query.is !== undefined) return pageByState(app, query.is, page, { isFresh, first });
  if (page.nextToken?.startsWith(BY_STATE)) throw notACursor();
  const isWhole = Object.keys(filter).length === 0;
  const found = isWhole ? await knownPage(app, page, isFresh) : undefined;
  return found ?? pageOfIvs(app, { ...page, ...filter }, isWhole);
}
