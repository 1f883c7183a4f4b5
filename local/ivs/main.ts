import { parseArgs } from 'node:util';
import { systemClock } from '../clock.ts';
import type { IvsEvent } from './events.ts';
import { startIvsLocal, type IvsLocal, type IvsLocalOptions } from './server.ts';

const USAGE = `Usage: npm run ivs-local -- [--port 4100] [--rtmp-port 1935] [--no-rtmp] [--state .local/ivs] [--events http://127.0.0.1:4200]
                            [--region us-west-2] [--account 123456789012]`;

/** What the command line asks for. @throws Error saying what is wrong with it */
function options(args: string[]): IvsLocalOptions {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: 'string', default: '4100' },
      'rtmp-port': { type: 'string', default: '1935' },
      'no-rtmp': { type: 'boolean', default: false },
      state: { type: 'string', default: '.local/ivs' },
      events: { type: 'string' },
      region: { type: 'string' },
      account: { type: 'string' },
    },
  });
  return {
    clock: systemClock,
    port: portOf('port', values.port),
    rtmpPort: values['no-rtmp'] ? null : portOf('rtmp-port', values['rtmp-port']),
    stateFolder: values.state,
    ...(values.events !== undefined && { deliver: deliverTo(new URL('/_local/events', values.events)) }),
    ...(values.region !== undefined && { region: values.region }),
    ...(values.account !== undefined && { accountId: values.account }),
  };
}

function portOf(name: string, text: string): number {
  const port = Number(text);
  if (!/^[0-9]+$/.test(text) || port > 65_535) throw new Error(`--${name} must be a port number, not ${text}`);
  return port;
}

/** Hands an event to the local event bus; a real bus refuses `aws.*` sources, so this goes in by its side door. */
function deliverTo(address: URL): (event: IvsEvent) => Promise<void> {
  return async (event) => {
    const response = await fetch(address, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ events: [event] }) });
    if (!response.ok) throw new Error(`${address.href} answered ${response.status}`);
    await response.arrayBuffer();
  };
}

function stopOnSignals(ivs: IvsLocal): void {
  const stop = (): void => void ivs.close().then(() => process.exit(0));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

function reasonOf(error: unknown): string {
  const { code, port, message } = error as { code?: unknown; port?: unknown; message?: unknown };
  return code === 'EADDRINUSE' ? `port ${String(port)} is taken; choose another with --port or --rtmp-port` : String(message);
}

try {
  const ivs = await startIvsLocal(options(process.argv.slice(2)));
  const ingest = ivs.rtmpPort === undefined ? 'no RTMP' : `RTMP ingest at rtmp://127.0.0.1:${ivs.rtmpPort}/app/<stream key>`;
  process.stdout.write(`ivs-local is ready: IVS at ${ivs.url}, ${ingest}\n`);
  stopOnSignals(ivs);
} catch (error) {
  const usage = error instanceof TypeError ? `\n${USAGE}` : '';
  process.stderr.write(`ivs-local: ${reasonOf(error)}${usage}\n`);
  process.exitCode = 1;
}
