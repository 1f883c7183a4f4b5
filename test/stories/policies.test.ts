import { describe, expect } from 'vitest';
import { idOf } from '../../lib/arns.ts';
import { deadlineIn, deadlineKey, noteDeadline } from '../../lib/journal/keyDeadlines.ts';
import {
  givenChannel,
  givenLiveChannel,
  givenManyChannels,
  goLive,
  keysOf,
  refuse,
  suspend,
  type GivenChannel,
} from '../given.ts';
import type { World } from '../world.ts';
import { itIn } from '../worldTest.ts';

const it = itIn({ journal: true });
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

async function put(world: World, name: string, policy: object): Promise<void> {
  const { status, body } = await world.http('PUT', `/v1/policies/${name}`, { body: policy });
  expect([200, 201], JSON.stringify(body)).toContain(status);
}

interface Shown {
  policy: Record<string, unknown>;
  streamKeys?: {
    dueTotal: number;
    due: { channelArn: string; state: string; deferrals: number; jobId?: string }[];
    next: { channelArn: string; plannedFor: string; tooOldFrom: string }[];
  };
  decisions: { channelId: string; decision: string }[];
}
const shown = async (world: World, name: string): Promise<Shown> =>
  (await world.http('GET', `/v1/policies/${name}`)).body as unknown as Shown;

/** Makes the key of a channel as old as told. */
const ageKey = (world: World, { id }: { id: string }, ms: number): Promise<unknown> =>
  world.app.store.update(
    { pk: `channel/${id}`, sk: 'streamKey' },
    { set: { since: world.clock.now() - ms } },
  );

const keyOf = async (world: World, channel: GivenChannel): Promise<string | undefined> =>
  (await keysOf(world, channel))[0]?.arn;

/** Lets the background refresh see the channels, and their deadlines be noted. */
const learn = (world: World): Promise<void> => world.advance(6 * MINUTE_MS);

/** Moves the clock, and lets the schedule look. What would have happened in between is skipped. */
async function moveOn(world: World, ms: number): Promise<void> {
  world.clock.moveTo(world.clock.now() + ms);
  await world.invoke('rotateStreamKeys');
  await world.advance(10_000);
}

const callsOf = (world: World, functionName: string, operation: string): number =>
  world.calls.filter((call) => call.functionName === functionName && call.operation === operation)
    .length;

