import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { entryIn, hashOf, itemOf, keyOf } from '../../lib/journal/entry.ts';
import { verify, type Anchor } from '../../lib/journal/verifying.ts';
import { givenChannel, givenLiveChannel, goLive, jobIn } from '../given.ts';
import { givenRecordingConfiguration } from '../givenAttachments.ts';
import type { World } from '../world.ts';
import { itIn } from '../worldTest.ts';

const it = itIn({ journal: true });
const MINUTE_MS = 60_000;

interface Event {
  id: string;
  type: string;
  at: string;
  number: number;
  source: string;
  requestedBy?: string;
  reason?: string;
  channelId?: string;
  detail: Record<string, unknown>;
}

const folder = new URL('../../events/received/', import.meta.url);
/** The recorded shapes of IVS's events, and the documented samples. */
const SAMPLES = readdirSync(folder).filter(
  (file) => !file.endsWith('.schema.json') && !file.startsWith('deadLetter.'),
);
const sampleOf = (file: string): Record<string, unknown> & { id: string; detail: object } =>
  JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as ReturnType<typeof sampleOf>;

/** Returns a list as the API gives it, all pages of it. */
async function whole(world: World, path: string, of: string, limit = 100): Promise<Event[]> {
  const all: Event[] = [];
  for (let cursor: string | undefined; ;) {
    const query = `limit=${limit}${cursor === undefined ? '' : `&cursor=${cursor}`}`;
    const { status, body } = await world.http(
      'GET',
      `${path}${path.includes('?') ? '&' : '?'}${query}`,
    );
    expect(status, JSON.stringify(body)).toBe(200);
    all.push(...(body[of] as Event[]));
    if (typeof body.nextCursor !== 'string') return all;
    cursor = body.nextCursor;
  }
}

const eventsOf = (world: World, channelId: string, query = ''): Promise<Event[]> =>
  whole(world, `/v1/channels/${channelId}/events${query}`, 'events', 7);

/** Returns the names of events, oldest first. */
const namesOf = (events: readonly Event[]): string[] =>
  events
    .map(({ type, detail }) =>
      String(detail.event_name ?? detail.recording_status ?? detail.operation ?? type),
    )
    .toReversed();

