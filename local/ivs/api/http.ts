import type { IncomingMessage, ServerResponse } from 'node:http';
import { ivsError, type StrangeAnswer } from '../protocol/errors.ts';

/** No IVS request is nearly this large. The limit only keeps a mistake from filling the memory. */
const BODY_BYTES_MAX = 1_048_576;

/**
 * Reads the body of a request. It listens for the events of the stream, because an iterator takes
 * several times as long for a small body.
 * @throws IvsError RequestEntityTooLargeException (413); an Error when the client hangs up
 */
export function readBody(request: IncomingMessage, bytesMax = BODY_BYTES_MAX): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  return new Promise((resolve, reject) => {
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      // The rest is read and discarded, because an answer may not reach a client that is still
      // sending.
      if (size <= bytesMax) chunks.push(chunk);
    });
    request.once('end', () => {
      if (size > bytesMax)
        reject(
          ivsError('RequestEntityTooLargeException', `Request body exceeds ${bytesMax} bytes`),
        );
      else resolve(chunks.length === 1 ? String(chunks[0]) : Buffer.concat(chunks).toString());
    });
    request.once('error', reject);
  });
}

/**
 * Parses JSON and drops members that are null, because restJson1 treats null as absent. Returns
 * undefined for text that is not JSON.
 */
export function parseJson(text: string): unknown {
  if (text.trim() === '') return {};
  try {
    // A function for each member makes it slow, and most inputs have no null.
    return text.includes('null')
      ? JSON.parse(text, (_key, value: unknown) => (value === null ? undefined : value))
      : JSON.parse(text);
  } catch (error) {
    // A RangeError means that the JSON is nested too deeply for the stack.
    if (error instanceof SyntaxError || error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Sends JSON, or an empty answer when there is no body. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body?: object,
  headers: Record<string, string> = {},
): void {
  const text = body === undefined ? '' : JSON.stringify(body);
  const length = status === 204 ? {} : { 'content-length': String(Buffer.byteLength(text)) };
  response
    .writeHead(status, {
      ...(text && { 'content-type': 'application/json' }),
      ...length,
      ...headers,
    })
    .end(text);
}

/**
 * Sends JSON together with all other answers that are ready in this turn of the event loop. A write
 * wakes its caller, and each caller that is awake takes time from the calls that have arrived: with
 * 16 callers at once, two thirds more calls are answered that way.
 */
export function sendTogether(...answer: Parameters<typeof sendJson>): void {
  setImmediate(() => sendJson(...answer));
}

/**
 * Answers as an intermediary between the caller and IVS might: without a request id or an error
 * name.
 */
export function sendStrange(response: ServerResponse, status: number, answer: StrangeAnswer): void {
  if (answer === 'unnamed') return sendJson(response, status, { message: 'injected fault' });
  if (answer === 'empty') return void response.writeHead(status, { 'content-length': '0' }).end();
  response
    .writeHead(status, { 'content-type': 'text/html' })
    .end(`<html><head><title>${status}</title></head><body><h1>${status}</h1></body></html>`);
}
