import type { ServerResponse } from 'node:http';
import { sendJson } from '../http.ts';
import type { InvokeResult } from '../lambda/lambda.ts';

interface Structured {
  statusCode: number;
  headers?: Record<string, string | number | boolean>;
  cookies?: string[];
  body?: string;
  isBase64Encoded?: boolean;
}

/**
 * Answers a request with what the function came to, as an HTTP API does with payload format 2.0.
 */
export function sendResult(response: ServerResponse, result: InvokeResult): void {
  if (result.functionError === 'Timeout')
    return sendJson(response, 503, { message: 'Service Unavailable' });
  if (result.functionError !== undefined)
    return sendJson(response, 500, { message: 'Internal Server Error' });
  if (!isStructured(result.payload)) {
    // Without a status code, what the function returned is the body; a string goes as it is.
    const text =
      typeof result.payload === 'string' ? result.payload : JSON.stringify(result.payload ?? null);
    response.writeHead(200, { 'content-type': 'application/json' });
    return void response.end(text);
  }
  const {
    statusCode,
    headers = {},
    cookies = [],
    body = '',
    isBase64Encoded = false,
  } = result.payload;
  if (
    !Number.isInteger(statusCode) ||
    statusCode < 100 ||
    statusCode > 599 ||
    typeof body !== 'string'
  ) {
    return sendJson(response, 500, { message: 'Internal Server Error' });
  }
  response.statusCode = statusCode;
  // Content type first, so that the function's own wins.
  if (body !== '') response.setHeader('content-type', 'text/plain;charset=UTF-8');
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, String(value));
  if (cookies.length > 0) response.setHeader('set-cookie', cookies);
  response.end(Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'));
}

function isStructured(payload: unknown): payload is Structured {
  return typeof payload === 'object' && payload !== null && 'statusCode' in payload;
}
