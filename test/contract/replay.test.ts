import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, onTestFinished } from 'vitest';
import { projectFolder } from '../../local/build.ts';
import { isoSecondsAt, VirtualClock } from '../../local/clock.ts';
import { detailName } from '../../local/ivs/state/events.ts';
import { compared } from '../../scripts/replay/compare.ts';
import { readNight } from '../../scripts/replay/night.ts';
import { atOnce } from '../../scripts/replay/pace.ts';
import { play } from '../../scripts/replay/play.ts';
import { scoreOf } from '../../scripts/replay/score.ts';
import { openStage, type Stage } from '../../scripts/replay/stage.ts';
import { givenChannel, goLive } from '../given.ts';
import { givenRecordingConfiguration } from '../givenAttachments.ts';
import type { World } from '../world.ts';
import { itIn } from '../worldTest.ts';

// A night is recorded by the deployment, and played again from its journal.

const it = itIn({ journal: true });
const MINUTE_MS = 60_000;
/** A busy machine is slow. */
const PATIENCE_MS = 240_000;
const PLACE = { region: 'us-west-2', accountId: '123456789012' };

interface Played {
  readonly stage: Stage;
  readonly lines: readonly string[];
  readonly comparison: ReturnType<typeof compared>;
}

async function replay(
  world: World,
  journals: readonly string[],
  from: number,
  to: number,
): Promise<Played> {
  const night = await readNight(world.app.store, journals, { from, to });
  const cues = scoreOf(night);
  const stage = await openStage(night, cues, { ...PLACE, base: new VirtualClock() });
  onTestFinished(() => stage.ivs.close());
  const lines: string[] = [];
  const pace = atOnce(stage.ivs.clock);
  await play(night, cues, { stage, pace, print: (line) => lines.push(line) });
  return { stage, lines, comparison: compared(night, stage.ivs.events()) };
}

const control = (world: World, method: string, path: string, body: object): Promise<Response> =>
  fetch(`${world.stack.ivs.url}/_local/${path}`, { method, body: JSON.stringify(body) });

/**
 * Lets a night pass: a recorded channel whose encoder starves, comes back and is merged into one
 * recording; a channel that is taken over, fails and breaches a limit; a channel that is deleted
 * while it is live; and one that is live in the morning.
 */
async function aNight(world: World): Promise<{ ids: string[]; from: number; to: number }> {
  const configuration = await givenRecordingConfiguration(world, {
    recordingReconnectWindowSeconds: 60,
  });
  const [recorded, rough, doomed, long] = [
    await givenChannel(world, { recordingConfigurationArn: configuration.arn }),
    await givenChannel(world, { name: 'rough' }),
    await givenChannel(world, { name: 'doomed' }),
    await givenChannel(world, { name: 'long' }),
  ];
  await goLive(world, long);
  await world.advance(MINUTE_MS);
  const from = world.clock.now();
  const { ivs } = world.stack;

  const media = { bitrateBps: 3_000_000, width: 1_280, height: 720 };
  const first = await goLive(world, recorded, { media } as object);
  await world.advance(MINUTE_MS);
  await control(world, 'PUT', `encoders/${first}`, { silent: true });
  await world.advance(10_000);
  await control(world, 'PUT', `encoders/${first}`, { silent: false });
  await world.advance(MINUTE_MS);
  ivs.disconnectEncoder(first);
  await world.advance(30_000);
  const second = await goLive(world, recorded, { media } as object);

  await goLive(world, rough);
  ivs.connectEncoder({ channelArn: rough.arn, priority: 2 });
  await world.advance(MINUTE_MS);
  await control(world, 'POST', 'streams/fail', { channelArn: rough.arn, reason: 'Out of luck.' });
  await world.advance(MINUTE_MS);
  const heavy = await goLive(world, rough);
  await control(world, 'PUT', `encoders/${heavy}`, { bitrateBps: 9_700_000 });
  await goLive(world, doomed);
  await world.http('DELETE', `/v1/channels/${doomed.id}`, {
    headers: { 'x-reason': 'over for good' },
    subject: 'operator-8',
  });
  await world.advance(MINUTE_MS);
  ivs.disconnectEncoder(second);
  await world.advance(5 * MINUTE_MS);
  const ids = [recorded, rough, doomed, long].map(({ id }) => id);
  return { ids, from, to: world.clock.now() };
}

