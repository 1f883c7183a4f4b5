import { join } from 'node:path';
import { build } from './build.ts';
import { startBus } from './bus/bus.ts';
import type { Bus } from './bus/bus.ts';
import type { Clock } from './clock.ts';
import { startDynamoDb } from './dynamodb.ts';
import { startGateway } from './gateway/gateway.ts';
import type { LoopbackServer } from './http.ts';
import { audience, issuerUrl, openIssuer } from './issuer.ts';
import type { Issuer } from './issuer.ts';
import { keptClock } from './keptClock.ts';
import { startIvsLocal } from './ivs/server.ts';
import type { IvsLocal, IvsLocalOptions } from './ivs/server.ts';
import { heldBack } from './lambda/heldBack.ts';
import { createInProcessLambda } from './lambda/inProcess.ts';
import type { InProcessOptions } from './lambda/inProcess.ts';
import type { Lambda } from './lambda/lambda.ts';
import { createWorkerLambda } from './lambda/workers.ts';
import { localAccountId, packageTemplate } from './template.ts';
import type { Template } from './template.ts';

export interface StackOptions {
  clock: Clock;
  /** Worker threads that run the bundles, or this process running handlers that are given to it. */
  lambda: 'workers' | Pick<InProcessOptions, 'load' | 'around'>;
  /** 0 for any free port; no RTMP with null. */
  ports: { http: number; ivs: number; rtmp: number | null; events: number; dynamodb: number };
  /** The folder of the state; null keeps the state in memory. */
  folder: string | null;
  log?: (line: string) => void;
  /** Takes what the functions write. */
  functionLog?: (line: string) => void;
  region?: string;
  /** Over what the functions get by themselves. */
  environment?: Readonly<Record<string, string>>;
  /** Of ivs-local. */
  settings?: IvsLocalOptions['settings'];
  /** Makes ids and chaos repeat. */
  seed?: number;
  /** Origins whose pages may call the HTTP API, with commas between them; none unless told. */
  corsOrigins?: string | undefined;
  /** Another template than the project's own. */
  template?: Template;
  /**
   * A deployment in the same account: its IVS is that of both, and tells the bus of each.
   * `settings` are the other one's then.
   */
  beside?: Stack;
}

export interface Stack {
  /** Of the HTTP API. */
  url: string;
  ivs: IvsLocal;
  bus: Bus;
  dynamodb: LoopbackServer;
  lambda: Lambda;
  issuer: Issuer;
  /** The variables that every function gets, over those of the template. */
  environment: Record<string, string>;
  /** Its functions carry their whole environment. */
  template: Template;
  /** Those that IVS's events go to: one a deployment of the account. */
  buses: Bus[];
  close(): Promise<void>;
}

