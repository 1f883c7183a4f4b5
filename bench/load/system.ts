import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { IvsClient } from '@aws-sdk/client-ivs';
import { openApp, useApp } from '../../lib/app.ts';
import { openBus } from '../../lib/bus.ts';
import { systemClock as libClock } from '../../lib/clock.ts';
import { readConfig } from '../../lib/config.ts';
import { openStore } from '../../lib/dynamodb.ts';
import { openIvs } from '../../lib/ivs/client.ts';
import { systemClock } from '../../local/clock.ts';
import { inProcess } from '../../local/inProcessTransport.ts';
import type { Handler } from '../../local/lambda/lambda.ts';
import { startStack, type Stack } from '../../local/stack.ts';
import { packageTemplate } from '../../local/template.ts';

/**
 * This many requests run at a time in each function; the others wait at the gateway for as long as
 * it takes.
 */
const SERVED_AT_ONCE = 32;

/**
 * Starts the whole stack in real time, on free ports and in memory, with the handlers in this
 * process. Far more requests run at once than one machine could serve with worker threads, which
 * run one request each. The functions' log goes to `lines` before anything is scrubbed from it.
 * @param options `environment`: variables of the functions that differ from the template;
 * `schedules`: whether the schedules run, such as the sweep
 */
export async function startSystem(
  lines: string[],
  {
    environment = {},
    schedules = true,
  }: { environment?: Readonly<Record<string, string>>; schedules?: boolean } = {},
): Promise<Stack> {
  const load = async (fn: { source: string }): Promise<Handler> =>
    ((await import(pathToFileURL(resolve(fn.source)).href)) as { handler: Handler }).handler;
  const template = await packageTemplate({ region: 'us-west-2', bundles: false });
  // The functions are bundled where they run, and no request waits for the import of their sources.
  for (const fn of template.functions) await load(fn);
  const stack = await startStack({
    clock: systemClock,
    lambda: { load },
    template: {
      ...template,
      functions: template.functions.map((fn) => ({ reservedConcurrency: SERVED_AT_ONCE, ...fn })),
      rules: template.rules.filter(({ schedule }) => schedules || schedule === undefined),
    },
    ports: { http: 0, ivs: 0, rtmp: null, events: 0, dynamodb: 0 },
    folder: null,
    settings: { concurrentStreamsMax: 400, requestsKept: 100_000 },
    log: (line) => void lines.push(line),
  });
  const config = readConfig({
    ...stack.template.functions[0]?.environment,
    ...stack.environment,
    ...environment,
  });
  const { region } = config;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  // The members of an Error do not appear in JSON.
  const plain = (_key: string, value: unknown): unknown =>
    value instanceof Error ? value.stack : value;
  const note =
    (level: string) =>
    (message: string, fields = {}) =>
      void lines.push(JSON.stringify({ level, message, ...fields }, plain));
  useApp(
    openApp({
      config,
      log: {
        debug: note('DEBUG'),
        info: note('INFO'),
        warn: note('WARN'),
        error: note('ERROR'),
        metrics: () => undefined,
      },
      ivs: openIvs(
        libClock,
        new IvsClient({ endpoint: stack.ivs.url, region, credentials, maxAttempts: 1 }),
      ),
      store: openStore(
        config,
        libClock,
        new DynamoDBClient({
          endpoint: stack.dynamodb.url,
          region,
          credentials,
          cacheMiddleware: true,
          requestHandler: inProcess(stack.dynamodb.listener),
        }),
      ),
      bus: openBus(config, new EventBridgeClient({ endpoint: stack.bus.url, region, credentials })),
    }),
  );
  return stack;
}
