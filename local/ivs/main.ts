import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { systemClock } from '../clock.ts';
import { toEventBridge, toLocalBus } from './deliveries.ts';
import { MEDIA_OPTIONS, MEDIA_USAGE, mediaOptions, portOf } from './mediaOptions.ts';
import { startIvsLocal, type IvsLocal, type IvsLocalOptions } from './server.ts';

const USAGE = `Usage: ivs-local [--port 4100] [--rtmp-port 1935] [--no-rtmp] [--state .local/ivs] [--events http://127.0.0.1:4200]
                 [--events-endpoint http://127.0.0.1:4566] [--region us-west-2] [--account 123456789012]
                 [--accounts <access key>=<account>,...] [--seed-file resources.json] [--local-addresses]
                 [--host 127.0.0.1] [--public-url http://127.0.0.1:4100]
                 [--recordings <folder> | http://127.0.0.1:9000] [--ffmpeg ffmpeg]
                 [--rtmps-port 4433 [--tls-cert cert.pem --tls-key key.pem]] [--strict-ingest]

A simulator of Amazon IVS on 127.0.0.1, for AWS clients (AWS_ENDPOINT_URL_IVS=http://127.0.0.1:4100) and for encoders over RTMP.
Its page shows what happens: http://127.0.0.1:4100

  --port, --rtmp-port   port of the IVS API, the control API and the page; port of the RTMP ingest. 0: any free port. --no-rtmp: no ingest
${MEDIA_USAGE.ingest}
  --state               folder of the state that survives a restart
  --events              a local event bus that receives each event at /_local/events
  --events-endpoint     instead: a service that accepts EventBridge's PutEvents
  --region, --account   for calls without a signature, and for access keys that --accounts does not name
  --accounts            the accounts of other access keys
  --seed-file           the resources to start with
  --local-addresses     answers have the playback and ingest addresses of this machine, not those of IVS
  --host                the address to listen on. 0.0.0.0 is for containers: whoever reaches it may read the stream keys
  --public-url          the URL by which players and encoders reach it, if it is another one
${MEDIA_USAGE.recordings}`;

const NO_SRT =
  'there is no SRT ingest, because no maintained package carries SRT without native code. Send ' +
  'RTMP or RTMPS, or let ffmpeg translate: ' +
  'ffmpeg -i "srt://127.0.0.1:9000?mode=listener" -c copy -f flv rtmp://127.0.0.1:1935/app/<key>';

/**
 * Returns the options of the command line; undefined when help was requested.
 * @throws Error that says which argument is wrong
 */
