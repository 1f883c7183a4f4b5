import type { IncomingMessage } from 'node:http';
import type { Cors } from '../template.ts';

/**
 * Whether a page of this origin is let in: `*` is every origin, `https://*` every one of that
 * scheme.
 */
const isAllowed = ({ AllowOrigins }: Cors, origin: string): boolean =>
  AllowOrigins.some(
    (allowed) =>
      allowed === origin ||
      (/^(?:https?:\/\/)?\*$/.test(allowed) && origin.startsWith(allowed.slice(0, -1))),
  );

/**
 * Returns the CORS headers of an answer; empty when the request has no Origin header, or an origin
 * that is not let in.
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
 * A browser's question before the request itself; it carries no token, and the gateway answers it
 * whatever routes there are.
 */
export const isPreflight = ({
  method,
  headers,
}: Pick<IncomingMessage, 'method' | 'headers'>): boolean =>
  method === 'OPTIONS' &&
  headers.origin !== undefined &&
  headers['access-control-request-method'] !== undefined;
