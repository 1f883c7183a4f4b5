import { expect } from 'vitest';
import { listStreamKeys } from '../lib/ivs/streamKeys.ts';
import type { Job } from '../lib/jobs/job.ts';
import type { Priority } from '../lib/jobs/quotaShares.ts';
import { RATE_LIMITERS, tatOf } from '../lib/jobs/rateLimiter.ts';
import type { Answer, World } from './world.ts';

export interface GivenChannel {
  id: string;
  arn: string;
}

/** Creates a channel over our API. */
export async function givenChannel(
  world: World,
  fields: Record<string, unknown> = {},
): Promise<GivenChannel> {
  const { status, body } = await world.http('POST', '/v1/channels', {
    body: { name: 'studio', ...fields },
  });
  if (status !== 201) throw new Error(`No channel was made: ${status} ${JSON.stringify(body)}`);
  const { arn } = body.channel as { arn: string };
  return { arn, id: arn.slice(arn.lastIndexOf('/') + 1) };
}

/** Lets the event bus refuse the events of one type. Returns the function that ends it. */
export function refuseEvents(
  { app: { bus } }: World,
  refused: string,
  onRefusal: () => void = () => undefined,
): () => void {
  const publish = bus.publish.bind(bus);
  bus.publish = async (...events) => {
    if (!events.some(([type]) => type === refused)) return publish(...events);
    onRefusal();
    throw new Error('The event bus did not take it: ThrottlingException.');
  };
  return () => void (bus.publish = publish);
}

/** Uses up the slots of an operation until a moment, in ms since the epoch. */
export const useUp = async (
  world: World,
  operation: string,
  until: number,
  priority: Priority = 'normal',
): Promise<unknown> =>
  world.app.store.update(RATE_LIMITERS, { set: { [tatOf(operation, priority)]: until } });

/**
 * Connects a simulated encoder to a channel with its present key, and lets time pass until the
 * channel is live. Returns the encoder's id.
 */
export async function goLive(
  world: World,
  channel: GivenChannel,
  encoder: { reconnectAfterMs?: number; streamKey?: string } = {},
): Promise<string> {
  const encoderId = world.stack.ivs.connectEncoder({ channelArn: channel.arn, ...encoder });
  await world.until('the channel is live', () => world.stack.ivs.isLive(channel.arn), 30_000);
  return encoderId;
}

/**
 * Connects an encoder that reconnects by itself and is not on air yet. The event that would
 * announce its stream is lost. Returns the encoder's id.
 */
export async function comeInUnseen(world: World, channel: GivenChannel): Promise<string> {
  world.stack.ivs.setChaos({ drop: 1 });
  const encoderId = world.stack.ivs.connectEncoder({
    channelArn: channel.arn,
    reconnectAfterMs: 500,
  });
  await world.advance(3_000);
  world.stack.ivs.setChaos({ drop: 0 });
  return encoderId;
}

/** Creates a channel with a live stream. */
export async function givenLiveChannel(
  world: World,
  encoder: { reconnectAfterMs?: number } = {},
  fields: Record<string, unknown> = {},
): Promise<GivenChannel & { encoderId: string }> {
  return putOnAir(world, await givenChannel(world, fields), encoder);
}

/**
 * Starts a stream on a channel and waits until the events of its start have arrived, so that the
 * story itself begins after them.
 */
export async function putOnAir(
  world: World,
  channel: GivenChannel,
  encoder: { reconnectAfterMs?: number },
): Promise<GivenChannel & { encoderId: string }> {
  const encoderId = await goLive(world, channel, encoder);
  await world.advance(3_000);
  return { ...channel, encoderId };
}

/** Suspends a channel over our API. The channel is dark when this returns. */
export async function suspend(world: World, { id }: GivenChannel): Promise<Job> {
  return world.ended(jobIn(await world.http('POST', `/v1/channels/${id}/suspension`)).id);
}

/** Returns the job that an answer shows. */
export const jobIn = (answer: Answer): { id: string; status: string; step: string } => {
  expect(answer.body, JSON.stringify(answer.body)).toHaveProperty('job');
  return answer.body.job as { id: string; status: string; step: string };
};

/**
 * Returns the id of the job in an answer that shows the job, or in the problem that names the job.
 */
export const idIn = (answer: Answer): string =>
  typeof answer.body.jobId === 'string' ? answer.body.jobId : jobIn(answer).id;

/** Returns a job's timeline, one line per step. */
export const timelineOf = (job: Job): string[] =>
  job.timeline.map(({ step, outcome }) => `${step}: ${outcome}`);

