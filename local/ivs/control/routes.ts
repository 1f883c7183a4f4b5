import { z } from 'zod';
import { dateAt } from '../../clock.ts';
import type { ControlParts } from './parts.ts';
import { overviewOf } from './overview.ts';
import { existing } from '../operations/rules/lookup.ts';
import type { Places, Region } from '../regions/regions.ts';
import { REFUSED } from '../playback/refusal.ts';
import { localPlaybackUrl } from '../playback/localPlaybackUrl.ts';
import { ivsError } from '../protocol/errors.ts';
import { SHAPES } from '../protocol/shapes.ts';
import { patternOf } from '../protocol/validation.ts';
import { revocations } from '../regions/revocations.ts';
import { changeSettings } from '../state/settings.ts';
import { reset, restore, snapshotOf } from './snapshot.ts';
import { taggedResource } from '../operations/rules/tagged.ts';

interface Call {
  body: unknown;
  /** The value of `{id}` in the path. */
  id: string;
  query: URLSearchParams;
}

type Answer = readonly [status: number, body?: object];

const channelArn = z.string().regex(patternOf(SHAPES.ChannelArn.pattern));
/** A hundred years, in ms: dates have an upper bound. */
const ADVANCE_MS_MAX = 3_155_760_000_000;
const positive = z.number().positive();
const [pixels, codec] = [z.int().min(1).optional(), z.string().min(1).optional()];
const media = {
  bitrateBps: positive.optional(),
  width: pixels,
  height: pixels,
  framerate: positive.optional(),
  videoCodec: codec,
  audioCodec: codec,
};
const encoderRequest = z.strictObject({
  channelArn,
  streamKey: z.string().min(1).optional(),
  reconnectAfterMs: z.number().min(0).optional(),
  reconnect: z.literal('obs').optional(),
  priority: z.int().optional(),
  media: z.strictObject(media).optional(),
});
const encoderChange = z.strictObject({ ...media, silent: z.boolean().optional() });
const viewerRequest = z.strictObject({
  channelArn,
  count: z.int().min(1).max(1_000_000).default(1),
  viewerId: z.string().min(1).max(40).optional(),
  viewerSessionVersion: z.int().min(0).default(0),
});
const preview = z.strictObject({ channelArn });
const failure = z.strictObject({
  channelArn,
  reason: z.string().default('Transcode capacity exceeded. Please try again.'),
});
const clockChange = z.strictObject({
  advanceMs: z.number().min(0).max(ADVANCE_MS_MAX).optional(),
  frozen: z.boolean().optional(),
});
const tagging = z.strictObject({
  resourceArn: z.string().min(1),
  tags: z.record(z.string().min(1), z.string()),
});
const faultList = z.strictObject({ faults: z.array(z.unknown()) });

const absent = (what: string, id: string): Answer => [
  404,
  { message: `there is no ${what} ${id}` },
];
const channelAt = (places: Places, arn: string): Region['world'] => {
  const { world } = places.ofArn(arn);
  existing(world.state.channels, arn);
  return world;
};
const clockView = ({ clock }: ControlParts): object => ({
  now: dateAt(clock.now()).toISOString(),
  frozen: clock.frozen,
});

/**
 * The routes that no AWS service offers, for tests and demonstrations, by method and path below
 * /_local/. openapi.json describes all of them.
 */
