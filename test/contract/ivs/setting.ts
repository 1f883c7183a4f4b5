import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateChannelCommand,
  IvsClient,
  IvsServiceException,
  type Channel,
  type CreateChannelCommandInput,
  type StreamKey,
} from '@aws-sdk/client-ivs';
import { onTestFinished } from 'vitest';
import { VirtualClock } from '../../../local/clock.ts';
import { detailName, type IvsEvent } from '../../../local/ivs/state/events.ts';
import { startIvsLocal, type IvsLocal, type IvsLocalOptions } from '../../../local/ivs/server.ts';

/** A running ivs-local on a clock of its own, closed when the test ends. */
export interface Setting {
  ivs: IvsLocal;
  client: IvsClient;
  clock: VirtualClock;
}

/** Starts a setting. Throttling is off unless a test is about it. */
export async function given(
  options: Omit<Partial<IvsLocalOptions>, 'clock'> & { clock?: VirtualClock } = {},
): Promise<Setting> {
  const clock = options.clock ?? new VirtualClock();
  const ivs = await startIvsLocal({
    ...options,
    clock,
    settings: { throttling: false, ...options.settings },
  });
  const client = clientOf(ivs.url, options.region);
  onTestFinished(async () => {
    client.destroy();
    await ivs.close();
  });
  return { ivs, client, clock };
}

/**
 * Returns a client. Its region and access key decide to which region and account its calls belong.
 */
export function clientOf(endpoint: string, region = 'us-west-2', accessKeyId = 'local'): IvsClient {
  return new IvsClient({
    endpoint,
    region,
    maxAttempts: 1,
    credentials: { accessKeyId, secretAccessKey: 'local' },
  });
}

/**
 * Returns a channel and its key. All members that the SDK calls optional are known to be present.
 */
export async function aChannel(
  client: IvsClient,
  input: CreateChannelCommandInput = {},
): Promise<{
  arn: string;
  channel: Channel;
  streamKey: StreamKey;
  keyArn: string;
  keyValue: string;
}> {
  const { channel, streamKey } = await client.send(new CreateChannelCommand(input));
  if (!channel?.arn || !streamKey?.arn || !streamKey.value)
    throw new Error('CreateChannel gave no channel or no key');
  return { arn: channel.arn, channel, streamKey, keyArn: streamKey.arn, keyValue: streamKey.value };
}

/**
 * Moves the clock. Fires the timers that fall due on the way, and lets promises settle in between.
 */
export async function pass(clock: VirtualClock, ms: number): Promise<void> {
  const until = clock.now() + ms;
  while (clock.fireNext(until)) await settle();
  clock.moveTo(until);
  await settle();
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Returns `<status> <error name>` of a call that must be refused. */
export async function refusal(call: Promise<unknown>): Promise<string> {
  const error: unknown = await call.then(
    () => new Error('was not refused'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof IvsServiceException)) throw error;
  return `${error.$metadata.httpStatusCode} ${error.name}`;
}

export const names = (events: IvsEvent[]): string[] =>
  events.map(({ detail }) => detailName(detail));

/** Returns a folder for this test alone, which is removed when the test ends. */
export async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ivs-local-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Calls the control API. Returns the body of the answer with its status. */
export async function controlCall(
  ivs: { url: string },
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${ivs.url}/_local/${path}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    body: text ? (JSON.parse(text) as Record<string, unknown>) : {},
  };
}
