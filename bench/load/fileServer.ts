import { createReadStream } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';

// `node fileServer.ts <folder>`: a program that serves the files of a folder and does nothing else.
// It prints its address.

const [, , folder = '.'] = process.argv;
const server = createServer(({ url = '/' }, response) => {
  createReadStream(join(folder, basename(url)))
    .once('error', () => response.writeHead(404).end())
    .pipe(response);
});
server.keepAliveTimeout = 65_000;
server.listen(0, '127.0.0.1', () =>
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
);