/** Returns the stream keys that IVS has for a channel: their ARNs and tags. */
export async function keysOf(
  world: World,
  channel: GivenChannel,
): Promise<{ arn: string | undefined; tags: Record<string, string> | undefined }[]> {
  const keys = await listStreamKeys(world.app.ivs, channel.arn);
  if (keys === 'notFound') return [];
  return keys.map(({ arn, tags }) => ({ arn, tags }));
}

/** Returns how many ad breaks IVS has inserted into the streams of a channel. */
export const adBreaksOf = (world: World, { arn }: GivenChannel): number =>
  world.stack.ivs
    .requests()
    .filter(
      ({ operation, channelArn, outcome }) =>
        operation === 'InsertAdBreak' && channelArn === arn && outcome === 'ok',
    ).length;

/** Returns whether IVS still has a channel. */
export async function isThere(world: World, channel: GivenChannel): Promise<boolean> {
  const { status, body } = await world.http('GET', `/v1/channels/${channel.id}`, {
    headers: { 'cache-control': 'no-cache' },
  });
  expect([200, 404], JSON.stringify(body)).toContain(status);
  return status === 200;
}

/** Calls IVS directly, behind our back, as a user of the AWS console might. */
export const askIvs = (world: World, path: string, body: unknown): Promise<Response> =>
  fetch(`${world.stack.ivs.url}/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

/**
 * Creates `count` channels directly at IVS, regardless of its quotas, because their creation is not
 * part of the story. Returns their ARNs.
 */
export async function givenManyChannels(
  world: World,
  count: number,
  fields: Record<string, unknown> = {},
): Promise<string[]> {
  const { settings } = world.stack.ivs;
  settings.quotas = false;
  const arns: string[] = [];
  for (let n = 0; n < count; n++) {
    const answer = await askIvs(world, 'CreateChannel', { name: `c-${n}`, ...fields });
    arns.push(((await answer.json()) as { channel: { arn: string } }).channel.arn);
  }
  settings.quotas = true;
  return arns;
}

/** Tags the channel's stream key, as its owner might. */
export async function tagKey(
  world: World,
  channel: GivenChannel,
  tags: Record<string, string>,
): Promise<void> {
  const [key] = await keysOf(world, channel);
  expect((await askIvs(world, `tags/${encodeURIComponent(key?.arn ?? '')}`, { tags })).status).toBe(
    200,
  );
}

/** Gives a resource tags that AWS itself may leave, including tags that begin with `aws:`. */
export async function seedTags(
  world: World,
  resourceArn: string | undefined,
  tags: Record<string, string>,
): Promise<void> {
  const answer = await fetch(`${world.stack.ivs.url}/_local/tags`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceArn, tags }),
  });
  expect(answer.ok, await answer.text()).toBe(true);
}

/** Deletes a stream key behind our back. */
export async function deleteKey(world: World, arn = ''): Promise<void> {
  expect((await askIvs(world, 'DeleteStreamKey', { arn })).status).toBe(204);
}

/** Returns the state of an encoder; undefined when no encoder has this id. */
export const encoderState = (world: World, encoderId: string): string | undefined =>
  world.stack.ivs.encoders().find((encoder) => encoder.encoderId === encoderId)?.state;

/**
 * Sends us an event about a change of a channel's stream, whether the stream has changed or not.
 */
export const tellOfStream = (
  world: World,
  { arn }: GivenChannel,
  eventName: string,
): Promise<void> =>
  world.invoke('streamState', {
    source: 'aws.ivs',
    'detail-type': 'IVS Stream State Change',
    time: new Date(world.clock.now()).toISOString(),
    resources: [arn],
    detail: { event_name: eventName, stream_id: 'st-1' },
  });

/** Has IVS refuse an operation from now on; without one, it refuses no more. */
export const refuse = (world: World, operation?: string, error = 'AccessDeniedException'): void =>
  world.stack.ivs.setFaults(operation === undefined ? [] : [{ operation, error }]);

/** Asks for a rotation of the channel's stream key, `now` or when `idle`. */
export const rotate = (world: World, { id }: GivenChannel, when: string): Promise<Answer> =>
  world.http('POST', `/v1/channels/${id}/stream-key-rotations?when=${when}`);

/** Returns the record of the channel's suspension as it is stored. */
export const suspensionRecord = (
  world: World,
  { id }: GivenChannel,
): ReturnType<World['app']['store']['get']> =>
  world.app.store.get({ pk: `channel/${id}`, sk: 'suspension' });

/** Lets the worker of normal jobs die at its nth call of the table, and waits until it has. */
export async function workerDies(world: World, nth: number): Promise<void> {
  let calls = 0;
  world.fateOf = ({ service, functionName }) =>
    service === 'dynamodb' && functionName === 'jobDue' && ++calls === nth
      ? 'crashBefore'
      : undefined;
  await world.until('the worker has died', () => calls >= nth, 3 * 60_000);
  world.fateOf = () => undefined;
}
