import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { BUILT_IN } from '../../lib/records/builtInReactions.ts';
import { givenChannel, givenLiveChannel, type GivenChannel } from '../given.ts';
import type { World } from '../world.ts';
import { itIn } from '../worldTest.ts';

const it = itIn({ journal: true });
const MINUTE_MS = 60_000;
/** Longer than a process uses the reactions that it has read. */
const KNOWN_MS = 6_000;

interface Shown {
  name: string;
  mode: string;
  builtIn?: true;
  description?: string;
  when: Record<string, unknown>;
  then: object;
  updatedBy?: string;
}
const listed = async (world: World): Promise<Shown[]> =>
  (await world.http('GET', '/v1/reactions')).body.reactions as Shown[];

/** Writes a reaction as it is, apart from the given members. */
async function change(world: World, name: string, over: object): Promise<number> {
  const { body } = await world.http('GET', `/v1/reactions/${name}`);
  const { when, then } = body.reaction as Shown;
  const asked = { when, then, mode: 'on', ...over };
  const { status } = await world.http('PUT', `/v1/reactions/${name}`, { body: asked });
  await world.advance(KNOWN_MS);
  return status;
}

async function hearBreach(world: World, { arn }: GivenChannel, id: string): Promise<void> {
  const path = new URL('../../events/received/limitBreach.ingestBitrate.json', import.meta.url);
  const event = JSON.parse(readFileSync(path, 'utf8')) as object;
  const time = new Date(world.clock.now()).toISOString();
  await world.stack.bus.deliver({ ...event, id, time, resources: [arn] } as never);
  await world.settle();
}

const jobsOf = async (world: World, { id }: GivenChannel): Promise<unknown[]> =>
  ((await world.http('GET', `/v1/jobs?subject=channel/${id}`)).body.jobs as { workflow: string }[])
    .map(({ workflow }) => workflow)
    .filter((workflow) => workflow !== 'provisionChannel');

it('are listed, are off and decide nothing until somebody writes them', async ({ world }) => {
  expect((await listed(world)).map(({ name, mode, builtIn }) => [name, mode, builtIn])).toEqual([
    ['ad-breaks-while-live', 'off', true],
    ['rotate-after-stream', 'off', true],
    ['stop-after-hours', 'off', true],
    ['suspend-after-breaches', 'off', true],
  ]);
  const channel = await givenLiveChannel(world);
  for (let n = 0; n < 6; n++) await hearBreach(world, channel, `e-${n}`);
  await world.advance(12 * MINUTE_MS);
  world.stack.ivs.disconnectEncoder(channel.encoderId);
  await world.advance(2 * MINUTE_MS);
  expect(await jobsOf(world, channel)).toEqual([]);
  for (const { name } of BUILT_IN) {
    const { body } = await world.http('GET', `/v1/reactions/${name}/decisions`);
    expect(body.decisions, name).toEqual([]);
  }
});

it('act with changed numbers, and are off again after DELETE', async ({ world }) => {
  const channel = await givenLiveChannel(world);
  expect(await change(world, 'stop-after-hours', { when: { streamLiveFor: 'PT2M' } })).toBe(201);
  const { body } = await world.http('GET', '/v1/reactions/stop-after-hours');
  expect(body.reaction).toMatchObject({
    mode: 'on',
    builtIn: true,
    when: { streamLiveFor: 'PT2M' },
    updatedBy: 'local-developer',
  });
  await world.advance(4 * MINUTE_MS);
  expect(world.stack.ivs.isLive(channel.arn)).toBe(false);

  expect(await change(world, 'suspend-after-breaches', { mode: 'shadow' })).toBe(201);
  for (let n = 0; n < 5; n++) await hearBreach(world, channel, `b-${n}`);
  const decisions = await world.http('GET', '/v1/reactions/suspend-after-breaches/decisions');
  expect(decisions.body.decisions).toMatchObject([{ eventId: 'b-4', decision: 'wouldStart' }]);

  for (const { name } of BUILT_IN)
    expect((await world.http('DELETE', `/v1/reactions/${name}`)).status, name).toBe(204);
  expect(await listed(world)).toMatchObject([
    { name: 'ad-breaks-while-live', when: { everyWhileLive: 'PT10M' } },
    { name: 'rotate-after-stream', mode: 'off' },
    { name: 'stop-after-hours', mode: 'off', when: { streamLiveFor: 'PT12H' } },
    { name: 'suspend-after-breaches', mode: 'off', when: { repeated: '5/PT10M' } },
  ]);
});

it('keep their triggers and their workflows', async ({ world }) => {
  const put = async (name: string, when: object, then: object): Promise<unknown[]> => {
    const { status, body } = await world.http('PUT', `/v1/reactions/${name}`, {
      body: { when, then, mode: 'on' },
    });
    return [status, (body.errors as { field: string }[] | undefined)?.[0]?.field];
  };
  const stop = { workflow: 'stopStream' };
  const ads = { workflow: 'insertAdBreak', input: { durationSeconds: 30 } };
  const often = { everyWhileLive: 'PT1H' };
  expect(await put('stop-after-hours', often, stop)).toEqual([400, 'when']);
  expect(await put('ad-breaks-while-live', { streamLiveFor: 'PT1H' }, ads)).toEqual([400, 'when']);
  expect(await put('suspend-after-breaches', { pattern: { source: ['aws.ivs'] } }, stop)).toEqual([
    400,
    'when',
  ]);
  expect(
    await put('stop-after-hours', { streamLiveFor: 'PT1H' }, { workflow: 'deleteChannel' }),
  ).toEqual([400, 'then.workflow']);
  expect(await put('ad-breaks-while-live', often, ads)).toEqual([201, undefined]);
});

it('rotate after a stream, and leave a channel alone whose tag does it', async ({ world }) => {
  const plain = await givenLiveChannel(world);
  const tagged = await givenLiveChannel(
    world,
    {},
    { tags: { 'channelkeeper:rotate-after-show': 'true' } },
  );
  await change(world, 'rotate-after-stream', {});
  for (const { encoderId } of [plain, tagged]) world.stack.ivs.disconnectEncoder(encoderId);
  await world.advance(2 * MINUTE_MS);
  const callers = async ({ id }: GivenChannel): Promise<unknown[]> =>
    (
      (await world.http('GET', `/v1/jobs?subject=channel/${id}&workflow=rotateStreamKeyWhenIdle`))
        .body.jobs as { requestedBy: string }[]
    ).map(({ requestedBy }) => requestedBy);
  expect(await callers(plain)).toEqual(['reaction:rotate-after-stream#1']);
  expect(await callers(tagged)).toEqual(['reaction:rotate-after-show']);
});

it('count apart from the reactions that a deployment may have', async ({ world }) => {
  const { id } = await givenChannel(world);
  const body = {
    when: { streamLiveFor: 'PT1H', selection: { ids: [id] } },
    then: { workflow: 'stopStream' },
    mode: 'off',
  };
  for (let n = 0; n < 100; n++)
    expect((await world.http('PUT', `/v1/reactions/own-${n}`, { body })).status).toBe(201);
  expect((await world.http('PUT', '/v1/reactions/own-100', { body })).status).toBe(402);
  expect(await listed(world)).toHaveLength(104);
});