/**
 * Brings up everything on the loopback interface: ivs-local, DynamoDB, the event bus, Lambda and
 * the gateway, wired by the packaged template.
 * @throws with code EADDRINUSE and the port when one is taken; what was started is closed before.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const {
    ports,
    folder,
    log = () => undefined,
    functionLog = log,
    region = 'us-west-2',
    seed,
  } = options;
  // One clock for everything, which ivs-local's control API moves. Handlers of this process have
  // one that is given to them.
  const moved = options.lambda === 'workers' ? keptClock(options.clock, folder) : undefined;
  const clock = moved ?? options.clock;
  const inFolder = (name: string): string | null => (folder === null ? null : join(folder, name));
  const chance = seed === undefined ? {} : { seed };
  const given =
    options.template ??
    (await packageTemplate({
      log,
      region,
      bundles: false,
      ...(options.corsOrigins && { corsOrigins: options.corsOrigins }),
    }));
  const template: Template = {
    ...given,
    functions: given.functions.map((fn) => ({ ...fn, environment: { ...fn.environment } })),
  };

  const lambda =
    options.lambda === 'workers'
      ? createWorkerLambda({
          template,
          clock: options.clock,
          ...(moved && { time: moved }),
          log: functionLog,
        })
      : createInProcessLambda({ template, clock, ...options.lambda, log, ...chance });
  // No function runs before all addresses are known: a schedule or a request may be faster than the
  // last server.
  const held = heldBack(lambda);
  const [callers, called]: [{ close(): Promise<void> }[], { close(): Promise<void> }[]] = [[], []];
  const start = async <T extends { close(): Promise<void> }>(
    starting: Promise<T>,
    among = callers,
  ): Promise<T> => {
    const one = await starting;
    among.push(one);
    return one;
  };
  const buses = options.beside?.buses ?? [];
  const close = async (): Promise<void> => {
    // In the order of the way a request goes, so that nobody calls what is gone.
    for (const one of [...callers.toReversed(), lambda, ...called]) await one.close();
  };

  let issuer: Issuer | undefined;
  try {
    // Settled by itself: whoever is told that a port is taken need not wait for it.
    const bundled = Promise.allSettled(
      options.lambda === 'workers' ? [build(template.folder)] : [],
    );
    const [dynamodb, bus, gateway] = await settled([
      start(
        startDynamoDb({
          port: ports.dynamodb,
          path: inFolder('dynamodb'),
          tables: template.tables,
          log,
        }),
        called,
      ),
      start(
        startBus({
          port: ports.events,
          template,
          lambda: held.lambda,
          clock,
          log,
          region,
          ...chance,
        }),
      ),
      start(
        startGateway({
          port: ports.http,
          template,
          lambda: held.lambda,
          clock,
          log,
          ...chance,
          issuer: () => issuer,
        }),
      ),
    ]);
    buses.push(bus);
    callers.push({ close: async () => void buses.splice(buses.indexOf(bus), 1) });
    // Only now, because it rewrites its journal at the start: DynamoDB has found that no other
    // process has the folder.
    const ivs =
      options.beside?.ivs ??
      (await start(
        startIvsLocal({
          clock,
          port: ports.ivs,
          rtmpPort: ports.rtmp,
          stateFolder: inFolder('ivs'),
          region,
          accountId: localAccountId,
          ...chance,
          ...(options.settings ? { settings: options.settings } : {}),
          deliver: async (event) =>
            void (await Promise.all(buses.map((one) => one.deliver(event)))),
        }),
      ));
    for (const outcome of await bundled) if (outcome.status === 'rejected') throw outcome.reason;
    issuer = await openIssuer(inFolder('issuer'), { url: issuerUrl(gateway.port), clock });
    const environment: Record<string, string> = {
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_ENDPOINT_URL_IVS: ivs.url,
      AWS_ENDPOINT_URL_DYNAMODB: dynamodb.url,
      AWS_ENDPOINT_URL_EVENTBRIDGE: bus.url,
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      TZ: ':UTC',
      IVS_ACCOUNT_ID: localAccountId,
      ISSUER: issuer.url,
      AUDIENCE: audience,
      JWKS_URI: issuer.jwksUri,
      ...options.environment,
    };
    for (const fn of template.functions) {
      Object.assign(fn.environment, environment, {
        AWS_LAMBDA_FUNCTION_NAME: fn.fullName,
        AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(fn.memoryMb),
        AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${fn.fullName}`,
        AWS_LAMBDA_LOG_STREAM_NAME: 'local',
      });
    }
    held.letGo();
    return {
      url: gateway.url,
      ivs,
      bus,
      dynamodb,
      lambda,
      issuer,
      environment,
      template,
      buses,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * As Promise.all, but an error comes only after all have ended, so that all that started can be
 * closed; a taken port before any other.
 */
async function settled<T extends readonly unknown[]>(all: {
  [K in keyof T]: Promise<T[K]>;
}): Promise<T> {
  const outcomes = await Promise.allSettled(all);
  const reasons = outcomes.flatMap((outcome) =>
    outcome.status === 'rejected' ? [outcome.reason as unknown] : [],
  );
  if (reasons.length > 0)
    throw (
      reasons.find((reason) => (reason as { code?: string } | null)?.code === 'EADDRINUSE') ??
      reasons[0]
    );
  return outcomes.map(
    (outcome) => (outcome as PromiseFulfilledResult<unknown>).value,
  ) as unknown as T;
}
