/**
 * `npm run bench:quotas`: measures how close jobs come to the quotas of IVS, in real time, with the
 * whole system in this process. It deletes live channels whose encoders come back, suspends others
 * in the middle of that, and revokes viewer sessions alone and beside a foreign program. `--json`
 * prints the figures for a program.
 */
import { argumentsOf } from '../local/arguments.ts';
import type { Stack } from '../local/stack.ts';
import { startSystem } from './load/system.ts';

const values = argumentsOf(
  'Usage: npm run bench:quotas -- [--channels 100] [--pairs 1000] [--share 1] [--json]',
  {
    channels: { type: 'string', default: '100' },
    pairs: { type: 'string', default: '1000' },
    share: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
);
const [channels, pairs] = [Number(values.channels), Number(values.pairs)];
/** The time that an encoder takes to come back, in ms. */
const RECONNECT_MS = 1_000;
const LOOK_MS = 20;
const TIME_OUT_MS = 120_000;
/** The calls a second of the foreign program. */
const FOREIGN_PER_SECOND = 2;

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const idOf = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

/** Returns the time until a condition holds, in ms. */
async function msUntil(holds: () => boolean | Promise<boolean>): Promise<number> {
  const from = performance.now();
  while (!(await holds())) {
    if (performance.now() - from > TIME_OUT_MS) throw new Error('It takes too long.');
    await sleep(LOOK_MS);
  }
  return Math.round(performance.now() - from);
}

/** Calls IVS as a foreign program does. */
const ask = ({ ivs }: Stack, operation: string, input: unknown): Promise<Response> =>
  fetch(`${ivs.url}/${operation}`, { method: 'POST', body: JSON.stringify(input) });

async function liveChannels(stack: Stack, count: number): Promise<string[]> {
  const { ivs } = stack;
  ivs.settings.throttling = false;
  const arns: string[] = [];
  for (let n = 0; n < count; n++) {
    const made = await ask(stack, 'CreateChannel', { name: `bench-${n}`, authorized: true });
    arns.push(((await made.json()) as { channel: { arn: string } }).channel.arn);
  }
  for (const channelArn of arns) ivs.connectEncoder({ channelArn, reconnectAfterMs: RECONNECT_MS });
  await msUntil(() => arns.every((arn) => ivs.isLive(arn)));
  // The events have arrived.
  await sleep(1_000);
  ivs.settings.throttling = true;
  return arns;
}

const requester = async ({ url, issuer }: Stack) => {
  const token = await issuer.mint({ subject: 'bench' });
  return async (method: string, path: string, body?: unknown): Promise<Record<string, unknown>> => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
  };
};

/** Counts the requests since an index, and those that IVS refused because they came too soon. */
const callsSince = ({ ivs }: Stack, from: number): { calls: number; throttled: number } => {
  const requests = ivs.requests().slice(from);
  return {
    calls: requests.length,
    throttled: requests.filter(({ status }) => status === 429).length,
  };
};

/** Deletes live channels at once, and suspends others in the middle of that. */
async function deletions(stack: Stack, suspended: number): Promise<Record<string, number>> {
  const all = await liveChannels(stack, channels + suspended);
  const [toDelete, toSuspend] = [all.slice(0, channels), all.slice(channels)];
  const request = await requester(stack);
  const from = stack.ivs.requests().length;
  const gone = async (): Promise<boolean> =>
    stack.ivs
      .requests()
      .filter(({ operation, status }) => operation === 'DeleteChannel' && status === 204).length >=
    channels;
  const deleting = Promise.all(
    toDelete.map((arn) => request('DELETE', `/v1/channels/${idOf(arn)}`)),
  );
  const goneMs = msUntil(gone);
  let darkMs: number | undefined;
  if (suspended > 0) {
    await sleep(2_000);
    const dark = msUntil(() => toSuspend.every((arn) => !stack.ivs.isLive(arn)));
    await Promise.all(
      toSuspend.map((arn) => request('POST', `/v1/channels/${idOf(arn)}/suspension`)),
    );
    darkMs = await dark;
  }
  await deleting;
  return {
    goneMs: await goneMs,
    ...(darkMs !== undefined && { darkMs }),
    ...callsSince(stack, from),
  };
}

/** Revokes viewer sessions, alone or beside a program that calls the same operation. */
async function revocations(stack: Stack, foreign: boolean): Promise<Record<string, number>> {
  const [arn = ''] = await liveChannels(stack, 1);
  const request = await requester(stack);
  const pair = (n: number): Record<string, unknown> => ({
    channelId: idOf(arn),
    viewerId: `viewer-${n}`,
  });
  const from = stack.ivs.requests().length;
  const strange = { made: 0, refused: 0, isOver: !foreign };
  const stranger = (async () => {
    while (!strange.isOver) {
      strange.made++;
      const { status } = await ask(stack, 'StartViewerSessionRevocation', {
        channelArn: arn,
        viewerId: `stranger-${strange.made}`,
      });
      if (status === 429) strange.refused++;
      await sleep(1_000 / FOREIGN_PER_SECOND);
    }
  })();
  const sinceMs = performance.now();
  const { job } = await request('POST', '/v1/viewer-session-revocations', {
    viewerSessions: Array.from({ length: pairs }, (_, n) => pair(n)),
    viewerSessionVersionsLessThanOrEqualTo: 1,
  });
  const { id } = job as { id: string };
  await msUntil(async () => {
    await sleep(200);
    const { status } = (await request('GET', `/v1/jobs/${id}`)).job as { status: string };
    return status === 'succeeded';
  });
  const tookMs = Math.round(performance.now() - sinceMs);
  strange.isOver = true;
  await stranger;
  return {
    tookMs,
    ...callsSince(stack, from),
    ...(foreign && { foreignMade: strange.made, foreignRefused: strange.refused }),
  };
}

async function measured(
  work: (stack: Stack) => Promise<Record<string, number>>,
): Promise<Record<string, number>> {
  const stack = await startSystem([], { LANE_SHARE_MAX: values.share });
  try {
    return await work(stack);
  } finally {
    await stack.close();
  }
}

const report = {
  deletions: await measured((stack) => deletions(stack, 0)),
  deletionsAndSuspensions: await measured((stack) => deletions(stack, 60)),
  revocations: await measured((stack) => revocations(stack, false)),
  revocationsBesideAnother: await measured((stack) => revocations(stack, true)),
};
console.log(JSON.stringify(report, null, values.json ? 0 : 2));
