import {
  CreateChannelCommand,
  CreateRecordingConfigurationCommand,
  GetStreamCommand,
  GetStreamSessionCommand,
  InsertAdBreakCommand,
  ListStreamSessionsCommand,
  StopStreamCommand,
  UpdateChannelCommand,
} from '@aws-sdk/client-ivs';
import { expect, test } from 'vitest';
import type { IvsEvent } from '../../../local/ivs/state/events.ts';
import { aChannel, controlCall, given, names, pass, refusal, type Setting } from './setting.ts';

const FULL_HD = {
  width: 1_920,
  height: 1_080,
  framerate: 30,
  bitrateBps: 6_000_000,
  videoCodec: 'avc1',
};
const last = (events: IvsEvent[]): IvsEvent['detail'] | undefined => events.at(-1)?.detail;
const streamIds = (events: IvsEvent[]): Set<unknown> =>
  new Set(events.map(({ detail }) => detail.stream_id));

test('a takeover keeps the stream and its id, and cuts the earlier encoder', async () => {
  const { ivs, client, clock } = await given();
  const { arn: channelArn } = await aChannel(client);
  const first = ivs.connectEncoder({ channelArn, media: FULL_HD });
  await pass(clock, 7_000);
  const second = ivs.connectEncoder({ channelArn, priority: 2, media: FULL_HD });
  expect(ivs.encoders()).toEqual([
    { encoderId: first, channelArn, state: 'stopped' },
    { encoderId: second, channelArn, state: 'streaming' },
  ]);
  expect(names(ivs.events())).toEqual(['Session Created', 'Stream Start', 'Stream Takeover']);
  expect(streamIds(ivs.events()).size).toBe(1);
  ivs.disconnectEncoder(first);
  await pass(clock, 10_000);
  expect(ivs.isLive(channelArn)).toBe(true);
  ivs.disconnectEncoder(second);
  await pass(clock, 2_000);
  expect(names(ivs.events()).slice(3)).toEqual(['Session Ended', 'Stream End']);
});

test('a takeover does not wait for a lost encoder, and ends the starvation', async () => {
  const { ivs, client, clock } = await given();
  const { arn: channelArn } = await aChannel(client);
  const first = ivs.connectEncoder({ channelArn });
  await pass(clock, 7_000);
  ivs.disconnectEncoder(first, { abrupt: true });
  await pass(clock, 4_000);
  ivs.connectEncoder({ channelArn, priority: 1 });
  expect(names(ivs.events()).slice(2)).toEqual([
    'Starvation Start',
    'Stream Takeover',
    'Starvation End',
  ]);
  await pass(clock, 60_000);
  expect((await client.send(new GetStreamCommand({ channelArn }))).stream?.health).toBe('HEALTHY');
});

test.each([
  ['StreamTakeoverInvalidPriority', 'a priority no higher', { priority: 5, media: FULL_HD }],
  ['StreamTakeoverInvalidPriority', 'a priority of zero', { priority: 0, media: FULL_HD }],
  [
    'StreamTakeoverInvalidPriority',
    'a priority beyond 32 bits',
    { priority: 2_147_483_648, media: FULL_HD },
  ],
  [
    'StreamTakeoverMediaMismatch',
    'another resolution',
    { priority: 6, media: { ...FULL_HD, width: 1_280, height: 720 } },
  ],
  [
    'StreamTakeoverMediaMismatch',
    'another codec',
    { priority: 6, media: { ...FULL_HD, videoCodec: 'hvc1' } },
  ],
])('a takeover fails with %s for %s', async (code, _why, takeover) => {
  const { ivs, client, clock } = await given();
  const { arn: channelArn } = await aChannel(client);
  ivs.connectEncoder({ channelArn, priority: 5, media: FULL_HD });
  await pass(clock, 7_000);
  ivs.connectEncoder({ channelArn, ...takeover });
  expect(last(ivs.events())).toMatchObject({ event_name: 'Stream Takeover Failure', code });
  expect(ivs.encoders().map(({ state }) => state)).toEqual(['streaming', 'refused']);
  const { streamSession } = await client.send(new GetStreamSessionCommand({ channelArn }));
  expect(streamSession?.truncatedEvents?.[0]).toMatchObject({
    name: 'Stream Takeover Failure',
    type: 'IVS Stream State Change',
    code,
  });
});