describe('the journal of a channel', () => {
  it('says what happened, who asked for it and why, after the channel is gone', async ({
    world,
  }) => {
    const channel = await givenLiveChannel(world);
    await world.http('POST', `/v1/channels/${channel.id}/tags`, {
      body: { tags: { team: 'night' } },
      headers: { 'x-reason': 'sorted by team' },
      subject: 'operator-7',
    });
    await world.advance(3_000);
    const { id } = jobIn(
      await world.http('DELETE', `/v1/channels/${channel.id}`, {
        headers: { 'x-reason': 'over for good' },
        subject: 'operator-8',
      }),
    );
    await world.ended(id);
    await world.advance(MINUTE_MS);

    const events = await eventsOf(world, channel.id);
    expect(namesOf(events)).toEqual([
      'Job Succeeded',
      'Session Created',
      'Stream Start',
      'TagResource',
      'Session Ended',
      'Stream End',
      'Job Succeeded',
      'Channel Deleted',
    ]);
    const audited = await whole(world, '/v1/audit', 'entries');
    expect(
      audited
        .filter(({ channelId }) => channelId === channel.id)
        .map(({ type, requestedBy, reason }) => [type, requestedBy, reason]),
    ).toEqual([
      ['Job Succeeded', 'operator-8', 'over for good'],
      ['API Call', 'operator-7', 'sorted by team'],
      ['Job Succeeded', 'local-developer', undefined],
    ]);
    expect(audited[0]?.detail).toMatchObject({ workflow: 'deleteChannel', jobId: id });
    expect(audited[0]?.detail.steps).toContainEqual(
      expect.objectContaining({ step: 'stopping', outcome: 'stopping' }),
    );
    expect(await whole(world, '/v1/audit?by=operator-7', 'entries')).toHaveLength(1);
  });

  it('has every recorded shape and every sample once, and drops what is foreign', async ({
    world,
  }) => {
    const channel = await givenChannel(world);
    const bus = world.stack.bus;
    const sent = SAMPLES.map((file) => ({
      ...sampleOf(file),
      resources: /concurrentViewers/.test(file) ? [] : [` ${channel.arn} `],
    }));
    for (const event of [...sent, ...sent.toReversed()]) {
      await bus.deliver(event as never);
      await world.settle();
    }
    const odd = sampleOf('streamHealth.starvationStart.json');
    const unheard = { event_name: 'Starvation Guessed', stream_id: 'st-1', more: { deep: [1] } };
    await bus.deliver({ ...odd, id: 'odd-1', resources: [channel.arn], detail: unheard } as never);
    await bus.deliver({ ...odd, id: 'foreign-1', account: '999999999999' } as never);
    await bus.deliver({ ...odd, id: 'foreign-2', region: 'eu-west-1' } as never);
    await bus.deliver({ ...odd, id: '', resources: [channel.arn] } as never);
    await world.settle();

    const events = (await eventsOf(world, channel.id)).filter(({ source }) => source === 'aws.ivs');
    const [account] = await whole(world, '/v1/account-events', 'events');
    const ids = [...events, account].map((event) => event?.id ?? '');
    const sentIds = [...sent.map(({ id }) => id), 'odd-1'];
    expect([...new Set(ids)]).toHaveLength(ids.length);
    expect(new Set(ids)).toEqual(new Set(sentIds));
    for (const { id, detail } of sent)
      expect([...events, account].find((event) => event?.id === id)?.detail).toMatchObject(detail);
    expect(events.find(({ id }) => id === 'odd-1')?.detail).toEqual(unheard);
    const times = events.map(({ at }) => at);
    expect(times).toEqual(times.toSorted().toReversed());
    const dropped = world.logged.filter((line) => /Dropped an event/.test(line));
    expect(dropped).toHaveLength(3);
    const since = await eventsOf(world, channel.id, '?since=2026-11-23T11:01:10Z');
    expect(since.every(({ at }) => at >= '2026-11-23T11:01:10')).toBe(true);
    const type = encodeURIComponent('IVS Limit Breach');
    expect(await eventsOf(world, channel.id, `?type=${type}`)).toHaveLength(2);
  });
});

describe('what the journal knows about streams and recordings', () => {
  const sessionsOf = (world: World, { id }: { id: string }): Promise<Record<string, unknown>[]> =>
    whole(world, `/v1/channels/${id}/session-history`, 'sessions', 1) as never;
  const recordingsOf = (world: World, { id }: { id: string }): Promise<Record<string, unknown>[]> =>
    whole(world, `/v1/channels/${id}/recordings`, 'recordings', 1) as never;

  it('a recording has all its streams, and a session its encoder, after 60 days', async ({
    world,
  }) => {
    const configuration = await givenRecordingConfiguration(world, {
      recordingReconnectWindowSeconds: 60,
    });
    const channel = await givenChannel(world, { recordingConfigurationArn: configuration.arn });
    const media = { height: 1080, width: 1920, framerate: 30 };
    for (let stream = 0; stream < 2; stream++) {
      const encoder = await goLive(world, channel, { media } as object);
      await world.advance(3 * MINUTE_MS);
      world.stack.ivs.disconnectEncoder(encoder);
      await world.advance(20_000);
    }
    await world.advance(5 * MINUTE_MS);

    const [recording, ...more] = await recordingsOf(world, channel);
    expect(more).toEqual([]);
    expect(recording).toMatchObject({ state: 'ended', bucketName: expect.any(String) });
    expect(recording?.streamIds).toHaveLength(2);
    expect(Number(recording?.durationSeconds)).toBeGreaterThan(300);
    const one = await world.http('GET', `/v1/recordings/${String(recording?.id)}`);
    expect(one.body.recording).toEqual(recording);
    expect(world.published('Recording Ready')).toHaveLength(1);
    const sessions = await sessionsOf(world, channel);
    expect(sessions.map(({ streamId }) => streamId)).toEqual(
      (recording?.streamIds as string[]).toReversed(),
    );
    const path = `/v1/channels/${channel.id}/session-history/${String(sessions[0]?.streamId)}`;
    const { body } = await world.http('GET', path);
    expect(body.session).toMatchObject({ ingest: { video: { videoHeight: 1080 } } });
  });

  it('closes a stream and a recording whose end was lost, and says so', async ({ world }) => {
    const configuration = await givenRecordingConfiguration(world);
    const channel = await givenChannel(world, { recordingConfigurationArn: configuration.arn });
    const encoder = await goLive(world, channel);
    await world.advance(MINUTE_MS);
    world.stack.ivs.setChaos({ drop: 1 });
    world.stack.ivs.disconnectEncoder(encoder);
    await world.advance(2 * MINUTE_MS);
    world.stack.ivs.setChaos({ drop: 0 });
    await world.advance(25 * MINUTE_MS);

    expect(await sessionsOf(world, channel)).toMatchObject([{ endUnreported: true }]);
    expect(await recordingsOf(world, channel)).toMatchObject([{ state: 'endUnreported' }]);
    expect(world.published('Recording Failed')).toMatchObject([{ failureReason: 'EndUnreported' }]);
  });

  it('tells of an unhealthy stream once, and not after its recovery', async ({ world }) => {
    const channel = await givenChannel(world);
    const resources = [channel.arn];
    const begun = { ...sampleOf('streamHealth.starvationStart.json'), resources };
    const over = { ...sampleOf('streamHealth.starvationEnd.json'), resources };
    for (const event of [over, begun, over]) {
      await world.stack.bus.deliver(event as never);
      await world.settle();
    }
    expect(world.published('Stream Recovered')).toHaveLength(1);
    expect(world.published('Stream Unhealthy')).toHaveLength(0);
    const later = { ...begun, id: 'later', time: '2026-11-23T10:31:00Z' };
    for (const event of [later, later]) {
      await world.stack.bus.deliver(event as never);
      await world.settle();
    }
    expect(world.published('Stream Unhealthy')).toMatchObject([
      { channelArn: channel.arn, cause: 'starvation', at: '2026-11-23T10:31:00.000Z' },
    ]);
  });
});