describe('the age of stream keys', () => {
  it('rotates the keys of a selection that are too old, and no others', async ({ world }) => {
    const [old, young, other] = [
      await givenChannel(world, { tags: { team: 'night' } }),
      await givenChannel(world, { tags: { team: 'night' } }),
      await givenChannel(world, { tags: { team: 'day' } }),
    ];
    for (const channel of [old, other]) await ageKey(world, channel, 40 * DAY_MS);
    const before = await Promise.all([old, young, other].map((one) => keyOf(world, one)));
    await put(world, 'night', { selection: { tags: { team: 'night' } }, streamKeyMaxAge: 'P30D' });
    await world.advance(15 * MINUTE_MS);
    const after = await Promise.all([old, young, other].map((one) => keyOf(world, one)));
    expect(after.map((key, n) => key !== before[n])).toEqual([true, false, false]);
    const [job] = (await world.http('GET', `/v1/jobs?subject=channel/${old.id}`)).body
      .jobs as object[];
    expect(job).toMatchObject({
      workflow: 'rotateStreamKeyWhenIdle',
      requestedBy: 'policy:night',
      status: 'succeeded',
    });
    // No look reads every channel.
    expect(callsOf(world, 'rotateStreamKeys', 'ListChannels')).toBe(0);
    const { streamKeys } = await shown(world, 'night');
    expect(streamKeys?.dueTotal).toBe(0);
    expect(streamKeys?.next.map(({ channelArn }) => channelArn)).toContain(young.arn);
  });

  it('shows what is due, and why it is not done', async ({ world }) => {
    const [live, dark] = [await givenLiveChannel(world), await givenChannel(world)];
    for (const channel of [live, dark]) await ageKey(world, channel, 40 * DAY_MS);
    await suspend(world, dark);
    await put(world, 'all', { selection: {}, streamKeyMaxAge: 'P30D' });
    await world.advance(15 * MINUTE_MS);
    await moveOn(world, HOUR_MS);
    const { policy, streamKeys } = await shown(world, 'all');
    expect(policy).toMatchObject({
      name: 'all',
      streamKeyMaxAge: 'P30D',
      updatedBy: 'local-developer',
    });
    expect(streamKeys).toMatchObject({
      dueTotal: 1,
      due: [{ channelArn: live.arn, state: 'deferred' }],
    });
    // A deferral counts once an hour, however often the schedule looks.
    expect(streamKeys?.due[0]?.deferrals).toBe(2);
  });

  it('cuts a live stream after its deferrals, and never that of a protected channel', async ({
    world,
  }) => {
    const cut = await givenLiveChannel(world);
    const kept = await givenLiveChannel(world, {}, { tags: { 'channelkeeper:protected': 'true' } });
    const keys = await Promise.all([cut, kept].map((one) => keyOf(world, one)));
    for (const channel of [cut, kept]) await ageKey(world, channel, 40 * DAY_MS);
    await put(world, 'strict', {
      selection: {},
      streamKeyMaxAge: 'P30D',
      rotation: { nowAfterDeferrals: 2 },
    });
    await world.advance(15 * MINUTE_MS);
    await moveOn(world, HOUR_MS);
    expect(await keyOf(world, cut)).toBe(keys[0]);
    await moveOn(world, HOUR_MS);
    expect(await keyOf(world, cut)).not.toBe(keys[0]);
    await moveOn(world, HOUR_MS);
    expect(await keyOf(world, kept)).toBe(keys[1]);
    const { body } = await world.http('GET', `/v1/jobs?subject=channel/${kept.id}`);
    expect(body.jobs).toEqual([]);
    expect(world.stack.ivs.isLive(kept.arn)).toBe(true);
  });

  it.for<[string, string, string | undefined, number, boolean]>([
    ['a job was in its way', 'StopStream', 'ServiceUnavailable', 10, true],
    ['it has failed', 'DeleteStreamKey', undefined, 70, true],
    // An hour is left to protect the channel, or to change the policy.
    ['it was cancelled', 'ListStreamKeys', 'ServiceUnavailable', 50, false],
  ])(
    'tries a cut again in the same window after %s',
    async ([reason, operation, error, minutes, isCut], { world }) => {
      const channel = await givenLiveChannel(world);
      await ageKey(world, channel, 40 * DAY_MS);
      const key = await keyOf(world, channel);
      const path = `/v1/channels/${channel.id}`;
      refuse(world, operation, error);
      if (reason === 'a job was in its way')
        await world.http('PATCH', `${path}?when=now`, { body: { name: 'x' } });
      // The clock of the world begins at 11:00 UTC.
      await put(world, 'nightly', {
        selection: {},
        streamKeyMaxAge: 'P30D',
        rotation: { window: { from: '10:00', to: '14:00', zone: 'UTC' }, nowAfterDeferrals: 0 },
      });
      await world.advance(12 * MINUTE_MS);
      expect((await shown(world, 'nightly')).streamKeys?.due).toMatchObject([{ deferrals: 1 }]);
      const { body } = await world.http('GET', `/v1/jobs?subject=channel/${channel.id}`);
      const [job] = body.jobs as { id: string }[];
      if (error !== undefined) await world.http('POST', `/v1/jobs/${job?.id}/cancel`);
      refuse(world);
      await world.advance(minutes * MINUTE_MS);
      expect((await keyOf(world, channel)) !== key).toBe(isCut);
    },
  );

  it('announces a rotation ahead, once, and keeps to its window', async ({ world }) => {
    // The clock of the world begins at 11:00 UTC, 12:00 in Berlin.
    const channel = await givenChannel(world);
    await ageKey(world, channel, 28 * DAY_MS);
    const before = await keyOf(world, channel);
    await put(world, 'nightly', {
      selection: { name: '*' },
      streamKeyMaxAge: 'P30D',
      rotation: {
        window: { from: '23:00', to: '01:00', zone: 'Europe/Berlin' },
        announceBefore: 'P1D',
      },
    });
    await learn(world);
    const { streamKeys } = await shown(world, 'nightly');
    const [planned] = streamKeys?.next ?? [];
    expect(planned?.channelArn).toBe(channel.arn);
    const plannedFor = Date.parse(planned?.plannedFor ?? '');
    // It opens at 22:00 UTC, and closes before the key is too old.
    expect(new Date(plannedFor).toISOString()).toMatch(/T22:00:00/);
    expect(plannedFor + 2 * HOUR_MS).toBeLessThanOrEqual(Date.parse(planned?.tooOldFrom ?? ''));
    expect(plannedFor + 26 * HOUR_MS).toBeGreaterThan(Date.parse(planned?.tooOldFrom ?? ''));
    const moveTo = (ms: number): Promise<void> => moveOn(world, ms - world.clock.now());
    await moveTo(plannedFor - DAY_MS - MINUTE_MS);
    expect(world.published('Stream Key Rotation Due')).toEqual([]);
    // A key whose announcement alone has come is not due.
    world.clock.moveTo(plannedFor - DAY_MS + 1_000);
    expect((await shown(world, 'nightly')).streamKeys).toMatchObject({ dueTotal: 0, due: [] });
    await moveTo(plannedFor - DAY_MS + MINUTE_MS);
    expect(world.published('Stream Key Rotation Due')).toMatchObject([
      {
        channelArn: channel.arn,
        plannedFor: planned?.plannedFor,
        tooOldFrom: planned?.tooOldFrom,
        policy: 'nightly',
      },
    ]);
    await moveTo(plannedFor - MINUTE_MS);
    expect(await keyOf(world, channel)).toBe(before);
    await moveTo(plannedFor + MINUTE_MS);
    expect(await keyOf(world, channel)).not.toBe(before);
    expect(world.published('Stream Key Rotation Due')).toHaveLength(1);
  });

  it.for([
    ['later', 'P90D', 60, ['P30D', 'P90D']],
    ['earlier', 'P29D', 1, ['P30D', 'P29D']],
  ] as const)(
    'announces a rotation again when a change of its policy makes it come %s',
    async ([, maxAge, days, announced], { world }) => {
      const channel = await givenChannel(world);
      const since = world.clock.now() - 28 * DAY_MS;
      await ageKey(world, channel, 28 * DAY_MS);
      const before = await keyOf(world, channel);
      const policy = { selection: {}, rotation: { announceBefore: 'P3D' } };
      await put(world, 'all', { ...policy, streamKeyMaxAge: 'P30D' });
      await world.advance(12 * MINUTE_MS);
      await put(world, 'all', { ...policy, streamKeyMaxAge: maxAge });
      await world.advance(12 * MINUTE_MS);
      await moveOn(world, days * DAY_MS);
      await moveOn(world, 5 * MINUTE_MS);
      const plannedFor = announced.map((age) =>
        new Date(since + Number(age.slice(1, -1)) * DAY_MS).toISOString(),
      );
      expect(world.published('Stream Key Rotation Due')).toMatchObject(
        plannedFor.map((at) => ({ plannedFor: at })),
      );
      await moveOn(world, 2 * DAY_MS);
      expect(await keyOf(world, channel)).not.toBe(before);
      expect(world.published('Stream Key Rotation Due')).toHaveLength(2);
    },
  );

  it('announces once although the deadline is noted anew meanwhile', async ({ world }) => {
    const channel = await givenChannel(world);
    await put(world, 'all', {
      selection: {},
      streamKeyMaxAge: 'P30D',
      rotation: { announceBefore: 'P3D' },
    });
    await learn(world);
    const { store } = world.app;
    const read = deadlineIn(await store.get(deadlineKey(channel.id)));
    await moveOn(world, 28 * DAY_MS);
    expect(world.published('Stream Key Rotation Due')).toHaveLength(1);
    if (read) await noteDeadline(store, channel.id, read);
    await moveOn(world, 5 * MINUTE_MS);
    expect(world.published('Stream Key Rotation Due')).toHaveLength(1);
  });

  it('spreads the rotations, each channel at a place of its own', async ({ world }) => {
    const arns = await givenManyChannels(world, 20);
    await put(world, 'spread', {
      selection: {},
      streamKeyMaxAge: 'P30D',
      rotation: { spreadOver: 'P10D' },
    });
    await learn(world);
    const { streamKeys } = await shown(world, 'spread');
    const times = (streamKeys?.next ?? []).map(({ plannedFor }) => Date.parse(plannedFor));
    expect(arns.length).toBe(20);
    expect(new Set(times).size).toBe(10);
    for (const { plannedFor, tooOldFrom } of streamKeys?.next ?? []) {
      const aheadMs = Date.parse(tooOldFrom) - Date.parse(plannedFor);
      expect(aheadMs).toBeGreaterThanOrEqual(0);
      expect(aheadMs).toBeLessThan(10 * DAY_MS);
    }
  });

  it('catches up after an outage at a steady pace', async ({ world }) => {
    const arns = await givenManyChannels(world, 105);
    world.fateOf = ({ functionName }) =>
      functionName === 'rotateStreamKeys' ? 'crashBefore' : undefined;
    await learn(world);
    const since = world.clock.now() - 31 * DAY_MS;
    for (const arn of arns)
      await world.app.store.put({ pk: `channel/${idOf(arn)}`, sk: 'streamKey', since });
    await put(world, 'all', { selection: {}, streamKeyMaxAge: 'P30D' });
    await world.invoke('closeLostEnds');
    world.fateOf = () => undefined;
    const from = world.logged.length;
    for (let run = 0; run < 3; run++) {
      await world.invoke('rotateStreamKeys');
      await world.advance(3_000);
    }
    const started = world.logged
      .slice(from)
      .filter((line) => line.includes('Checked the ages of stream keys'))
      .map((line) => (JSON.parse(line) as { started: number }).started);
    expect(started).toEqual([100, 5, 0]);
  });

  it('goes on after a channel that cannot be looked at, and leaves a failed rotation to rest', async ({
    world,
  }) => {
    const channels = [await givenChannel(world), await givenChannel(world)];
    for (const channel of channels) await ageKey(world, channel, 40 * DAY_MS);
    const [first, second] = channels as [GivenChannel, GivenChannel];
    const before = await Promise.all(channels.map((one) => keyOf(world, one)));
    // The first one is older, so its turn comes first.
    await ageKey(world, first, 41 * DAY_MS);
    world.fateOf = ({ functionName, operation, input }) =>
      functionName === 'rotateStreamKeys' &&
      operation === 'GetItem' &&
      JSON.stringify(input).includes(`"open/${first.id}"`)
        ? 'noAnswer'
        : undefined;
    await put(world, 'all', { selection: {}, streamKeyMaxAge: 'P30D' });
    await world.advance(11 * MINUTE_MS);
    expect(await keyOf(world, first)).toBe(before[0]);
    expect(await keyOf(world, second)).not.toBe(before[1]);

    refuse(world, 'DeleteStreamKey');
    world.fateOf = () => undefined;
    await world.advance(30 * MINUTE_MS);
    const { body } = await world.http('GET', `/v1/jobs?subject=channel/${first.id}`);
    expect(body.jobs).toMatchObject([{ status: 'failed', requestedBy: 'policy:all' }]);
    expect((await shown(world, 'all')).streamKeys?.due).toMatchObject([{ state: 'failed' }]);
    refuse(world);
    await world.advance(45 * MINUTE_MS);
    expect(await keyOf(world, first)).not.toBe(before[0]);
  });

  it('rotates a key that is due at the end of a stream, though the end is never told', async ({
    world,
  }) => {
    const channel = await givenLiveChannel(world);
    await ageKey(world, channel, 40 * DAY_MS);
    await put(world, 'all', { selection: {}, streamKeyMaxAge: 'P30D' });
    const before = await keyOf(world, channel);
    world.fateOf = ({ functionName }) =>
      functionName === 'rotateStreamKeys' ? 'crashBefore' : undefined;
    world.stack.ivs.setChaos({ drop: 1 });
    world.stack.ivs.disconnectEncoder(channel.encoderId);
    await world.advance(5 * MINUTE_MS);
    expect(await keyOf(world, channel)).not.toBe(before);
  });

  it('counts the strictest rule, whether it is a policy or a tag', async ({ world }) => {
    const channel = await givenChannel(world, { tags: { 'channelkeeper:rotate-every': '20d' } });
    await ageKey(world, channel, 15 * DAY_MS);
    await put(world, 'loose', { selection: {}, streamKeyMaxAge: 'P30D' });
    await put(world, 'strict', { selection: { ids: [channel.id] }, streamKeyMaxAge: 'P10D' });
    const before = await keyOf(world, channel);
    await world.http('DELETE', '/v1/policies/strict');
    await world.advance(15 * MINUTE_MS);
    expect(await keyOf(world, channel)).toBe(before);
    expect((await shown(world, 'loose')).streamKeys).toEqual({ dueTotal: 0, due: [], next: [] });
    await put(world, 'strict', { selection: { ids: [channel.id] }, streamKeyMaxAge: 'P10D' });
    await world.advance(15 * MINUTE_MS);
    expect(await keyOf(world, channel)).not.toBe(before);
  });
});