test('a stream can be taken over only so often', async () => {
  const { ivs, client } = await given({ settings: { takeoversPerStreamMax: 2 } });
  const { arn: channelArn } = await aChannel(client);
  for (const priority of [1, 2, 3, 4]) ivs.connectEncoder({ channelArn, priority });
  expect(names(ivs.events())).toEqual([
    'Session Created',
    'Stream Takeover',
    'Stream Takeover',
    'Stream Takeover Failure',
  ]);
  expect(last(ivs.events())?.code).toBe('StreamTakeoverLimitBreached');
});

test.each([
  [
    'STANDARD',
    { bitrateBps: 9_000_000 },
    {
      limit_name: 'Ingest Bitrate',
      limit: 'Ingest Bitrate',
      limit_value: 8_500_000,
      exceeded_by: 500_000,
      limit_unit: 'bits per second',
    },
  ],
  [
    'BASIC',
    { width: 852, height: 480, bitrateBps: 1_600_000 },
    { limit_name: 'Ingest Bitrate', limit_value: 1_500_000, exceeded_by: 100_000 },
  ],
  [
    'BASIC',
    { width: 1_280, height: 720, bitrateBps: 3_600_000 },
    { limit_name: 'Ingest Bitrate', limit_value: 3_500_000 },
  ],
  [
    'STANDARD',
    { width: 2_560, height: 1_440 },
    {
      limit_name: 'Ingest Resolution',
      limit_value: 2_100_000,
      exceeded_by: 1_586_400,
      limit_unit: 'total pixels',
    },
  ],
  [
    'STANDARD',
    { width: 2_000, height: 500 },
    {
      limit_name: 'Ingest Resolution',
      limit_value: 1_920,
      exceeded_by: 80,
      limit_unit: 'pixels per edge',
    },
  ],
] as const)(
  '%s with %j breaks a limit: told, and disconnected before the Stream Start',
  async (type, media, detail) => {
    const { ivs, client, clock } = await given();
    const { arn: channelArn } = await aChannel(client, { name: 'studio-1', type });
    ivs.connectEncoder({ channelArn, media });
    await pass(clock, 10_000);
    expect(names(ivs.events())).toEqual(['Session Created', detail.limit_name, 'Session Ended']);
    const [created, breach] = ivs.events();
    expect(breach).toMatchObject({
      'detail-type': 'IVS Limit Breach',
      resources: [channelArn],
      detail: { ...detail, channel_name: 'studio-1', stream_id: created?.detail.stream_id },
    });
    expect(breach?.detail).not.toHaveProperty('event_name');
    expect(ivs.encoders()).toMatchObject([{ state: 'stopped' }]);
    const { streamSessions } = await client.send(new ListStreamSessionsCommand({ channelArn }));
    expect(streamSessions).toMatchObject([{ hasErrorEvent: true }]);
  },
);

test('a live encoder is disconnected when it turns up its bitrate beyond the limit', async () => {
  const { ivs, client, clock } = await given();
  const { arn: channelArn } = await aChannel(client);
  const encoder = ivs.connectEncoder({ channelArn, media: FULL_HD });
  await pass(clock, 60_000);
  expect(names(ivs.events())).toEqual(['Session Created', 'Stream Start']);
  expect(
    (await controlCall(ivs, 'PUT', `encoders/${encoder}`, { bitrateBps: 20_000_000 })).status,
  ).toBe(204);
  await pass(clock, 5_000);
  expect(names(ivs.events()).slice(2)).toEqual(['Ingest Bitrate', 'Session Ended', 'Stream End']);
});

test('an encoder that breaks a limit is cut at once if the settings say so', async () => {
  const { ivs, client } = await given({ settings: { limitBreachMs: 0 } });
  const { arn: channelArn } = await aChannel(client);
  ivs.connectEncoder({ channelArn, media: { bitrateBps: 9_000_000 } });
  expect(names(ivs.events())).toEqual(['Session Created', 'Ingest Bitrate']);
  expect(ivs.encoders()).toMatchObject([{ state: 'stopped' }]);
});

test('a stream beyond the quota is refused, and the account is told, not the channel', async () => {
  const { ivs, client } = await given({ settings: { concurrentStreamsMax: 1 } });
  const [one, two] = [await aChannel(client), await aChannel(client)];
  const encoder = ivs.connectEncoder({ channelArn: one.arn });
  ivs.connectEncoder({ channelArn: two.arn });
  expect(ivs.encoders().map(({ state }) => state)).toEqual(['streaming', 'refused']);
  const breach = ivs.events().at(-1);
  expect(breach).toMatchObject({ 'detail-type': 'IVS Limit Breach', resources: [] });
  expect(breach?.detail).toEqual({
    limit_name: 'Concurrent Broadcasts',
    limit: 'Concurrent Broadcasts',
    limit_value: 1,
    exceeded_by: 1,
    limit_unit: 'active streams',
  });
  ivs.disconnectEncoder(encoder);
  ivs.connectEncoder({ channelArn: two.arn });
  expect(ivs.encoders().at(-1)?.state).toBe('streaming');
});

