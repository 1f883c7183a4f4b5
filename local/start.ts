import { stop as endEsbuild } from 'esbuild';
import { createWriteStream, existsSync, renameSync, rmSync } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { leaveAddresses, type Addresses } from './addresses.ts';
import { argumentsOf } from './arguments.ts';
import { projectFolder } from './build.ts';
import { buildStatusPage } from './buildStatusPage.ts';
import { systemClock } from './clock.ts';
import {
  childEnvironment,
  corsOriginsFromEnvironment,
  defaultPorts,
  EnvironmentError,
  portsFromEnvironment,
  portTold,
  portVariables,
  regionFromEnvironment,
  tracesEndpointFromEnvironment,
} from './environment.ts';
import type { Ports } from './environment.ts';
import { MEDIA_OPTIONS, MEDIA_USAGE, mediaOptions, OptionError } from './ivs/mediaOptions.ts';
import { StoreInUseError } from './dynamodbStore.ts';
import { tryPort } from './listen.ts';
import { startStack } from './stack.ts';
import type { Stack } from './stack.ts';

/** `npm start`: runs everything on the loopback interface until Ctrl-C. */

const logMaxBytes = 20 * 1024 * 1024;
/** Ctrl-C must end the process quickly. The data on disk survives a hard end anyway. */
const stopWithinMs = 800;

const usage = `Usage: npm start [-- --recordings <folder> | http://127.0.0.1:9000] [--rtmps-port 4433]

Runs the whole stack on 127.0.0.1 until Ctrl-C: the HTTP API, ivs-local (a simulator of Amazon IVS), its RTMP ingest, the event bus and DynamoDB.
It keeps its state in .local/. Environment variables:

${Object.entries(portVariables)
  .map(
    ([part, variable]) =>
      `  ${variable.padEnd(16)} ${portTold[part as keyof Ports]} (${defaultPorts[part as keyof Ports]})`,
  )
  .join('\n')}
  AWS_REGION       the simulated region (us-west-2)
  CORS_ORIGINS     origins whose pages may call the HTTP API, separated by commas (none)
  TRACES_ENDPOINT  a collector of OpenTelemetry, such as http://127.0.0.1:4318/v1/traces (none)

Options of ivs-local:

${MEDIA_USAGE.ingest}
${MEDIA_USAGE.recordings}`;

const values = argumentsOf(usage, MEDIA_OPTIONS);
const folder = join(projectFolder, '.local');
let ports: Ports | undefined;
/** A failed start in a folder that did not exist must not leave the folder behind. */
let isFolderNew = false;
try {
  ports = portsFromEnvironment();
  const media = mediaOptions(values, childEnvironment({}));
  await tryPorts(ports, media.rtmpsPort);
  isFolderNew = (await mkdir(folder, { recursive: true })) !== undefined;
  const functionLog = await openLog(join(folder, 'logs'));
  const stack = await startStack({
    clock: systemClock,
    lambda: 'workers',
    ports,
    folder,
    region: regionFromEnvironment(),
    corsOrigins: corsOriginsFromEnvironment(),
    traces: tracesEndpointFromEnvironment(),
    settings: { localAddresses: true, strictIngest: values['strict-ingest'] },
    media,
    log: (line) => console.log(line),
    functionLog,
  });
  await buildStatusPage();
  // Its process would keep the memory of the build, up to a gigabyte, until the stack ends.
  await endEsbuild();
  const { url, ivs, bus, dynamodb, secrets } = stack;
  stopOnSignal(
    stack,
    await leaveAddresses(folder, {
      url,
      ivs: ivs.url,
      ...ingestOf(ivs),
      events: bus.url,
      dynamodb: dynamodb.url,
      secrets: secrets.url,
    }),
  );
  console.log(await welcome(stack));
  console.log('Channelkeeper is ready');
} catch (error) {
  console.error(inOneLine(error, ports));
  if (isFolderNew && !(error instanceof StoreInUseError)) rmSync(folder, { recursive: true });
  process.exit(1);
}

