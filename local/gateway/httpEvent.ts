import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { IncomingMessage } from 'node:http';
import { dateAt } from '../clock.ts';
import { localAccountId } from '../template.ts';
import type { Match } from './routes.ts';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The parts of a request from which an event is made. */
export interface RequestParts {
  request: IncomingMessage;
  body: Buffer;
  match: Match;
  requestId: string;
  nowMs: number;
}

/** Returns a request as an HTTP API passes it to Lambda, in payload format 2.0. */
export function httpEvent({
  request,
  body,
  match,
  requestId,
  nowMs,
}: RequestParts): APIGatewayProxyEventV2 {
  const [rawPath, rawQueryString = ''] = splitOnce(request.url ?? '/', '?');
  const cookies = (request.headers.cookie ?? '').split(/; */).filter((cookie) => cookie !== '');
  const headers = headersOf(request);
  const query = queryOf(rawQueryString);
  const isText = isUtf8Text(headers['content-type']);
  return {
    version: '2.0',
    routeKey: `${match.route.method} ${match.route.path}`,
    rawPath: decodeURIComponent(rawPath),
    rawQueryString,
    ...(cookies.length > 0 ? { cookies } : {}),
    headers,
    ...(query ? { queryStringParameters: query } : {}),
    requestContext: {
      accountId: localAccountId,
      apiId: 'local',
      domainName: headers['host'] ?? '127.0.0.1',
      domainPrefix: 'local',
      http: {
        method: request.method ?? 'GET',
        path: decodeURIComponent(rawPath),
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId,
      routeKey: `${match.route.method} ${match.route.path}`,
      stage: '$default',
      time: commonLogTime(nowMs),
      timeEpoch: nowMs,
    },
    ...(Object.keys(match.pathParameters).length > 0
      ? { pathParameters: match.pathParameters }
      : {}),
    ...(body.length > 0 ? { body: isText ? body.toString('utf8') : body.toString('base64') } : {}),
    isBase64Encoded: body.length > 0 && !isText,
  };
}

/**
 * Returns the headers with lower-case names. Several values of one name are joined by commas;
 * cookies are passed separately.
 */
function headersOf(request: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, values] of Object.entries(request.headersDistinct)) {
    if (name !== 'cookie' && values) headers[name] = values.join(',');
  }
  return { ...headers, 'x-forwarded-proto': 'http' };
}

function queryOf(rawQueryString: string): Record<string, string> | undefined {
  const query: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(rawQueryString)) {
    query[name] = Object.hasOwn(query, name) ? `${query[name]},${value}` : value;
  }
  return Object.keys(query).length > 0 ? query : undefined;
}

/**
 * Returns whether API Gateway passes a body of this type as text. It encodes every other body in
 * base64.
 */
function isUtf8Text(contentType: string | undefined): boolean {
  return (
    contentType === undefined ||
    /^(text\/|application\/([\w.+-]*\+)?(json|xml|javascript)\b|application\/x-www-form-urlencoded)/i.test(
      contentType,
    )
  );
}

/** Returns a time in the common log format, such as `12/Mar/2020:19:03:58 +0000`. */
function commonLogTime(ms: number): string {
  const [date = '', time = ''] = dateAt(ms).toISOString().split('T');
  const [year, month, day] = date.split('-');
  return `${day}/${months[Number(month) - 1]}/${year}:${time.slice(0, 8)} +0000`;
}

function splitOnce(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
