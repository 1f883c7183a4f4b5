import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, onTestFinished } from 'vitest';
import { ivsEvents } from '../../../cli/events/ivsEvents.ts';
import { wordOf } from '../../../cli/events/catalog.ts';
import { EVENT_NAMES, IVS_EVENT_NAMES } from '../../../cli/events/names.ts';
import { freePort } from '../../copyOfProject.ts';
import { givenChannel, givenLiveChannel } from '../../given.ts';
import { run, runAlone, type Around, type Ran } from '../../commandLine.ts';
import type { World } from '../../world.ts';
import { it, itIn } from '../../worldTest.ts';

interface Envelope {
  id: string;
  source: string;
  time: string;
  'detail-type': string;
  resources: string[];
  detail: Record<string, unknown>;
}

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'channelkeeper-events-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Leaves the addresses of the whole system where `npm start` leaves them. */
async function withStack(world: World, around: Around = {}): Promise<Around> {
  await mkdir(join(folder, '.local'), { recursive: true });
  const { url, ivs, bus, dynamodb } = world.stack;
  const addresses = { url, ivs: ivs.url, rtmp: '', events: bus.url, dynamodb: dynamodb.url };
  await writeFile(join(folder, '.local/addresses.json'), JSON.stringify(addresses));
  return { ...around, folders: [folder] };
}

