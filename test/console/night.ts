import { isoSecondsAt, systemClock } from '../../local/clock.ts';
import { until, type Scene } from './scene.ts';

// A night on a channel, told by events of IVS as a deployment receives them.

const MINUTE_MS = 60_000;
const TYPES = {
  state: 'IVS Stream State Change',
  health: 'IVS Stream Health Change',
  breach: 'IVS Limit Breach',
  recording: 'IVS Recording State Change',
} as const;

/** The streams of the night, in order. */
export const STREAMS = ['st-1AbCdEfGhIjKlMnOpQrStUv', 'st-2AbCdEfGhIjKlMnOpQrStUv'] as const;

/** Returns the place of the objects of a recording of the night. */
export const prefixOf = (channelId: string, recording: 1 | 2): string =>
  `ivs/v1/123456789012/${channelId}/2026/11/23/10/${recording}/Rec0rdIng12${recording}`;

let told = 0;

/** Delivers an event of IVS about a channel. `minutesAgo` is its time. */
async function tell(
  { stack }: Scene,
  channelArn: string,
  kind: keyof typeof TYPES,
  minutesAgo: number,
  detail: object,
): Promise<void> {
  await stack.bus.deliver({
    version: '0',
    id: `night-${told++}`,
    'detail-type': TYPES[kind],
    source: 'aws.ivs',
    account: '123456789012',
    time: isoSecondsAt(systemClock.now() - minutesAgo * MINUTE_MS),
    region: 'us-west-2',
    resources: [channelArn],
    detail: { channel_name: 'night-show', ...detail },
  });
}

/** Tells of a breach of the limit of the bitrate, just now. */
export const tellOfBreach = (scene: Scene, channelArn: string): Promise<void> =>
  tell(scene, channelArn, 'breach', 0, { limit_name: 'Ingest Bitrate', stream_id: STREAMS[0] });

/**
 * Tells of two streams, of which the first starves and breaches a limit, and of two recordings, of
 * which the second fails. Waits until the journal has all of it.
 */
export async function tellOfNight(
  scene: Scene,
  { arn, id }: { arn: string; id: string },
  failure = 'InternalServerException',
): Promise<void> {
  const stream = (minutesAgo: number, name: string, n: 0 | 1): Promise<void> =>
    tell(scene, arn, /Starvation/.test(name) ? 'health' : 'state', minutesAgo, {
      event_name: name,
      stream_id: STREAMS[n],
    });
  const recording = (minutesAgo: number, status: string, n: 1 | 2, more: object): Promise<void> =>
    tell(scene, arn, 'recording', minutesAgo, {
      stream_id: STREAMS[0],
      recording_status: status,
      recording_s3_bucket_name: 'night-recordings',
      recording_s3_key_prefix: prefixOf(id, n),
      recording_session_id: `Ab1Cd2Ef3Gh${n}`,
      ...more,
    });
  await stream(50, 'Session Created', 0);
  await stream(50, 'Stream Start', 0);
  await recording(49, 'Recording Start', 1, {});
  await stream(40, 'Starvation Start', 0);
  await stream(39, 'Starvation End', 0);
  await tell(scene, arn, 'breach', 35, { limit_name: 'Ingest Bitrate', stream_id: STREAMS[0] });
  await stream(34, 'Stream End', 0);
  await stream(33, 'Session Created', 1);
  await stream(33, 'Stream Start', 1);
  await stream(20, 'Stream End', 1);
  await recording(19, 'Recording End', 1, {
    recording_duration_ms: 1_740_000,
    recording_session_stream_ids: STREAMS,
  });
  await recording(10, 'Recording End Failure', 2, { recording_status_reason: failure });
  await until('the night is recorded', async () => {
    const answer = await scene.ask('GET', `/v1/channels/${id}/events`);
    const { events } = answer as { events: { source: string }[] };
    return events.filter(({ source }) => source === 'aws.ivs').length === 12;
  });
}

/** Returns the ids of the recordings of a channel, newest first. */
export async function recordingIds({ ask }: Scene, channelId: string): Promise<string[]> {
  const answer = await ask('GET', `/v1/channels/${channelId}/recordings`);
  return (answer as { recordings: { id: string }[] }).recordings.map(({ id }) => id);
}

/** Writes a reaction in shadow, and tells of breaches until it has decided about one. */
export async function givenDecision(
  scene: Scene,
  name: string,
  channel: { arn: string },
): Promise<void> {
  await scene.ask('PUT', `/v1/reactions/${name}`, {
    when: { pattern: { 'detail-type': [TYPES.breach] }, selection: { name: '*' } },
    then: { workflow: 'suspendChannel' },
    mode: 'shadow',
    atMost: '10/PT1H',
  });
  await until('the reaction has decided', async () => {
    await tellOfBreach(scene, channel.arn);
    await systemClock.sleep(500);
    const answer = await scene.ask('GET', `/v1/reactions/${name}/decisions`);
    return (answer as { decisions: unknown[] }).decisions.length > 0;
  });
}
