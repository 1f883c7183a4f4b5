import { READ_LAG_MS } from '../../lib/ivs/settling.ts';
import { systemClock } from '../../local/clock.ts';
import type { IvsLocalOptions } from '../../local/ivs/server.ts';
import { startStack, type Stack } from '../../local/stack.ts';
import { packageTemplate } from '../../local/template.ts';

/** A busy machine is slow. */
export const PATIENCE_MS = 120_000;

/** Makes a request of the API, and returns the body. */
export type Ask = (method: string, path: string, body?: unknown) => Promise<unknown>;

/** The whole stack as `npm start` runs it, in memory and on free ports. */
export interface Scene {
  readonly stack: Stack;
  readonly ask: Ask;
  /** Creates a channel and returns its id and ARN. */
  readonly channel: (name: string, fields?: object) => Promise<{ id: string; arn: string }>;
  /** Lets the deployment learn all channels, as it does within minutes. */
  readonly learn: () => Promise<void>;
  /** Moves the clock of the whole stack, in ms. */
  readonly advance: (ms: number) => Promise<void>;
  /** Brings a channel on air, with a simulated encoder. */
  goLive(arn: string): Promise<void>;
  close(): Promise<void>;
}

/** Waits until something holds. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = systemClock.now() + PATIENCE_MS;
  while (!(await holds())) {
    if (systemClock.now() > end) throw new Error(`It does not come to this: ${what}`);
    await systemClock.sleep(20);
  }
}

/**
 * @param options.schedules whether the sweep and the refresh run, once a minute
 * @param options.settings settings of ivs-local
 * @param options.environment more variables of the functions
 */
export async function startScene({
  schedules = true,
  settings = {},
  environment = {},
}: {
  schedules?: boolean;
  settings?: NonNullable<IvsLocalOptions['settings']>;
  environment?: Readonly<Record<string, string>>;
} = {}): Promise<Scene> {
  const template = await packageTemplate({ bundles: false });
  const stack = await startStack({
    clock: systemClock,
    lambda: 'workers',
    template: {
      ...template,
      rules: template.rules.filter(({ schedule }) => schedules || schedule === undefined),
    },
    ports: { http: 0, ivs: 0, rtmp: null, events: 0, dynamodb: 0 },
    folder: null,
    settings: { localAddresses: true, ...settings },
    environment,
  });
  stack.ivs.setChaos({ delayMs: [0, 0] });
  const token = await stack.issuer.mint({ subject: 'test' });
  const ask: Ask = async (method, path, body) => {
    const response = await fetch(`${stack.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        // On a slow machine a creation may take longer than its answer waits by default.
        ...(method === 'POST' && { prefer: 'wait=20' }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    // The page under test and this test share the quotas of IVS.
    if (response.status === 429) {
      await systemClock.sleep(Number(response.headers.get('retry-after') ?? 1) * 1_000);
      return ask(method, path, body);
    }
    const answer: unknown = text === '' ? undefined : JSON.parse(text);
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return answer;
  };
  const advance = async (advanceMs: number): Promise<void> => {
    const body = JSON.stringify({ advanceMs });
    const answer = await fetch(`${stack.ivs.url}/_local/clock`, { method: 'PUT', body });
    if (!answer.ok) throw new Error(`The clock does not move: ${answer.status}`);
  };
  return {
    stack,
    ask,
    async channel(name, fields = {}) {
      const made = await ask('POST', '/v1/channels', { name, ...fields });
      const { arn } = (made as { channel: { arn: string } }).channel;
      return { arn, id: arn.split('/')[1] ?? '' };
    },
    async learn() {
      // By then, readings count as having every change.
      await advance(READ_LAG_MS + 10_000);
      await until('the channels are known', async () => {
        await stack.lambda.invoke('refreshChannels', {});
        const from = stack.ivs.requests().length;
        await ask('GET', '/v1/channels');
        return stack.ivs.requests().length === from;
      });
    },
    advance,
    async goLive(channelArn) {
      stack.ivs.connectEncoder({ channelArn });
      await until('the channel is live', () => stack.ivs.isLive(channelArn));
    },
    close: () => stack.close(),
  };
}
