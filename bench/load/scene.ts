import type { Stack } from '../../local/stack.ts';

export const sleep = (ms: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, ms));

/** Returns the id of a resource, which is the end of its ARN. */
export const idOf = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

const LOOK_MS = 20;
const TIME_OUT_MS = 300_000;

/**
 * Returns the time until a condition holds, in ms.
 * @throws an Error after five minutes
 */
export async function msUntil(holds: () => boolean | Promise<boolean>): Promise<number> {
  const from = performance.now();
  while (!(await holds())) {
    if (performance.now() - from > TIME_OUT_MS) throw new Error('It takes too long.');
    await sleep(LOOK_MS);
  }
  return performance.now() - from;
}

/** Returns the time that some work takes, in ms. */
export async function msOf(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

/** Calls IVS as a program does that is not ours. */
export async function callIvs(
  { ivs }: Stack,
  operation: string,
  input: unknown,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${ivs.url}/${operation}`, {
    method: 'POST',
    body: JSON.stringify(input),
  });
  const text = await response.text();
  const body = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
  return { status: response.status, body };
}

/** Creates channels at IVS, without regard to the quotas, and returns their ARNs. */
export async function givenChannels(stack: Stack, count: number): Promise<string[]> {
  const { settings } = stack.ivs;
  settings.throttling = false;
  const arns: string[] = [];
  for (let n = 0; n < count; n++) {
    const { body } = await callIvs(stack, 'CreateChannel', {
      name: `bench-${n}`,
      authorized: true,
    });
    arns.push((body.channel as { arn: string }).arn);
  }
  settings.throttling = true;
  return arns;
}

/** Brings channels on air, and waits until the functions have heard of it. */
export async function bringOnAir(
  { ivs }: Stack,
  arns: readonly string[],
  reconnectAfterMs?: number,
): Promise<void> {
  for (const channelArn of arns)
    ivs.connectEncoder({ channelArn, ...(reconnectAfterMs !== undefined && { reconnectAfterMs }) });
  await msUntil(() => arns.every((arn) => ivs.isLive(arn)));
  await sleep(1_000);
}

/**
 * Refreshes the read model at once, which the schedule would do within a minute. An earlier commit
 * may have none.
 */
export async function refreshReads({ lambda, template }: Stack): Promise<void> {
  const name = 'refreshChannels';
  if (!template.functions.some((fn) => fn.name === name)) return;
  lambda.invokeAsync(name, {});
  await sleep(5_000);
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

export interface Asked {
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

/** Makes a request of the HTTP API. */
export type Request = (method: string, path: string, asked?: Asked) => Promise<Answer>;

/** Returns a caller of the HTTP API with all rights. */
export async function requesterOf({ url, issuer }: Stack): Promise<Request> {
  const token = await issuer.mint({ subject: 'bench' });
  return async (method, path, { body, headers = {} } = {}) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
    };
  };
}

/** Makes a request that must succeed. */
export async function succeed(request: Request, ...given: Parameters<Request>): Promise<Answer> {
  const answer = await request(...given);
  if (answer.status >= 300)
    throw new Error(
      `${given[0]} ${given[1]}: ${answer.status} ${JSON.stringify(answer.body).slice(0, 300)}`,
    );
  return answer;
}

/**
 * Counts the requests that IVS got since an index, and those that it refused because they came too
 * soon.
 */
export function callsSince({ ivs }: Stack, from: number): { calls: number; throttled: number } {
  const requests = ivs.requests().slice(from);
  return {
    calls: requests.length,
    throttled: requests.filter(({ status }) => status === 429).length,
  };
}
