import type { StreamSummary } from '@aws-sdk/client-ivs';
import type { App } from '../app.ts';
import { arnOf, idOf } from '../arns.ts';
import { isoTime } from '../clock.ts';
import { detailOf, keptDetail, type Happening } from '../journal/entry.ts';
import { record } from '../journal/journal.ts';
import { noteOver, noteQuiet, noteSeen, openSince, type OpenState } from '../journal/openStates.ts';
import { overOf, recordingNameOf, toldBy } from '../journal/recordings.ts';
import { getStream, liveStreams } from '../ivs/streams.ts';
import { paced } from '../jobs/pacedIvs.ts';
import { isManaged } from '../managed.ts';
import { digestOf } from '../random.ts';

/** A stream that began less than this ago may not be in the list of live streams yet, in ms. */
const UNLISTED_MS = 120_000;
/**
 * How long after a stream the end of its recording may come, in ms: the longest reconnect window
 * (300 s), and as long again for IVS to close it and for a late event.
 */
const QUIET_MS = 900_000;

/**
 * Closes the streams and recordings in the journal whose end was never reported, and says so in the
 * journal. Absence from the list of live streams only leads to the question; GetStream decides. It
 * also notes the beginnings of streams and the recoveries that were never reported.
 */
export async function closeLostEnds(opened: App, untilMs: number): Promise<void> {
  const app = { ...opened, ivs: paced(opened, untilMs) };
  const now = app.clock.now();
  const open = await openSince(app.store, 'stream', now);
  const streams = open.filter(({ since }) => now - since >= UNLISTED_MS);
  const recordings = await openSince(app.store, 'recording', now);
  const live = await liveStreams(app.ivs);
  await noteUnreported(app, open, live);
  await closeRecovered(app, live);
  const streamOn = (channelId: string): string | undefined =>
    live.get(arnOf(app.config, 'channel', channelId))?.streamId;

  for (const state of streams)
    if (streamOn(state.channelId) !== state.streamId) await closeStream(app, state);

  const newest = new Map(recordings.map((state) => [state.channelId, state.streamId]));
  for (const state of recordings) {
    const isLive = streamOn(state.channelId) !== undefined;
    // A later recording of the channel shows that this one is over.
    const isOn = isLive && newest.get(state.channelId) === state.streamId;
    await judgeRecording(app, state, isOn);
  }
}

/** Notes the live streams that no event has told of. */
async function noteUnreported(
  app: App,
  open: readonly OpenState[],
  live: ReadonlyMap<string, StreamSummary>,
): Promise<void> {
  const known = new Set(open.map(({ streamId }) => streamId));
  for (const [channelArn, { streamId, startTime }] of live) {
    if (streamId === undefined || known.has(streamId)) continue;
    if (!(await isManaged(app, channelArn))) continue;
    const name = { channelId: idOf(channelArn), streamId };
    await noteSeen(app.store, 'stream', name, startTime?.getTime() ?? app.clock.now());
  }
}

/** Closes the starvations of streams that IVS lists as healthy. */
async function closeRecovered(app: App, live: ReadonlyMap<string, StreamSummary>): Promise<void> {
  const { store, config, clock } = app;
  const now = clock.now();
  for (const state of await openSince(store, 'starvation', now - UNLISTED_MS)) {
    const stream = live.get(arnOf(config, 'channel', state.channelId));
    const isHealthy = stream?.streamId === state.streamId && stream.health === 'HEALTHY';
    if (isHealthy) await noteOver(store, 'starvation', state, now);
  }
}

async function closeStream(app: App, state: OpenState): Promise<void> {
  const { store, config, clock, log } = app;
  const { channelId, streamId } = state;
  const stream = await getStream(app.ivs, arnOf(config, 'channel', channelId));
  if (typeof stream !== 'string' && stream.streamId === streamId) return;
  const at = clock.now();
  const name = 'Stream End Unreported';
  await close(app, state, {
    type: name,
    detail: { event_name: name, stream_id: streamId },
    listed: (id) => ({ partition: `sessions/${channelId}`, place: `${isoTime(at)}#${id}` }),
  });
  for (const kind of ['stream', 'starvation'] as const)
    await noteOver(store, kind, { channelId, streamId }, at);
  log.warn('The end of a stream was not reported', { channelId, streamId });
}

/** Closes a recording that has been without a stream for long enough to be over. */
async function judgeRecording(app: App, state: OpenState, isOn: boolean): Promise<void> {
  const { store, clock, config, log } = app;
  const now = clock.now();
  if (isOn) {
    if (state.quietSince !== undefined) await noteQuiet(store, 'recording', state, undefined);
    return;
  }
  if (state.quietSince === undefined) return noteQuiet(store, 'recording', state, now);
  if (now - state.quietSince < QUIET_MS) return;
  const { channelId, since } = state;
  const name = 'Recording End Unreported';
  const detail = { ...detailOf(state), recording_status: name };
  const { minute, name: recording } = recordingNameOf(detail, since);
  const channelArn = arnOf(config, 'channel', channelId);
  const over = overOf(channelArn, toldBy(channelId, detail, since));
  await app.bus.publish([
    'Recording Failed',
    { ...over, failureReason: 'EndUnreported' },
    [channelArn],
  ]);
  await close(app, state, {
    type: name,
    detail,
    listed: (id) => ({
      partition: `recordings/${channelId}`,
      place: `${minute}#${recording}#${id}`,
    }),
  });
  await noteOver(store, 'recording', state, now);
  log.warn('The end of a recording was not reported', { channelId, recordingId: over.recordingId });
}

/** Records that the end of a state was not reported, once. */
async function close(
  { store, clock, config }: App,
  { channelId, streamId }: OpenState,
  said: {
    type: string;
    detail: Readonly<Record<string, unknown>>;
    listed: (id: string) => Happening['listed'] & object;
  },
): Promise<void> {
  const id = digestOf(said.type, channelId, streamId);
  const now = clock.now();
  await record(
    store,
    {
      journal: channelId,
      id,
      type: said.type,
      at: now,
      receivedAt: now,
      source: 'channelkeeper',
      detail: keptDetail(said.detail),
      listed: said.listed(id),
    },
    config.keepEventsDays,
  );
}
