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

/** Answers a request with the result of the function, as an HTTP API does in payload format 2.0. */
export function sendResult(response: ServerResponse, result: InvokeResult): void {
  if (result.functionError === 'Timeout')
    return sendJson(response, 503, { message: 'Service Unavailable' });
  if (result.functionError !== undefined)
    return sendJson(response, 500, { message: 'Internal Server Error' });
  if (!isStructured(result.payload)) {
    // Without a status code, the function's return value is the body; a string is sent unchanged.
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
  // The content type is set first, so that the function can override it.
  if (body !== '') response.setHeader('content-type', 'text/plain;charset=UTF-8');
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, String(value));
  if (cookies.length > 0) response.setHeader('set-cookie', cookies);
  response.end(Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'));
}

function isStructured(payload: unknown): payload is Structured {
  return typeof payload === 'object' && payload !== null && 'statusCode' in payload;
}
