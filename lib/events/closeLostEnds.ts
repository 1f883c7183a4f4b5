import type { App } from '../app.ts';
import { arnOf } from '../arns.ts';
import { isoTime } from '../clock.ts';
import { detailOf, keptDetail, type Happening } from '../journal/entry.ts';
import { record } from '../journal/journal.ts';
import { noteOver, noteQuiet, openOf, type OpenState } from '../journal/openStates.ts';
import { recordingNameOf, toldBy } from '../journal/recordings.ts';
import { getStream, liveStreams } from '../ivs/streams.ts';
import { paced } from '../jobs/pacedIvs.ts';
import { digestOf } from '../random.ts';

/** The open states of a kind that one run compares with the live streams. */
const OPEN_MAX = 1_000;
/** A stream that began less than this ago may not be in the list of live streams yet, in ms. */
const UNLISTED_MS = 120_000;
/**
 * How long after a stream the end of its recording may come, in ms: the longest reconnect window
 * (300 s), and as long again for IVS to close it and for a late event.
 */
const QUIET_MS = 900_000;

/**
 * Closes the streams and recordings in the journal whose end was never reported, and says so in the
 * journal. Absence from the list of live streams only leads to the question; GetStream decides.
 */
export async function closeLostEnds(opened: App, untilMs: number): Promise<void> {
  const app = { ...opened, ivs: paced(opened, untilMs) };
  const now = app.clock.now();
  const streams = (await openOf(app.store, 'stream', OPEN_MAX)).filter(
    ({ since }) => now - since >= UNLISTED_MS,
  );
  const recordings = await openOf(app.store, 'recording', OPEN_MAX);
  if (streams.length + recordings.length === 0) return;
  const live = await liveStreams(app.ivs);
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
  const { id: recordingId, bucketName, prefix, streamIds } = toldBy(channelId, detail, since);
  const channelArn = arnOf(config, 'channel', channelId);
  await app.bus.publish([
    'Recording Failed',
    {
      channelArn,
      recordingId,
      ...(bucketName !== undefined && { bucketName }),
      ...(prefix !== undefined && { prefix }),
      streamIds: [...streamIds],
      failureReason: 'EndUnreported',
    },
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
  log.warn('The end of a recording was not reported', { channelId, recordingId });
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
