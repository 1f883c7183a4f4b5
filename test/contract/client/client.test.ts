import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect } from 'vitest';
import {
  clientTypesPath,
  clientTypesText,
  eventTypesPath,
  eventTypesText,
} from '../../../scripts/generateDocs.ts';
import {
  dataOf,
  idOf,
  openClient,
  ProblemError,
  type Client,
  type Job,
} from '../../../lib/client/client.ts';
import { givenChannel, givenLiveChannel, isThere, keysOf } from '../../given.ts';

import { it } from '../../worldTest.ts';

describe('the client and the running service', () => {
  let client: Client;
  it.beforeEach(async ({ world }) => {
    const { clock } = world.app;
    client = openClient({
      url: `${world.stack.url}/`,
      token: () => world.stack.issuer.mint(),
      clock,
    });
  });

  it('creates a channel, reads it and passes on the refusal of a request', async ({ world }) => {
    const made = await world.during(
      client.outcomeOf(client.POST('/v1/channels', { body: { name: 'studio' } })),
      'a channel',
    );
    const channelId = idOf(made.channel);
    const { channel } = dataOf(
      await world.during(
        client.GET('/v1/channels/{channelId}', { params: { path: { channelId } } }),
        'the channel',
      ),
    );
    expect(channel.name).toBe('studio');

    const missing = await world.during(
      client.GET('/v1/channels/{channelId}', { params: { path: { channelId: 'nobody' } } }),
      'a refusal',
    );
    expect(missing.error).toMatchObject({ type: '/problems/not-found', status: 404 });
    expect(() => dataOf(missing)).toThrow(ProblemError);
    expect(() => dataOf(missing)).toThrow('There is no such resource: There is no channel nobody.');
  });

  it('goes through every page of a list, whatever its size', async ({ world }) => {
    for (const name of ['one', 'two', 'three', 'four', 'five']) await givenChannel(world, { name });
    const names = async (limit: number): Promise<(string | undefined)[]> => {
      const found = [];
      for await (const channel of client.each('/v1/channels', { query: { limit } }))
        found.push(channel.name);
      return found.toSorted((a = '', b = '') => a.localeCompare(b));
    };
    expect(await world.during(names(2), 'all names')).toEqual([
      'five',
      'four',
      'one',
      'three',
      'two',
    ]);
    expect(await world.during(names(100), 'all names')).toEqual([
      'five',
      'four',
      'one',
      'three',
      'two',
    ]);
    const pages = world.logged.filter((line) => line.includes('"GET /v1/channels"'));
    expect(pages).toHaveLength(3 + 1);
  });

  it('waits for the end of a job and tells of every change', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const seen: Job[] = [];
    const deleting = async (): Promise<Job> => {
      const accepted = dataOf(
        await client.DELETE('/v1/channels/{channelId}', {
          params: { path: { channelId: channel.id } },
        }),
      );
      if (!accepted || !('job' in accepted)) throw new Error('A live channel was deleted at once.');
      return client.waitForJob(accepted.job, { onProgress: (job) => seen.push(job) });
    };

    const job = await world.during(deleting(), 'the end of the deletion');

    expect(job).toMatchObject({ workflow: 'deleteChannel', status: 'succeeded' });
    expect(seen.map(({ status }) => status)).toEqual(
      expect.arrayContaining(['waiting', 'succeeded']),
    );
    expect(seen.at(-1)).toEqual(job);
    expect(new Set(seen.map(({ version }) => version)).size).toBe(seen.length);
  });

  it('returns the outcome of slow work as if it were immediate', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const statuses = new Set<string>();
    const rotation = client.POST('/v1/channels/{channelId}/stream-key-rotations', {
      params: { path: { channelId: channel.id }, query: { when: 'now' } },
    });

    const { streamKey, job } = await world.during(
      client.outcomeOf(rotation, { onProgress: ({ status }) => statuses.add(status) }),
      'a new key',
    );

    expect(streamKey.arn).toBe(job.result?.newStreamKeyArn);
    expect(await keysOf(world, channel)).toMatchObject([{ arn: streamKey.arn }]);
    expect([...statuses]).toEqual(expect.arrayContaining(['waiting', 'succeeded']));
    expect(world.calls.filter(({ operation }) => operation === 'CreateStreamKey')).toHaveLength(1);
  });

  it('returns the job of scheduled work once it has ended', async ({ world }) => {
    const channel = await givenChannel(world);
    const later = client.DELETE('/v1/channels/{channelId}', {
      params: { path: { channelId: channel.id }, query: { after: 'PT5S' } },
    });
    const outcome: unknown = await world.during(client.outcomeOf(later), 'the end');
    expect(outcome).toMatchObject({ job: { workflow: 'startLater', status: 'succeeded' } });
    expect(await isThere(world, channel)).toBe(false);
  });

  it('returns the refusal of slow work, and starts no second job', async ({ world }) => {
    const channel = await givenLiveChannel(world);
    const rotation = client.POST('/v1/channels/{channelId}/stream-key-rotations', {
      params: { path: { channelId: channel.id }, query: { when: 'idle' } },
    });
    const cancelling = async ({ id: jobId, status }: Job): Promise<void> => {
      if (status === 'waiting')
        await client.POST('/v1/jobs/{jobId}/cancel', { params: { path: { jobId } } });
    };
    const outcome = client.outcomeOf(rotation, { onProgress: (job) => void cancelling(job) });
    const refusal = (await world.during(
      outcome.catch((error: unknown) => error),
      'a refusal',
    )) as ProblemError;
    expect(refusal).toMatchObject({ status: 409, type: 'job-cancelled' });

    for (const { encoderId } of world.stack.ivs.encoders())
      world.stack.ivs.disconnectEncoder(encoderId);
    await world.advance(10_000);
    const jobId = refusal.problem?.jobId ?? '';
    const again = await world.during(
      client.outcomeOf(client.POST('/v1/jobs/{jobId}/redrive', { params: { path: { jobId } } })),
      'the job again',
    );
    expect(again.job).toMatchObject({ redriveOf: jobId, status: 'succeeded' });
    const { jobs } = dataOf(
      await world.during(
        client.GET('/v1/jobs', { params: { query: { workflow: 'rotateStreamKeyWhenIdle' } } }),
        'the rotations',
      ),
    );
    expect(jobs).toHaveLength(2);
  });

  it('stops waiting when aborted, and says which answer it cannot read', async ({ world }) => {
    await expect(
      world.during(client.waitForJob('channel-nobody-0123456789abcdef'), 'a refusal'),
    ).rejects.toMatchObject({ status: 404, type: 'not-found' });
    await expect(
      client.waitForJob('channel-nobody-0123456789abcdef', {
        signal: AbortSignal.abort(new Error('enough')),
      }),
    ).rejects.toThrow('enough');
  });
});