it(
  'plays a night again: ivs-local sends the events of the journal',
  async ({ world }) => {
    const { ids, from, to } = await aNight(world);
    const { stage, lines, comparison } = await replay(world, ids, from, to);
    const { ivs } = stage;
    expect(comparison.missing).toEqual([]);
    // The stream that was on air already begins again with the night.
    expect(comparison.extra.map(({ channelId, name }) => [channelId, name])).toEqual([
      [ids[3], 'Session Created'],
      [ids[3], 'Stream Start'],
    ]);
    expect(comparison.same).toBeGreaterThan(25);
    expect(comparison.apartMs).toBeLessThanOrEqual(3_000);
    const named = (channelId: string): string[] =>
      ivs
        .events()
        .filter(({ resources: [arn = ''] }) => arn.endsWith(channelId))
        .map(({ detail }) => detailName(detail));
    expect(named(ids[0] ?? '')).toEqual([
      'Session Created',
      'Stream Start',
      'Recording Start',
      'Starvation Start',
      'Starvation End',
      'Session Ended',
      'Stream End',
      'Session Created',
      'Stream Start',
      'Session Ended',
      'Stream End',
      'Recording End',
    ]);
    expect(named(ids[1] ?? '')).toEqual(
      expect.arrayContaining(['Stream Takeover', 'Stream Failure', 'Ingest Bitrate']),
    );
    expect(ivs.events().find(({ detail }) => detail.recording_status === 'Recording End')).toEqual(
      expect.objectContaining({
        detail: expect.objectContaining({ recording_s3_bucket_name: 'recordings' }) as object,
      }),
    );

    // As in the morning, one channel is live and one is gone.
    expect(ivs.clock.now()).toBe(Math.ceil(to / 1_000) * 1_000);
    expect(ids.map((id) => ivs.isLive(stage.arnOf('channel', id)))).toEqual([
      false,
      false,
      false,
      true,
    ]);
    const answer = await fetch(`${ivs.url}/GetChannel`, {
      method: 'POST',
      body: JSON.stringify({ arn: stage.arnOf('channel', ids[2] ?? '') }),
    });
    expect(answer.status).toBe(404);
    const text = lines.join('\n');
    expect(text).toMatch(/Job Succeeded deleteChannel by operator-8: over for good/);
    expect(text).toMatch(/Starvation Start → the encoder falls silent/);
    expect(text).not.toMatch(/not played/);
  },
  PATIENCE_MS,
);

it(
  'plays what it knows of a stream whose events were lost',
  async ({ world }) => {
    const channel = await givenChannel(world);
    const from = world.clock.now();
    world.stack.ivs.setChaos({ drop: 1 });
    const encoder = await goLive(world, channel);
    world.stack.ivs.setChaos({ drop: 0 });
    await world.advance(MINUTE_MS);
    world.stack.ivs.disconnectEncoder(encoder);
    await world.advance(MINUTE_MS);
    const { comparison, lines } = await replay(world, [channel.id], from, world.clock.now());
    expect(comparison.missing).toEqual([]);
    expect(comparison.extra.map(({ name }) => name)).toEqual(['Session Created', 'Stream Start']);
    expect(lines.join('\n')).toMatch(/\(the journal has no event\) → an encoder connects/);
  },
  PATIENCE_MS,
);

