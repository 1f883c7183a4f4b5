import { expect } from 'vitest';
import { openClient, ProblemError, together, type Job } from '../../../lib/client/client.ts';
import { freePort } from '../../copyOfProject.ts';
import type { World } from '../../world.ts';
import { itInTwo } from '../../worldTest.ts';

const it = itInTwo();

const clientOf = ({ app, stack }: World, token = (): Promise<string> => stack.issuer.mint()) =>
  openClient({ url: stack.url, token, clock: app.clock });

it('together returns the data of each client by its name', async ({ world, other }) => {
  await world.http('POST', '/v1/channels', { body: { name: 'a' } });
  await other.http('POST', '/v1/channels', { body: { name: 'b' } });
  const clients = { eu: clientOf(world), us: clientOf(other) };
  const { eu, us } = await world.during(
    together(clients, (client) => client.GET('/v1/channels')),
    'both lists',
  );
  // The compiler knows the members of the answer.
  const names = [eu, us].map(({ data }) => data?.channels.map(({ name }) => name));
  expect(names).toEqual([['a'], ['b']]);
  expect([eu.problem, us.problem]).toEqual([undefined, undefined]);
});

it('together reads all pages of each, and tells the name to the function', async ({
  world,
  other,
}) => {
  for (const name of ['a', 'b', 'c']) await world.http('POST', '/v1/channels', { body: { name } });
  const clients = { eu: clientOf(world), us: clientOf(other) };
  const answers = await world.during(
    together(clients, async (client, name) => {
      const found: string[] = [];
      for await (const channel of client.each('/v1/channels', { query: { limit: 1 } }))
        found.push(`${name} ${channel.name}`);
      return found.toSorted();
    }),
    'all pages',
    // IVS throttles so many calls, and the clients wait.
    async () => void world.clock.fireNext(Infinity),
  );
  expect(answers).toEqual({ eu: { data: ['eu a', 'eu b', 'eu c'] }, us: { data: [] } });
});

it('together tells the problem of a client that is refused or gets no answer', async ({
  world,
  other,
}) => {
  const down = openClient({
    url: `http://127.0.0.1:${await freePort()}`,
    token: 'a.b.c',
    clock: world.app.clock,
    attemptsMax: 1,
  });
  const refused = clientOf(other, () => Promise.resolve('refused.by.us'));
  const { eu, us, ap, sa } = await world.during(
    together({ eu: clientOf(world), us: refused, ap: down, sa: clientOf(other) }, (client) =>
      client.GET('/v1/jobs', { params: { query: { needsAttention: 'true' } } }),
    ),
    'an answer of each',
  );
  const jobs: readonly Job[] = [...(eu.data?.jobs ?? []), ...(sa.data?.jobs ?? [])];
  expect([eu.problem, sa.problem, jobs]).toEqual([undefined, undefined, []]);
  expect(us.problem).toBeInstanceOf(ProblemError);
  expect(us.problem).toMatchObject({ status: 401 });
  expect(ap).toEqual({ problem: expect.any(TypeError) as Error });
});

it('together asks the clients at the same time, and ends with the signal of the calls', async ({
  world,
  other,
}) => {
  const stop = new AbortController();
  let asked = 0;
  const silent: typeof fetch = (input) => {
    asked += 1;
    if (asked === 2) setImmediate(() => stop.abort());
    const { signal } = input instanceof Request ? input : new Request(input);
    return new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error));
    });
  };
  const silentOf = ({ app, stack }: World) =>
    openClient({ url: stack.url, token: 'a.b.c', clock: app.clock, fetch: silent });
  const answers = await world.during(
    together({ eu: silentOf(world), us: silentOf(other) }, (client) =>
      client.GET('/v1/jobs', { signal: stop.signal }),
    ),
    'the end of both',
  );
  for (const { data, problem } of Object.values(answers))
    expect([data, problem?.name]).toEqual([undefined, 'AbortError']);
});
