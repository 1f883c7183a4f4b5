import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect } from 'vitest';
import { givenChannel, givenLiveChannel, refuse, rotate } from '../given.ts';
import type { Job } from '../../lib/jobs/job.ts';
import type { Answer, World } from '../world.ts';
import { itIn } from '../worldTest.ts';

// A collector takes OTLP over HTTP here, as it would on AWS.

interface Attribute {
  key: string;
  value: { stringValue?: string; intValue?: number; arrayValue?: { values: object[] } };
}
interface Span {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  status: { code: number; message?: string };
  attributes: Attribute[];
}
interface Batch {
  resourceSpans: { resource: { attributes: Attribute[] }; scopeSpans: { spans: Span[] }[] }[];
}

const batches: Batch[] = [];
/** The status of the next answers; 200 when there is none left. */
const statuses: number[] = [];
const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const status = statuses.shift() ?? 200;
    if (status === 200) batches.push(JSON.parse(Buffer.concat(chunks).toString()) as Batch);
    response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
  });
});
await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
server.unref();
const { port } = server.address() as AddressInfo;

const it = itIn({ traces: `http://127.0.0.1:${port}/v1/traces` });
const HOUR_MS = 3_600_000;
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const CALLER = '00f067aa0ba902b7';
const traced = (flags = '01') => ({ headers: { traceparent: `00-${TRACE}-${CALLER}-${flags}` } });

/** Returns the id of the job that an answer names, whether it has ended or not. */
const jobOf = ({ headers }: Answer): string =>
  /\/v1\/jobs\/([\w-]+)/.exec(headers.get('link') ?? '')?.[1] ?? '';

const remove = async (world: World, { id }: { id: string }, flags?: string): Promise<string> =>
  jobOf(await world.http('DELETE', `/v1/channels/${id}`, traced(flags)));

/** Lets a job end, and its trace arrive. */
async function sent(world: World, id: string): Promise<Job> {
  const job = await world.ended(id);
  await world.advance(10_000);
  return job;
}

const attributesOf = ({ attributes }: { attributes: Attribute[] }): Record<string, unknown> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
const spansIn = (all: readonly Batch[]): Span[] =>
  all.flatMap(({ resourceSpans }) =>
    resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)),
  );
const msOf = (time: string): number => Number(BigInt(time) / 1_000_000n);

