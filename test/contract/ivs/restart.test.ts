import { appendFile, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  GetChannelCommand,
  GetStreamCommand,
  GetStreamKeyCommand,
  ListChannelsCommand,
  StartViewerSessionRevocationCommand,
  StopStreamCommand,
  TagResourceCommand,
} from '@aws-sdk/client-ivs';
import { expect, onTestFinished, test } from 'vitest';
import { VirtualClock } from '../../../local/clock.ts';
import { Journal } from '../../../local/ivs/state/journal.ts';
import { startIvsLocal, type IvsLocal } from '../../../local/ivs/server.ts';
import { aChannel, aFolder, clientOf, controlCall, names, pass } from './setting.ts';

/** Starts an ivs-local that the test itself closes, as often as it likes. */
async function started(
  folder: string,
  clock: VirtualClock,
  seed = 1,
): Promise<{ ivs: IvsLocal; client: ReturnType<typeof clientOf> }> {
  const ivs = await startIvsLocal({
    clock,
    stateFolder: folder,
    seed,
    settings: { throttling: false },
  });
  onTestFinished(() => ivs.close());
  return { ivs, client: clientOf(ivs.url) };
}

test('every acknowledged change is there after a restart, in the same order', async () => {
  const [folder, clock] = [await aFolder(), new VirtualClock()];
  const before = await started(folder, clock);
  const [first, second] = [
    await aChannel(before.client, { name: 'first' }),
    await aChannel(before.client, { name: 'second' }),
  ];
  await before.client.send(new TagResourceCommand({ resourceArn: first.arn, tags: { a: 'b' } }));
  await before.client.send(
    new StartViewerSessionRevocationCommand({
      channelArn: first.arn,
      viewerId: 'v',
      viewerSessionVersionsLessThanOrEqualTo: 4,
    }),
  );
  await before.ivs.close();
  const after = await started(folder, clock);
  expect(
    (await after.client.send(new ListChannelsCommand({}))).channels?.map(({ name }) => name),
  ).toEqual(['first', 'second']);
  expect((await after.client.send(new GetChannelCommand({ arn: first.arn }))).channel).toEqual({
    ...first.channel,
    tags: { a: 'b' },
  });
  expect(
    (await after.client.send(new GetStreamKeyCommand({ arn: second.keyArn }))).streamKey,
  ).toEqual(second.streamKey);
  expect((await controlCall(after.ivs, 'GET', 'revocations')).body['revocations']).toMatchObject([
    { viewerId: 'v', viewerSessionVersionsLessThanOrEqualTo: 4 },
  ]);
  const third = await aChannel(after.client, { name: 'third' });
  expect([first.arn, second.arn]).not.toContain(third.arn);
});

test('a stream goes on over a restart, and each timer fires at its own time', async () => {
  const [folder, clock] = [await aFolder(), new VirtualClock()];
  let { ivs, client } = await started(folder, clock);
  const { arn: channelArn } = await aChannel(client);
  ivs.connectEncoder({ channelArn, reconnectAfterMs: 500 });
  await pass(clock, 3_000);
  await ivs.close();
  ({ ivs, client } = await started(folder, clock));
  await pass(clock, 3_499);
  expect(ivs.events()).toEqual([]);
  await pass(clock, 1);
  expect(names(ivs.events())).toEqual(['Stream Start']);
  await client.send(new StopStreamCommand({ channelArn }));
  await ivs.close();
  await pass(clock, 60_000);
  ({ ivs, client } = await started(folder, clock));
  expect(ivs.events().map(({ time, detail }) => `${time} ${detail.event_name}`)).toEqual([
    '2026-11-23T10:00:06Z Session Ended',
    '2026-11-23T10:00:07Z Stream End',
  ]);
  expect(ivs.encoders()).toMatchObject([{ state: 'connecting' }]);
  await pass(clock, 7_000);
  expect((await client.send(new GetStreamCommand({ channelArn }))).stream?.state).toBe('LIVE');
});

test('an encoder that survived a restart is still cut by StopStream', async () => {
  const [folder, clock] = [await aFolder(), new VirtualClock()];
  let { ivs, client } = await started(folder, clock);
  const { arn: channelArn } = await aChannel(client);
  ivs.connectEncoder({ channelArn });
  await pass(clock, 7_000);
  await ivs.close();
  ({ ivs, client } = await started(folder, clock));
  expect(ivs.encoders()).toMatchObject([{ state: 'streaming' }]);
  await client.send(new StopStreamCommand({ channelArn }));
  expect(ivs.encoders()).toMatchObject([{ state: 'stopped' }]);
});

test('a refused encoder stays refused over a restart, and retries only if told to', async () => {
  const [folder, clock] = [await aFolder(), new VirtualClock()];
  let { ivs, client } = await started(folder, clock);
  const { arn: channelArn } = await aChannel(client);
  const holder = ivs.connectEncoder({ channelArn });
  ivs.connectEncoder({ channelArn });
  ivs.connectEncoder({ channelArn, reconnectAfterMs: 500 });
  await ivs.close();
  ({ ivs, client } = await started(folder, clock));
  expect(ivs.encoders().map(({ state }) => state)).toEqual(['streaming', 'refused', 'refused']);
  ivs.disconnectEncoder(holder);
  await pass(clock, 500);
  expect(ivs.encoders().map(({ state }) => state)).toEqual(['refused', 'streaming']);
});

