import type { IncomingMessage, ServerResponse } from 'node:http';
import { isoSecondsAt } from '../clock.ts';
import type { Clock } from '../clock.ts';
import { BodyTooLargeError, readBody, sendJson, serveOnLoopback } from '../http.ts';
import type { LoopbackServer } from '../http.ts';
import type { Lambda } from '../lambda/lambda.ts';
import { createRandom } from '../random.ts';
import { localAccountId } from '../template.ts';
import type { Rule, Template } from '../template.ts';
import { createDeliveries, notChaos } from './chaos.ts';
import type { Chaos } from './chaos.ts';
import { notAnEvent } from './event.ts';
import type { BusEvent, EventBridgeEvent } from './event.ts';
import { InvalidPatternError, matches } from './pattern.ts';
import { putEvents, ValidationException } from './putEvents.ts';
import { startSchedule } from './schedules.ts';

const bodyMaxBytes = 10 * 1024 * 1024;
const eventsMax = 10_000;

export interface Bus extends LoopbackServer {
  /** Every event that was accepted, oldest first, the newest 10,000. */
  events(): BusEvent[];
  /** The trusted way in, to the default bus: also for sources of AWS, which PutEvents refuses. */
  deliver(event: EventBridgeEvent): Promise<void>;
  /** Changes what may befall events between the bus and the functions. */
  setChaos(chaos: Partial<Chaos>): void;
}

export interface BusOptions {
  /** 0 for any free port. */
  port: number;
  template: Template;
  lambda: Lambda;
  clock: Clock;
  log?: (line: string) => void;
  region?: string;
  /** Makes event ids and chaos repeat. */
  seed?: number;
}

/**
 * EventBridge on one machine: PutEvents and TestEventPattern over the AWS JSON protocol, the rules and schedules of the template, and delivery to
 * functions by asynchronous invocation. Beyond AWS: `POST /_local/events` (the trusted way in), `GET /_local/events?bus=`,
 * `GET /_local/dead-letters`, `PUT /_local/chaos`.
 * @throws with code EADDRINUSE when the port is taken; an Error when a rule has a pattern or a schedule that EventBridge would refuse.
 */
export async function startBus(options: BusOptions): Promise<Bus> {
  const { template, lambda, clock, log = () => undefined, region = 'us-west-2' } = options;
  const random = createRandom(options.seed);
  const deliveries = createDeliveries(clock, options.seed);
  const accepted: BusEvent[] = [];
  const schedules: (() => void)[] = [];
  const buses = new Set(['default', ...template.buses]);
  // A wrong pattern is found at the start, not at the first event.
  for (const rule of template.rules) if (rule.pattern !== undefined) matches(rule.pattern, {});

  const time = (epochSeconds?: number): string => isoSecondsAt(epochSeconds === undefined ? clock.now() : epochSeconds * 1_000);

  function accept(busName: string, event: EventBridgeEvent): void {
    accepted.push({ ...event, busName });
    if (accepted.length > eventsMax) accepted.shift();
    // EventBridge too takes events for a bus that does not exist, and says nothing.
    if (!buses.has(busName)) log(`An event went to the bus ${busName}, which does not exist`);
    for (const rule of template.rules) {
      if (rule.busName !== busName || rule.pattern === undefined || !matches(rule.pattern, event)) continue;
      deliveries.deliver(() => lambda.invokeAsync(rule.functionName, rule.input ?? event));
    }
  }

  function runSchedule(rule: Rule): void {
    const event: EventBridgeEvent = {
      version: '0',
      id: random.uuid(),
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      account: localAccountId,
      time: time(),
      region,
      resources: [`arn:aws:events:${region}:${localAccountId}:rule/${rule.name}`],
      detail: {},
    };
    lambda.invokeAsync(rule.functionName, rule.input ?? event);
  }

  function acceptTrusted(events: unknown): void {
    if (!Array.isArray(events)) throw new ValidationException('expected {"events": […]}');
    for (const event of events as unknown[]) {
      const reason = notAnEvent(event);
      if (reason !== undefined) throw new ValidationException(reason);
    }
    for (const event of events as EventBridgeEvent[]) accept('default', event);
  }

  function setChaos(chaos: unknown): void {
    const reason = notChaos(chaos);
    if (reason !== undefined) throw new ValidationException(reason);
    deliveries.set(chaos as Partial<Chaos>);
  }

  function callAws(target: string, input: unknown, response: ServerResponse): void {
    const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': random.uuid() };
    const refuse = (type: string, message: string): void => sendJson(response, 400, { __type: type, message }, headers);
    try {
      if (target === 'AWSEvents.PutEvents') {
        const place = { account: localAccountId, region, newId: () => random.uuid(), time, accept };
        sendJson(response, 200, putEvents(input, place), headers);
      } else if (target === 'AWSEvents.TestEventPattern') {
        const { EventPattern, Event } = (input ?? {}) as { EventPattern?: string; Event?: string };
        const result = matches(JSON.parse(EventPattern ?? ''), JSON.parse(Event ?? ''));
        sendJson(response, 200, { Result: result }, headers);
      } else refuse('UnknownOperationException', `${target} is not played by the local bus`);
    } catch (error) {
      if (error instanceof ValidationException) refuse('ValidationException', error.message);
      else if (error instanceof InvalidPatternError || error instanceof SyntaxError) refuse('InvalidEventPatternException', error.message);
      else throw error;
    }
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://bus');
    const call = `${request.method} ${pathname}`;
    if (call === 'GET /_local/events') {
      const busName = searchParams.get('bus');
      return sendJson(response, 200, { events: accepted.filter((event) => busName === null || event.busName === busName) });
    }
    if (call === 'GET /_local/dead-letters') return sendJson(response, 200, { deadLetters: lambda.deadLetters() });
    if (request.method !== 'POST' && request.method !== 'PUT') return sendJson(response, 404, { message: `There is no ${call}` });
    const body: unknown = JSON.parse((await readBody(request, bodyMaxBytes)).toString() || '{}');
    if (call === 'POST /') return callAws(String(request.headers['x-amz-target']), body, response);
    if (call === 'POST /_local/events') acceptTrusted((body as { events?: unknown } | null)?.events);
    else if (call === 'PUT /_local/chaos') setChaos(body);
    else return sendJson(response, 404, { message: `There is no ${call}` });
    response.writeHead(204).end();
  }

  const server = await serveOnLoopback(options.port, answer, (error, response) => {
    if (error instanceof SyntaxError) return sendJson(response, 400, { __type: 'SerializationException', message: 'The body is no JSON' });
    if (error instanceof ValidationException) return sendJson(response, 400, { message: error.message });
    if (error instanceof BodyTooLargeError) return sendJson(response, 413, { message: error.message });
    log(`The event bus failed: ${String(error)}`);
    return sendJson(response, 500, { __type: 'InternalException', message: 'The event bus failed' });
  });
  for (const rule of template.rules) {
    if (rule.schedule !== undefined) schedules.push(startSchedule(rule.schedule, clock, () => runSchedule(rule)));
  }
  return {
    ...server,
    events: () => [...accepted],
    deliver: async (event) => acceptTrusted([event]),
    setChaos,
    async close() {
      for (const end of schedules) end();
      deliveries.close();
      await server.close();
    },
  };
}