describe('streams', () => {
  const LIMITED = { selection: {}, streamMaxLength: 'PT20M', warnBefore: 'PT10M' };

  it('warns a stream that lasts too long, on the bus and in the video, and stops it', async ({
    world,
  }) => {
    const channel = await givenLiveChannel(world);
    const protectedOne = await givenLiveChannel(
      world,
      {},
      { tags: { 'channelkeeper:protected': 'true' } },
    );
    await put(world, 'short', LIMITED);
    await world.advance(12 * MINUTE_MS);
    const [told] = world
      .published('Stream Ending Soon')
      .filter((one) => one.channelArn === channel.arn);
    expect(told).toMatchObject({ because: 'policy:short' });
    expect(Date.parse(String(told?.endsAt)) - world.clock.now()).toBeLessThanOrEqual(
      10 * MINUTE_MS,
    );
    expect(callsOf(world, 'runTimedReactions', 'PutMetadata')).toBe(1);
    expect(world.stack.ivs.isLive(channel.arn)).toBe(true);
    await world.advance(10 * MINUTE_MS);
    expect(world.stack.ivs.isLive(channel.arn)).toBe(false);
    // Nobody is told of an end that does not come.
    expect(world.stack.ivs.isLive(protectedOne.arn)).toBe(true);
    expect(world.published('Stream Ending Soon')).toHaveLength(1);
    const { decisions } = await shown(world, 'short');
    expect(decisions.filter(({ channelId }) => channelId === channel.id)).toHaveLength(2);
    expect(decisions.every(({ decision }) => decision === 'started')).toBe(true);
    const [job] = (await world.http('GET', `/v1/jobs?subject=channel/${channel.id}`)).body
      .jobs as object[];
    expect(job).toMatchObject({ workflow: 'stopStream', requestedBy: 'policy:short' });
  });

  it('leaves the next stream its whole time', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    await put(world, 'short', LIMITED);
    await world.advance(15 * MINUTE_MS);
    world.stack.ivs.disconnectEncoder(channel.encoderId);
    await world.advance(MINUTE_MS);
    await goLive(world, channel);
    await world.advance(15 * MINUTE_MS);
    expect(world.stack.ivs.isLive(channel.arn)).toBe(true);
    expect(world.published('Stream Ending Soon')).toHaveLength(2);
  });

  it('suspends a channel that breaches its limits again and again', async ({ world }) => {
    const [bad, good] = [await givenLiveChannel(world), await givenLiveChannel(world)];
    await put(world, 'breaches', { selection: {}, suspendAfterBreaches: '2/PT10M' });
    await world.advance(10_000);
    const breach = async (channel: GivenChannel, n: number): Promise<void> => {
      const event = {
        version: '0',
        id: `breach-${channel.id}-${n}`,
        'detail-type': 'IVS Limit Breach',
        source: 'aws.ivs',
        account: '123456789012',
        time: new Date(world.clock.now()).toISOString().replace(/\.\d+/, ''),
        region: 'us-west-2',
        resources: [channel.arn],
        detail: { limit_name: 'Ingest Bitrate', limit_value: 1, exceeded_by: 1 },
      };
      await world.invoke('journal', event);
      await world.invoke('runReactions', event);
    };
    await breach(good, 1);
    await breach(bad, 1);
    await world.advance(MINUTE_MS);
    await breach(bad, 2);
    await world.advance(MINUTE_MS);
    expect(world.stack.ivs.isLive(bad.arn)).toBe(false);
    expect(world.stack.ivs.isLive(good.arn)).toBe(true);
    expect((await world.http('GET', `/v1/channels/${bad.id}/suspension`)).status).toBe(200);
  });
});

