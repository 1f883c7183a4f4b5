import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { createRandom } from '../../local/random.ts';
import { entryIn, hashOf, itemOf, keyOf } from '../../lib/journal/entry.ts';
import { listJournal } from '../../lib/journal/journal.ts';
import { listRecordings } from '../../lib/journal/recordings.ts';
import { listSessions } from '../../lib/journal/sessions.ts';
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

const NAMED = ['event_name', 'recording_status', 'operation'];

/** Returns the names of events, oldest first. */
const namesOf = (events: readonly Event[]): string[] =>
  events
    .map(
      ({ type, detail }) =>
        NAMED.map((member) => detail[member]).find((name) => typeof name === 'string') ?? type,
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
    expect(namesOf(events).slice(0, 6)).toEqual([
      'Job Succeeded',
      'Session Created',
      'Stream Start',
      'TagResource',
      'Session Ended',
      'Stream End',
    ]);
    // Events of the same instant stand in the order in which they arrive.
    expect(namesOf(events).slice(6).toSorted()).toEqual(['Channel Deleted', 'Job Succeeded']);
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
    const dropped = (of: RegExp): number => world.logged.filter((line) => of.test(line)).length;
    expect(dropped(/Dropped an event of another account or region/)).toBe(2);
    // It reaches the reactions too.
    expect(dropped(/Dropped an event of an unknown shape/)).toBe(2);
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

  it('a recording has all its streams, and a session its encoder', async ({ world }) => {
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

    const recordings = await recordingsOf(world, channel);
    expect(recordings).toHaveLength(1);
    const [recording = {}] = recordings;
    expect(recording).toMatchObject({ state: 'ended', bucketName: expect.any(String) });
    expect(recording.streamIds).toHaveLength(2);
    expect(Number(recording.durationSeconds)).toBeGreaterThan(300);
    const one = await world.http('GET', `/v1/recordings/${String(recording.id)}`);
    expect(one.body.recording).toEqual(recording);
    expect(world.published('Recording Ready')).toHaveLength(1);
    const sessions = await sessionsOf(world, channel);
    expect(sessions.map(({ streamId }) => streamId)).toEqual(
      (recording.streamIds as string[]).toReversed(),
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

    // The end arrives hours late after all.
    const [{ streamId } = {}] = await sessionsOf(world, channel);
    const time = new Date(world.clock.now() - 20 * MINUTE_MS).toISOString();
    const event = { ...sampleOf('streamState.sessionEnded.json'), id: 'late', time };
    const detail = { event_name: 'Session Ended', stream_id: streamId };
    await world.stack.bus.deliver({ ...event, resources: [channel.arn], detail } as never);
    await world.settle();
    const [session = {}] = await sessionsOf(world, channel);
    expect(session.endTime).toBe(time);
    expect(session).not.toHaveProperty('endUnreported');
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

describe('best effort', () => {
  const NAMES = ['Session Created', 'Stream Start', 'Session Ended', 'Stream End'];
  const BEGAN = Date.parse('2026-11-23T10:00:00Z');
  const DAY_MS = 86_400_000;
  type Sample = ReturnType<typeof sampleOf>;

  /** Returns the events of a channel's week: a stream a day, of which two share a recording. */
  function weekOf(channelId: string): Sample[] {
    const streamId = (day: number): string => `st-${channelId}${day}`;
    const told = (file: string, id: string, at: number, detail: object): Sample => ({
      ...sampleOf(file),
      id: `${channelId}-${id}`,
      time: new Date(at).toISOString().replace('.000Z', 'Z'),
      resources: [`arn:aws:ivs:us-west-2:123456789012:channel/${channelId}`],
      detail,
    });
    const streams = [0, 1, 2].flatMap((day) =>
      NAMES.map((name, n) =>
        told('streamState.streamStart.json', `${day}-${n}`, BEGAN + day * DAY_MS + n * 600_000, {
          event_name: name,
          stream_id: streamId(day),
        }),
      ),
    );
    const recorded = (name: string, day: number, at: number, streamIds: string[]): Sample =>
      told(`recordingState.${name}.json`, `${name}-${day}-${streamIds.length}`, at, {
        ...sampleOf(`recordingState.${name}.json`).detail,
        stream_id: streamIds.at(-1),
        recording_s3_key_prefix: `ivs/v1/123456789012/${channelId}/2026/11/${23 + day}/10/10/Rec${day}`,
        recording_session_id: `Recording00${day}`,
        recording_session_stream_ids: streamIds,
        recording_duration_ms: name === 'recordingEnd' ? 3_600_000 : 0,
      });
    const after = (day: number, minutes: number): number => BEGAN + day * DAY_MS + minutes * 60_000;
    return [
      ...streams,
      recorded('recordingStart', 0, after(0, 11), [streamId(0)]),
      recorded('recordingStart', 0, after(1, 11), [streamId(0), streamId(1)]),
      recorded('recordingEnd', 0, after(1, 35), [streamId(0), streamId(1)]),
      recorded('recordingStart', 2, after(2, 11), [streamId(2)]),
      recorded('recordingEnd', 2, after(2, 35), [streamId(2)]),
    ].toSorted((a, b) => String(a.time).localeCompare(String(b.time)));
  }

  /** Returns the recordings that those events tell of which arrived, newest first. */
  function recordingsIn(arrived: readonly Sample[]): object[] {
    const of = (session: string): object[] => {
      const told = arrived
        .filter(({ detail }) => Object(detail).recording_session_id === session)
        .map((event) => ({
          at: Date.parse(String(event.time)),
          status: String(Object(event.detail).recording_status),
          streamIds: Object(event.detail).recording_session_stream_ids as string[],
        }));
      if (told.length === 0) return [];
      const start = told.find(({ status }) => status === 'Recording Start');
      const end = told.find(({ status }) => status === 'Recording End');
      return [
        {
          streamIds: [...new Set(told.flatMap(({ streamIds }) => streamIds))],
          startedAt: start?.at ?? Number(end?.at) - 3_600_000,
          ...(end && { endedAt: end.at, durationMs: 3_600_000 }),
          state: end ? 'ended' : 'recording',
        },
      ];
    };
    return [...of('Recording002'), ...of('Recording000')];
  }

  /** Delivers the weeks of channels, less a part of the events. Returns those that arrived. */
  async function deliverWeeks(
    world: World,
    channels: readonly string[],
    lost: number,
  ): Promise<Sample[]> {
    const source = createRandom(7);
    const random = (): number => source.fraction();
    const arrived = channels.flatMap(weekOf).filter(() => random() >= lost);
    const deliveries = [...arrived, ...arrived.filter(() => random() < 0.3)]
      .map((event) => ({ event, place: random() }))
      .toSorted((a, b) => a.place - b.place);
    for (let from = 0; from < deliveries.length; from += 25) {
      for (const { event } of deliveries.slice(from, from + 25))
        world.stack.lambda.invokeAsync('journal', event);
      await world.settle();
    }
    await world.advance(20_000);
    return arrived;
  }

  const afterwards = itIn({ journal: true, now: BEGAN + 4 * DAY_MS });

  const LONG_MS = 240_000;
  const disordered =
    'a week of 50 channels is right, however late, often and disordered it arrives';
  afterwards(disordered, { timeout: LONG_MS }, async ({ world }) => {
    const channels = Array.from({ length: 50 }, (_, n) => `Week${String(n).padStart(8, '0')}`);
    const arrived = await deliverWeeks(world, channels, 0.1);
    const { store } = world.app;
    for (const channelId of channels) {
      const happened = arrived.filter(({ id }) => id.startsWith(channelId));
      const { entries } = await listJournal(store, channelId, { limit: 100 });
      const reported = entries.filter(({ source }) => source === 'aws.ivs');
      expect(reported.map(({ id }) => id).toReversed()).toEqual(happened.map(({ id }) => id));
      const { findings } = await verify(store, channelId, world.clock.now() / 1_000);
      expect(findings).toEqual([]);
      const { sessions } = await listSessions(store, channelId, 10);
      for (const { streamId, startedAt, endedAt, endUnreported } of sessions) {
        const times = new Map(
          happened
            .filter(({ detail }) => Object(detail).stream_id === streamId)
            .map(({ time, detail }) => [Object(detail).event_name, Date.parse(String(time))]),
        );
        expect(startedAt).toBe(times.get('Session Created') ?? times.get('Stream Start'));
        const end = times.get('Stream End') ?? times.get('Session Ended');
        expect(endUnreported).toBe(end === undefined && endedAt !== undefined ? true : undefined);
        // The schedule may have closed it before its end arrived.
        if (end !== undefined || !endUnreported) expect(endedAt).toBe(end);
      }
      const { recordings } = await listRecordings(store, channelId, 10);
      expect(recordings).toHaveLength(recordingsIn(happened).length);
      expect(recordings).toMatchObject(recordingsIn(happened));
    }
  });

  afterwards('each end that was lost is closed, and says so', async ({ world }) => {
    const channels = Array.from({ length: 8 }, (_, n) => `Lost${String(n).padStart(8, '0')}`);
    const arrived = await deliverWeeks(world, channels, 0.5);
    await world.advance(30 * MINUTE_MS);
    let lost = 0;
    for (const channelId of channels) {
      const { sessions } = await listSessions(world.app.store, channelId, 10);
      for (const { streamId, endedAt, endUnreported } of sessions) {
        const isReported = arrived.some(
          ({ detail }) =>
            ['Stream End', 'Session Ended'].includes(Object(detail).event_name as string) &&
            Object(detail).stream_id === streamId,
        );
        expect([typeof endedAt, endUnreported]).toEqual(['number', isReported ? undefined : true]);
        lost += Number(!isReported);
      }
      const happened = arrived.filter(({ id }) => id.startsWith(channelId));
      const { recordings } = await listRecordings(world.app.store, channelId, 10);
      const states = recordingsIn(happened).map((one) =>
        Object(one).state === 'ended' ? 'ended' : 'endUnreported',
      );
      expect(recordings.map(({ state }) => state)).toEqual(states);
      lost += states.filter((state) => state === 'endUnreported').length;
    }
    expect(lost).toBeGreaterThan(0);
  });

  it('has each event once, whichever call of its function gets no answer', async ({ world }) => {
    const channel = await givenChannel(world);
    await world.settle();
    for (let broken = 0; ; broken++) {
      const event = { ...sampleOf('recordingState.recordingEnd.json'), id: `e-${broken}` };
      let calls = 0;
      world.fateOf = ({ functionName }) =>
        functionName === 'journal' && calls++ === broken ? 'crashAfter' : undefined;
      await world.invoke('journal', { ...event, resources: [channel.arn] });
      await world.advance(10 * MINUTE_MS);
      world.fateOf = () => undefined;
      const { entries } = await listJournal(world.app.store, channel.id, { limit: 100 });
      expect(entries.filter(({ id }) => id === event.id)).toHaveLength(1);
      if (calls <= broken) break;
    }
    const { findings } = await verify(world.app.store, channel.id, world.clock.now() / 1_000);
    expect(findings).toEqual([]);
  });

  it('an event that changes no state costs one write', async ({ world }) => {
    const channel = await givenChannel(world);
    await world.settle();
    const before = world.calls.length;
    for (let n = 0; n < 20; n++) {
      const event = { ...sampleOf('adBreakState.adBreakInserted.json'), id: `e-${n}` };
      await world.invoke('journal', { ...event, resources: [channel.arn] });
    }
    const writes = world.calls
      .slice(before)
      .filter(({ operation }) => /^(Put|Update|Delete)Item/.test(operation));
    expect(writes).toHaveLength(20);
    expect(world.calls.slice(before).some(({ operation }) => operation === 'Scan')).toBe(false);
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
