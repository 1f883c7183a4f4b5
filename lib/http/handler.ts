import middyCore from '@middy/core';
import type {
  APIGatewayProxyEventV2,
  APIGatewayProxyStructuredResultV2,
  Context,
} from 'aws-lambda';
import { app, appAbout } from '../app.ts';
import { Problem } from '../errors.ts';
import { IvsRefusal } from '../ivs/refusal.ts';
import { authenticate, authorize } from './auth.ts';
import { ivsAnswerIn, type IvsAnswer } from './ivsErrors.ts';
import { parseBody } from './validation.ts';
import { problemAnswer, problemIn } from './problems.ts';
import { rateLimitReached } from './rateLimits.ts';
import { takesBody, type Answer, type Route } from './route.ts';

type Handler = (
  event: APIGatewayProxyEventV2,
  context: Context,
) => Promise<APIGatewayProxyStructuredResultV2>;

/**
 * An incoming request. Each middleware adds what the next one needs. The event is copied and never
 * shared between requests.
 */
interface Incoming extends APIGatewayProxyEventV2 {
  route?: Route;
  caller?: string;
  scopes?: ReadonlySet<string>;
  arrivedAt?: number;
  requestId?: string;
  /** The refusal of the last call of IVS, if it was refused. */
  refusal?: IvsAnswer | undefined;
  /** The direct calls of IVS that came too soon, by operation. */
  throttled?: ReadonlySet<string>;
}

/**
 * The ids that a caller may give a request. Any other id is ignored, and the gateway's id is used.
 */
const REQUEST_ID = /^[\w.:-]{1,128}$/;

/** A trace context of the version 00 (W3C Trace Context, 3.2); any other header is ignored. */
const TRACEPARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/**
 * Returns the ids of a request: the one in answers, problem documents and our log, and the one in
 * API Gateway's log.
 */
function namesOf({ requestId, requestContext }: Incoming): {
  requestId: string;
  gatewayRequestId: string;
} {
  return {
    requestId: requestId ?? requestContext.requestId,
    gatewayRequestId: requestContext.requestId,
  };
}

/** A middleware. It sees the answer before `written` turns it into JSON. */
export type Step = middyCore.MiddlewareObj<Incoming, Answer | APIGatewayProxyStructuredResultV2>;

const isAnswer = (response: Answer | APIGatewayProxyStructuredResultV2): response is Answer =>
  'status' in response;

/**
 * Writes the answer and one line of log about it. It is the first middleware in and the last one
 * out.
 */
const written: Step = {
  before: (request) => {
    const named = request.event.headers['x-request-id'];
    request.event = {
      ...request.event,
      arrivedAt: app().clock.now(),
      ...(named !== undefined && REQUEST_ID.test(named) && { requestId: named }),
    };
  },
  after: (request) => write(request),
  onError: (request) => write(request),
};

function write(
  request: middyCore.Request<Incoming, Answer | APIGatewayProxyStructuredResultV2>,
): void {
  const { event, response } = request;
  if (!response || !isAnswer(response)) return;
  const names = namesOf(event);
  const { clock, log } = app();
  const { status, body, file, headers = {} } = response;
  log.info('answered', {
    ...names,
    route: event.routeKey,
    path: event.rawPath,
    status,
    caller: event.caller,
    durationMs: clock.now() - (event.arrivedAt ?? clock.now()),
  });
  request.response = {
    statusCode: status,
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(file && {
        'content-type': file.type,
        ...(file.encoding && { 'content-encoding': file.encoding }),
      }),
      // Nearly every answer is a current state or a secret.
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-request-id': names.requestId,
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(file && { body: file.bytes.toString('base64'), isBase64Encoded: true }),
  };
}

/**
 * Turns a thrown error into a problem document. An error that is not a problem is logged and shown
 * as an opaque 500.
 */
const explained: Step = {
  onError: (request) => {
    const { event, error } = request;
    const names = namesOf(event);
    const problem =
      problemIn(error) ??
      new Problem(
        'internal',
        'Something went wrong on our side. Quote the request id to ask about it.',
      );
    // Refused tokens are common. Only failures on our side are logged as errors.
    if (problem.status >= 500)
      app().log.error('failed', { ...names, route: event.routeKey, error });
    else if (error !== problem)
      app().log.warn('IVS refused a call', { ...names, route: event.routeKey, error });
    const answer = problemAnswer(problem, {
      path: event.rawPath,
      requestId: names.requestId,
      ivs: error === problem ? event.refusal : undefined,
    });
    const limited =
      error instanceof IvsRefusal && error.class === 'throttled' ? rateLimitReached(error) : {};
    request.response = { ...answer, headers: { ...answer.headers, ...limited } };
  },
};

/** Finds the route that API Gateway has matched. */
const routed = (routes: readonly Route[]): Step => {
  const byKey = new Map<string, Route>(routes.map((route) => [route.key, route]));
  return {
    before: (request) => {
      const route = byKey.get(request.event.routeKey);
      if (!route) throw new Problem('not-found', 'There is no operation at this address.');
      request.event.route = route;
    },
  };
};

/** Authorizes the caller before the body is read. */
const authorized: Step = {
  before: async (request) => {
    const { route, headers } = request.event;
    if (!route || route.scope === 'open') return;
    const { config, clock } = app();
    const caller = await authenticate(headers.authorization, config, clock.now());
    request.event.caller = caller.name;
    request.event.scopes = caller.scopes;
    if (route.scope !== 'any') authorize(caller.scopes, route.scope, config);
  },
};

const NO_SCOPES: ReadonlySet<string> = new Set();

async function serve(event: Incoming): Promise<Answer> {
  const { route, caller = 'anonymous', scopes = NO_SCOPES, rawPath, headers, arrivedAt } = event;
  if (!route) throw new Error('The request has no route.');
  const opened = app();
  const ivs = opened.ivs.within({
    after({ operation, error, throttled, requestId }) {
      event.refusal =
        error === undefined ? undefined : ivsAnswerIn({ operation, name: error, requestId });
      if (throttled) event.throttled = new Set([...(event.throttled ?? []), operation]);
    },
  });
  const { requestId } = namesOf(event);
  const { traceparent = '' } = headers;
  return route.serve({
    app: {
      ...appAbout(opened, { requestId }),
      ivs,
      cause: { causedBy: requestId, ...(TRACEPARENT.test(traceparent) && { traceparent }) },
    },
    requestId,
    path: rawPath,
    caller,
    scopes,
    arrivedAt: arrivedAt ?? opened.clock.now(),
    parameters: event.pathParameters ?? {},
    query: event.queryStringParameters ?? {},
    headers,
    body: takesBody(route) ? parseBody(event) : undefined,
  });
}

/**
 * Returns the Lambda handler that serves these routes; every HTTP request comes in here.
 * @param steps what happens with every request besides
 */
export function edge(routes: readonly Route[], ...steps: readonly Step[]): Handler {
  // Middy would race the handler against the end of the Lambda's time and leave it running; here
  // every promise is awaited.
  const handler = middyCore<Incoming, Answer | APIGatewayProxyStructuredResultV2>(serve, {
    timeoutEarlyInMillis: 0,
  })
    .use(written)
    .use([...steps])
    .use(explained)
    .use(routed(routes))
    .use(authorized);
  return handler as unknown as Handler;
}