describe('a trace', () => {
  it('has a deletion within the span of its caller, with its steps and their calls', async ({
    world,
  }) => {
    batches.length = 0;
    const channel = await givenLiveChannel(world);
    const id = await remove(world, channel);
    const job = await sent(world, id);
    const spans = spansIn(batches).filter(({ traceId }) => traceId === TRACE);
    const [root, ...steps] = spans;
    expect(root).toMatchObject({ name: 'deleteChannel', parentSpanId: CALLER, kind: 1 });
    expect([root?.startTimeUnixNano, root?.endTimeUnixNano].map((at) => msOf(at ?? '0'))).toEqual([
      Math.floor(job.createdAt),
      Math.floor(job.finishedAt ?? 0),
    ]);
    expect(attributesOf(root!)).toMatchObject({
      'channelkeeper.job.id': id,
      'channelkeeper.job.ending': 'succeeded',
      'channelkeeper.job.caused_by': job.causedBy,
    });
    expect(steps.map(({ name }) => name)).toEqual(job.timeline.map(({ step }) => step));
    for (const [n, step] of steps.entries()) {
      const { outcome, operations, requestId } = job.timeline[n]!;
      expect([step.parentSpanId, step.kind]).toEqual([root?.spanId, operations ? 3 : 1]);
      expect(attributesOf(step)).toMatchObject({
        'channelkeeper.step.outcome': outcome,
        ...(operations && { 'rpc.system.name': 'aws-api' }),
        ...(requestId && { 'aws.request_id': requestId }),
      });
    }
    expect(new Set(spans.map(({ spanId }) => spanId)).size).toBe(spans.length);
    const [{ resource } = { resource: { attributes: [] } }] = batches[0]!.resourceSpans;
    expect(attributesOf(resource)).toMatchObject({
      'service.name': 'channelkeeper',
      'cloud.region': 'us-west-2',
    });
  });

  it('goes on across a crash and a wait of a day, and tells an error', async ({ world }) => {
    batches.length = 0;
    const channel = await givenLiveChannel(world);
    const rotation = await world.http(
      'POST',
      `/v1/channels/${channel.id}/stream-key-rotations?when=idle`,
      traced(),
    );
    const id = jobOf(rotation);
    world.clock.moveTo(world.clock.now() + 24 * HOUR_MS);
    let crashed = false;
    world.fateOf = ({ operation }) => {
      if (crashed || operation !== 'CreateStreamKey') return undefined;
      crashed = true;
      return 'crashAfter';
    };
    world.stack.ivs.disconnectEncoder(channel.encoderId);
    await sent(world, id);
    expect(crashed).toBe(true);
    const [root, ...steps] = spansIn(batches).filter(({ traceId }) => traceId === TRACE);
    const [beganAt, endedAt] = [root!.startTimeUnixNano, root!.endTimeUnixNano].map(msOf);
    expect(endedAt! - beganAt!).toBeGreaterThan(24 * HOUR_MS);
    expect(steps.map(({ name }) => name)).toContain('creating');
    expect(steps.every(({ parentSpanId }) => parentSpanId === root?.spanId)).toBe(true);
    const wait = steps.find(({ name }) => name === 'awaitingStreamEnd');
    expect(msOf(wait!.startTimeUnixNano) - beganAt!).toBeLessThan(10_000);
    expect(endedAt! - msOf(wait!.endTimeUnixNano)).toBeLessThan(120_000);

    batches.length = 0;
    refuse(world, 'CreateStreamKey');
    await sent(world, jobOf(await rotate(world, await givenChannel(world), 'now')));
    const failed = spansIn(batches).find(({ name }) => name === 'rotateStreamKeyNow');
    expect(failed).toMatchObject({
      name: 'rotateStreamKeyNow',
      status: { code: 2, message: 'AccessDeniedException' },
    });
    // Without a caller's trace, the job has one of its own.
    expect(failed?.traceId).not.toBe(TRACE);
    expect(failed).not.toHaveProperty('parentSpanId');
  });

  it('has children within the span of their parent', async ({ world }) => {
    batches.length = 0;
    const { id } = await givenChannel(world);
    const path = `/v1/channels/${id}?after=PT5M`;
    await sent(world, jobOf(await world.http('DELETE', path, traced())));
    const jobs = spansIn(batches).filter(({ name }) => /^(?:startLater|deleteChannel)$/.test(name));
    const [parent, child] = ['startLater', 'deleteChannel'].map((wanted) =>
      jobs.find(({ name }) => name === wanted),
    );
    expect([parent?.traceId, child?.traceId]).toEqual([TRACE, TRACE]);
    expect([parent?.parentSpanId, child?.parentSpanId]).toEqual([CALLER, parent?.spanId]);
  });

  it('is not sent if the caller does not record it', async ({ world }) => {
    batches.length = 0;
    await sent(world, await remove(world, await givenChannel(world), '00'));
    expect(spansIn(batches).map(({ name }) => name)).not.toContain('deleteChannel');
  });

  it('is sent again under the same ids when the collector was away', async ({ world }) => {
    const channel = await givenChannel(world);
    await world.advance(10_000);
    batches.length = 0;
    statuses.push(503, 503);
    const id = await remove(world, channel);
    await sent(world, id);
    expect(batches).toEqual([]);
    await world.advance(4 * 60_000);
    expect(spansIn(batches)[0]).toMatchObject({ name: 'deleteChannel', traceId: TRACE });
    expect(world.stack.lambda.deadLetters()).toEqual([]);
    await world.invoke('exportTraces', { detail: { jobId: id } });
    expect(batches).toHaveLength(2);
    expect(batches[1]).toEqual(batches[0]);
  });
});
