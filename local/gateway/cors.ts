import type { IncomingMessage } from 'node:http';
import type { Cors } from '../template.ts';

/**
 * Returns whether pages of this origin may call the API. `*` allows every origin, `https://*` every
 * origin of that scheme.
 */
const isAllowed = ({ AllowOrigins }: Cors, origin: string): boolean =>
  AllowOrigins.some(
    (allowed) =>
      allowed === origin ||
      (/^(?:https?:\/\/)?\*$/.test(allowed) && origin.startsWith(allowed.slice(0, -1))),
  );

/**
 * Returns the CORS headers of an answer. The result is empty when the request has no Origin header
 * or an origin that is not allowed.
 */
export function corsHeaders(
  cors: Cors,
  { method, headers }: IncomingMessage,
): Record<string, string> {
  const { origin } = headers;
  if (origin === undefined || !isAllowed(cors, origin)) return {};
  const allowed = { 'access-control-allow-origin': cors.AllowOrigins.includes('*') ? '*' : origin };
  if (!isPreflight({ method, headers }))
    return { ...allowed, 'access-control-expose-headers': cors.ExposeHeaders.join(',') };
  return {
    ...allowed,
    'access-control-allow-methods': cors.AllowMethods.join(','),
    'access-control-allow-headers': cors.AllowHeaders.join(','),
    'access-control-max-age': String(cors.MaxAge),
  };
}

/**
 * Returns whether a request is a CORS preflight. A preflight carries no token, and the gateway
 * answers it regardless of the routes.
 */
export const isPreflight = ({
  method,
  headers,
}: Pick<IncomingMessage, 'method' | 'headers'>): boolean =>
  method === 'OPTIONS' &&
  headers.origin !== undefined &&
  headers['access-control-request-method'] !== undefined;
