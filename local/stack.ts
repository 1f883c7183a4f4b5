import { join } from 'node:path';
import { buildIfChanged } from './currentBuild.ts';
import { startBus } from './bus/bus.ts';
import type { Bus } from './bus/bus.ts';
import type { Clock } from './clock.ts';
import { openSignIn, type SignIn } from './signIn.ts';
import type { LocalDynamoDb } from './dynalite.ts';
import { startDynamoDb } from './dynamodb.ts';
import { startGateway } from './gateway/gateway.ts';
import type { LoopbackServer } from './http.ts';
import { audience, issuerUrl, openIssuer } from './issuer.ts';
import type { Issuer } from './issuer.ts';
import { keptClock } from './keptClock.ts';
import { startSecrets } from './secrets.ts';
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
  /**
   * `workers`: worker threads that run the bundles. Otherwise this process runs the given handlers.
   */
  lambda: 'workers' | Pick<InProcessOptions, 'load' | 'around'>;
  /** 0: any free port; null: no RTMP. */
  ports: {
    http: number;
    ivs: number;
    rtmp: number | null;
    events: number;
    dynamodb: number;
    /** Default: any free port. */
    secrets?: number;
  };
  /** The folder of the state; null keeps the state in memory. */
  folder: string | null;
  log?: (line: string) => void;
  /** Receives the lines that the functions write. */
  functionLog?: (line: string) => void;
  region?: string;
  /** Overrides the variables that the functions get by default. */
  environment?: Readonly<Record<string, string>>;
  /** The settings of ivs-local. */
  settings?: IvsLocalOptions['settings'];
  /** RTMPS and the files of recordings; default: neither. */
  media?: Pick<IvsLocalOptions, 'rtmpsPort' | 'certificate' | 'recordings' | 'ffmpeg'>;
  /** The seed that makes ids and chaos repeatable. */
  seed?: number;
  /** Origins whose pages may call the HTTP API, separated by commas; default: no origins. */
  corsOrigins?: string | undefined;
  /** The address of a collector of OpenTelemetry; default: no spans are sent. */
  traces?: string | undefined;
  /** Replaces the project's own template. */
  template?: Template;
  /** The functions that no event and no schedule reaches. */
  unheard?: readonly string[];
  /**
   * Another deployment in the same account. Both use its IVS, which sends events to the bus of
   * each, and `settings` then are those of the other deployment.
   */
  beside?: Stack;
}

export interface Stack {
  /** The URL of the HTTP API. */
  url: string;
  ivs: IvsLocal;
  bus: Bus;
  dynamodb: LocalDynamoDb;
  secrets: LoopbackServer;
  lambda: Lambda;
  issuer: Issuer;
  /** The variables that every function gets, which override those of the template. */
  environment: Record<string, string>;
  /** The template. Its functions contain their whole environment. */
  template: Template;
  /** The buses that receive the events of IVS: one for each deployment of the account. */
  buses: Bus[];
  close(): Promise<void>;
}

/**
 * Starts everything on the loopback interface: ivs-local, DynamoDB, the event bus, Lambda and the
 * gateway, connected as the packaged template says.
 * @throws an error with code EADDRINUSE and the port when a port is taken, after everything that
 * was started is closed
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
  // One clock serves everything, and ivs-local's control API moves it. Handlers in this process are
  // given their own clock.
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
      ...(options.traces && { traces: true }),
    }));
  const template: Template = {
    ...given,
    functions: given.functions.map((fn) => ({ ...fn, environment: { ...fn.environment } })),
    rules: given.rules.filter(({ functionName }) => !options.unheard?.includes(functionName)),
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
  // No function runs before all addresses are known, because a schedule or a request may be faster
  // than the last server.
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
    // The parts close in the order in which a request passes them, so that no part calls one that
    // is gone.
    for (const one of [...callers.toReversed(), lambda, ...called]) await one.close();
  };

  let issuer: Issuer | undefined;
  let signIn: SignIn | undefined;
  try {
    // The build settles separately, so that a caller who is told that a port is taken need not wait
    // for it.
    const bundled = Promise.allSettled(
      options.lambda === 'workers' ? [buildIfChanged(template.folder)] : [],
    );
    const [dynamodb, secrets, bus, gateway] = await settled([
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
        startSecrets({ port: ports.secrets ?? 0, folder: inFolder('secrets'), region }),
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
          signIn: () => signIn,
        }),
      ),
    ]);
    buses.push(bus);
    callers.push({ close: async () => void buses.splice(buses.indexOf(bus), 1) });
    // ivs-local starts only now, because it rewrites its journal at the start: DynamoDB has found
    // that no other process has the folder.
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
          ...options.media,
          deliver: async (event) =>
            void (await Promise.all(buses.map((one) => one.deliver(event)))),
        }),
      ));
    for (const outcome of await bundled) if (outcome.status === 'rejected') throw outcome.reason;
    issuer = await openIssuer(inFolder('issuer'), { url: issuerUrl(gateway.port), clock });
    signIn = openSignIn({ issuer, clock });
    const environment: Record<string, string> = {
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_ENDPOINT_URL_IVS: ivs.url,
      AWS_ENDPOINT_URL_DYNAMODB: dynamodb.url,
      AWS_ENDPOINT_URL_EVENTBRIDGE: bus.url,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: secrets.url,
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      TZ: ':UTC',
      IVS_ACCOUNT_ID: localAccountId,
      ISSUER: issuer.url,
      AUDIENCE: audience,
      JWKS_URI: issuer.jwksUri,
      PLAYBACK_ORIGINS: ivs.url,
      ...recordingsFor(options.media?.recordings),
      ...(options.traces && { TRACES_ENDPOINT: options.traces }),
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
      secrets,
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
 * Returns the variables by which the functions find the files of recordings. Without an endpoint of
 * its own, a function would call S3 on AWS.
 */
function recordingsFor(recordings: IvsLocalOptions['recordings']): Record<string, string> {
  if (typeof recordings !== 'object') return { RECORDING_BUCKET: '' };
  const { accessKeyId, secretAccessKey, sessionToken } = recordings.credentials;
  return {
    RECORDING_BUCKET: '*',
    AWS_ENDPOINT_URL_S3: recordings.endpoint.href,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    ...(sessionToken !== undefined && { AWS_SESSION_TOKEN: sessionToken }),
  };
}

/**
 * Works like Promise.all, but rejects only after all promises have settled, so that everything that
 * started can be closed. A taken port is reported before any other error.
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