/** Starts an endpoint that answers with the given statuses, the last one again and again. */
async function receiver(statuses: number[] = [204], port = 0) {
  const received: { event: Envelope; headers: Record<string, unknown> }[] = [];
  const server = createServer((request, response) => {
    const answer = async (): Promise<void> => {
      const event = (await json(request)) as Envelope;
      received.push({ event, headers: request.headers });
      const [status = 500] = statuses.length > 1 ? statuses.splice(0, 1) : statuses;
      response.writeHead(status).end();
    };
    void answer();
  });
  await new Promise<void>((resolve) => void server.listen(port, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`, received };
}

/** Listens, does something once the program listens, and ends it when `isOver` holds. */
async function listened(
  world: World,
  args: readonly string[],
  {
    does,
    isOver,
    onErr,
    ...around
  }: Around & {
    does: () => Promise<unknown>;
    isOver: (out: string) => boolean;
    onErr?: (err: string) => void;
  },
): Promise<Ran> {
  const interrupt = new AbortController();
  let [out, err] = ['', ''];
  let doing: Promise<unknown> | undefined;
  const ran = await run(world, ['listen', ...args], {
    ...(await withStack(world, around)),
    io: {
      signal: interrupt.signal,
      out(text) {
        out += text;
        if (isOver(out)) interrupt.abort();
      },
      err(text) {
        err += text;
        onErr?.(err);
        if (text.startsWith('Forwarding ')) doing = does();
      },
      ...around.io,
    },
  });
  await doing;
  return { ...ran, out, err };
}
const lines = (out: string): string[] => out.split('\n').filter((line) => line !== '');

describe('listen', () => {
  it('forwards new events alone, in order, as EventBridge would, until Ctrl-C', async ({
    world,
  }) => {
    const { url, received } = await receiver([204, 500, 404, 204]);
    await run(world, ['channels', 'delete', (await givenChannel(world)).id, '--yes']);
    const channels = [await givenChannel(world), await givenChannel(world)];
    const before = world.stack.bus.events().length;
    const { code, out, err } = await listened(
      world,
      ['--forward-to', url, '--api-key-variable', 'HOOK_KEY'],
      {
        environment: { HOOK_KEY: 'the-key' },
        does: async () => {
          for (const { id } of channels) await run(world, ['channels', 'delete', id, '--yes']);
        },
        isOver: (text) => lines(text).length === 4,
      },
    );
    expect(code, err).toBe(130);
    const sent = world.stack.bus.events().slice(before);
    expect(received.map(({ event }) => event)).toEqual(
      sent
        .filter((event) => event.busName === 'channelkeeper-local')
        .map(({ busName: _busName, ...event }) => event),
    );
    expect(received.map(({ event }) => event['detail-type'])).toEqual([
      'Channel Deleted',
      'Job Succeeded',
      'Channel Deleted',
      'Job Succeeded',
    ]);
    expect(received[0]?.headers).toMatchObject({
      'x-api-key': 'the-key',
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'Amazon/EventBridge/ApiDestinations',
    });
    expect(lines(out).map((line) => line.replace(/^.* → /, '').replace(/ \d+ ms/, ''))).toEqual([
      '204 in',
      '500 in; EventBridge would send it again',
      '404 in; EventBridge would put it into the queue of undelivered events',
      '204 in',
    ]);
    expect(out + err).not.toContain('the-key');
  });

  it('forwards only the chosen events, and prints a line of JSON each', async ({ world }) => {
    const { url, received } = await receiver();
    const { id } = await givenChannel(world);
    const { out } = await listened(
      world,
      ['--forward-to', url, '--events', 'job-succeeded', '--json'],
      {
        does: () => run(world, ['channels', 'delete', id, '--yes']),
        isOver: (text) => text !== '',
      },
    );
    expect(JSON.parse(out)).toMatchObject({
      detailType: 'Job Succeeded',
      status: 204,
      attempts: 1,
    });
    expect(received).toHaveLength(1);
  });

  it('waits for an endpoint that does not answer, and loses nothing', async ({ world }) => {
    const port = await freePort();
    const { id } = await givenChannel(world);
    let pauses: string[] = [];
    let started: Awaited<ReturnType<typeof receiver>> | undefined;
    const { out } = await listened(
      world,
      ['--forward-to', `http://127.0.0.1:${port}/hooks`, '--json'],
      {
        does: () => run(world, ['channels', 'delete', id, '--yes']),
        isOver: (text) => lines(text).length === 2,
        onErr(err) {
          pauses = [...err.matchAll(/the next attempt is in ([\d.]+) s/g)].map(([, s = '']) => s);
        },
        io: {
          clock: {
            now: () => world.clock.now(),
            async sleep(ms) {
              if (pauses.length === 7) started ??= await receiver([204], port);
              await world.app.clock.sleep(ms);
            },
          },
        },
      },
    );
    expect(pauses).toEqual(['0.25', '0.5', '1', '2', '4', '5', '5']);
    expect(lines(out).map((line) => JSON.parse(line) as object)).toMatchObject([
      { detailType: 'Channel Deleted', attempts: 8 },
      { detailType: 'Job Succeeded', attempts: 1 },
    ]);
    expect(started?.received).toHaveLength(2);
  });

  it('refuses other addresses, events that do not exist, and a deployment on AWS', async ({
    world,
  }) => {
    const to = ['listen', '--forward-to'];
    for (const url of ['http://example.com/', 'ftp://127.0.0.1', 'https://a:b@example.com', 'x']) {
      const { code, err } = await runAlone([...to, url, '--json']);
      expect([code, JSON.parse(err)], url).toEqual([
        2,
        expect.objectContaining({ errors: [{ field: 'forward-to', rule: expect.any(String) }] }),
      ]);
    }
    const { url } = await receiver();
    const unknown = await run(world, [...to, url, '--events', 'Job Due'], await withStack(world));
    expect([unknown.code, unknown.err]).toEqual([2, expect.stringContaining('Job Failed')]);
    const without = await run(
      world,
      [...to, url, '--api-key-variable', 'NONE'],
      await withStack(world),
    );
    expect([without.code, without.err]).toEqual([2, expect.stringContaining('NONE is not set')]);
    for (const args of [
      [...to, url],
      ['trigger', 'job-failed'],
    ]) {
      const { code, err } = await run(world, args);
      expect([code, err]).toEqual([4, expect.stringContaining('docs/webhooks.md')]);
    }
  });
});

