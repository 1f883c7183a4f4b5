import type { Clock } from '../clock.ts';
import { startEncoder } from './ffmpeg.ts';
import type { Encoder, Fate } from './ffmpeg.ts';

/** The setting of the story. */
export interface Scene {
  /** The URL of the HTTP API. */
  url: string;
  token: string;
  /** The address without the stream key: `rtmp://host:port/app`. */
  ingest: string;
  ffmpeg: string;
  clock: Clock;
  tell: (line: string) => void;
  /** Called with the encoder as soon as it runs, so that it can be ended however the story ends. */
  onEncoder: (encoder: Encoder) => void;
}

interface Answer {
  status: number;
  location: string | null;
  body: Record<string, unknown>;
}

/** A job as the API shows it, as far as the story uses it. */
interface Job {
  id: string;
  status: string;
  step: string;
  version: number;
  waitsFor?: { what: string };
  timeline: { at: string; step: string; outcome: string; operations?: string[]; count?: number }[];
}

const LIVE_WITHIN_MS = 20_000;
const REFUSED_WITHIN_MS = 10_000;
const ENCODER_FAILURES_MAX = 3;

/**
 * Deletes a live channel with one call and reports each step as it happens.
 * @throws Error that says which expectation was not met
 */
export async function tellStory(scene: Scene): Promise<void> {
  const { clock, tell } = scene;
  const { channelId, address } = await createChannel(scene);

  tell('\nAn encoder goes live: real video over RTMP');
  const encoder = startEncoder({
    ffmpeg: scene.ffmpeg,
    address,
    clock,
    tell: (fate) => tell(`  encoder  ${inWords(fate)}`),
  });
  scene.onEncoder(encoder);
  const isLive = async (): Promise<boolean> => {
    const failed = encoder.fates.flatMap((fate) => (fate.kind === 'failed' ? [fate.reason] : []));
    if (failed.length >= ENCODER_FAILURES_MAX)
      throw new Error(`The encoder cannot send: ${failed.at(-1)}`);
    return (await call(scene, 'GET', `/v1/channels/${channelId}/stream`)).status === 200;
  };
  await until(clock, LIVE_WITHIN_MS, 'the channel is live', isLive);
  const { body } = await expectStatus(200, scene, 'GET', `/v1/channels/${channelId}/stream`);
  tell(`  GET /v1/channels/${channelId}/stream → ${(body['stream'] as { state: string }).state}`);

  tell('\nOne call deletes it');
  const deletion = await expectStatus(202, scene, 'DELETE', `/v1/channels/${channelId}`);
  const askedAt = clock.now();
  tell(`  DELETE /v1/channels/${channelId} → 202, Location: ${deletion.location}`);
  const job = await follow(scene, deletion.body['job'] as Job);
  if (job.status !== 'succeeded') throw new Error(`The job ended as ${job.status} at ${job.step}`);
  tell(`  job      succeeded, ${seconds(clock.now() - askedAt)} after the call`);

  tell('\nAfterwards');
  const refused = (): boolean =>
    encoder.fates.some(({ kind, at }) => kind === 'refused' && at >= askedAt);
  await until(clock, REFUSED_WITHIN_MS, 'the encoder was refused when it reconnected', refused);
  const cuts = encoder.fates.filter(({ kind }) => kind === 'cut').length;
  const returns = encoder.fates.filter(
    ({ kind, at }) => kind === 'sending' && at >= askedAt,
  ).length;
  if (cuts !== 1 || returns > 0)
    throw new Error(`The encoder was cut off ${cuts} times and got back in ${returns} times`);
  await expectStatus(404, scene, 'GET', `/v1/channels/${channelId}`);
  tell(
    `  GET /v1/channels/${channelId} → 404: the channel is deleted, and no encoder can ` +
      'reconnect to it',
  );
}

async function createChannel(scene: Scene): Promise<{ channelId: string; address: string }> {
  scene.tell('\nA channel is created');
  const created = await expectStatus(201, scene, 'POST', '/v1/channels', { name: 'demo-show' });
  const channelId = idOf((created.body['channel'] as { arn: string }).arn);
  scene.tell(`  POST /v1/channels → 201, ${channelId}`);
  const { body } = await expectStatus(200, scene, 'GET', `/v1/channels/${channelId}/stream-keys`);
  const [streamKey] = body['streamKeys'] as { arn: string }[];
  if (!streamKey) throw new Error('The new channel has no stream key');
  const path = `/v1/stream-keys/${idOf(streamKey.arn)}`;
  const read = await expectStatus(200, scene, 'GET', path);
  scene.tell(`  GET ${path} → the value, which is not shown here`);
  return {
    channelId,
    address: `${scene.ingest}/${(read.body['streamKey'] as { value: string }).value}`,
  };
}

/** Reports each step of a job as soon as it has been taken. */
async function follow(scene: Scene, started: Job): Promise<Job> {
  let job = started;
  let told = 0;
  for (;;) {
    for (const { step, outcome, operations = [] } of job.timeline.slice(told)) {
      scene.tell(
        `  job      ${step.padEnd(18)} ${outcome.padEnd(10)} ${operations.join(', ')}`.trimEnd(),
      );
    }
    told = job.timeline.length;
    if (!['running', 'waiting'].includes(job.status)) return job;
    if (job.waitsFor)
      scene.tell(`  job      ${job.step.padEnd(18)} waits for ${job.waitsFor.what}`);
    const { body } = await expectStatus(
      200,
      scene,
      'GET',
      `/v1/jobs/${job.id}?after=${job.version}`,
      undefined,
      { prefer: 'wait=20' },
    );
    job = body['job'] as Job;
  }
}

function inWords(fate: Fate): string {
  if (fate.kind === 'refused') return `reconnects and is refused: ${fate.reason}`;
  if (fate.kind === 'failed') return `failed: ${fate.reason}`;
  return fate.kind === 'sending' ? 'sends' : 'is cut off';
}

async function call(
  scene: Scene,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(`${scene.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${scene.token}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    location: response.headers.get('location'),
    body: (text === '' ? {} : JSON.parse(text)) as Answer['body'],
  };
}

/**
 * Makes a request and expects a status.
 * @throws Error when the answer has another status; it quotes the refusal, which contains no secret
 */
async function expectStatus(
  status: number,
  scene: Scene,
  ...[method, path, ...rest]: Tail
): Promise<Answer> {
  const answer = await call(scene, method, path, ...rest);
  if (answer.status !== status)
    throw new Error(
      `${method} ${path} answered ${answer.status}, not ${status}: ` +
        JSON.stringify(answer.body['detail'] ?? 'no reason given'),
    );
  return answer;
}

type Tail = [method: string, path: string, body?: unknown, headers?: Record<string, string>];

async function until(
  clock: Clock,
  msMax: number,
  what: string,
  holds: () => boolean | Promise<boolean>,
): Promise<void> {
  const end = clock.now() + msMax;
  while (!(await holds())) {
    if (clock.now() >= end) throw new Error(`After ${seconds(msMax)} it is not true that ${what}`);
    await clock.sleep(300);
  }
}

const idOf = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);
const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
