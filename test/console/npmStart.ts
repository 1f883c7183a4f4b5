import { spawn, type ChildProcess } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Addresses } from '../../local/addresses.ts';
import { systemClock } from '../../local/clock.ts';
import { copyOfProject, freePort, ownEnvironment } from '../copyOfProject.ts';
import { until } from './scene.ts';

/** The stack as a user starts it: `npm start` in a copy of the project, as a process of its own. */
export interface Started {
  /** The address of the console, as `npm start` prints it. */
  readonly console: string;
  readonly addresses: Addresses;
  /** Makes a request of the API with the printed token, and returns the body. */
  ask(method: string, path: string, body?: unknown): Promise<Record<string, unknown>>;
  /** Makes a request of ivs-local: of its control API, or an operation of IVS. */
  ivs(method: string, path: string, body?: unknown): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}

const PORTS = [
  'PORT',
  'IVS_PORT',
  'RTMP_PORT',
  'EVENTS_PORT',
  'DYNAMODB_PORT',
  'SECRETS_PORT',
] as const;

/** Runs `npm start` on free ports, and waits until it is ready. */
export async function npmStart(): Promise<Started> {
  const folder = await copyOfProject();
  const ports: Record<string, string> = {};
  for (const name of PORTS) ports[name] = String(await freePort());
  const child: ChildProcess = spawn(process.execPath, ['local/start.ts'], {
    cwd: folder,
    env: ownEnvironment(ports),
  });
  const close = async (): Promise<void> => {
    const gone = new Promise((resolve) => child.once('close', resolve));
    if (child.exitCode === null && child.kill('SIGTERM')) await gone;
    await rm(folder, { recursive: true, force: true });
  };
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => (output += text));
  try {
    await until('npm start is ready', () => {
      if (child.exitCode !== null) throw new Error(output);
      return output.includes('Channelkeeper is ready');
    });
  } catch (error) {
    await close();
    throw error;
  }
  const addresses = JSON.parse(
    await readFile(join(folder, '.local/addresses.json'), 'utf8'),
  ) as Addresses;
  const [, token = ''] = /TOKEN=(\S+)/.exec(output) ?? [];
  return {
    console: /^Console +(\S+)$/m.exec(output)?.[1] ?? '',
    addresses,
    ask: (method, path, body) =>
      request(method, `${addresses.url}${path}`, body, {
        authorization: `Bearer ${token}`,
        // On a slow machine a creation may take longer than its answer waits by default.
        ...(method === 'POST' && { prefer: 'wait=20' }),
      }),
    ivs: (method, path, body) => request(method, `${addresses.ivs}${path}`, body),
    close,
  };
}

/** @throws Error when the request is refused */
async function request(
  method: string,
  url: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Record<string, unknown>> {
  const response = await fetch(url, {
    method,
    headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  // The page under test and this test share the quotas of IVS.
  if (response.status === 429) {
    await systemClock.sleep(Number(response.headers.get('retry-after') ?? 1) * 1_000);
    return request(method, url, body, headers);
  }
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${text}`);
  return (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
}
