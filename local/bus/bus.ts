import type { IncomingMessage, ServerResponse } from 'node:http';
import { isoSecondsAt } from '../clock.ts';
import type { Clock } from '../clock.ts';
import { BodyTooLargeError, readBody, sendJson, sendText, serveOnLoopback } from '../http.ts';
import type { LoopbackServer } from '../http.ts';
import type { Lambda } from '../lambda/lambda.ts';
import { createRandom } from '../random.ts';
import { localAccountId } from '../template.ts';
import type { Rule, Template } from '../template.ts';
import { createDeliveries, notChaos } from './chaos.ts';
import type { Chaos } from './chaos.ts';
import { notAnEvent } from './event.ts';
import type { BusEvent, EventBridgeEvent } from './event.ts';
import { readJson, writeJson } from '../../lib/patterns/json.ts';
import { InvalidPatternError } from '../../lib/patterns/matchers.ts';
import { compilePattern, matches } from '../../lib/patterns/pattern.ts';
import { putEvents, ValidationException } from './putEvents.ts';
import { startSchedule } from './schedules.ts';

const bodyMaxBytes = 10 * 1024 * 1024;
const eventsMax = 10_000;

export interface Bus extends LoopbackServer {
  /** Returns the newest 10,000 accepted events, oldest first. */
  events(): BusEvent[];
  /**
   * The trusted entry point to the default bus. It accepts sources of AWS too, which PutEvents
   * refuses.
   */
  deliver(event: EventBridgeEvent): Promise<void>;
  /** Changes the faults that events may suffer between the bus and the functions. */
  setChaos(chaos: Partial<Chaos>): void;
}

export interface BusOptions {
  /** 0: any free port. */
  port: number;
  template: Template;
  lambda: Lambda;
  clock: Clock;
  log?: (line: string) => void;
  region?: string;
  /** The seed that makes event ids and chaos repeatable. */
  seed?: number;
}

/**
 * Starts EventBridge on the local machine: PutEvents and TestEventPattern over the AWS JSON
 * protocol, the rules and schedules of the template, and delivery to functions by asynchronous
 * invocation. TestEventPattern accepts any JSON object as an event, with or without the members
 * that AWS requires. Beyond AWS: `POST /_local/events` (the trusted entry point), `GET
 * /_local/events?bus=`, `GET /_local/dead-letters`, `PUT /_local/chaos`.
 * @throws an error with code EADDRINUSE when the port is taken; an Error when a rule has a pattern
 * or a schedule that EventBridge would refuse
 */