it(
  'says which events it cannot play',
  async ({ world }) => {
    const channel = await givenChannel(world);
    const from = world.clock.now();
    await goLive(world, channel);
    await world.stack.bus.deliver({
      version: '0',
      id: 'unheard-of',
      'detail-type': 'IVS Stream State Change',
      source: 'aws.ivs',
      account: PLACE.accountId,
      time: isoSecondsAt(world.clock.now()),
      region: PLACE.region,
      resources: [channel.arn],
      detail: { event_name: 'Stream Guessed', stream_id: 'st-other' },
    });
    await world.advance(MINUTE_MS);
    const { comparison } = await replay(world, [channel.id], from, world.clock.now());
    expect(comparison.missing).toMatchObject([{ channelId: channel.id, name: 'Stream Guessed' }]);
  },
  PATIENCE_MS,
);

it(
  'a replay of an archive repeats no entry of the journal and starts nothing',
  async ({ world }) => {
    const channel = await givenChannel(world);
    await world.http('PUT', '/v1/reactions/breaches', {
      body: {
        when: { pattern: { 'detail-type': ['IVS Limit Breach'] } },
        then: { workflow: 'suspendChannel' },
        mode: 'shadow',
      },
    });
    await world.advance(10_000);
    const breach = (id: string, more: object = {}): Promise<void> =>
      world.stack.bus.deliver({
        version: '0',
        id,
        'detail-type': 'IVS Limit Breach',
        source: 'aws.ivs',
        account: PLACE.accountId,
        time: isoSecondsAt(world.clock.now()),
        region: PLACE.region,
        resources: [channel.arn],
        detail: { limit_name: 'Ingest Bitrate', stream_id: 'st-1' },
        ...more,
      });
    await breach('breach-1');
    await world.advance(5_000);
    await breach('breach-1', { 'replay-name': 'last-night' });
    await breach('breach-2', { 'replay-name': 'last-night' });
    await world.advance(5_000);
    const idsIn = async (path: string, list: string, id: string): Promise<unknown[]> => {
      const { body } = await world.http('GET', path);
      return (body[list] as Record<string, unknown>[]).map((one) => one[id]);
    };
    const type = encodeURIComponent('IVS Limit Breach');
    const recorded = await idsIn(`/v1/channels/${channel.id}/events?type=${type}`, 'events', 'id');
    expect(recorded).toHaveLength(2);
    expect(new Set(recorded)).toEqual(new Set(['breach-1', 'breach-2']));
    const decided = await idsIn('/v1/reactions/breaches/decisions', 'decisions', 'eventId');
    expect(decided).toEqual(['breach-1']);
  },
  PATIENCE_MS,
);

it(
  'is a command: it reads a table, prints the night, and compares',
  async ({ world }) => {
    const channel = await givenChannel(world, { name: 'by-command' });
    const from = world.clock.now();
    const encoder = await goLive(world, channel);
    await world.advance(MINUTE_MS);
    world.stack.ivs.disconnectEncoder(encoder);
    await world.advance(MINUTE_MS);
    const run = promisify(execFile)(
      process.execPath,
      [
        'scripts/replay.ts',
        '--from',
        isoSecondsAt(from),
        '--to',
        isoSecondsAt(world.clock.now()),
        '--table',
        world.app.config.tableName,
        '--exit',
      ],
      {
        cwd: projectFolder,
        env: {
          PATH: process.env['PATH'],
          AWS_ENDPOINT_URL_DYNAMODB: world.stack.dynamodb.url,
          AWS_REGION: PLACE.region,
          AWS_ACCESS_KEY_ID: 'local',
          AWS_SECRET_ACCESS_KEY: 'local',
        },
      },
    );
    const { stdout } = await run;
    expect(stdout).toMatch(/ivs-local is at http:\/\/127\.0\.0\.1:\d+/);
    expect(stdout).toMatch(/by-command {2}Session Created → an encoder connects/);
    expect(stdout).toMatch(/ivs-local has sent 4 of the 4 events/);
  },
  PATIENCE_MS,
);