export const ROUTES: Record<string, (parts: ControlParts, call: Call) => Answer> = {
  'GET health': () => [200, { status: 'ok' }],

  'GET overview': (parts, { query }) => [200, overviewOf(parts, query)],
  'GET stream-keys'({ places }, { query }) {
    const arn = channelArn.parse(query.get('channelArn'));
    const keys = channelAt(places, arn).state.streamKeys.of(arn);
    return [
      200,
      { streamKeys: keys.map(({ streamKey: { arn: keyArn, value } }) => ({ arn: keyArn, value })) },
    ];
  },

  'GET encoders': ({ places }) => [
    200,
    { encoders: places.all().flatMap(({ encoders }) => encoders.views()) },
  ],
  'POST encoders'({ places }, { body }) {
    const request = encoderRequest.parse(body);
    return [201, { encoderId: places.ofArn(request.channelArn).encoders.connect(request) }];
  },
  'PUT encoders/{id}'({ places }, { id, body }) {
    const change = encoderChange.parse(body);
    return places.all().some(({ encoders }) => encoders.change(id, change))
      ? [204]
      : absent('encoder', id);
  },
  'DELETE encoders/{id}': ({ places }, { id, query }) =>
    places.all().some(({ encoders }) => encoders.disconnect(id, query.get('abrupt') === 'true'))
      ? [204]
      : absent('encoder', id),
  'POST streams/fail'({ places }, { body }) {
    const { channelArn: arn, reason } = failure.parse(body);
    return channelAt(places, arn).streams.fail(arn, reason)
      ? [204]
      : [404, { message: `${arn} has no stream` }];
  },

  'GET viewers': ({ viewers }) => [
    200,
    {
      viewers: viewers
        .all()
        .map(
          ({
            viewerSessionId,
            channelArn,
            streamId,
            viewerId,
            viewerSessionVersion,
            watchedAtMs = 0,
          }) => ({
            viewerSessionId,
            channelArn,
            streamId,
            ...(viewerId !== undefined && { viewerId }),
            viewerSessionVersion,
            simulated: watchedAtMs === Infinity,
          }),
        ),
    },
  ],
  'POST viewers'({ places, viewers }, { body }) {
    const { channelArn: arn, count, viewerId, viewerSessionVersion } = viewerRequest.parse(body);
    const world = channelAt(places, arn);
    const stream = world.streams.live(arn);
    if (!stream) return [404, { message: `${arn} has no stream` }];
    const view = {
      channelArn: arn,
      streamId: stream.streamId,
      viewerSessionVersion,
      ...(viewerId !== undefined && { viewerId }),
    };
    const opened = viewers.open(world.place, view, { count, simulated: true });
    return [201, { viewerSessionIds: opened.map(({ viewerSessionId }) => viewerSessionId) }];
  },
  'DELETE viewers/{id}': ({ viewers }, { id }) =>
    viewers.remove(id) ? [204] : absent('viewer', id),
  'GET playback-url'({ places }, { query }) {
    const arn = channelArn.parse(query.get('channelArn'));
    const { state, origin } = channelAt(places, arn);
    return [
      200,
      { playbackUrl: localPlaybackUrl(origin, existing(state.channels, arn).channel.playbackUrl) },
    ];
  },
  'POST previews'({ places, playback }, { body }) {
    const { channelArn: arn } = preview.parse(body);
    channelAt(places, arn);
    const url = playback.preview(arn);
    return typeof url === 'string'
      ? [201, { playlistUrl: url }]
      : [url[REFUSED].status, { message: url[REFUSED].message }];
  },
  'GET metadata': ({ metadata }) => [200, { metadata: metadata.all() }],
  'GET revocations': ({ places }) => [
    200,
    {
      revocations: places
        .all()
        .flatMap(({ world }) => revocations(world))
        .map(({ sequence: _sequence, steps: _steps, atMs, ...pair }) => ({
          ...pair,
          at: dateAt(atMs).toISOString(),
        })),
    },
  ],

  'GET events': ({ events }) => [200, { events: events.all(), ...events.fates() }],
  'POST events/{id}/resend': ({ events }, { id }) =>
    events.resend(id) ? [204] : absent('event', id),
  'GET chaos': ({ events }) => [200, events.chaos()],
  'PUT chaos'({ events }, { body }) {
    events.setChaos(body);
    return [200, events.chaos()];
  },

  'GET requests': ({ requests }) => [200, { requests: requests.all() }],
  'GET faults': ({ faults }) => [200, { faults: faults.all() }],
  'PUT faults'({ faults }, { body }) {
    faults.set(faultList.parse(body).faults);
    return [204];
  },
  'GET playback-faults': ({ playback }) => [200, { faults: playback.faults.all() }],
  'PUT playback-faults'({ playback }, { body }) {
    playback.faults.set(faultList.parse(body).faults);
    return [204];
  },
  'PUT tags'({ places }, { body }) {
    const { resourceArn, tags } = tagging.parse(body);
    const resource = taggedResource(places.ofArn(resourceArn).world, resourceArn);
    resource.setTags({ ...resource.tags, ...tags });
    return [204];
  },
  'GET settings': ({ settings }) => [200, settings],
  'PUT settings'({ settings }, { body }) {
    changeSettings(settings, body);
    return [200, settings];
  },

  'GET clock': (parts) => [200, clockView(parts)],
  'PUT clock'(parts, { body }) {
    const { advanceMs, frozen } = clockChange.parse(body);
    if (frozen === true) parts.clock.freeze();
    if (advanceMs !== undefined) parts.clock.advance(advanceMs);
    if (frozen === false) parts.clock.unfreeze();
    return [200, clockView(parts)];
  },
  'GET snapshot': ({ places }) => [200, snapshotOf(places)],
  'PUT snapshot'(parts, { body }) {
    if (body === undefined) throw ivsError('ValidationException', 'the snapshot is not JSON');
    restore(parts, body);
    return [204];
  },
  'POST reset'(parts) {
    reset(parts);
    return [204];
  },
};
