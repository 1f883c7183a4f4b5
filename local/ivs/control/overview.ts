import { z } from 'zod';
import { dateAt } from '../../clock.ts';
import type { World } from '../regions/region.ts';
import { detailName, type IvsEvent } from '../state/events.ts';
import type { Followed } from '../state/ringBuffer.ts';
import type { ChannelRecord } from '../state/state.ts';
import type { ChannelView, EventView, Overview, Part } from '../statusPage/overview.ts';
import type { ControlParts } from './parts.ts';

/** The numbers of channels and of items of a log that a page can show. */
const CHANNELS_MAX = 200;
const ITEMS_MAX = 200;

/** The numbers of the events and requests that the reader has seen. */
const seen = z.object({
  events: z.coerce.number().int().min(0).default(0),
  requests: z.coerce.number().int().min(0).default(0),
});

/**
 * Returns what the status page shows. It has no stream keys.
 * @throws ZodError for numbers that cannot be read
 */
export function overviewOf(
  { places, events, requests, faults, clock }: ControlParts,
  query: URLSearchParams,
): Overview {
  const from = seen.parse(Object.fromEntries(query));
  const worlds = places.all().map(({ world }) => world);
  return {
    clock: { now: dateAt(clock.now()).toISOString(), frozen: clock.frozen },
    channels: shownChannels(worlds),
    channelCount: worlds.reduce((sum, { state }) => sum + state.channels.size, 0),
    events: mapped(events.after(from.events, ITEMS_MAX), eventView),
    requests: requests.after(from.requests, ITEMS_MAX),
    faults: faults.all(),
  };
}

/** Returns the live channels, those with another session, and then the newest others. */
function shownChannels(worlds: readonly World[]): ChannelView[] {
  const busy = new Set(
    worlds.flatMap(({ state }) =>
      state.sessions
        .all()
        .filter(({ endedAtMs }) => endedAtMs === undefined)
        .map(({ channelArn }) => channelArn),
    ),
  );
  const newestFirst = worlds
    .flatMap((world) => world.state.channels.all().map((record) => ({ world, record })))
    .toReversed();
  const withSession = newestFirst.filter(({ record }) => busy.has(record.channel.arn));
  const others = newestFirst.filter(({ record }) => !busy.has(record.channel.arn));
  const viewed = [...withSession, ...others.slice(0, CHANNELS_MAX)].map(({ world, record }) =>
    channelView(world, record, busy.has(record.channel.arn)),
  );
  return viewed
    .toSorted((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state))
    .slice(0, CHANNELS_MAX);
}

const ORDER: readonly ChannelView['state'][] = ['LIVE', 'CONNECTED', 'OFFLINE'];

function channelView(world: World, { channel }: ChannelRecord, isBusy: boolean): ChannelView {
  const { arn, name, type, authorized } = channel;
  const stream = world.streams.live(arn);
  return {
    arn,
    name,
    type,
    authorized,
    state: stream ? 'LIVE' : isBusy ? 'CONNECTED' : 'OFFLINE',
    viewers: stream ? world.viewers.count(stream.streamId) : 0,
  };
}

const eventView = ({ id, time, resources, detail, 'detail-type': type }: IvsEvent): EventView => ({
  id,
  time,
  type,
  name: detailName(detail),
  ...(resources[0] !== undefined && { channelArn: resources[0] }),
  detail,
});

const mapped = <One, Other>(
  { items, ...numbers }: Followed<One>,
  map: (one: One) => Other,
): Part<Other> => ({ ...numbers, items: items.map(map) });