describe('the chain of a journal', () => {
  it('finds each entry that was changed or removed, with its place', async ({ world }) => {
    const channel = await givenChannel(world);
    const { store } = world.app;
    for (let n = 0; n < 6; n++) {
      const event = sampleOf('streamHealth.starvationStart.json');
      await world.stack.bus.deliver({ ...event, id: `e${n}`, resources: [channel.arn] } as never);
      await world.settle();
    }
    const now = world.clock.now() / 1_000;
    const check = (anchor?: Anchor) => verify(store, channel.id, now, anchor);
    const { entries, findings, anchor } = await check();
    expect([entries, findings, anchor?.number]).toEqual([7, [], 7]);

    const at = (number: number) => keyOf(channel.id, number);
    const third = await store.get(at(3));
    await store.update(at(3), { set: { detail: '{}' } });
    expect((await check()).findings).toMatchObject([{ number: 3, finding: 'changed' }]);
    await store.put(third!);
    // A forger who also makes the hash fit breaks the chain.
    const forged = { ...entryIn(third!), detail: '{}' };
    await store.put(itemOf({ ...forged, hash: hashOf(forged) }));
    expect((await check()).findings).toMatchObject([{ number: 3, finding: 'changed' }]);
    await store.put(third!);
    await store.update(at(5), { set: { expiresAt: 1 } });
    expect((await check()).findings).toEqual([
      { journal: channel.id, number: 5, finding: 'missing' },
    ]);
    await store.update(at(7), { set: { expiresAt: 1 } });
    expect((await check(anchor)).findings).toContainEqual({
      journal: channel.id,
      number: 7,
      finding: 'missing',
    });
  });

  it('lets entries expire', async ({ world }) => {
    const channel = await givenChannel(world);
    await world.advance(MINUTE_MS);
    const now = world.clock.now() / 1_000;
    expect((await verify(world.app.store, channel.id, now)).entries).toBe(1);
    await world.app.store.update(keyOf(channel.id, 1), { set: { expiresAt: 1 } });
    await world.http('POST', `/v1/channels/${channel.id}/tags`, { body: { tags: { a: 'b' } } });
    expect(await eventsOf(world, channel.id)).toHaveLength(1);
  });
});
