import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { dateAt } from '../clock.ts';
import type { Encoders } from './encoders.ts';
import type { Events } from './events.ts';
import { IvsError } from './protocol/errors.ts';
import { parseJson, readBody, sendJson } from './protocol/http.ts';
import { channelArn } from './protocol/validation.ts';
import type { RequestLog } from './requests.ts';
import { revocations } from './revocations.ts';
import { changeSettings } from './settings.ts';
import type { World } from './world.ts';

interface Parts {
  world: World;
  events: Events;
  encoders: Encoders;
  requests: RequestLog;
}

interface Call {
  body: unknown;
  /** What follows the matched path. */
  id: string;
  query: URLSearchParams;
}

type Answer = [status: number, body?: object];

const encoderRequest = z.strictObject({ channelArn, streamKey: z.string().min(1).optional(), reconnectAfterMs: z.number().min(0).optional() });
const faultList = z.strictObject({ faults: z.array(z.unknown()) });

/** The control API under /_local/: what no AWS service offers, for tests and demonstrations. */
const ROUTES: Record<string, (parts: Parts, call: Call) => Answer> = {
  'GET health': () => [200, { status: 'ok' }],
  'GET encoders': ({ encoders }) => [200, { encoders: encoders.views() }],
  'POST encoders': ({ encoders }, { body }) => [201, { encoderId: encoders.connect(encoderRequest.parse(body)) }],
  'DELETE encoders/': ({ encoders }, { id, query }) =>
    encoders.disconnect(id, query.get('abrupt') === 'true') ? [204] : [404, { message: `there is no encoder ${id}` }],
  'GET events': ({ events }) => [200, { events: events.all(), ...events.fates() }],
  'GET chaos': ({ events }) => [200, events.chaos()],
  'PUT chaos': ({ events }, { body }) => {
    events.setChaos(body);
    return [200, events.chaos()];
  },
  'GET requests': ({ requests }) => [200, { requests: requests.all() }],
  'GET revocations': ({ world }) => [200, { revocations: revocations(world).map(({ sequence: _s, atMs, ...pair }) => ({ ...pair, at: dateAt(atMs).toISOString() })) }],
  'GET settings': ({ world }) => [200, world.settings],
  'PUT settings': ({ world }, { body }) => {
    changeSettings(world.settings, body);
    return [200, world.settings];
  },
  'PUT faults': ({ world }, { body }) => {
    world.faults.set(faultList.parse(body).faults);
    return [204];
  },
};

export const isControl = (url: string): boolean => url.startsWith('/_local/');

/** Answers one call of the control API; input it cannot use is a 400 with a message. */
export async function control(parts: Parts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://ivs-local');
    const [, noun = '', id = ''] = /^\/_local\/([a-z]+)(?:\/([^/]+))?$/.exec(pathname) ?? [];
    const text = await readBody(request);
    const route = ROUTES[`${request.method} ${noun}${id && '/'}`];
    const body = parseJson(text);
    const answer: Answer = route ? route(parts, { body, id, query: searchParams }) : [404, { message: `there is no ${request.method} ${pathname}` }];
    sendJson(response, ...answer);
  } catch (error) {
    const message = error instanceof z.ZodError ? z.prettifyError(error) : error instanceof Error ? error.message : String(error);
    const bad = error instanceof z.ZodError || error instanceof IvsError;
    sendJson(response, bad ? 400 : 500, { message });
  }
}
