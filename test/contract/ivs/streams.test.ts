import {
  CreateStreamKeyCommand,
  DeleteChannelCommand,
  DeleteStreamKeyCommand,
  GetStreamCommand,
  GetStreamSessionCommand,
  ListStreamsCommand,
  ListStreamSessionsCommand,
  StopStreamCommand,
} from '@aws-sdk/client-ivs';
import { expect, test } from 'vitest';
import { aChannel, given, names, pass, refusal } from './setting.ts';

const ABSENT = 'arn:aws:ivs:us-west-2:123456789012:channel/absent';

test('a stream is on from Stream Start, stopped, and off from Stream End', async () => {
  const { ivs, client, clock } = await given();
  const { arn: channelArn, channel } = await aChannel(client, { name: 'studio-1' });
  const getStream = (): Promise<string> =>
    refusal(client.send(new GetStreamCommand({ channelArn })));
  expect(await getStream()).toBe('404 ChannelNotBroadcasting');
  ivs.connectEncoder({ channelArn });
  await pass(clock, 6_499);
  expect(await getStream()).toBe('404 ChannelNotBroadcasting');
  expect(await refusal(client.send(new StopStreamCommand({ channelArn })))).toBe(
    '404 ChannelNotBroadcasting',
  );
  await pass(clock, 1);
  const { stream } = await client.send(new GetStreamCommand({ channelArn }));
  expect(stream).toEqual({
    channelArn,
    streamId: expect.stringMatching(/^st-[A-Za-z0-9]{23}$/) as string,
    playbackUrl: channel.playbackUrl,
    startTime: new Date(clock.now()),
    state: 'LIVE',
    health: 'HEALTHY',
    viewerCount: 0,
  });
  await client.send(new StopStreamCommand({ channelArn }));
  expect(ivs.encoders()).toMatchObject([{ state: 'stopped' }]);
  expect(await refusal(client.send(new StopStreamCommand({ channelArn })))).toBe(
    '404 ChannelNotBroadcasting',
  );
  await pass(clock, 999);
  expect((await client.send(new GetStreamCommand({ channelArn }))).stream?.state).toBe('LIVE');
  await pass(clock, 1);
  expect(await getStream()).toBe('404 ChannelNotBroadcasting');
  const sent = ivs.events();
  expect(names(sent)).toEqual(['Session Created', 'Stream Start', 'Session Ended', 'Stream End']);
  expect(sent[1]).toEqual({
    version: '0',
    id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    'detail-type': 'IVS Stream State Change',
    source: 'aws.ivs',
    account: '123456789012',
    time: '2026-11-23T10:00:06Z',
    region: 'us-west-2',
    resources: [channelArn],
    detail: { event_name: 'Stream Start', channel_name: 'studio-1', stream_id: stream?.streamId },
  });
});

test('an encoder that reconnects is a new stream while the old one winds down', async () => {
  const { ivs, client, clock } = await given();
  const { arn: channelArn } = await aChannel(client);
  ivs.connectEncoder({ channelArn, reconnectAfterMs: 500 });
  await pass(clock, 6_500);
  await client.send(new StopStreamCommand({ channelArn }));
  expect(ivs.encoders()).toMatchObject([{ state: 'connecting' }]);
  await pass(clock, 500);
  expect(ivs.encoders()).toMatchObject([{ state: 'streaming' }]);
  await pass(clock, 600);
  expect(names(ivs.events())).toEqual([
    'Session Created',
    'Stream Start',
    'Session Ended',
    'Session Created',
    'Stream End',
  ]);
  const [first, , , second, end] = ivs.events().map(({ detail }) => detail.stream_id);
  expect(end).toBe(first);
  expect(second).not.toBe(first);
  expect(await refusal(client.send(new DeleteChannelCommand({ arn: channelArn })))).toBe(
    '409 ConflictException',
  );
  await pass(clock, 6_000);
  expect((await client.send(new GetStreamCommand({ channelArn }))).stream?.streamId).toBe(second);
});