describe('repeated requests of the client', () => {
  interface Sent {
    key: string | null;
    body: string;
  }
  const slept: number[] = [];
  let sent: Sent[];
  beforeEach(() => {
    sent = [];
    slept.length = 0;
  });

  /** Returns a client of an API that gives these answers in turn and then repeats the last one. */
  function against(...answers: (Response | Error)[]): Client {
    const clock = {
      now: () => Date.parse('2026-11-23T10:00:00Z'),
      sleep: (ms: number) => (slept.push(ms), Promise.resolve()),
    };
    const fetch: typeof globalThis.fetch = async (input) => {
      const request = input as Request;
      sent.push({ key: request.headers.get('idempotency-key'), body: await request.text() });
      const answer = (answers.length > 1 ? answers.shift() : answers[0]) as Response | Error;
      if (answer instanceof Error) throw answer;
      return answer.clone();
    };
    return openClient({ url: 'http://127.0.0.1', token: 't', fetch, clock, attemptsMax: 4 });
  }
  const refusal = (
    status: number,
    more: object = {},
    headers: Record<string, string> = {},
  ): Response =>
    new Response(
      JSON.stringify({ type: '/problems/throttled', title: '', detail: '', status, ...more }),
      { status, headers },
    );
  const channels = (): Response => Response.json({ channels: [] });
  const create = (client: Client, key?: string): Promise<unknown> =>
    client.POST('/v1/channels', {
      body: { name: 'n' },
      params: key === undefined ? {} : { header: { 'Idempotency-Key': key } },
    });

  it('repeats a throttled or unavailable request after its Retry-After', async () => {
    const client = against(
      refusal(429, {}, { 'retry-after': '3' }),
      refusal(503, {}, { 'retry-after': 'Mon, 23 Nov 2026 10:00:07 GMT' }),
      channels(),
    );
    expect((await client.GET('/v1/channels')).response.status).toBe(200);
    expect(slept).toEqual([3_000, 7_000]);
  });

  it('repeats a change under one key, the caller’s or one of its own', async () => {
    await create(against(new TypeError('fetch failed'), refusal(503), channels()));
    expect(sent).toHaveLength(3);
    expect(new Set(sent.map(({ key }) => key)).size).toBe(1);
    expect(sent[0]).toEqual({
      key: expect.stringMatching(/^\w{16}$/) as string,
      body: '{"name":"n"}',
    });
    expect(sent[2]?.body).toBe('{"name":"n"}');
    const [first] = sent;
    await create(against(channels()));
    expect(sent[3]?.key).not.toBe(first?.key);
    await create(against(refusal(429), channels()), 'mine');
    expect(sent.slice(4).map(({ key }) => key)).toEqual(['mine', 'mine']);
    expect((await against(channels()).GET('/v1/channels')).response.ok).toBe(true);
    expect(sent.at(-1)?.key).toBeNull();
  });

  it('waits until the same request, which is under way, has been answered', async () => {
    const underWay = { type: '/problems/request-under-way' };
    await create(against(refusal(409, underWay, { 'retry-after': '2' }), channels()), 'mine');
    expect(sent.map(({ key }) => key)).toEqual(['mine', 'mine']);
    expect(slept).toEqual([2_000]);
  });

  it('waits longer each time without a Retry-After, and gives up', async () => {
    const { response } = await against(refusal(503)).GET('/v1/channels');
    expect(response.status).toBe(503);
    expect(sent).toHaveLength(4);
    for (const [index, most] of [500, 1_000, 2_000].entries()) {
      expect(slept[index]).toBeGreaterThanOrEqual(most / 2);
      expect(slept[index]).toBeLessThanOrEqual(most);
    }
    await expect(against(new TypeError('fetch failed')).GET('/v1/channels')).rejects.toThrow(
      'fetch failed',
    );
  });

  it.each([
    ['a refusal for good', refusal(400)],
    ['a fault of the service', refusal(500)],
    ['a conflict', refusal(409, { type: '/problems/job-conflict' })],
    ['the end of a job', refusal(429, { jobId: 'channel-a-0123456789abcdef' })],
    ['a wait of hours', refusal(429, {}, { 'retry-after': '7200' })],
  ])('does not repeat %s', async (_what, answer) => {
    await create(against(answer));
    expect(sent).toHaveLength(1);
  });
});

it('lib/client/ has the types of our schemas; if not, run: npm run docs', () => {
  expect(readFileSync(clientTypesPath, 'utf8')).toBe(clientTypesText());
  expect(readFileSync(eventTypesPath, 'utf8')).toBe(eventTypesText());
});