describe('trigger', () => {
  it('knows the events of the deployment, and completion offers them', async ({ world }) => {
    const { out } = await run(world, ['trigger', 'list', '--json']);
    const { events } = JSON.parse(out) as { events: { event: string; detailType: string }[] };
    expect(events.map(({ event }) => event)).toEqual([...EVENT_NAMES, ...IVS_EVENT_NAMES]);
    const documented = JSON.parse(readFileSync('docs/events.json', 'utf8')) as {
      events: { detailType: string }[];
    };
    expect(documented.events.map(({ detailType }) => wordOf(detailType))).toEqual(EVENT_NAMES);
    expect((await run(world, ['trigger', 'list'])).out).toMatch(
      /^EVENT +SOURCE +DETAIL TYPE +DESCRIPTION\n/,
    );
    const completed = await runAlone(['complete', '--', 'trigger', 'job-']);
    expect(completed.out).toBe('job-cancelled\njob-failed\njob-succeeded\n');
    const ofStreams = await runAlone(['complete', '--', 'trigger', 'stream-']);
    expect(lines(ofStreams.out)).toEqual(
      expect.arrayContaining(['stream-key-rotated', 'stream-start', 'stream-end']),
    );
  });

  it('sends a sample of every event that its schema allows, each a new one', async ({ world }) => {
    const { url, received } = await receiver();
    for (const name of [...EVENT_NAMES, 'Job Failed']) {
      const { code, err } = await run(world, ['trigger', name, '--forward-to', url]);
      expect(code, err).toBe(0);
    }
    const events = received.map(({ event }) => event);
    expect(events.slice(0, -1).map((event) => wordOf(event['detail-type']))).toEqual(EVENT_NAMES);
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
    expect(new Set(events.map(({ detail }) => JSON.stringify(detail))).size).toBe(events.length);
    for (const { time } of events)
      expect(Math.abs(Date.parse(time) - world.clock.now())).toBeLessThan(60_000);
  });

  it('sends a sample of every event of IVS without a deployment, each a new one', async () => {
    const { url, received } = await receiver();
    const names = IVS_EVENT_NAMES.map((name, n) => (n % 2 === 0 ? name : name.replace('-', ' ')));
    for (const name of names) {
      const { code, err } = await runAlone(['trigger', name, '--forward-to', url]);
      expect(code, err).toBe(0);
    }
    const events = received.map(({ event }) => event);
    expect(new Set(events.map(({ id }) => id)).size).toBe(IVS_EVENT_NAMES.length);
    const { example } = ivsEvents.find(({ name }) => name === 'Stream Failure') ?? {};
    expect(events[IVS_EVENT_NAMES.indexOf('stream-failure')]).toEqual({
      ...example,
      id: expect.any(String),
      time: expect.any(String),
    });
    expect(events.map(({ source }) => source)).toEqual(IVS_EVENT_NAMES.map(() => 'aws.ivs'));

    const about = ['--channel', 'Ab12', '--set', 'detail.stream_id=st-7'];
    const args = ['trigger', 'stream-start', '--forward-to', url, '--json'];
    const { out } = await runAlone(args.concat(about));
    const resources = [expect.stringMatching(/:channel\/Ab12$/)];
    const sent = { resources, detail: { event_name: 'Stream Start', stream_id: 'st-7' } };
    expect(JSON.parse(out)).toMatchObject({ event: sent, status: 204 });
    expect(received.at(-1)?.event).toMatchObject(sent);
    const to = ['--forward-to', url];
    for (const refused of [
      ['concurrent-viewers', ...to, '--channel', 'Ab12'],
      ['stream-start', ...to, '--set', 'detail.stream_id=7'],
    ])
      expect((await runAlone(['trigger', ...refused])).code, refused.join(' ')).toBe(2);
    expect(received).toHaveLength(IVS_EVENT_NAMES.length + 1);
  });

  itIn({ journal: true })('lets the local stack react to an event of IVS', async ({ world }) => {
    const { id, arn } = await givenChannel(world);
    const recorded = ['trigger', 'recording-end', '--channel', id];
    const { code, out, err } = await run(world, recorded, await withStack(world));
    expect([code, out], err).toEqual([0, expect.stringContaining('Recording End is on the bus')]);
    await world.settle();
    const told = world.stack.bus.events().map((event) => [event['detail-type'], event.resources]);
    expect(told).toContainEqual(['Recording Ready', [arn]]);

    const elsewhere = await run(world, ['trigger', 'stream-start']);
    expect([elsewhere.code, elsewhere.err]).toEqual([4, expect.stringContaining('webhooks.md')]);
  });

  it('takes a channel and members, and exits by the answer of the endpoint', async ({ world }) => {
    const { url, received } = await receiver([500]);
    const { code, out } = await run(world, [
      'trigger',
      'channel-suspended',
      '--forward-to',
      url,
      '--channel',
      'Ab12',
      '--set',
      'detail.timeToDarkMs=7',
      '--set',
      'detail.step=a=b',
      '--json',
    ]);
    expect(code).toBe(4);
    const arn = expect.stringMatching(/:channel\/Ab12$/);
    expect(received[0]?.event).toMatchObject({
      resources: [arn],
      detail: {
        channelArn: arn,
        timeToDarkMs: 7,
        step: 'a=b',
        jobId: expect.stringMatching(/-Ab12-/),
      },
    });
    expect(JSON.parse(out)).toMatchObject({ event: received[0]?.event, status: 500 });
    const nobody = [
      'trigger',
      'job-failed',
      '--forward-to',
      `http://127.0.0.1:${await freePort()}`,
    ];
    expect((await run(world, nobody)).code).toBe(6);
  });

  it('names the member and the rule of the schema that --set breaks', async ({ world }) => {
    const { url, received } = await receiver();
    const refused = async (name: string, ...more: string[]): Promise<unknown> => {
      const args = ['trigger', name, '--forward-to', url, '--json', ...more];
      const { code, err } = await run(world, args);
      expect(code, err).toBe(2);
      return (JSON.parse(err) as { errors?: unknown }).errors;
    };
    expect(await refused('channel-suspended', '--set', 'detail.timeToDarkMs=soon')).toEqual([
      { field: 'detail.timeToDarkMs', rule: expect.stringMatching(/integer|number/) },
    ]);
    expect(await refused('channel-suspended', '--set', 'detail.timeToDarkMs=-1')).toEqual([
      { field: 'detail.timeToDarkMs', rule: 'must be >= 0' },
    ]);
    expect(await refused('job-failed', '--set', 'detail.error.class=odd')).toEqual([
      { field: 'detail.error.class', rule: expect.stringContaining('throttled, unavailable') },
    ]);
    for (const field of ['detail.chanel', '__proto__.polluted', 'constructor'])
      expect(await refused('job-failed', '--set', `${field}=1`)).toEqual([
        { field, rule: 'is no member of this event' },
      ]);
    await refused('job-failed', '--set', 'nothing');
    await refused('job-failed', '--channel', '../..');
    await refused('ad-configuration-deleted', '--channel', 'Ab12');
    await refused('nonsense');
    expect(received).toEqual([]);
  });

  it('puts the event on the bus of the local stack, where listen finds it', async ({ world }) => {
    const { url, received } = await receiver();
    const live = await givenLiveChannel(world);
    await listened(world, ['--forward-to', url], {
      does: async () =>
        expect(
          await run(
            world,
            ['trigger', 'Channel Deleted', '--channel', live.id],
            await withStack(world),
          ),
        ).toMatchObject({ code: 0, out: expect.stringContaining('is on the bus') }),
      isOver: (text) => text !== '',
    });
    expect(received).toMatchObject([
      {
        event: { 'detail-type': 'Channel Deleted', source: 'channelkeeper', resources: [live.arn] },
      },
    ]);
    expect(received[0]?.event).not.toHaveProperty('busName');
  });
});
