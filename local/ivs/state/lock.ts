import { createHash } from 'node:crypto';
import { mkdirSync, realpathSync, rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Keeps a second process away from a state folder, because each would overwrite the other's
 * journal. The lock is a local socket named after the folder, because the operating system releases
 * it when the process ends, however it ends. A process id in a file may belong to a zombie or to a
 * new process.
 * @returns a function that releases the folder
 * @throws Error that names the folder when another process has locked it
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const address = addressOf(realpathSync(folder));
  let server = await listening(address);
  if (!server && !(await answers(address))) {
    // The socket file was left behind by a process that was killed.
    if (!address.startsWith('\0')) rmSync(address, { force: true });
    server = await listening(address);
  }
  if (!server) throw new Error(`${folder} is in use by another process`);
  const held = server;
  return () => new Promise((done) => void held.close(() => done()));
}

function addressOf(folder: string): string {
  const name = `ivs-local-${createHash('sha256').update(folder).digest('hex').slice(0, 24)}`;
  if (process.platform === 'win32') return `\\\\.\\pipe\\${name}`;
  // On Linux a leading zero names a socket without a file, so a killed process leaves nothing
  // behind.
  return process.platform === 'linux' ? `\0${name}` : join(tmpdir(), `${name}.sock`);
}

/** Returns a server that listens on the address; undefined when the address is taken. */
function listening(address: string): Promise<Server | undefined> {
  return new Promise((done, failed) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? done(undefined) : failed(error),
    );
    server.listen(address, () => {
      server.unref();
      done(server);
    });
  });
}

function answers(address: string): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(address, () => {
      socket.destroy();
      done(true);
    });
    socket.once('error', () => done(false));
  });
}
