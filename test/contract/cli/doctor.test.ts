import { describe, expect } from 'vitest';
import { notChecked, type Finding } from '../../../cli/doctor/finding.ts';
import {
  deleteKey,
  givenChannel,
  givenLiveChannel,
  keysOf,
  refuse,
  suspend,
  suspensionRecord,
  useUp,
} from '../../given.ts';
import { deliver, invocationOf } from '../../givenDeadLetters.ts';
import { run, runAlone, type Around } from '../../commandLine.ts';
import type { World } from '../../world.ts';
import { itIn } from '../../worldTest.ts';

// Answers carry the time of the machine in `Date`, so the world begins at that time.
const it = itIn({ now: Date.now() });
const MINUTE_MS = 60_000;

/** Returns the exit code and the findings of the doctor, by what was checked. */
async function examined(world: World, around: Around = {}) {
  const clock = { now: () => Date.now(), sleep: (ms: number) => world.app.clock.sleep(ms) };
  const io = { clock, ...around.io };
  const { code, out, err } = await run(world, ['doctor', '--json'], { ...around, io });
  const { findings } = JSON.parse(out) as { findings: Finding[] };
  const by = (name: string): Finding[] => findings.filter(({ check }) => check === name);
  return { code, err, findings, by };
}

describe('doctor', () => {
  it('finds nothing to mend in a healthy deployment, and says what it cannot check', async ({
    world,
  }) => {
    await run(world, ['channels', 'delete', (await givenChannel(world)).id, '--yes']);
    const { code, findings } = await examined(world);
    expect(code, JSON.stringify(findings)).toBe(0);
    const states = findings.map(({ check, state }) => [check, state]);
    expect(Object.fromEntries(states)).toEqual({
      deployment: 'ok',
      clock: 'ok',
      token: 'ok',
      versions: 'ok',
      // No sweep has run yet.
      ready: 'note',
      jobs: 'ok',
      sweep: 'ok',
      suspended: 'ok',
      keyless: 'ok',
      quotas: 'ok',
      'dead letters': 'ok',
    });
  });

  it('tells which part of the deployment is not well, and what shows more', async ({ world }) => {
    await world.advance(MINUTE_MS);
    expect((await examined(world)).by('ready')).toEqual([
      { check: 'ready', state: 'ok', text: expect.stringContaining('the arrival of events') },
    ]);
    refuse(world, 'ListStreams');
    await world.advance(MINUTE_MS);
    const { code, by } = await examined(world);
    const [{ text, command = '' } = notChecked('ready', ''), ...more] = by('ready');
    expect([code, more]).toEqual([9, []]);
    expect(text).toMatch(/^IVS is not well: IVS refused ListStreams.*last worked at 2/);
    expect((await runAlone([...command.split(' ').slice(1), '--help'])).code).toBe(0);
    refuse(world);
    world.fateOf = ({ functionName }) => (functionName === 'sweep' ? 'crashBefore' : undefined);
    await world.advance(6 * MINUTE_MS);
    expect((await examined(world)).by('ready')).toMatchObject([
      { state: 'problem', text: expect.stringContaining('the sweep is not well') },
    ]);
  });

  it('finds a clock that is wrong', async ({ world }) => {
    const sleep = (ms: number): Promise<void> => world.app.clock.sleep(ms);
    const late = { now: () => Date.now() - 90_000, sleep };
    const { code, by } = await examined(world, { io: { clock: late } });
    expect(code).toBe(9);
    expect(by('clock')).toMatchObject([
      { state: 'problem', text: expect.stringMatching(/ (?:8[89]|9[0-2]) s/) },
    ]);
  });

  it('finds a token that is missing, refused or narrow', async ({ world }) => {
    expect((await examined(world, { scopes: null })).by('token')[0]).toMatchObject({
      state: 'problem',
      text: expect.stringContaining('CHANNELKEEPER_TOKEN'),
    });
    const refused = await examined(world, { environment: { CHANNELKEEPER_TOKEN: 'a.b.c' } });
    expect([refused.code, refused.by('token')[0]?.text]).toEqual([
      9,
      expect.stringContaining('does not accept the token from CHANNELKEEPER_TOKEN'),
    ]);
    const narrow = await examined(world, { scopes: ['channels:read'] });
    expect(narrow.by('token')[0]?.text).toContain('it lacks channels:write');
    expect(narrow.by('jobs')[0]).toMatchObject({
      state: 'not checked',
      text: expect.stringContaining('jobs:read'),
    });
  });

  it('finds a failed job that left a channel without a key, with the remedy', async ({ world }) => {
    const { id } = await givenLiveChannel(world);
    refuse(world, 'DeleteChannel');
    await run(world, ['channels', 'delete', id, '--yes', '--watch']);
    refuse(world);
    const { code, by } = await examined(world);
    const [{ text, command = '' } = notChecked('jobs', '')] = by('jobs');
    expect([code, text]).toEqual([9, expect.stringContaining(`deleteChannel on channel/${id}`)]);
    expect(command).toMatch(/^channelkeeper jobs redrive \S+$/);
    const mended = await run(world, [...command.split(' ').slice(1), '--yes', '--watch']);
    expect(mended.code, mended.err).toBe(0);
    expect((await examined(world)).by('jobs')).toMatchObject([{ state: 'ok' }]);
  });

  it('finds jobs that nobody takes up, a sign that the sweep does not run', async ({ world }) => {
    const { id } = await givenLiveChannel(world);
    await world.http('POST', `/v1/channels/${id}/stream-key-rotations?when=idle`);
    await world.app.store.update(
      { pk: `channel/${id}`, sk: 'job' },
      { set: { dueAt: Date.now() - 10 * MINUTE_MS, wakeAt: Date.now() - 10 * MINUTE_MS } },
    );
    const { by } = await examined(world);
    expect(by('sweep')[0]).toMatchObject({
      state: 'problem',
      text: expect.stringContaining('overdue'),
    });
  });

  it('lists the suspended channels, and not those that were resumed', async ({ world }) => {
    const [dark, back] = [await givenChannel(world), await givenChannel(world)];
    for (const channel of [dark, back]) await suspend(world, channel);
    await run(world, ['channels', 'resume', back.id]);
    const { code, by } = await examined(world);
    expect(code).toBe(0);
    expect(by('suspended')).toMatchObject([
      { state: 'note', command: `channelkeeper channels resume ${dark.id}` },
    ]);
  });

  it('finds the events that were given up, with the command that shows them', async ({ world }) => {
    const { arn } = await givenChannel(world);
    const event = { 'detail-type': 'IVS Stream State Change', resources: [arn] };
    for (const messageId of ['m-1', 'm-2'])
      await deliver(world, { messageId, body: invocationOf(event) });
    const { code, by } = await examined(world);
    expect(code).toBe(9);
    expect(by('dead letters')).toMatchObject([
      {
        state: 'problem',
        text: expect.stringMatching(/^2 dead letters; the newest is of streamState, since .*boom$/),
        command: 'channelkeeper dlq list',
      },
    ]);
    const listed = await run(world, ['dlq', 'list', '--json']);
    const { deadLetters } = JSON.parse(listed.out) as { deadLetters: { id: string }[] };
    for (const { id } of deadLetters) {
      expect((await run(world, ['dlq', 'drop', id])).code).toBe(8);
      expect((await run(world, ['dlq', 'drop', id, '--yes'])).code).toBe(0);
    }
    expect((await examined(world)).by('dead letters')).toMatchObject([{ state: 'ok' }]);
  });

  it('finds a channel that a job has left without a key, until it has one', async ({ world }) => {
    const [keyless, repaired, dark] = [
      await givenLiveChannel(world),
      await givenLiveChannel(world),
      await givenLiveChannel(world),
    ];
    refuse(world, 'DeleteChannel');
    for (const { id } of [keyless, repaired, dark])
      await run(world, ['channels', 'delete', id, '--yes', '--watch']);
    refuse(world);
    await suspend(world, dark);
    const before = await examined(world);
    const command = `channelkeeper stream-keys create ${keyless.id}`;
    expect(before.by('keyless').map((finding) => finding.command)).toContain(command);
    expect(JSON.stringify(before.by('keyless'))).not.toContain(dark.id);
    for (const { id } of [keyless, repaired])
      expect((await run(world, ['stream-keys', 'create', id])).code).toBe(0);
    expect((await examined(world)).by('keyless')).toMatchObject([{ state: 'ok' }]);
    // The record of the job stands; the key that counts is the one that IVS has.
    await deleteKey(world, (await keysOf(world, keyless))[0]?.arn);
    expect((await examined(world)).by('keyless')).toMatchObject([{ state: 'problem', command }]);
  });

  it('finds a quota that calls queue for, and one that IVS has refused', async ({ world }) => {
    await givenChannel(world);
    const now = (): number => world.app.clock.now();
    await useUp(world, 'CreateStreamKey', now() + 7_000);
    expect((await examined(world)).by('quotas')).toMatchObject([{ state: 'ok' }]);
    await useUp(world, 'CreateStreamKey', now() + 20_000);
    await useUp(world, 'StopStream', now() + 30_000, 'emergency');
    const { code, by } = await examined(world);
    expect([code, by('quotas').map(({ text }) => text)]).toEqual([
      9,
      expect.arrayContaining([
        expect.stringMatching(/^CreateStreamKey: calls queue for (?:19|20) s, at 5 a second$/),
        expect.stringMatching(/^StopStream: calls queue for \d+ s/),
      ]),
    ]);
    await world.advance(40_000);
    refuse(world, 'DeleteChannel', 'ThrottlingException');
    const { id } = await givenChannel(world);
    await run(world, ['channels', 'delete', id, '--yes']);
    refuse(world);
    expect((await examined(world)).by('quotas')).toEqual([
      expect.objectContaining({ text: expect.stringMatching(/^DeleteChannel: IVS answered 429/) }),
    ]);
    await world.advance(2 * MINUTE_MS);
    expect((await examined(world)).by('quotas')).toMatchObject([{ state: 'ok' }]);
  });

  it('finds a suspension whose channel is not dark after a minute', async ({ world }) => {
    const channel = await givenLiveChannel(world, { reconnectAfterMs: 500 });
    refuse(world, 'StopStream');
    await run(world, ['channels', 'suspend', channel.id, '--yes']);
    const seen = async (afterMs: number): Promise<Finding[]> => {
      const now = (): number => world.clock.now() + afterMs;
      const clock = { now, sleep: (ms: number) => world.app.clock.sleep(ms) };
      return (await examined(world, { io: { clock } })).by('suspended');
    };
    expect(await seen(0)).toMatchObject([{ state: 'note' }]);
    expect(await seen(2 * MINUTE_MS)).toMatchObject([
      {
        state: 'problem',
        text: expect.stringContaining('not known to be dark'),
        command: `channelkeeper channels suspend ${channel.id}`,
      },
    ]);
    refuse(world);
  });

  it('tells that the deployment does not answer, and exits with 9', async () => {
    const { code, out } = await runAlone(['doctor', '--url', 'http://127.0.0.1:1']);
    expect(code).toBe(9);
    expect(out).toMatch(/^problem +deployment +http:\/\/127\.0\.0\.1:1 does not answer/);
    expect(out).toContain('→ npm start');
    expect(out).toMatch(/^not checked +jobs /m);
  });
});