test('an encoder whose key was revoked is refused after a stop, without an event', async () => {
  const { ivs, client, clock } = await given();
  const { arn: channelArn, keyArn } = await aChannel(client);
  ivs.connectEncoder({ channelArn, reconnectAfterMs: 500 });
  await pass(clock, 6_500);
  await client.send(new DeleteStreamKeyCommand({ arn: keyArn }));
  await client.send(new StopStreamCommand({ channelArn }));
  await pass(clock, 30_000);
  expect(ivs.encoders()).toMatchObject([{ channelArn, state: 'refused' }]);
  await client.send(new CreateStreamKeyCommand({ channelArn }));
  await pass(clock, 30_000);
  expect(ivs.encoders()).toMatchObject([{ state: 'refused' }]);
  expect(names(ivs.events())).toEqual([
    'Session Created',
    'Stream Start',
    'Session Ended',
    'Stream End',
  ]);
});

test('a wrong key, no key and another channel’s key are refused', async () => {
  const { ivs, client } = await given();
  const { arn: channelArn, keyArn } = await aChannel(client);
  const other = await aChannel(client);
  ivs.connectEncoder({ channelArn, streamKey: 'sk_us-west-2_wrong' });
  ivs.connectEncoder({ channelArn, streamKey: other.keyValue });
  await client.send(new DeleteStreamKeyCommand({ arn: keyArn }));
  ivs.connectEncoder({ channelArn });
  expect(ivs.encoders().map(({ state }) => state)).toEqual(['refused', 'refused', 'refused']);
  expect(ivs.events()).toEqual([]);
});

test('a clean disconnect ends like a stop, before Stream Start without an event', async () => {
  const { ivs, client, clock } = await given();
  const { arn: channelArn } = await aChannel(client);
  const early = ivs.connectEncoder({ channelArn });
  await pass(clock, 3_000);
  ivs.disconnectEncoder(early);
  await pass(clock, 10_000);
  expect(names(ivs.events())).toEqual(['Session Created', 'Session Ended']);
  await client.send(new DeleteChannelCommand({ arn: channelArn }));
});

test('an abrupt loss starves, keeps the channel taken for 30 s and then ends', async () => {
  const { ivs, client, clock } = await given();
  const { arn: channelArn } = await aChannel(client);
  const encoder = ivs.connectEncoder({ channelArn });
  await pass(clock, 10_000);
  ivs.disconnectEncoder(encoder, { abrupt: true });
  expect(ivs.encoders()).toEqual([]);
  await pass(clock, 2_999);
  expect(
    (await client.send(new ListStreamsCommand({ filterBy: { health: 'HEALTHY' } }))).streams,
  ).toHaveLength(1);
  await pass(clock, 1);
  expect((await client.send(new GetStreamCommand({ channelArn }))).stream?.health).toBe('STARVING');
  expect(
    (await client.send(new ListStreamsCommand({ filterBy: { health: 'STARVING' } }))).streams,
  ).toHaveLength(1);
  expect(
    (await client.send(new ListStreamsCommand({ filterBy: { health: 'HEALTHY' } }))).streams,
  ).toEqual([]);
  ivs.connectEncoder({ channelArn });
  expect(ivs.encoders()).toMatchObject([{ state: 'refused' }]);
  await pass(clock, 26_999);
  expect(ivs.isLive(channelArn)).toBe(true);
  await pass(clock, 1_001);
  expect(ivs.isLive(channelArn)).toBe(false);
  expect(
    ivs.events().map((event) => `${event['detail-type']}: ${event.detail.event_name}`),
  ).toEqual([
    'IVS Stream State Change: Session Created',
    'IVS Stream State Change: Stream Start',
    'IVS Stream Health Change: Starvation Start',
    'IVS Stream State Change: Session Ended',
    'IVS Stream State Change: Stream End',
  ]);
});