function options(args: string[]): IvsLocalOptions | undefined {
  const { values, tokens } = parseArgs({
    args,
    tokens: true,
    options: {
      port: { type: 'string', default: '4100' },
      'rtmp-port': { type: 'string' },
      'no-rtmp': { type: 'boolean', default: false },
      ...MEDIA_OPTIONS,
      srt: { type: 'boolean', default: false },
      state: { type: 'string', default: '.local/ivs' },
      events: { type: 'string' },
      'events-endpoint': { type: 'string' },
      region: { type: 'string' },
      account: { type: 'string' },
      accounts: { type: 'string' },
      'seed-file': { type: 'string' },
      'local-addresses': { type: 'boolean', default: false },
      host: { type: 'string', default: '127.0.0.1' },
      'public-url': { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help === true) return undefined;
  checkUnambiguous(tokens.flatMap((token) => (token.kind === 'option' ? [token.name] : [])));
  if (values.srt) throw new Error(NO_SRT);
  return {
    clock: systemClock,
    host: values.host,
    port: portOf('port', values.port),
    rtmpPort: values['no-rtmp'] ? null : portOf('rtmp-port', values['rtmp-port'] ?? '1935'),
    stateFolder: values.state,
    ...mediaOptions(values, process.env),
    settings: {
      localAddresses: values['local-addresses'],
      strictIngest: values['strict-ingest'],
    },
    ...(values.events !== undefined && {
      deliver: toLocalBus(new URL('/_local/events', values.events)),
    }),
    ...(values['events-endpoint'] !== undefined && {
      deliver: toEventBridge(new URL(values['events-endpoint']), systemClock),
    }),
    ...(values['public-url'] !== undefined && {
      publicUrl: originOf('public-url', values['public-url']),
    }),
    ...(values.accounts !== undefined && { accounts: accountsOf(values.accounts) }),
    ...(values['seed-file'] !== undefined && {
      resources: JSON.parse(readFileSync(values['seed-file'], 'utf8')) as unknown,
    }),
    ...(values.region !== undefined && { region: values.region }),
    ...(values.account !== undefined && { accountId: values.account }),
  };
}

/** Options that say the same thing in two ways. */
const EITHER = [
  ['events', 'events-endpoint'],
  ['no-rtmp', 'rtmp-port'],
] as const;

/** @throws Error that names the options when one is given twice, or two contradict each other */
function checkUnambiguous(given: readonly string[]): void {
  const twice = given.find((name, index) => given.indexOf(name) !== index);
  if (twice !== undefined) throw new Error(`--${twice} is given twice`);
  for (const [one, other] of EITHER)
    if (given.includes(one) && given.includes(other))
      throw new Error(`--${one} and --${other} are given, but only one of them may be`);
}

function originOf(name: string, text: string): string {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    throw new Error(`--${name} must be an http URL, not ${text}`);
  return new URL(text).origin;
}

/** Returns whether only programs of this machine reach an address. */
const isLoopback = (host: string): boolean => /^(?:localhost|127(?:\.[0-9]+){3}|::1)$/.test(host);

/** Parses `<access key>=<account>` pairs, separated by commas. */
function accountsOf(text: string): Record<string, string> {
  return Object.fromEntries(
    text.split(',').map((pair) => {
      const [, accessKeyId, accountId] = /^([\w-]+)=([0-9]{12})$/.exec(pair) ?? [];
      if (accessKeyId === undefined || accountId === undefined)
        throw new Error(`--accounts must be <access key>=<12-digit account>, not ${pair}`);
      return [accessKeyId, accountId];
    }),
  );
}

function stopOnSignals(ivs: IvsLocal): void {
  const stop = (): void => void ivs.close().then(() => process.exit(0));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

function reasonOf(error: unknown): string {
  const { code, port, message } = error as { code?: unknown; port?: unknown; message?: unknown };
  return code === 'EADDRINUSE'
    ? `port ${String(port)} is taken; choose another with --port, --rtmp-port or --rtmps-port`
    : String(message);
}

async function main(): Promise<void> {
  const asked = options(process.argv.slice(2));
  if (!asked) return void process.stdout.write(`${USAGE}\n`);
  const ivs = await startIvsLocal(asked);
  const ingest =
    ivs.rtmpPort === undefined
      ? 'no RTMP'
      : `RTMP ingest at rtmp://${new URL(ivs.url).hostname}:${ivs.rtmpPort}/app/<stream key>`;
  if (asked.host !== undefined && !isLoopback(asked.host))
    process.stderr.write(
      `ivs-local: warning: it listens on ${asked.host} and asks nobody who they are. Whoever ` +
        'reaches it reads the stream keys and changes everything. Publish its ports to 127.0.0.1.\n',
    );
  const secure =
    ivs.rtmpsPort === undefined
      ? ''
      : `, RTMPS ingest at rtmps://${new URL(ivs.url).hostname}:${ivs.rtmpsPort}/app/<stream key>`;
  // A caller may send a signal as soon as it has read the line.
  stopOnSignals(ivs);
  process.stdout.write(`ivs-local is ready: IVS at ${ivs.url}, ${ingest}${secure}\n`);
}

try {
  await main();
} catch (error) {
  const usage = error instanceof TypeError ? `\n${USAGE}` : '';
  process.stderr.write(`ivs-local: ${reasonOf(error)}${usage}\n`);
  process.exitCode = 1;
}