test('an encoder falls silent and recovers; a stream fails', async () => {
  const { ivs, client, clock } = await given();
  const { arn: channelArn } = await aChannel(client);
  const encoder = ivs.connectEncoder({ channelArn });
  await pass(clock, 7_000);
  await controlCall(ivs, 'PUT', `encoders/${encoder}`, { silent: true });
  await pass(clock, 10_000);
  await controlCall(ivs, 'PUT', `encoders/${encoder}`, { silent: false });
  expect((await controlCall(ivs, 'POST', 'streams/fail', { channelArn })).status).toBe(204);
  await pass(clock, 2_000);
  expect(names(ivs.events()).slice(2)).toEqual([
    'Starvation Start',
    'Starvation End',
    'Stream Failure',
    'Session Ended',
    'Stream End',
  ]);
  expect(ivs.events()[4]?.detail['reason']).toMatch(/capacity/);
  expect((await controlCall(ivs, 'POST', 'streams/fail', { channelArn })).status).toBe(404);
});

test('a session knows the media settings that its encoder sent', async () => {
  const { ivs, client } = await given();
  const { arn: channelArn } = await aChannel(client);
  ivs.connectEncoder({ channelArn, media: { ...FULL_HD, audioCodec: 'mp4a.40.2' } });
  const { streamSession } = await client.send(new GetStreamSessionCommand({ channelArn }));
  const video = {
    codec: 'avc1',
    targetBitrate: 6_000_000,
    targetFramerate: 30,
    videoHeight: 1_080,
    videoWidth: 1_920,
  };
  expect(streamSession?.ingestConfiguration).toMatchObject({
    video,
    audio: { codec: 'mp4a.40.2' },
  });
  expect(streamSession?.ingestConfigurations).toMatchObject({
    videoConfigurations: [{ ...video, track: 'Track0' }],
    audioConfigurations: [{ codec: 'mp4a.40.2', track: 'Track0' }],
  });
});

test('ad breaks come one at a time, announced ten seconds ahead', async () => {
  const { ivs, client, clock } = await given({
    settings: { adBreakWithoutAdConfiguration: 'allowed' },
  });
  const { arn: channelArn } = await aChannel(client);
  const insert = new InsertAdBreakCommand({ channelArn, durationSeconds: 30 });
  expect(await refusal(client.send(insert))).toBe('404 ChannelNotBroadcasting');
  ivs.connectEncoder({ channelArn });
  await pass(clock, 6_500);
  const { adBreakId } = await client.send(insert);
  expect(await refusal(client.send(insert))).toBe('409 ConflictException');
  expect(ivs.events().at(-1)).toMatchObject({
    'detail-type': 'IVS Ad Break State Change',
    resources: [channelArn],
  });
  expect(last(ivs.events())).toMatchObject({
    event_name: 'Ad Break Inserted',
    ad_break_id: adBreakId,
    duration_seconds: 30,
    target_start_time: '2026-11-23T10:00:16Z',
  });
  await pass(clock, 40_000);
  expect((await client.send(insert)).adBreakId).not.toBe(adBreakId);
});

/** Returns a channel that records, with an ACTIVE recording configuration. */
async function aRecordedChannel(
  { client, clock }: Setting,
  recordingReconnectWindowSeconds = 0,
): Promise<string> {
  const { recordingConfiguration } = await client.send(
    new CreateRecordingConfigurationCommand({
      destinationConfiguration: { s3: { bucketName: 'my-recordings' } },
      recordingReconnectWindowSeconds,
    }),
  );
  await pass(clock, 5_000);
  const { channel } = await client.send(
    new CreateChannelCommand({
      name: 'studio-1',
      ...(recordingConfiguration && { recordingConfigurationArn: recordingConfiguration.arn }),
    }),
  );
  return channel?.arn ?? '';
}

const recordingEvents = (events: IvsEvent[]): IvsEvent['detail'][] =>
  events
    .filter((event) => event['detail-type'] === 'IVS Recording State Change')
    .map(({ detail }) => detail);