test('StopStream ends the 30 s at once, so that a new publisher gets in', async () => {
  const { ivs, client, clock } = await given();
  const { arn: channelArn } = await aChannel(client);
  ivs.disconnectEncoder(ivs.connectEncoder({ channelArn }), { abrupt: true });
  ivs.connectEncoder({ channelArn, reconnectAfterMs: 1_000 });
  await pass(clock, 10_000);
  expect(ivs.encoders()).toMatchObject([{ state: 'refused' }]);
  expect(await refusal(client.send(new StopStreamCommand({ channelArn })))).toBe(
    '404 ChannelNotBroadcasting',
  );
  await pass(clock, 21_000);
  expect(ivs.encoders()).toMatchObject([{ state: 'streaming' }]);
  await pass(clock, 7_000);
  ivs.disconnectEncoder(ivs.encoders()[0]?.encoderId ?? '', { abrupt: true });
  await pass(clock, 5_000);
  await client.send(new StopStreamCommand({ channelArn }));
  ivs.connectEncoder({ channelArn });
  expect(ivs.encoders()).toMatchObject([{ state: 'streaming' }]);
});

test('settings can let StopStream stop a session before its start', async () => {
  const { ivs, client, clock } = await given({ settings: { stopBeforeStreamStart: 'stops' } });
  const { arn: channelArn } = await aChannel(client);
  ivs.connectEncoder({ channelArn });
  await client.send(new StopStreamCommand({ channelArn }));
  await pass(clock, 60_000);
  expect(names(ivs.events())).toEqual(['Session Created', 'Session Ended']);
});

test('stream operations refuse an absent channel or stream', async () => {
  const { client } = await given();
  for (const command of [
    new GetStreamCommand({ channelArn: ABSENT }),
    new GetStreamSessionCommand({ channelArn: ABSENT }),
  ]) {
    expect(await refusal(client.send(command))).toBe('404 ResourceNotFoundException');
  }
  expect(await refusal(client.send(new StopStreamCommand({ channelArn: ABSENT })))).toBe(
    '404 ResourceNotFoundException',
  );
  expect(await refusal(client.send(new ListStreamSessionsCommand({ channelArn: ABSENT })))).toBe(
    '404 ResourceNotFoundException',
  );
  expect(await refusal(client.send(new StopStreamCommand({ channelArn: 'x' })))).toBe(
    '400 ValidationException',
  );
  expect(
    await refusal(
      client.send(new ListStreamsCommand({ filterBy: { health: 'WELL' as 'HEALTHY' } })),
    ),
  ).toBe('400 ValidationException');
  expect(
    await refusal(
      client.send(new GetStreamSessionCommand({ channelArn: ABSENT, streamId: 'st-short' })),
    ),
  ).toBe('400 ValidationException');
});

test('every live channel is listed once, in pages', async () => {
  const { ivs, client, clock } = await given();
  const arns = [];
  for (let index = 0; index < 3; index++) arns.push((await aChannel(client)).arn);
  for (const channelArn of arns) ivs.connectEncoder({ channelArn, reconnectAfterMs: 0 });
  await pass(clock, 6_500);
  await client.send(new StopStreamCommand({ channelArn: arns[0] ?? '' }));
  await pass(clock, 100);
  const first = await client.send(new ListStreamsCommand({ maxResults: 2 }));
  const second = await client.send(
    new ListStreamsCommand({ maxResults: 2, nextToken: first.nextToken }),
  );
  expect(
    [...(first.streams ?? []), ...(second.streams ?? [])].map(({ channelArn }) => channelArn),
  ).toEqual(arns);
  expect(first.streams?.[0]).not.toHaveProperty('playbackUrl');
  expect(second.nextToken).toBeUndefined();
});