/**
 * @throws EnvironmentError that names every port that is taken, before anything is created that
 * would be left behind
 */
async function tryPorts(all: Ports, rtmpsPort: number | null | undefined): Promise<void> {
  const outcomes = await Promise.allSettled(
    [...(Object.values(all) as number[]), rtmpsPort ?? 0].map((port) => tryPort(port)),
  );
  const taken = outcomes.flatMap((outcome) =>
    outcome.status === 'rejected' ? [inOneLine(outcome.reason, all)] : [],
  );
  if (taken.length > 0) throw new EnvironmentError(taken.join('\n'));
}

function stopOnSignal(stack: Stack, takeBackAddresses: () => void): void {
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    takeBackAddresses();
    systemClock.after(stopWithinMs, () => process.exit(0));
    stack.close().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(`Could not stop cleanly: ${String(error)}`);
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

/** Returns the addresses for encoders, which add their stream keys. */
function ingestOf({ rtmpPort, rtmpsPort }: Stack['ivs']): Pick<Addresses, 'rtmp' | 'rtmps'> {
  return {
    rtmp: `rtmp://127.0.0.1:${rtmpPort}/app`,
    ...(rtmpsPort !== undefined && { rtmps: `rtmps://127.0.0.1:${rtmpsPort}/app` }),
  };
}

async function welcome(stack: Stack): Promise<string> {
  const { url, ivs, bus, dynamodb, secrets, issuer } = stack;
  const authorized = '-H "authorization: Bearer $TOKEN"';
  const { rtmp, rtmps } = ingestOf(ivs);
  const optional = [
    ...(rtmps === undefined ? [] : [`RTMPS ingest  ${rtmps}/<stream key>`]),
    ...(values.recordings === undefined ? [] : [`Recordings    ${values.recordings}`]),
  ];
  return `
HTTP API      ${url}
Reference     ${url}/v1/docs
Console       ${url}/console
ivs-local     ${ivs.url}
RTMP ingest   ${rtmp}/<stream key>
${optional.map((line) => `${line}\n`).join('')}Event bus     ${bus.url}
DynamoDB      ${dynamodb.url}
Secrets       ${secrets.url}
Logs, state   ${folder}

A token with every scope, good for a day (npm run --silent token prints another):

export TOKEN=${await issuer.mint()}

Three things to try:

curl -s ${url}/v1/channels ${authorized} -H "content-type: application/json" -d '{"name": "first-channel"}'
curl -s ${url}/v1/channels ${authorized}
aws ivs list-channels --endpoint-url ${ivs.url} --region ${stack.environment['AWS_REGION']}
`;
}

/**
 * Opens a file of JSON lines. A file that has grown too long is renamed and kept as the previous
 * file.
 */
async function openLog(folder: string): Promise<(line: string) => void> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, 'functions.log');
  let bytes = await stat(path).then(
    ({ size }) => size,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return 0;
      throw error;
    },
  );
  let stream = createWriteStream(path, { flags: 'a' });
  return (line) => {
    if (bytes > logMaxBytes) {
      stream.end();
      // The file may have been deleted meanwhile.
      if (existsSync(path)) renameSync(path, join(folder, 'functions.previous.log'));
      stream = createWriteStream(path, { flags: 'a' });
      bytes = 0;
    }
    bytes += Buffer.byteLength(line) + 1;
    stream.write(`${line}\n`);
  };
}

function inOneLine(error: unknown, ports: Ports | undefined): string {
  const { code, port } = error as { code?: string; port?: number };
  if (code === 'EADDRINUSE' && port !== undefined && ports) {
    const part = (Object.keys(portVariables) as (keyof Ports)[]).find(
      (name) => ports[name] === port,
    );
    const remedy = part
      ? `set ${portVariables[part]} to another one`
      : 'choose another with --rtmps-port';
    return `Port ${port} is taken; ${remedy}`;
  }
  const isTold = [EnvironmentError, StoreInUseError, OptionError].some(
    (kind) => error instanceof kind,
  );
  if (isTold && error instanceof Error) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