test('a recording starts a second after the stream and ends ten after it', async () => {
  const setting = await given();
  const { ivs, client, clock } = setting;
  const channelArn = await aRecordedChannel(setting);
  const encoder = ivs.connectEncoder({ channelArn });
  await pass(clock, 16_500);
  ivs.disconnectEncoder(encoder);
  await pass(clock, 10_999);
  expect(names(ivs.events())).toEqual([
    'Session Created',
    'Stream Start',
    'Recording Start',
    'Session Ended',
    'Stream End',
  ]);
  await pass(clock, 1);
  const [start, end] = recordingEvents(ivs.events());
  const { streamSession } = await client.send(new GetStreamSessionCommand({ channelArn }));
  const common = {
    channel_name: 'studio-1',
    stream_id: streamSession?.streamId,
    recording_status_reason: '',
    recording_s3_bucket_name: 'my-recordings',
  };
  expect(start).toMatchObject({
    ...common,
    recording_status: 'Recording Start',
    recording_duration_ms: 0,
    recording_session_id: expect.stringMatching(/^\w{12}$/) as string,
    recording_session_stream_ids: [streamSession?.streamId],
  });
  expect(start?.['recording_s3_key_prefix']).toMatch(
    /^ivs\/v1\/123456789012\/\w{12}\/2026\/11\/23\/10\/0\/\w{12}$/,
  );
  expect(end).toEqual({
    ...start,
    recording_status: 'Recording End',
    recording_duration_ms: 11_000,
  });
  expect(streamSession?.recordingConfiguration).toMatchObject({ state: 'ACTIVE' });
  expect(streamSession?.truncatedEvents?.map(({ name }) => name)).toEqual([
    'Recording End',
    'Stream End',
    'Session Ended',
    'Recording Start',
    'Stream Start',
    'Session Created',
  ]);
});

test('an encoder back within the reconnect window goes on in the same recording', async () => {
  const setting = await given();
  const { ivs, clock } = setting;
  const channelArn = await aRecordedChannel(setting, 60);
  for (const awayMs of [30_000, 5_000, 0]) {
    const encoder = ivs.connectEncoder({ channelArn, media: FULL_HD });
    await pass(clock, 20_000);
    ivs.disconnectEncoder(encoder);
    await pass(clock, 1_000 + awayMs);
  }
  await pass(clock, 120_000);
  const all = recordingEvents(ivs.events());
  expect(all.map(({ recording_status: status }) => status)).toEqual([
    'Recording Start',
    'Recording Start',
    'Recording End',
    'Recording End',
  ]);
  const ends = all.slice(2).map((detail) => detail['recording_session_stream_ids'] as string[]);
  expect(ends.map((ids) => ids.length)).toEqual([2, 1]);
  expect(new Set(ends.flat()).size).toBe(3);
});

test('a recording needs an ACTIVE configuration, and its failure spares the stream', async () => {
  const setting = await given({ settings: { recordingFailures: { 'my-recordings': 'start' } } });
  const { ivs, client, clock } = setting;
  const channelArn = await aRecordedChannel(setting);
  ivs.connectEncoder({ channelArn });
  await pass(clock, 8_000);
  expect(recordingEvents(ivs.events())).toMatchObject([
    {
      recording_status: 'Recording Start Failure',
      recording_status_reason: 'ValidationException',
      recording_s3_key_prefix: '',
    },
  ]);
  expect(ivs.isLive(channelArn)).toBe(true);
  expect(
    (await client.send(new ListStreamSessionsCommand({ channelArn }))).streamSessions?.[0]
      ?.hasErrorEvent,
  ).toBe(true);
  await client.send(new StopStreamCommand({ channelArn }));
  await pass(clock, 30_000);
  await client.send(new UpdateChannelCommand({ arn: channelArn, recordingConfigurationArn: '' }));
  ivs.connectEncoder({ channelArn });
  await pass(clock, 8_000);
  expect(recordingEvents(ivs.events())).toHaveLength(1);
});

test('a recording survives a restart of its clock, and its end comes at its own time', async () => {
  const setting = await given({ settings: { recordingFailures: { 'my-recordings': 'end' } } });
  const { ivs, clock } = setting;
  const channelArn = await aRecordedChannel(setting);
  const encoder = ivs.connectEncoder({ channelArn });
  await pass(clock, 20_000);
  ivs.disconnectEncoder(encoder);
  const { body } = await controlCall(ivs, 'GET', 'snapshot');
  await pass(clock, 5_000);
  expect((await controlCall(ivs, 'PUT', 'snapshot', body)).status).toBe(204);
  await pass(clock, 30_000);
  expect(last(ivs.events())).toMatchObject({
    recording_status: 'Recording End Failure',
    recording_status_reason: 'InternalServerException',
  });
});