test('sessions tell their story newest first, and outlive their channel', async () => {
  const { ivs, client, clock } = await given();
  const { arn: channelArn } = await aChannel(client, { name: 'then' });
  expect(await refusal(client.send(new GetStreamSessionCommand({ channelArn })))).toBe(
    '404 ResourceNotFoundException',
  );
  expect((await client.send(new ListStreamSessionsCommand({ channelArn }))).streamSessions).toEqual(
    [],
  );
  for (let n = 0; n < 2; n++) {
    const encoder = ivs.connectEncoder({ channelArn });
    await pass(clock, 10_000);
    ivs.disconnectEncoder(encoder);
    await pass(clock, 10_000);
  }
  await client.send(new DeleteChannelCommand({ arn: channelArn }));
  const first = await client.send(new ListStreamSessionsCommand({ channelArn, maxResults: 1 }));
  const second = await client.send(
    new ListStreamSessionsCommand({ channelArn, nextToken: first.nextToken }),
  );
  const [latest, oldest] = [first.streamSessions?.[0], second.streamSessions?.[0]];
  expect(latest?.startTime).toEqual(new Date('2026-11-23T10:00:20.000Z'));
  expect(oldest).toMatchObject({
    startTime: new Date('2026-11-23T10:00:00.000Z'),
    endTime: new Date('2026-11-23T10:00:11.000Z'),
    hasErrorEvent: false,
  });
  const { streamSession } = await client.send(new GetStreamSessionCommand({ channelArn }));
  expect(streamSession?.streamId).toBe(latest?.streamId);
  expect(streamSession?.channel?.name).toBe('then');
  expect(streamSession?.truncatedEvents?.map(({ name }) => name)).toEqual([
    'Stream End',
    'Session Ended',
    'Stream Start',
    'Session Created',
  ]);
  expect(streamSession?.truncatedEvents?.[0]).toMatchObject({
    type: 'IVS Stream State Change',
    eventTime: new Date('2026-11-23T10:00:31Z'),
  });
  const byId = await client.send(
    new GetStreamSessionCommand({ channelArn, streamId: oldest?.streamId }),
  );
  expect(byId.streamSession?.streamId).toBe(oldest?.streamId);
  await pass(clock, 61 * 86_400_000);
  expect(await refusal(client.send(new GetStreamSessionCommand({ channelArn })))).toBe(
    '404 ResourceNotFoundException',
  );
});

test('an encoder that reconnects as OBS does waits longer each time, and gives up', async () => {
  const { ivs, client, clock } = await given();
  const { arn: channelArn } = await aChannel(client);
  const obs = ivs.connectEncoder({ channelArn, reconnect: 'obs' });
  const state = (): string | undefined =>
    ivs.encoders().find(({ encoderId }) => encoderId === obs)?.state;
  /** Ends the stream of OBS; another encoder takes the channel at once. */
  const displaced = async (): Promise<string> => {
    await pass(clock, 7_000);
    expect(state()).toBe('streaming');
    await client.send(new StopStreamCommand({ channelArn }));
    return ivs.connectEncoder({ channelArn });
  };

  const other = await displaced();
  // Refused after 2 s and 3 s more; the third try comes 4.5 s after the second.
  await pass(clock, 6_000);
  expect(state()).toBe('refused');
  ivs.disconnectEncoder(other);
  await pass(clock, 3_499);
  expect(state()).toBe('refused');
  await pass(clock, 1);
  expect(state()).toBe('streaming');

  const another = await displaced();
  // The pauses begin with 2 s again, and the 25 tries take 28 hours.
  await pass(clock, 2_000);
  expect(state()).toBe('refused');
  await pass(clock, 29 * 3_600_000);
  ivs.disconnectEncoder(another);
  await pass(clock, 29 * 3_600_000);
  expect(state()).toBe('refused');
});

test('an encoder as OBS does not try a key again that was refused at first', async () => {
  const { ivs, client, clock } = await given();
  const { arn: channelArn, keyValue } = await aChannel(client);
  const other = ivs.connectEncoder({ channelArn });
  ivs.connectEncoder({ channelArn, streamKey: keyValue, reconnect: 'obs' });
  ivs.disconnectEncoder(other);
  await pass(clock, 3_600_000);
  expect(ivs.encoders()).toMatchObject([{ state: 'refused' }]);
});