it("an operator's story: a stuck suspension is found and mended with the command line alone", async ({
  world,
}) => {
  // The role of the deployment may not stop streams: the suspension fails, and the stream goes on.
  const channel = await givenLiveChannel(world, { reconnectAfterMs: 500 });
  refuse(world, 'StopStream');
  const suspend = ['channels', 'suspend', channel.id, '--yes', '--reason', 'abuse'];
  expect((await run(world, suspend)).code).toBe(4);
  await world.advance(10 * MINUTE_MS);
  expect(world.stack.ivs.isLive(channel.arn)).toBe(true);

  const sick = await run(world, ['doctor']);
  expect(sick.code).toBe(9);
  const line = new RegExp(
    `problem +jobs +suspendChannel on channel/${channel.id} has failed at stopping, ` +
      'left keyless, suspended, AccessDeniedException.*, and \\d+ jobs before it\\n +→ channelkeeper (jobs redrive .*)\\n',
  );
  const [, remedy = ''] = line.exec(sick.out) ?? [];
  expect(remedy, sick.out).not.toBe('');

  const listed = await run(world, ['jobs', 'list', '--needs-attention', '--json']);
  const { jobs } = JSON.parse(listed.out) as { jobs: { id: string }[] };
  expect(jobs.length).toBeGreaterThan(1);
  const look = await run(world, ['jobs', 'get', jobs.at(-1)?.id ?? '']);
  expect(look.out).toMatch(/reason: +abuse/);
  expect(look.out).toMatch(/operation: +StopStream/);

  // Now the role may stop streams. The operator does not wait for the sweep.
  refuse(world);
  const mended = await run(world, [...remedy.split(' '), '--watch'], { answers: ['y'] });
  expect(mended.code, mended.err).toBe(0);
  expect(mended.err).toContain(`suspendChannel on channel/${channel.id}`);
  expect(world.stack.ivs.isLive(channel.arn)).toBe(false);
  expect(await suspensionRecord(world, channel)).toBeDefined();

  const healthy = await run(world, ['doctor']);
  expect(healthy.out).toMatch(/^note +jobs +suspendChannel on \S+ has succeeded after \d+ jobs/m);
  expect(healthy.out).not.toMatch(/^problem +jobs/m);
  expect(healthy.out).toMatch(
    new RegExp(`^note +suspended +the channel ${channel.id}, since`, 'm'),
  );
});
