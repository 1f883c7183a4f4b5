import { createServer, type AddressInfo, type Server } from 'node:net';

/**
 * Makes a server listen on 127.0.0.1.
 * @param port 0: any free port
 * @returns the port
 * @throws Error with `code: 'EADDRINUSE'` and `port` when the port is taken
 */
export function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
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
export async function tryPort(port: number): Promise<void> {
  const server = createServer();
  await listen(server, port);
  await new Promise((resolve) => void server.close(resolve));
}
