import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { GetChannelCommand, IvsClient } from '@aws-sdk/client-ivs';
import { build as bundle } from 'esbuild';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { COUNTRIES } from '../../lib/countries.ts';
import { openIvs } from '../../lib/ivs/client.ts';
import { projectFolder } from '../../local/build.ts';
import { builtins } from '../../local/bundling/builtins.ts';
import { lib } from '../../local/bundling/lib.ts';
import { packages } from '../../local/bundling/packages.ts';
import { systemClock } from '../../local/clock.ts';
import { startIvsLocal } from '../../local/ivs/server.ts';
import { createWorkerLambda } from '../../local/lambda/workers.ts';
import { startStack, type Stack } from '../../local/stack.ts';
import { IVS_REGIONS } from '../../scripts/ivsRegions.ts';

// Runs the bundles themselves. The stories run the sources, which have the whole AWS SDK.

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({
    clock: systemClock,
    lambda: 'workers',
    ports: { http: 0, ivs: 0, rtmp: null, events: 0, dynamodb: 0 },
    folder: null,
  });
});
afterAll(() => stack?.close());

describe('the functions as they are deployed', () => {
  async function ask(
    method: string,
    path: string,
    body?: unknown,
    waitSeconds = 20,
  ): Promise<{ status: number; type: string | null; body: Record<string, unknown> }> {
    const response = await fetch(`${stack.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${await stack.issuer.mint({})}`,
        prefer: `wait=${waitSeconds}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const type = response.headers.get('content-type');
    const parsed = (type?.includes('json') ? JSON.parse(text) : {}) as Record<string, unknown>;
    return { status: response.status, type, body: parsed };
  }

  it('a channel is created, read, listed with its jobs, and deleted', async () => {
    const created = await ask('POST', '/v1/channels', { name: 'bundled', tags: { team: 'a' } });
    expect(created).toMatchObject({ status: 201, body: { channel: { name: 'bundled' } } });
    const { arn = '' } = created.body['channel'] as { arn?: string };
    const path = `/v1/channels/${arn.split('/').at(-1)}`;
    expect(await ask('GET', path)).toMatchObject({ status: 200, body: { channel: { arn } } });
    expect(await ask('PATCH', path, { name: 'renamed' })).toMatchObject({ status: 200 });
    const keys = await ask('GET', `${path}/stream-keys`);
    const [key] = keys.body['streamKeys'] as { arn: string }[];
    expect(await ask('GET', `/v1/stream-keys/${key?.arn.split('/').at(-1)}`)).toMatchObject({
      status: 200,
      body: { streamKey: { value: expect.stringMatching(/^sk_/) as string } },
    });
    expect(await ask('DELETE', path)).toMatchObject({ status: 204 });
    expect(await ask('GET', path)).toMatchObject({ status: 404 });
    const { body } = await ask('GET', '/v1/jobs?workflow=deleteChannel&ending=succeeded');
    const [job] = body['jobs'] as { id: string }[];
    expect(job).toMatchObject({ workflow: 'deleteChannel', status: 'succeeded', step: 'done' });
    expect(await ask('GET', `/v1/jobs/${job?.id}`)).toMatchObject({ status: 200 });
  });

  it('a running job says when it gives up, and that it can be cancelled', async () => {
    const { channel } = (await ask('POST', '/v1/channels', { name: 'held' })).body as {
      channel: { arn: string };
    };
    stack.ivs.setFaults([{ operation: 'DeleteChannel', error: 'InternalServerException' }]);
    onTestFinished(() => stack.ivs.setFaults([]));
    const id = channel.arn.split('/').at(-1);
    const begun = await ask('DELETE', `/v1/channels/${id}`, undefined, 0);
    expect(begun.status).toBe(202);
    const job = begun.body['job'] as { id: string };
    const shown = async (): Promise<unknown> =>
      (await ask('GET', `/v1/jobs/${job.id}`, undefined, 0)).body['job'];
    await expect.poll(shown).toMatchObject({
      status: 'running',
      givesUpAt: expect.any(String) as string,
      error: { class: 'unavailable', name: 'InternalServerException' },
    });
    const cancelled = await ask('POST', `/v1/jobs/${job.id}/cancel`, undefined, 0);
    expect(cancelled.status).toBe(202);
  });

  it('a function hands over the job whose actions it leaves out', async () => {
    const { channel } = (await ask('POST', '/v1/channels', { name: 'planned' })).body as {
      channel: { arn: string };
    };
    const planned = await ask('POST', '/v1/operations', {
      workflow: 'stopStream',
      selection: { ids: [channel.arn.split('/').at(-1)] },
    });
    expect(planned.status, JSON.stringify(planned.body)).toBe(201);
    const { jobId } = planned.body['operation'] as { jobId: string };
    // The function `commands` has no action of operations.
    await ask('POST', `/v1/jobs/${jobId}/cancel`, undefined, 0);
    const shown = async (): Promise<unknown> =>
      (await ask('GET', `/v1/jobs/${jobId}`, undefined, 0)).body['job'];
    await expect.poll(shown, { timeout: 20_000 }).toMatchObject({ status: 'cancelled' });
  });

  it('rules are kept, and their texts are whole', async () => {
    const refused = await ask('GET', '/v1/jobs?workflow=nope');
    expect(refused.status).toBe(400);
    expect(JSON.stringify(refused.body)).toContain('updateChannelWhenIdle');
    expect(await ask('GET', '/v1/channels?limit=many')).toMatchObject({
      status: 400,
      body: { title: 'The request is not valid', errors: [{ field: 'limit' }] },
    });
  });

  it('the document and the page of the API are served', async () => {
    expect((await ask('GET', '/v1/openapi.json')).body).toMatchObject({ openapi: '3.1.0' });
    expect((await ask('GET', '/v1/asyncapi.json')).body).toMatchObject({ asyncapi: '3.0.0' });
    expect(await ask('GET', '/v1/docs')).toMatchObject({ status: 200 });
    expect(await ask('GET', '/v1/docs/bundle')).toMatchObject({ status: 200 });
  });

  it('the functions of events and schedules answer', async () => {
    for (const name of ['sweep', 'rotateStreamKeys', 'jobDue', 'emergencyJobDue', 'streamState']) {
      const answer = await stack.lambda.invoke(name, { detail: { jobId: 'channel-a-0' } });
      expect({ name, ...answer }).not.toHaveProperty('functionError');
    }
  });

  it('an event that its function gives up is kept, listed and redriven', async () => {
    const { channel } = (await ask('POST', '/v1/channels', { name: 'given-up' })).body as {
      channel: { arn: string };
    };
    stack.ivs.setFaults([{ operation: 'GetChannel', error: 'AccessDeniedException' }]);
    onTestFinished(() => stack.ivs.setFaults([]));
    stack.lambda.invokeAsync('streamState', {
      source: 'aws.ivs',
      'detail-type': 'IVS Stream State Change',
      time: '2026-11-23T10:00:00Z',
      resources: [channel.arn],
      detail: { event_name: 'Stream End', stream_id: 'st-1A2b3C4d5E6f7G8h9I0j1K2' },
    });
    const letters = async (): Promise<{ id: string }[]> => {
      // Lambda waits for minutes before it tries again, so the clock is moved.
      await fetch(`${stack.ivs.url}/_local/clock`, {
        method: 'PUT',
        body: JSON.stringify({ advanceMs: 60_000 }),
      });
      return (await ask('GET', '/v1/dead-letters')).body['deadLetters'] as { id: string }[];
    };
    await expect
      .poll(letters, { timeout: 60_000, interval: 500 })
      .toMatchObject([
        { function: 'streamState', reason: 'RetriesExhausted', channelArn: channel.arn },
      ]);
    stack.ivs.setFaults([]);
    const [letter] = await letters();
    expect(await ask('POST', `/v1/dead-letters/${letter?.id}/redrive`)).toMatchObject({
      status: 204,
    });
    expect(await letters()).toEqual([]);
  }, 120_000);

  it('a stack trace in the log has positions in the sources', async () => {
    const [sweep] = stack.template.functions.filter(({ name }) => name === 'sweep');
    const { TABLE_NAME: _missing, ...environment } = sweep?.environment ?? {};
    const traces: string[] = [];
    const lambda = createWorkerLambda({
      template: { ...stack.template, functions: sweep ? [{ ...sweep, environment }] : [] },
      clock: systemClock,
      log: (line) => traces.push(line),
    });
    onTestFinished(() => lambda.close());
    const { errorMessage } = await lambda.invoke('sweep', {});
    expect(errorMessage).toContain('TABLE_NAME is not set');
    const trace = traces.find((line) => line.includes('"stack"')) ?? '';
    const [, line = ''] = /at \S+ \(lib\/config\.ts:(\d+):\d+\)/.exec(trace) ?? [];
    const source = readFileSync(join(projectFolder, 'lib/config.ts'), 'utf8').split('\n');
    expect(source[Number(line) - 1]).toContain('is not set.');
    expect(trace).not.toContain('index.mjs:');
  });
});

describe('the AWS SDK in a bundle', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bundled-sdk-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** Bundles a module as the functions are bundled, and loads it. */
  async function bundled<Exports>(name: string, contents: string): Promise<Exports> {
    const outfile = join(folder, `${name}.mjs`);
    await bundle({
      stdin: { contents, resolveDir: projectFolder, loader: 'ts' },
      outfile,
      bundle: true,
      minify: true,
      format: 'esm',
      platform: 'node',
      mainFields: ['module', 'main'],
      target: 'node24',
      plugins: [builtins, packages, lib(projectFolder, { runsJobs: true })],
    });
    return (await import(/* @vite-ignore */ pathToFileURL(outfile).href)) as Exports;
  }

  it('expired credentials are replaced by those of the environment', async () => {
    const ivsLocal = await startIvsLocal({ clock: systemClock });
    onTestFinished(() => ivsLocal.close());
    vi.stubEnv('AWS_ENDPOINT_URL_IVS', ivsLocal.url);
    vi.stubEnv('AWS_REGION', 'us-west-2');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
    vi.stubEnv('AWS_ACCESS_KEY_ID', '111111111111');
    onTestFinished(() => void vi.unstubAllEnvs());
    const { made } = await bundled<{ made: () => Promise<string> }>(
      'credentials',
      `
      import { CreateChannelCommand } from '@aws-sdk/client-ivs';
      import { systemClock } from './lib/clock.ts';
      import { openIvs } from './lib/ivs/client.ts';
      const ivs = openIvs(systemClock);
      export const made = async () =>
        (await ivs.call('CreateChannel', new CreateChannelCommand({}))).channel?.arn;`,
    );
    expect(await made()).toContain(':111111111111:');
    ivsLocal.setFaults([{ operation: '*', error: 'ExpiredTokenException', count: 1 }]);
    await expect(made()).rejects.toMatchObject({ class: 'unavailable', outcomeUnknown: false });
    vi.stubEnv('AWS_ACCESS_KEY_ID', '222222222222');
    expect(await made()).toContain(':222222222222:');
    vi.stubEnv('AWS_ACCESS_KEY_ID', '');
    await expect(made()).rejects.toMatchObject({
      name: 'CredentialsProviderError',
      class: 'unavailable',
      outcomeUnknown: false,
    });
  });

  it('a refusal of IVS has the name, the text and the status that the whole SDK gives it', async () => {
    const ivsLocal = await startIvsLocal({ clock: systemClock });
    onTestFinished(() => ivsLocal.close());
    vi.stubEnv('AWS_ENDPOINT_URL_IVS', ivsLocal.url);
    vi.stubEnv('AWS_REGION', 'us-west-2');
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
    onTestFinished(() => void vi.unstubAllEnvs());
    const source = `
      import { GetChannelCommand } from '@aws-sdk/client-ivs';
      import { systemClock } from './lib/clock.ts';
      import { openIvs } from './lib/ivs/client.ts';
      const ivs: import('./lib/ivs/client.ts').Ivs = openIvs(systemClock);
      export const refused = () =>
        ivs.call('GetChannel', new GetChannelCommand({ arn: 'arn:aws:ivs:us-west-2:123456789012:channel/none' })).catch((error) => error);`;
    const { refused } = await bundled<{ refused: () => Promise<object> }>('refusal', source);
    const arn = 'arn:aws:ivs:us-west-2:123456789012:channel/none';
    const expected = (await openIvs(systemClock)
      .call('GetChannel', new GetChannelCommand({ arn }))
      .catch((error: unknown) => error)) as Record<string, unknown>;
    const { name, message, status, class: kind } = expected;
    expect(name).toBe('ResourceNotFoundException');
    expect(await refused()).toMatchObject({ name, message, status, class: kind });
  });

  it('a condition that does not hold is a result, not an error', async () => {
    const tableName = stack.template.functions[0]?.environment['TABLE_NAME'];
    for (const [name, value] of Object.entries(stack.environment)) vi.stubEnv(name, value);
    onTestFinished(() => void vi.unstubAllEnvs());
    const { put } = await bundled<{ put: (tableName?: string) => Promise<boolean> }>(
      'condition',
      `
      import { systemClock } from './lib/clock.ts';
      import { openStore } from './lib/dynamodb.ts';
      export const put = (tableName) =>
        openStore({ tableName }, systemClock).putIfAbsent({ pk: 'bundled', sk: 'once' });`,
    );
    expect(await put(tableName)).toBe(true);
    expect(await put(tableName)).toBe(false);
  });

  it('each service has the address that the rules of AWS give it', async () => {
    const { clients } = await bundled<{ clients: (region: string) => Client[] }>(
      'endpoints',
      `
      import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
      import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
      import { GetChannelCommand, IvsClient } from '@aws-sdk/client-ivs';
      export const clients = (region) =>
        [DynamoDBClient, EventBridgeClient, IvsClient].map((Client) => new Client({ region }));`,
    );
    for (const region of IVS_REGIONS) {
      const whole = [DynamoDBClient, EventBridgeClient, IvsClient].map(
        (Client) => new Client({ region }) as unknown as Client,
      );
      expect(clients(region).map((client) => addressOf(client, region))).toEqual(
        whole.map((client) => addressOf(client, region)),
      );
    }
    const [client] = clients('us-west-2');
    expect(() => addressOf(client, 'us-west-2', { UseFIPS: true })).toThrow('FIPS');
    expect(() => addressOf(client, 'us-west-2', { EndpointId: 'a.b' })).toThrow('global');
  });

  it('an event is signed for its service, and carries the trace of the request', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
    vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'test');
    onTestFinished(() => void vi.unstubAllEnvs());
    const { sent } = await bundled<{ sent: () => Promise<Record<string, string>> }>(
      'trace',
      `
      import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
      export const sent = async () => {
        let headers;
        const handle = async (request) => {
          headers = request.headers;
          return { response: { statusCode: 200, headers: {}, body: Buffer.from('{}') } };
        };
        const client = new EventBridgeClient({ region: 'eu-west-1', requestHandler: { handle } });
        await client.send(new PutEventsCommand({ Entries: [] }));
        return headers;
      };`,
    );
    vi.stubEnv('_X_AMZN_TRACE_ID', 'of the environment');
    const signed = await sent();
    expect(signed['authorization']).toMatch(
      /^AWS4-HMAC-SHA256 .*\/eu-west-1\/events\/aws4_request/,
    );
    expect(signed['X-Amzn-Trace-Id']).toBe('of the environment');
    vi.stubGlobal('awslambda', { InvokeStore: { getXRayTraceId: () => 'of the request' } });
    onTestFinished(() => void vi.unstubAllGlobals());
    expect((await sent())['X-Amzn-Trace-Id']).toBe('of the request');
  });

  it('an answer has the times that IVS wrote', async () => {
    const source = `
      import { GetStreamCommand, IvsClient } from '@aws-sdk/client-ivs';
      const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
      export const startOf = async (startTime) => {
        const handle = async () => ({
          response: {
            statusCode: 200,
            headers: { 'content-type': 'application/json' },
            body: Buffer.from(JSON.stringify({ stream: { startTime } })),
          },
        });
        const client = new IvsClient({ region: 'eu-west-1', credentials, requestHandler: { handle } });
        return (await client.send(new GetStreamCommand({ channelArn: 'a' }))).stream.startTime.toISOString();
      };`;
    const { startOf } = await bundled<{ startOf: (time: string) => Promise<string> }>(
      'times',
      source,
    );
    for (const [time, expected] of [
      ['2026-11-28T17:22:00Z', '2026-11-28T17:22:00.000Z'],
      ['2026-11-28T17:22:00.25Z', '2026-11-28T17:22:00.250Z'],
      ['2024-02-29T23:30:00.123-01:30', '2024-03-01T01:00:00.123Z'],
    ] as const)
      expect(await startOf(time)).toBe(expected);
    await expect(startOf('yesterday')).rejects.toThrow(/RFC3339/);
  });

  it('the countries are those of the sources, and a code of three letters fails', async () => {
    const { COUNTRIES: codes, longCode } = await bundled<{
      COUNTRIES: readonly string[];
      longCode: () => string;
    }>(
      'countries',
      `
      import long from 'countries-list/minimal/countries.2to3.min.json' with { type: 'json' };
      export { COUNTRIES } from './lib/countries.ts';
      export const longCode = () => long.DE;`,
    );
    expect(codes).toEqual(COUNTRIES);
    expect(longCode).toThrow('three letters');
  });
});

interface Client {
  config: { endpointProvider: (parameters: object) => { url: URL } };
}

const addressOf = (client: Client | undefined, Region: string, more = {}): string | undefined =>
  client?.config.endpointProvider({ Region, UseFIPS: false, UseDualStack: false, ...more }).url
    .origin;
