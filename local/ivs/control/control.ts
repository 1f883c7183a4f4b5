import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { ControlParts } from './parts.ts';
import { ROUTES } from './routes.ts';
import { IvsError } from '../protocol/errors.ts';
import { parseJson, readBody, sendJson } from '../api/http.ts';

export const isControl = (url: string): boolean => url.startsWith('/_local/');

/**
 * Answers one call of the control API under /_local/. Input that it cannot use is answered with 400
 * and a message.
 */
export async function control(
  parts: ControlParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://ivs-local');
    const body = parseJson(await readBody(request, SNAPSHOT_BYTES_MAX));
    const { route, id } = routeOf(`${request.method} ${pathname.slice('/_local/'.length)}`);
    if (!route)
      return sendJson(response, 404, { message: `there is no ${request.method} ${pathname}` });
    // A route that takes no body refuses one, because a caller who sends a body expects it to have
    // an effect.
    if (body === undefined) return sendJson(response, 400, { message: 'the body is not JSON' });
    sendJson(response, ...route(parts, { body, id, query: searchParams }));
  } catch (error) {
    const message =
      error instanceof z.ZodError
        ? z.prettifyError(error)
        : error instanceof Error
          ? error.message
          : String(error);
    sendJson(
      response,
      error instanceof z.ZodError || error instanceof URIError
        ? 400
        : error instanceof IvsError
          ? error.status
          : 500,
      { message },
    );
  }
}

/** The largest body that is read, in bytes. A snapshot of thousands of channels is large. */
const SNAPSHOT_BYTES_MAX = 268_435_456;

/** Finds the route of a call. `{id}` in a pattern matches any id. */
function routeOf(call: string): { route: (typeof ROUTES)[string] | undefined; id: string } {
  if (Object.hasOwn(ROUTES, call)) return { route: ROUTES[call], id: '' };
  for (const [pattern, route] of Object.entries(ROUTES)) {
    const [before = '', after] = pattern.split('{id}');
    if (after === undefined || !call.startsWith(before) || !call.endsWith(after)) continue;
    const id = call.slice(before.length, call.length - after.length);
    if (id !== '' && !id.includes('/')) return { route, id: decodeURIComponent(id) };
  }
  return { route: undefined, id: '' };
}
