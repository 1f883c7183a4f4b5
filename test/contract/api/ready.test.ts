import { expect } from 'vitest';
import { givenChannel, refuse } from '../../given.ts';
import type { World } from '../../world.ts';
import { itIn } from '../../worldTest.ts';

const it = itIn({ journal: true });
const MINUTE_MS = 60_000;

interface Part {
  name: string;
  status: string;
  detail?: string;
  at?: string;
}

/** Returns the status of the answer, and its parts that are not well. */
async function asked(world: World): Promise<{ status: number; parts: Part[]; unwell: Part[] }> {
  // The process keeps what it has found for some seconds.
  await world.advance(5_000);
  const { status, body } = await world.http('GET', '/v1/ready');
  const parts = body.parts as Part[];
  expect(parts.map(({ name }) => name)).toEqual(['table', 'sweep', 'events', 'ivs']);
  const unwell = parts.filter((part) => part.status !== 'ok');
  expect([body.status, status]).toEqual(unwell.length === 0 ? ['ready', 200] : ['notReady', 503]);
  return { status, parts, unwell };
}

it('a deployment is ready after its first sweep, and anybody may ask', async ({ world }) => {
  world.fateOf = ({ functionName }) => (functionName === 'sweep' ? 'crashBefore' : undefined);
  await world.advance(2 * MINUTE_MS);
  expect((await asked(world)).unwell).toMatchObject([
    { name: 'sweep', status: 'failing', detail: 'No sweep has succeeded yet.' },
  ]);
  world.fateOf = () => undefined;
  await world.advance(MINUTE_MS);
  const { parts } = await asked(world);
  expect(parts.map(({ status }) => status)).toEqual(['ok', 'ok', 'ok', 'ok']);
  const open = await world.during(fetch(`${world.stack.url}/v1/ready`), 'an answer');
  expect(open.status).toBe(200);

  world.fateOf = ({ functionName }) => (functionName === 'sweep' ? 'crashBefore' : undefined);
  await world.advance(4 * MINUTE_MS);
  expect((await asked(world)).unwell).toEqual([]);
  await world.advance(2 * MINUTE_MS);
  expect((await asked(world)).unwell).toMatchObject([
    { name: 'sweep', status: 'failing', at: expect.any(String) },
  ]);
});

it('IVS is asked twice a minute at most, and its refusal is told by name', async ({ world }) => {
  await world.advance(MINUTE_MS);
  const calls = (): number =>
    world.calls.filter(
      ({ functionName, operation }) => functionName === 'queries' && operation === 'ListStreams',
    ).length;
  refuse(world, 'ListStreams');
  for (let n = 0; n < 5; n++)
    expect((await asked(world)).unwell).toMatchObject([
      { name: 'ivs', detail: 'IVS refused ListStreams: AccessDeniedException.' },
    ]);
  expect(calls()).toBe(1);
  refuse(world);
  await world.advance(30_000);
  expect((await asked(world)).unwell).toEqual([]);
  expect(calls()).toBe(2);
});

it('events that do not arrive are noticed by the end of a job', async ({ world }) => {
  await givenChannel(world);
  await world.advance(10 * MINUTE_MS);
  // A long silence proves nothing.
  expect((await asked(world)).unwell).toEqual([]);
  world.stack.bus.setChaos({ drop: 1 });
  await givenChannel(world);
  // An event may take its time.
  expect((await asked(world)).unwell).toEqual([]);
  await world.advance(6 * MINUTE_MS);
  expect((await asked(world)).unwell).toMatchObject([
    { name: 'events', status: 'failing', at: expect.any(String) },
  ]);
  world.stack.bus.setChaos({ drop: 0 });
  await givenChannel(world);
  expect((await asked(world)).unwell).toEqual([]);
});

it('a table that does not answer is told, and the rest is not guessed', async ({ world }) => {
  await world.advance(MINUTE_MS);
  const { app } = world;
  const refused = Object.assign(new Error('Rate exceeded for account 123456789012'), {
    name: 'ThrottlingException',
  });
  world.app = { ...app, store: { ...app.store, getMany: () => Promise.reject(refused) } };
  const { unwell } = await asked(world);
  world.app = app;
  expect(unwell).toEqual([
    {
      name: 'table',
      status: 'failing',
      detail: 'The table does not answer: ThrottlingException.',
    },
    ...['sweep', 'events', 'ivs'].map((name) => ({ name, status: 'notChecked' })),
  ]);
});