describe('a policy', () => {
  it('is written, replaced, listed and deleted, and needs the scopes of its work', async ({
    world,
  }) => {
    const body = { selection: {}, streamKeyMaxAge: 'P30D', keepRecordings: 'P90D' };
    expect((await world.http('PUT', '/v1/policies/all', { body })).status).toBe(201);
    expect((await world.http('PUT', '/v1/policies/all', { body })).status).toBe(200);
    const { body: list } = await world.http('GET', '/v1/policies');
    expect(list.policies).toMatchObject([{ name: 'all', ...body }]);
    expect((await world.http('DELETE', '/v1/policies/all')).status).toBe(204);
    expect((await world.http('DELETE', '/v1/policies/all')).status).toBe(404);
    expect((await world.http('GET', '/v1/policies/all')).status).toBe(404);
    const refused = await world.http('PUT', '/v1/policies/all', {
      body: { ...body },
      scopes: ['channels:write'],
    });
    expect(refused.status).toBe(403);
  });

  it('is in effect although others that are written at once exceed the limit', async ({
    world,
  }) => {
    const body = { selection: {}, keepRecordings: 'P90D' };
    const statuses = await Promise.all(
      Array.from({ length: 52 }, async (_one, n) => {
        const { status } = await world.http('PUT', `/v1/policies/all-${n}`, { body });
        return status;
      }),
    );
    const { body: list } = await world.http('GET', '/v1/policies');
    expect(list.policies).toHaveLength(statuses.filter((status) => status === 201).length);
    expect((await world.http('PUT', '/v1/policies/more', { body })).status).toBe(402);
  });

  it.for<[string, object, string]>([
    ['no rule', { selection: {} }, 'must have one of'],
    [
      'rotation alone',
      { selection: {}, streamMaxLength: 'PT1H', rotation: {} },
      'needs streamKeyMaxAge',
    ],
    ['an age that is none', { selection: {}, streamKeyMaxAge: '30d' }, 'ISO 8601 duration'],
    [
      'a zone that is none',
      {
        selection: {},
        streamKeyMaxAge: 'P30D',
        rotation: { window: { from: '02:00', to: '05:00', zone: 'Europe/Atlantis' } },
      },
      'time zone',
    ],
    [
      'a window that is shorter than the pace of the schedule',
      {
        selection: {},
        streamKeyMaxAge: 'P30D',
        rotation: { window: { from: '23:55', to: '00:04', zone: 'UTC' } },
      },
      '"rotation.window.to","rule":"must be 15 minutes at least after the window opens"',
    ],
    [
      'a window that a short age may miss',
      {
        selection: {},
        streamKeyMaxAge: 'P1D',
        rotation: { window: { from: '02:00', to: '05:00', zone: 'UTC' } },
      },
      'two days',
    ],
    [
      'a warning before the stream',
      { selection: {}, streamMaxLength: 'PT1H', warnBefore: 'PT1H' },
      'must be shorter',
    ],
  ])('is refused with %s', async ([_what, body, rule], { world }) => {
    const answer = await world.http('PUT', '/v1/policies/bad', { body });
    expect(answer.status).toBe(400);
    expect(JSON.stringify(answer.body)).toContain(rule);
  });
});

describe('a deployment that manages only the channels with its tag', () => {
  const it = itIn({ journal: true, environment: { MANAGED_CHANNELS: 'deployment=blue' } });

  it('keeps its policies from the other channels', async ({ world }) => {
    const [theirs = ''] = await givenManyChannels(world, 1, { tags: { deployment: 'green' } });
    world.stack.ivs.connectEncoder({ channelArn: theirs });
    const ours = await givenLiveChannel(world);
    await put(world, 'all', {
      selection: {},
      streamKeyMaxAge: 'PT1H',
      rotation: { nowAfterDeferrals: 0 },
      streamMaxLength: 'PT20M',
    });
    await world.advance(25 * MINUTE_MS);
    expect(world.stack.ivs.isLive(ours.arn)).toBe(false);
    await world.advance(2 * HOUR_MS);
    expect(world.stack.ivs.isLive(theirs)).toBe(true);
    expect(world.published('Stream Key Rotated').map((one) => one.channelArn)).not.toContain(
      theirs,
    );
    expect(world.published('Stream Key Rotated').map((one) => one.channelArn)).toContain(ours.arn);
  });
});
