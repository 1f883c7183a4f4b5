import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * `node bench/load/sameBytes.ts <headers and body as JSON>`: a bare HTTP server of Node that gives
 * the same answer to every request, and prints its URL. It is the measure of another server that
 * gives this answer.
 */

const { headers, body } = JSON.parse(process.argv[2] ?? '') as {
  headers: Record<string, string>;
  body: string;
};
const server = createServer((request, response) => {
  request.resume();
  response.writeHead(200, headers).end(body);
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`http://127.0.0.1:${port}\n`);
});
