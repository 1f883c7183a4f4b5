import type { App } from '../app.ts';
import { arnOf } from '../arns.ts';
import type { SentEvent } from '../bus.ts';
import { isoTime } from '../clock.ts';
import { keptDetail, OF_ACCOUNT, type Happening } from '../journal/entry.ts';
import { channelOf, happeningOf, nameOf, streamIdOf, type IvsEvent } from '../journal/ivsEvent.ts';
import { isRecorded, record } from '../journal/journal.ts';
import { noteBegun, noteOver, type OpenKind } from '../journal/openStates.ts';
import { overOf, recordingNameOf, toldBy } from '../journal/recordings.ts';
import { getStreamSession } from '../ivs/streamSessions.ts';
import { IvsRefusal } from '../ivs/refusal.ts';
import { paced } from '../jobs/pacedIvs.ts';
import { isManaged } from '../managed.ts';
import { publishMetrics } from '../metrics.ts';

/** How long the question about the encoder may wait for its slot, in ms. */
const ASKED_MS = 5_000;

/** The states that events begin and end, by the name in the event. */
const BEGINS: Readonly<Record<string, OpenKind>> = {
  'Stream Start': 'stream',
  'Starvation Start': 'starvation',
  'Recording Start': 'recording',
};
const ENDS: Readonly<Record<string, readonly OpenKind[]>> = {
  'Stream End': ['stream', 'starvation'],
  'Stream Failure': ['stream', 'starvation'],
  'Session Ended': ['stream', 'starvation'],
  'Starvation End': ['starvation'],
  'Recording End': ['recording'],
  'Recording End Failure': ['recording'],
};

/**
 * Records an event of IVS in the journal of its channel, and tells our bus what it means for the
 * health of a stream or for a recording. Safe to repeat: a repeat of the event changes nothing. An
 * event of another account or region is logged and dropped.
 */
export async function recordIvsEvent(app: App, event: IvsEvent): Promise<void> {
  const { config, store, clock, log } = app;
  const channelId = channelOf(config, event);
  const { id, account, region } = event;
  if (channelId === undefined)
    return log.warn('Dropped an event of another account or region', { id, account, region });
  const isOfAccount = channelId === OF_ACCOUNT;
  if (!isOfAccount && !(await isManaged(app, arnOf(config, 'channel', channelId)))) return;
  const happening = happeningOf(event, channelId, clock.now());
  // The entry is the last write, because it tells a repeat that nothing is left to do.
  if (await isRecorded(store, happening)) return;
  const news = isOfAccount ? [] : await stateNoted(app, event, happening);
  if (news.length > 0) await app.bus.publish(...news);
  const { at, receivedAt } = happening;
  if (await record(store, await withIngest(app, event, happening), config.keepEventsDays))
    publishMetrics(app, [{ name: 'EventLag', value: Math.max(0, receivedAt - at) }]);
}

/** Notes what the event begins or ends, and returns what it means to readers of our bus. */
async function stateNoted(
  app: App,
  event: IvsEvent,
  { journal, at }: Happening,
): Promise<SentEvent[]> {
  const { store, config } = app;
  const name = nameOf(event);
  const streamId = streamIdOf(event);
  const isRecording = event['detail-type'] === 'IVS Recording State Change';
  const open = isRecording ? recordingNameOf(event.detail, at).name : streamId;
  if (open === undefined) return [];
  const session = { channelId: journal, streamId: open };
  const kind = BEGINS[name];
  const isNews =
    kind === undefined || (await noteBegun(store, kind, session, at, keptDetail(event.detail)));
  for (const over of ENDS[name] ?? []) await noteOver(store, over, session, at);
  if (!isNews) return [];
  const channelArn = arnOf(config, 'channel', journal);
  return isRecording
    ? recordingNews(event, channelArn, journal, at)
    : healthNews(event, { channelArn, streamId: open, at: isoTime(at) });
}

function healthNews(
  event: IvsEvent,
  health: { channelArn: string; streamId: string; at: string },
): SentEvent[] {
  const name = nameOf(event);
  const resources = [health.channelArn];
  if (event['detail-type'] === 'IVS Limit Breach')
    return [['Stream Unhealthy', { ...health, cause: 'limitBreach', limitName: name }, resources]];
  if (name === 'Starvation Start')
    return [['Stream Unhealthy', { ...health, cause: 'starvation' }, resources]];
  return name === 'Starvation End' ? [['Stream Recovered', health, resources]] : [];
}

function recordingNews(
  event: IvsEvent,
  channelArn: string,
  channelId: string,
  at: number,
): SentEvent[] {
  const recording = toldBy(channelId, event.detail, at);
  const { durationMs, failureReason, state } = recording;
  const over = overOf(channelArn, recording);
  if (state === 'ended') {
    const duration = durationMs === undefined ? {} : { durationSeconds: durationMs / 1_000 };
    return [['Recording Ready', { ...over, ...duration }, [channelArn]]];
  }
  return state === 'failed'
    ? [['Recording Failed', { ...over, failureReason: failureReason ?? 'Unknown' }, [channelArn]]]
    : [];
}

/**
 * Adds to a Stream End what IVS knows about the encoder, which it forgets after 60 days. The entry
 * does without it when IVS does not say.
 */
async function withIngest(app: App, event: IvsEvent, happening: Happening): Promise<Happening> {
  const streamId = streamIdOf(event);
  if (nameOf(event) !== 'Stream End' || streamId === undefined) return happening;
  const channelArn = arnOf(app.config, 'channel', happening.journal);
  const ivs = paced(app, app.clock.now() + ASKED_MS);
  try {
    const session = await getStreamSession(ivs, channelArn, streamId);
    if (session === 'notFound') return happening;
    const { ingestConfiguration: ingest } = session;
    return ingest ? { ...happening, detail: keptDetail({ ...event.detail, ingest }) } : happening;
  } catch (error) {
    if (!(error instanceof IvsRefusal)) throw error;
    app.log.info('IVS did not say which encoder a stream had', { streamId, error: String(error) });
    return happening;
  }
}
