import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { listen } from './listen.ts';

/** A server on the loopback interface. */
export interface LoopbackServer {
  url: string;
  port: number;
  /** Closes the server and its open connections. */
  close(): Promise<void>;
}

/** Thrown for a body larger than the reader accepts. */
export class BodyTooLargeError extends Error {}

/**
 * Serves on the loopback interface.
 * @param port 0: any free port
 * @param refuse answers a request for which `answer` has failed
 * @throws an error with code EADDRINUSE and the port when the port is taken
 */
export async function serveOnLoopback(
  port: number,
  answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
  refuse: (error: unknown, response: ServerResponse) => void,
): Promise<LoopbackServer> {
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      // The caller hung up before the body was whole, so there is no one to answer.
      if (request.destroyed && !request.complete) response.destroy();
      else refuse(error, response);
    });
  });
  // A request may stay open for as long as a function may run.
  server.requestTimeout = 0;
  // A client whose request meets the end of a quiet connection is reset. After Node's five seconds
  // that happens on a busy machine.
  server.keepAliveTimeout = 65_000;
  const bound = await listen(server, port);
  return { url: `http://127.0.0.1:${bound}`, port: bound, close: () => stopListening(server) };
}

/** Closes a server and its open connections. */
export function stopListening(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error ? reject(error) : resolve()));
    server.closeAllConnections();
  });
}

/**
 * Reads a whole body.
 * @throws BodyTooLargeError after reading all of it, so that the answer can still be sent
 */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= maxBytes) chunks.push(chunk);
  }
  if (bytes > maxBytes)
    throw new BodyTooLargeError(`The body has ${bytes} bytes, more than ${maxBytes}`);
  return Buffer.concat(chunks);
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  sendText(response, status, JSON.stringify(body), headers);
}

/** @param json the text of a JSON value */
export function sendText(
  response: ServerResponse,
  status: number,
  json: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  const text = Buffer.from(json);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': text.length,
    ...headers,
  });
  response.end(text);
}