test('the same seed does not give the same ids again after a restart', async () => {
  const [folder, clock] = [await aFolder(), new VirtualClock()];
  const before = await started(folder, clock, 5);
  const first = await aChannel(before.client);
  await before.ivs.close();
  const after = await started(folder, clock, 5);
  expect((await aChannel(after.client)).arn).not.toBe(first.arn);
});

test('a session without its encoder is lost, and one of 60 days is forgotten', async () => {
  const [folder, clock] = [await aFolder(), new VirtualClock()];
  let { ivs, client } = await started(folder, clock);
  const { arn: channelArn } = await aChannel(client);
  ivs.connectEncoder({ channelArn });
  await pass(clock, 7_000);
  await ivs.close();
  const path = join(folder, 'journal.jsonl');
  const journal = (): Promise<string> => readFile(path, 'utf8');
  await writeFile(
    path,
    (await journal())
      .split('\n')
      .filter((line) => !line.startsWith('{"table":"encoders@'))
      .join('\n'),
  );
  ({ ivs, client } = await started(folder, clock));
  await pass(clock, 31_000);
  expect(names(ivs.events())).toEqual(['Starvation Start', 'Session Ended', 'Stream End']);
  for (const days of [59, 2]) {
    await ivs.close();
    expect(await journal()).toContain('"table":"sessions@');
    await pass(clock, days * 86_400_000);
    ({ ivs, client } = await started(folder, clock));
  }
  await ivs.close();
  await (await started(folder, clock)).ivs.close();
  expect(await journal()).not.toContain('"table":"sessions@');
});

test('a session is forgotten without a restart too, at the next go-live', async () => {
  const { ivs, client } = await started(await aFolder(), new VirtualClock());
  ivs.settings.sessionRetentionDays = 1;
  const snapshot = async (): Promise<string> =>
    JSON.stringify((await controlCall(ivs, 'GET', 'snapshot')).body);
  const { arn: channelArn } = await aChannel(client);
  ivs.disconnectEncoder(ivs.connectEncoder({ channelArn }));
  const first = String(ivs.events()[0]?.detail.stream_id);
  await controlCall(ivs, 'PUT', 'clock', { advanceMs: 86_400_000 });
  ivs.connectEncoder({ channelArn });
  expect(await snapshot()).toContain(first);
  ivs.disconnectEncoder(ivs.encoders()[0]?.encoderId ?? '');
  await controlCall(ivs, 'PUT', 'clock', { advanceMs: 1_000 });
  ivs.connectEncoder({ channelArn });
  expect(await snapshot()).not.toContain(first);
});

test('a write that a kill cut short is dropped; other damage is an error', async () => {
  const [folder, clock] = [await aFolder(), new VirtualClock()];
  const before = await started(folder, clock);
  await aChannel(before.client);
  await before.ivs.close();
  const path = join(folder, 'journal.jsonl');
  await appendFile(path, '{"table":"channels","key":"half');
  const after = await started(folder, clock);
  expect((await after.client.send(new ListChannelsCommand({}))).channels).toHaveLength(1);
  await after.ivs.close();
  await writeFile(path, `garbage\n${await readFile(path, 'utf8')}`);
  await expect(startIvsLocal({ clock, stateFolder: folder })).rejects.toThrow(
    `${path}: line 1 is damaged`,
  );
});

test('a start rewrites the journal without its history', async () => {
  const [folder, clock] = [await aFolder(), new VirtualClock()];
  const before = await started(folder, clock);
  const { arn } = await aChannel(before.client);
  for (let change = 0; change < 20; change++)
    await before.client.send(
      new TagResourceCommand({ resourceArn: arn, tags: { change: `${change}` } }),
    );
  await before.ivs.close();
  const lines = async (): Promise<number> =>
    (await readFile(join(folder, 'journal.jsonl'), 'utf8')).trim().split('\n').length;
  expect(await lines()).toBe(22);
  await (await started(folder, clock)).ivs.close();
  expect(await lines()).toBe(2);
});

test('a journal that is mostly history is rewritten while in use, without a loss', async () => {
  const folder = await aFolder();
  const journal = new Journal(folder);
  const text = 'x'.repeat(1_048_576);
  const sizes: number[] = [];
  for (let change = 0; change < 40; change++) {
    journal.append({ table: 'things', key: `${change % 2}`, record: { change, text } });
    journal.append({ table: 'things', key: 'gone', ...(change % 2 === 0 && { record: {} }) });
    sizes.push((await stat(join(folder, 'journal.jsonl'))).size);
  }
  journal.close();
  expect(Math.max(...sizes)).toBeLessThan(20 * 1_048_576);
  const after = new Journal(folder);
  after.close();
  expect([...(after.snapshot.get('things') ?? [])]).toEqual([
    ['0', { change: 38, text }],
    ['1', { change: 39, text }],
  ]);
});

test('a folder that is locked is refused, and free again when it is closed', async () => {
  const folder = await aFolder();
  const first = await startIvsLocal({ clock: new VirtualClock(), stateFolder: folder });
  await expect(startIvsLocal({ clock: new VirtualClock(), stateFolder: folder })).rejects.toThrow(
    `${folder} is in use by another process`,
  );
  await first.close();
  await started(folder, new VirtualClock());
});