export async function startBus(options: BusOptions): Promise<Bus> {
  const { template, lambda, clock, log = () => undefined, region = 'us-west-2' } = options;
  const random = createRandom(options.seed);
  const deliveries = createDeliveries(clock, options.seed);
  const accepted: { busName: string; text: string; event: EventBridgeEvent }[] = [];
  const schedules: (() => void)[] = [];
  const buses = new Set(['default', ...template.buses]);
  const rules = template.rules.flatMap((rule) =>
    rule.pattern === undefined ? [] : [{ ...rule, matches: compiled(rule) }],
  );

  const time = (epochSeconds?: number): string =>
    isoSecondsAt(epochSeconds === undefined ? clock.now() : epochSeconds * 1_000);

  function accept(busName: string, text: string): void {
    // Functions receive the result of JSON.parse, as on AWS.
    const event = JSON.parse(text) as EventBridgeEvent;
    accepted.push({ busName, text, event });
    if (accepted.length > eventsMax) accepted.shift();
    // EventBridge also accepts events for a bus that does not exist, without reporting it.
    if (!buses.has(busName)) log(`An event was sent to the bus ${busName}, which does not exist`);
    const asWritten = readJson(text);
    for (const rule of rules) {
      if (rule.busName !== busName || !rule.matches(asWritten)) continue;
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

  function acceptTrusted(texts: readonly string[]): void {
    for (const text of texts) {
      const reason = notAnEvent(JSON.parse(text));
      if (reason !== undefined) throw new ValidationException(reason);
    }
    for (const text of texts) accept('default', text);
  }

  function setChaos(chaos: unknown): void {
    const reason = notChaos(chaos);
    if (reason !== undefined) throw new ValidationException(reason);
    deliveries.set(chaos as Partial<Chaos>);
  }

  function callAws(target: string, input: unknown, response: ServerResponse): void {
    const headers = {
      'content-type': 'application/x-amz-json-1.1',
      'x-amzn-requestid': random.uuid(),
    };
    const refuse = (type: string, message: string): void =>
      sendJson(response, 400, { __type: type, message }, headers);
    try {
      if (target === 'AWSEvents.PutEvents') {
        const place = { account: localAccountId, region, newId: () => random.uuid(), time, accept };
        sendJson(response, 200, putEvents(input, place), headers);
      } else if (target === 'AWSEvents.TestEventPattern') {
        const { EventPattern, Event } = (input ?? {}) as {
          EventPattern?: unknown;
          Event?: unknown;
        };
        if (typeof EventPattern !== 'string' || typeof Event !== 'string')
          throw new ValidationException('EventPattern and Event are strings');
        sendJson(response, 200, { Result: tried(EventPattern, Event) }, headers);
      } else refuse('UnknownOperationException', `The local bus does not support ${target}`);
    } catch (error) {
      if (error instanceof ValidationException) refuse('ValidationException', error.message);
      else if (error instanceof InvalidPatternError) refuse(error.name, error.message);
      else throw error;
    }
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // No Date header is sent: when the functions' clock has been moved, the SDK would take the
    // machine's Date as a sign of a skewed clock and send each refused call three times.
    response.sendDate = false;
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://bus');
    const call = `${request.method} ${pathname}`;
    if (call === 'GET /_local/events') {
      const busName = searchParams.get('bus');
      const shown = accepted
        .filter((one) => busName === null || one.busName === busName)
        .map(withBusName);
      return sendText(response, 200, `{"events":[${shown.join(',')}]}`);
    }
    if (call === 'GET /_local/dead-letters')
      return sendJson(response, 200, { deadLetters: lambda.deadLetters() });
    if (request.method !== 'POST' && request.method !== 'PUT')
      return sendJson(response, 404, { message: `There is no ${call}` });
    const text = (await readBody(request, bodyMaxBytes)).toString() || '{}';
    const body: unknown = JSON.parse(text);
    if (call === 'POST /') return callAws(String(request.headers['x-amz-target']), body, response);
    if (call === 'POST /_local/events') acceptTrusted(eventsIn(text));
    else if (call === 'PUT /_local/chaos') setChaos(body);
    else return sendJson(response, 404, { message: `There is no ${call}` });
    response.writeHead(204).end();
  }

  const server = await serveOnLoopback(options.port, answer, (error, response) => {
    if (error instanceof SyntaxError)
      return sendJson(response, 400, {
        __type: 'SerializationException',
        message: 'The body is not JSON',
      });
    if (error instanceof ValidationException)
      return sendJson(response, 400, { message: error.message });
    if (error instanceof BodyTooLargeError)
      return sendJson(response, 413, { message: error.message });
    log(`The event bus failed: ${String(error)}`);
    return sendJson(response, 500, {
      __type: 'InternalException',
      message: 'The event bus failed',
    });
  });
  for (const rule of template.rules) {
    if (rule.schedule !== undefined)
      schedules.push(startSchedule(rule.schedule, clock, () => runSchedule(rule)));
  }
  return {
    ...server,
    events: () => accepted.map(({ busName, event }) => ({ ...event, busName })),
    deliver: async (event) => acceptTrusted([JSON.stringify(event)]),
    setChaos,
    async close() {
      for (const end of schedules) end();
      deliveries.close();
      await server.close();
    },
  };
}

/**
 * Compiles the pattern of a rule.
 * @throws InvalidPatternError, so that a wrong pattern is found at the start and not at the first
 * event
 */
function compiled(rule: Rule): ReturnType<typeof compilePattern> {
  try {
    return compilePattern(JSON.stringify(rule.pattern));
  } catch (error) {
    if (error instanceof InvalidPatternError)
      error.message = `The rule ${rule.name}: ${error.message}`;
    throw error;
  }
}

/**
 * Returns the result of TestEventPattern.
 * @throws InvalidPatternError, ValidationException
 */
function tried(pattern: string, event: string): boolean {
  try {
    return matches(pattern, event);
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new ValidationException(`Parameter Event is not valid. Reason: ${error.message}`);
    throw error;
  }
}

const withBusName = ({ busName, text }: { busName: string; text: string }): string =>
  `${text.slice(0, -1)},"busName":${JSON.stringify(busName)}}`;

/**
 * Returns the texts of the events of `{"events": […]}`, with their numbers and members as they were
 * written.
 * @throws ValidationException
 */
function eventsIn(text: string): string[] {
  const body = readJson(text);
  const events =
    body.kind === 'object' ? body.members.findLast(([name]) => name === 'events')?.[1] : undefined;
  if (events?.kind !== 'array') throw new ValidationException('expected {"events": […]}');
  return events.elements.map(writeJson);
}
