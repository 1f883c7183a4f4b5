import { fileURLToPath } from 'node:url';
import { systemClock } from '../lib/client/clock.ts';
import type { Io } from './io.ts';
import { main } from './main.ts';

/** The program in a process: its streams, its environment and its signals. */

const { stdin, stdout, stderr, env } = process;
const interrupted = new AbortController();
process.once('SIGINT', () => interrupted.abort());
// A reader such as `head` may close the pipe before all is written.
stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

async function readInput(): Promise<string> {
  let text = '';
  for await (const chunk of stdin.setEncoding('utf8')) text += String(chunk);
  return text;
}

async function ask(question: string): Promise<string> {
  const { createInterface } = await import('node:readline/promises');
  const lines = createInterface({ input: stdin, output: stderr });
  try {
    return await lines.question(question, { signal: interrupted.signal });
  } finally {
    lines.close();
  }
}

async function runCommand(command: string): Promise<string> {
  const { execFile } = await import('node:child_process');
  const [shell, flag] = process.platform === 'win32' ? ['cmd.exe', '/c'] : ['/bin/sh', '-c'];
  return new Promise((resolve, reject) => {
    const child = execFile(shell, [flag, command], (error, output) => {
      if (error) reject(error);
      else resolve(output);
    });
    child.stderr?.pipe(stderr, { end: false });
  });
}

/** The program that opens an address in a browser, by the platform. */
const OPENERS: Readonly<Record<string, readonly [string, ...string[]]>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

async function openInBrowser(url: string): Promise<void> {
  const { spawn } = await import('node:child_process');
  const [program, ...args] = OPENERS[process.platform] ?? ['xdg-open'];
  return new Promise((resolve, reject) => {
    // No shell, so the address cannot be taken for a command.
    const child = spawn(program, [...args, url], { detached: true, stdio: 'ignore' });
    child.once('error', reject);
    child.once('spawn', () => {
      child.unref();
      resolve();
    });
  });
}

const isDumb = env.TERM === 'dumb';
const io: Io = {
  out: (text) => void stdout.write(text),
  err: (text) => void stderr.write(text),
  isTerminal: stdout.isTTY && stderr.isTTY && !isDumb,
  isAttended: stdin.isTTY && stderr.isTTY,
  columns: stderr.columns || 80,
  environment: env,
  folders: [process.cwd(), fileURLToPath(new URL('..', import.meta.url))],
  clock: systemClock,
  fetch,
  signal: interrupted.signal,
  readInput,
  ask,
  runCommand,
  openInBrowser,
};
process.exitCode = await main(process.argv.slice(2), io);
