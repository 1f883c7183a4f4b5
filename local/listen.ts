import { createServer, type AddressInfo, type Server } from 'node:net';

/** Only programs of this machine reach this address. */
const LOOPBACK = '127.0.0.1';

/**
 * Makes a server listen.
 * @param port 0: any free port
 * @param host the address to listen on
 * @returns the port
 * @throws Error with `code: 'EADDRINUSE'` and `port` when the port is taken
 */
export function listen(server: Server, port: number, host = LOOPBACK): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/**
 * Tries a port and releases it, so that a start that cannot succeed ends before it has created
 * anything.
 * @throws Error with `code: 'EADDRINUSE'` and `port` when the port is taken
 */
export async function tryPort(port: number, host = LOOPBACK): Promise<void> {
  const server = createServer();
  await listen(server, port, host);
  await new Promise((resolve) => void server.close(resolve));
}
